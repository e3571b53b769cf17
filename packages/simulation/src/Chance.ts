/**
 * A source of chance that is wholly its seed's: the same seed deals the same numbers, on every machine.
 *
 * @module
 */
import type { Random } from "effect"

const spread = (value: number): number => {
  let mixed = value | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

/** A small fast counter generator (sfc32), far better than what is asked of it here. */
export class Chance {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** Any whole number is a seed; `stream` gives independent sources of one seed. */
  constructor(seed: number, stream = 0) {
    this.#a = spread(seed)
    this.#b = spread(Math.floor(seed / 2 ** 32) + 0x9e3779b9)
    this.#c = spread(stream + 0x85ebca6b)
    for (let round = 0; round < 12; round++) this.bits()
  }

  /** 32 bits, not negative. */
  bits(): number {
    const result = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0
    return result >>> 0
  }

  /** From 0 up to 1, 1 excluded. */
  unit(): number {
    return this.bits() / 2 ** 32
  }

  /** From 0 up to the limit, the limit excluded. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit)
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  happens(probability: number): boolean {
    return this.unit() < probability
  }

  /** One of them; there must be one. */
  pick<A>(choices: ReadonlyArray<A>): A {
    const choice = choices[this.below(choices.length)]
    if (choice === undefined) throw new Error("there is nothing to pick from")
    return choice
  }
}

/** Effect's own chance, dealt from ours. */
export const service = (chance: Chance): Random.Random => ({
  nextIntUnsafe: () => (chance.bits() - 2 ** 31) * 2 ** 21 + (chance.bits() >>> 11),
  nextDoubleUnsafe: () => (chance.bits() * 2 ** 21 + (chance.bits() >>> 11)) / 2 ** 53
})
