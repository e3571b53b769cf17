import { assert, describe, it } from "@effect/vitest"
import { BalanceChain, breakOf, type Movement } from "../src/BalanceChain.ts"
import type { Break } from "../src/Break.ts"
import * as BreakLifecycle from "../src/BreakLifecycle.ts"
import * as Reconciliation from "../src/Reconciliation.ts"
import type { OurTransfer, OwnedRecord, ReferenceClaim } from "../src/ReconciliationRecord.ts"
import * as Tally from "../src/Tally.ts"
import { chanceFrom } from "./Chance.ts"
import * as CorpusTerms from "./CorpusTerms.ts"
import * as Corpus from "./ReconciliationCorpus.ts"

const shuffled = <A>(items: ReadonlyArray<A>, seed: number): Array<A> => {
  const chance = chanceFrom(seed)
  const result = [...items]
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(chance() * (index + 1))
    const item = result[index] as A
    result[index] = result[other] as A
    result[other] = item
  }
  return result
}

interface Sides {
  readonly transfers: ReadonlyArray<OurTransfer>
  readonly records: ReadonlyArray<OwnedRecord>
  readonly movements: ReadonlyArray<Movement>
}

const sidesOf = (pieces: ReadonlyArray<Corpus.Piece>): Sides => ({
  transfers: pieces.flatMap(({ transfer }) => (transfer === undefined ? [] : [transfer])),
  records: pieces.flatMap(({ records }) => records),
  movements: pieces.flatMap(({ movements }) => movements)
})

/** The whole of a reconciliation in memory, in parts of so many transfers. */
const reconcile = ({ transfers, records, movements }: Sides, partSize: number, terms = CorpusTerms.terms) => {
  const numberOf = new Map(transfers.map(({ id }, index) => [id as string, Math.floor(index / partSize)]))
  const parts = Map.groupBy(transfers, ({ id }) => numberOf.get(id) ?? 0)
  const recordsOf = Map.groupBy(records, ({ owner }) =>
    owner === undefined ? -1 : (numberOf.get(owner.transferId) ?? -1)
  )
  const compared = [...parts.keys(), -1].map((number) =>
    Reconciliation.compare(
      { transfers: parts.get(number) ?? [], records: recordsOf.get(number) ?? [], wallet: CorpusTerms.wallet },
      terms
    )
  )
  const claims: Array<ReferenceClaim> = records.flatMap(({ record }) =>
    record._tag === "Found" &&
    record.kind === "debit" &&
    (record.bankReference ?? "") !== "" &&
    record.tid !== undefined
      ? [{ bankReference: record.bankReference ?? "", tid: record.tid, record }]
      : []
  )
  const order = (claim: ReferenceClaim) => `${claim.bankReference} ${claim.tid}`
  claims.sort((one, other) => (order(one) < order(other) ? -1 : 1))
  const chain = new BalanceChain(CorpusTerms.wallet)
  chain.open(CorpusTerms.opening)
  const moved = [...movements, ...compared.flatMap((part) => part.movements)]
  for (const movement of moved.sort(
    (one, other) => one.atMillis - other.atMillis || (one.reference < other.reference ? -1 : 1)
  )) {
    chain.add(movement)
  }
  const breaks: Array<Break> = [
    ...compared.flatMap((part) => part.breaks),
    ...Reconciliation.reusedReferences(claims, terms),
    ...chain.gaps().flatMap((gap) => breakOf(CorpusTerms.wallet, gap) ?? [])
  ]
  return { breaks, tally: Tally.sum(compared.map((part) => part.tally)) }
}

const ids = (breaks: ReadonlyArray<Break>) => breaks.map(({ id }) => id as string).sort()

describe("Reconciliation over a corpus with planted breaks", () => {
  for (const count of [100, 10_000]) {
    for (const seed of [1, 2, 3]) {
      it(`finds each planted break once and nothing else among ${count} transfers of seed ${seed}`, () => {
        const pieces = [...Corpus.pieces(seed, count)]
        const expected = pieces.flatMap((piece) => piece.expected).sort()
        assert.lengthOf(expected, Corpus.planted.length * Corpus.roundsOf(count))
        const { breaks, tally } = reconcile(sidesOf(pieces), count)
        assert.deepStrictEqual(ids(breaks), expected)
        // The order of input does not matter, nor into which parts it is cut.
        const sides = sidesOf(shuffled(pieces, seed + 1))
        const again = reconcile({ ...sides, records: shuffled(sides.records, seed + 2) }, 37)
        assert.deepStrictEqual(again.breaks.toSorted(byId), breaks.toSorted(byId))
        assert.deepStrictEqual(again.tally, tally)
      })
    }
  }

  it("opens nothing new in a second run, resolves what is gone, and reopens what comes back", () => {
    const { breaks } = reconcile(sidesOf([...Corpus.pieces(4, 1_000)]), 100)
    const first = breaks.map((found) => BreakLifecycle.advance(undefined, found, "run-1"))
    assert.isTrue(first.every((known) => known?.status === "new"))
    const second = first.map((known, index) => BreakLifecycle.advance(known, breaks[index], "run-2"))
    assert.isTrue(second.every((known) => known?.status === "persisting" && known.firstRun === "run-1"))
    const third = second.map((known) => BreakLifecycle.advance(known, undefined, "run-3"))
    assert.isTrue(third.every((known) => known?.status === "resolved" && known.resolvedRun === "run-3"))
    const fourth = third.map((known, index) => BreakLifecycle.advance(known, breaks[index], "run-4"))
    assert.isTrue(fourth.every((known) => known?.status === "reopened" && known.resolvedRun === undefined))
  })
})

const byId = (one: Break, other: Break) => (one.id < other.id ? -1 : 1)
