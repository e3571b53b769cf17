import { assert, describe, it } from "@effect/vitest"
import { BalanceChain, breakOf, type Gap, type Movement } from "../src/BalanceChain.ts"
import { paise } from "../src/Money.ts"
import { defaults, deltaPaise } from "../src/WalletFormula.ts"
import { chanceFrom } from "./Chance.ts"

const reading = (balance: number, atMillis: number, reference = `read-${atMillis}`) => ({
  reference,
  atMillis,
  balancePaise: paise(balance)
})
const seen = (atMillis: number, delta: number, balance?: number): Movement => ({
  wallet: "w",
  kind: "transfer",
  reference: `t${atMillis}`,
  atMillis,
  deltaPaise: paise(delta),
  ...(balance === undefined ? {} : { balancePaise: paise(balance) })
})
const hour = 60 * 60_000
/** Opened and closed long before and after all that moved. */
const chainOf = (movements: ReadonlyArray<Movement>, opening?: number, closing?: number) => {
  const chain = new BalanceChain("w")
  if (opening !== undefined) chain.open(reading(opening, -hour, "read-0"))
  for (const movement of movements) chain.add(movement)
  if (closing !== undefined) chain.close(reading(closing, 10 * hour))
  return chain
}
const remainders = (chain: BalanceChain) =>
  chain.gaps().flatMap((gap) => (breakOf("w", gap) === undefined ? [] : [[gap.from.reference, gap.remainderPaise]]))

describe("BalanceChain", () => {
  it("links by value, whatever the clocks say", () => {
    const chain = chainOf([seen(30, -10, 90), seen(10, -20, 70), seen(20, -5, 65)], 100, 65)
    assert.deepStrictEqual(remainders(chain), [])
    assert.strictEqual(chain.links, 4)
  })

  it("finds the remainder between two known balances, one for each segment", () => {
    const chain = chainOf([seen(10, -10, 90), seen(20, -10, 73), seen(30, -10, 63), seen(40, -10, 50)], 100, 50)
    assert.deepStrictEqual(remainders(chain), [
      ["t10", -7],
      ["t30", -3]
    ])
  })

  it("extends the expectation by what is known without a balance", () => {
    const chain = chainOf([seen(10, -10, 90), seen(15, -4), seen(16, 50), seen(20, -10, 126)], 100, 126)
    assert.deepStrictEqual(remainders(chain), [])
    assert.strictEqual(chain.explained, 1)
    const short = chainOf([seen(10, -10, 90), seen(15, -4), seen(16, 50), seen(20, -10, 125)], 100, 125)
    assert.strictEqual(short.gaps()[0]?.expectedPaise, 46)
    assert.deepStrictEqual(remainders(short), [["t10", -1]])
  })

  it("gives a movement to the neighbouring gap where that explains both", () => {
    const movements = [seen(10, -10, 90), seen(21, -4), seen(20, -10, 76), seen(30, -10, 66), seen(40, -10, 55)]
    assert.deepStrictEqual(remainders(chainOf(movements, 100, 55)), [["t30", -1]])
  })

  it("asks where a known movement is that the wallet does not show", () => {
    assert.deepStrictEqual(remainders(chainOf([seen(10, -10, 90), seen(15, -4)], 100, 90)), [["read-0", 4]])
  })

  it("asks for it in the next run as well, under the same name", () => {
    // The next run has read the balance again, and more has happened since.
    const later = chainOf([seen(10, -10, 90), seen(15, -4), seen(2_000, -10, 80), seen(2_100, -10, 70)], 100, 70)
    assert.deepStrictEqual(remainders(later), [["read-0", 4]])
    assert.strictEqual(breakOf("w", later.gaps()[0] as Gap)?.id, "balance_gap:w:unseen-read-0")
  })

  it("takes a movement that was noted at a wrong time for the gap that it fills exactly", () => {
    const minute = 60_000
    const movements = [
      seen(minute, -10, 90),
      seen(2 * minute, 50),
      seen(9 * minute, -10, 80),
      seen(10 * minute, -10, 120)
    ]
    assert.deepStrictEqual(remainders(chainOf(movements, 100)), [])
  })

  it("says nothing about what lies before the first known balance or after the last", () => {
    const chain = chainOf([seen(5, -50), seen(10, -10, 90), seen(20, -10, 80), seen(25, -4)])
    assert.deepStrictEqual(remainders(chain), [])
    assert.deepStrictEqual(chainOf([seen(5, -50)]).gaps(), [])
  })

  it("opens with the live balance of the run before, and closes with today's", () => {
    assert.deepStrictEqual(remainders(chainOf([seen(10, -10, 85)], 100, 85)), [["read-0", -5]])
    assert.deepStrictEqual(remainders(chainOf([seen(10, -10, 90)], 100, 95)), [["t10", 5]])
    assert.deepStrictEqual(remainders(chainOf([], 100, 60)), [["read-0", -40]])
  })

  it("holds no more than what is not linked, however long the chain", () => {
    const chain = new BalanceChain("w")
    let balance = 1_000_000_000
    for (let number = 0; number < 200_000; number++) {
      balance -= 10
      chain.add(number % 10 === 5 ? seen(number, -10) : seen(number, -10, balance))
    }
    assert.strictEqual(chain.links + chain.explained, 179_999)
    assert.strictEqual(chain.explained, 20_000)
    assert.deepStrictEqual(chain.gaps(), [])
  })
})

