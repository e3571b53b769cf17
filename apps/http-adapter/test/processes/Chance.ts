/** Chance that is a pure function of a seed and a name, so that a run can be planned again from its seed. */

export interface Chance {
  /** A whole number from `least` to `most`, both included. */
  readonly between: (least: number, most: number) => number
  /** True this many times in a hundred. */
  readonly percent: (share: number) => boolean
  readonly pick: <A>(choices: readonly [A, ...ReadonlyArray<A>]) => A
  /** The same things in another order. */
  readonly shuffle: <A>(things: ReadonlyArray<A>) => ReadonlyArray<A>
}

/** FNV-1a over seed and name, then mulberry32. */
export const make = (seed: number, name: string): Chance => {
  let state = 0x811c9dc5
  for (const letter of `${seed}|${name}`) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193)
  const draw = (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
  return {
    between: (least, most) => least + draw(most - least + 1),
    percent: (share) => draw(100) < share,
    pick: (choices) => choices[draw(choices.length)] ?? choices[0],
    shuffle: (things) =>
      things
        .map((thing) => ({ thing, place: draw(0x7fffffff) }))
        .toSorted((one, other) => one.place - other.place)
        .map(({ thing }) => thing)
  }
}
