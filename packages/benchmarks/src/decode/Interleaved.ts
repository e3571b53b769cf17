/**
 * Timing several ways of doing the same, interleaved, so that a machine that is busy for a while is busy for all of them.
 *
 * @module
 */

export interface Way {
  readonly name: string
  readonly run: () => unknown
}

/** The median operations per second of each way. */
export const measure = (
  ways: ReadonlyArray<Way>,
  { rounds, iterations }: { readonly rounds: number; readonly iterations: number }
): ReadonlyMap<string, number> => {
  const perSecond = new Map<string, Array<number>>(ways.map(({ name }) => [name, []]))
  const times = (run: () => unknown) => {
    let last: unknown
    const startedNanos = process.hrtime.bigint()
    for (let iteration = 0; iteration < iterations; iteration++) last = run()
    const nanos = Number(process.hrtime.bigint() - startedNanos)
    if (last === undefined) throw new Error("nothing was decoded")
    return (iterations * 1e9) / nanos
  }
  for (const { run } of ways) times(run)
  for (let round = 0; round < rounds; round++) {
    // Who begins changes each round.
    const turned = round % 2 === 0 ? ways : ways.toReversed()
    for (const { name, run } of turned) perSecond.get(name)?.push(times(run))
  }
  return new Map([...perSecond].map(([name, measured]) => [name, median(measured)]))
}

const median = (numbers: ReadonlyArray<number>): number => {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