describe("a chain's two ends", () => {
  const second = 1_000
  const at = 100 * second
  /** Opened with 100 and closed with 70, at clocks that transactions need not agree with. */
  const day = (movements: ReadonlyArray<Movement>, closing: number) => {
    const close = reading(closing, 1_000 * second)
    const opening = reading(100, at)
    const chain = new BalanceChain("w", { opening, closing: close })
    for (const movement of movements) if (movement.atMillis < at) chain.add(movement)
    chain.open(opening)
    for (const movement of movements) if (movement.atMillis >= at) chain.add(movement)
    chain.close(close)
    return remainders(chain)
  }

  it("are where their balances are, and not where the clock says", () => {
    // 120 → 100 is in the opening balance, and 100 → 90 is not, whichever clock is ahead.
    for (const [before, after] of [
      [-5, 5],
      [5, -5],
      [5, 4],
      [-4, -5]
    ] as const) {
      const movements = [seen(at + before * second, -20, 100), seen(at + after * second, -10, 90)]
      movements.sort((one, other) => one.atMillis - other.atMillis)
      assert.deepStrictEqual(day(movements, 90), [], `${before} ${after}`)
      // The closing balance was read before the last one, which the next run begins with.
      const last = seen(999 * second, -10, 80)
      assert.deepStrictEqual(day([...movements, last], 90), [], `${before} ${after}`)
      assert.deepStrictEqual(day([...movements, last], 95), [["t999000", 15]], `${before} ${after}`)
    }
  })

  it("ask for no movement without a balance that may lie beyond them", () => {
    const seenAfter = (balance: number) => seen(500 * second, -10, balance)
    assert.deepStrictEqual(day([seen(at - 5 * second, -7), seenAfter(90), seen(999 * second, -3)], 90), [])
    assert.deepStrictEqual(day([seen(at + 5 * second, -7), seenAfter(83), seen(999 * second, -3)], 80), [])
    // It explains the opening balance, and the closing one is the same.
    assert.deepStrictEqual(day([seen(at - 6 * second, -20, 107), seen(at - 5 * second, -7)], 100), [])
    assert.deepStrictEqual(day([seen(at - 6 * second, -20, 107), seen(at + 5 * second, -7)], 100), [])
    // One that cannot is asked for.
    assert.deepStrictEqual(day([seen(400 * second, -7), seenAfter(90)], 90), [["read-100000", 7]])
  })

  it("ask at once for what a person has noted before the closing balance was read", () => {
    const noted = { ...seen(999 * second, 50), kind: "top_up" as const }
    assert.deepStrictEqual(day([seen(500 * second, -10, 90), noted], 90), [["read-100000", -50]])
    assert.deepStrictEqual(day([seen(500 * second, -10, 90), noted], 140), [])
    // The opening balance may hold it: the run before has asked.
    assert.deepStrictEqual(day([{ ...noted, atMillis: at - 5 * second }, seen(500 * second, -10, 90)], 90), [])
  })
})

describe("gaps that lie close together", () => {
  const second = 1_000

  it("are not told by clocks: what is linked between two gaps is no gap's end and beginning at once", () => {
    // 100 → 90, a charge of 7, 83 → 73, a charge of 3, 70 → 60. The first one's clock is ahead of the second's.
    const movements = [seen(20 * second, -10, 90), seen(10 * second, -10, 73), seen(15 * second, -10, 60)]
    const chain = chainOf(
      movements.toSorted((one, other) => one.atMillis - other.atMillis),
      100
    )
    assert.deepStrictEqual(remainders(chain), [
      ["t20000", -7],
      ["t10000", -3]
    ])
  })

  it("are in the order in which least is unexplained, or most by what is known without a balance", () => {
    // 100 → 90, 50 without a balance, 140 → 130, a charge of 3, 127 → 117, whose clock is behind.
    const movements = [
      seen(10 * second, -10, 90),
      seen(11 * second, -10, 117),
      seen(12 * second, 50),
      seen(13 * second, -10, 130)
    ]
    assert.deepStrictEqual(remainders(chainOf(movements, 100)), [["t13000", -3]])
  })

  it("are explained by a known movement before they are made small", () => {
    // 100 → 90, 50 without a balance, 140 → 130, a charge of 45, 85 → 75, whose clock is behind.
    const movements = [
      seen(10 * second, -10, 90),
      seen(11 * second, -10, 75),
      seen(12 * second, 50),
      seen(13 * second, -10, 130)
    ]
    assert.deepStrictEqual(remainders(chainOf(movements, 100)), [["t13000", -45]])
  })

  it("are none where the balance was the same more than once", () => {
    // 100 → 90 → 100 → 80, in each order that a clock may tell it in, and a charge of 10 after it.
    const steps = [-10, 10, -20].map((delta, index) => [delta, [90, 100, 80][index] ?? 0] as const)
    for (const order of ["012", "021", "102", "120", "201", "210"]) {
      const movements = [...order].map((place, index) => seen(Number(place) + 1, ...(steps[index] ?? [0, 0])))
      movements.sort((one, other) => one.atMillis - other.atMillis)
      assert.deepStrictEqual(remainders(chainOf(movements, 100, 80)), [], order)
      const charged = remainders(chainOf([...movements, seen(9, -10, 60)], 100, 60))
      assert.deepStrictEqual(
        charged.map(([, remainder]) => Number(remainder)),
        [-10],
        order
      )
    }
    const unopened = [seen(1, -10, 90), seen(2, 10, 100), seen(3, -20, 80), seen(4, -10, 60)]
    assert.deepStrictEqual(remainders(chainOf(unopened)), [["t3", -10]])
    // 120 → 100 came before all of that.
    assert.deepStrictEqual(remainders(chainOf([...unopened.slice(0, 2), seen(3, -20, 100), seen(4, -30, 70)])), [])
  })

  it("tell of a balance that has no place in a chain which is whole without it", () => {
    assert.deepStrictEqual(remainders(chainOf([seen(10, -10, 90), seen(20, -10, 60)], 100, 90)), [["t20", 10]])
  })

  it("keep the order of the clocks where these lie far apart", () => {
    // Both orders leave the same unexplained; nothing says that a clock was wrong by hours.
    const movements = [seen(hour, -10, 80), seen(3 * hour, 10, 70)]
    assert.deepStrictEqual(remainders(chainOf(movements, 100)), [
      ["read-0", -10],
      [`t${hour}`, -20]
    ])
  })

  /** A day of a wallet with unknown movements in it, as clocks that disagree by seconds tell of it. */
  const noisyDay = (seed: number, unlocatedShare: number) => {
    const chance = chanceFrom(seed)
    const movements: Array<Movement> = []
    const expected = new Map<string, number>()
    let balance = 900_000_000
    let last = "read-0"
    for (let number = 1; number <= 3_000; number++) {
      const delta = chance() < 0.02 ? 500_000_00 : -(100_00 + Math.floor(chance() * 4_900_00))
      balance += delta
      const atMillis = number * second + Math.floor((chance() - 0.5) * 6 * second)
      const isLocated = delta > 0 || chance() >= unlocatedShare
      movements.push({ ...seen(atMillis, delta, isLocated ? balance : undefined), reference: `m${number}` })
      if (isLocated) last = `m${number}`
      if (!isLocated || chance() > 0.04) continue
      // Something that nobody knows: a charge, or a debit of another system.
      const unknown = -(1 + Math.floor(chance() * (chance() < 0.5 ? 50_00 : 5_000_00)))
      balance += unknown
      expected.set(last, (expected.get(last) ?? 0) + unknown)
    }
    movements.sort((one, other) => one.atMillis - other.atMillis || (one.reference < other.reference ? -1 : 1))
    const chain = chainOf(movements, 900_000_000)
    chain.close(reading(balance, 4_000 * second))
    const found = remainders(chain).map(([from, remainder]) => [String(from), Number(remainder)] as const)
    return { found: found.toSorted(), expected: [...expected].sort() }
  }
  const sum = (gaps: ReadonlyArray<readonly [string, number]>) => gaps.reduce((total, [, amount]) => total + amount, 0)

  it("are each found for what they are, whatever the clocks say within seconds", () => {
    for (const seed of [1, 2, 3]) {
      const { found, expected } = noisyDay(seed, 0)
      assert.deepStrictEqual(found, expected, `seed ${seed}`)
    }
  })

  it("are found where they are, although movements without a balance may fit more than one of them", () => {
    for (const seed of [4, 5, 6]) {
      const { found, expected } = noisyDay(seed, 0.03)
      assert.deepStrictEqual(
        found.map(([from]) => from),
        expected.map(([from]) => from),
        `seed ${seed}`
      )
      assert.strictEqual(sum(found), sum(expected))
    }
  })
})

describe("WalletFormula", () => {
  const figures = { feePaise: paise(10_00), commissionPaise: paise(47), tdsPaise: paise(1) }

  it("fits Eko's examples of both generations", () => {
    const { seed, "2026-07": later } = defaults["dmt-fino"]
    assert.isDefined(seed)
    assert.isDefined(later)
    // 5000 − 500 − 5 = 4495, and 10131.18 − 100 − 10 + 0.47 − 0.01 = 10021.64.
    if (seed !== undefined) {
      assert.strictEqual(5_000_00 + deltaPaise(seed, paise(500_00), { ...figures, feePaise: paise(5_00) }), 4_495_00)
    }
    if (later !== undefined) assert.strictEqual(10_131_18 + deltaPaise(later, paise(100_00), figures), 10_021_64)
  })

  it("leaves DigiKhata out until its wallet is known", () => {
    assert.isUndefined(defaults["ppi-digikhata"].seed)
    assert.isUndefined(defaults["ppi-digikhata"]["2026-07"])
  })
})
