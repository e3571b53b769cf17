import { Identifiers, TransferPolicy, TransferStore, WalletLoadDecider, WalletLoadStore } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import * as Given from "../../core/test/Given.ts"
import * as Load from "../../core/test/GivenLoad.ts"
import { commitOf, newId, newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import { nextId, StepSweep } from "../src/StepSweep.ts"
import { layerFresh, query, violationsOfRule8 } from "./support.ts"

const append = (commit: TransferStore.Commit) => TransferStore.TransferStore.use((store) => store.append(commit))

/** A new transfer; its step is due at once, or when it is told. */
const appendNew = (delayMillis = 0) =>
  Effect.gen(function* () {
    const [{ step, ...requested }] = untilDebit(newNumber())
    yield* append({ ...requested, step: step && { ...step, delayMillis } })
    return requested.transfer
  })

const sweep = StepSweep.use((service) => service.sweep)

const takeOne = Effect.gen(function* () {
  const { take } = yield* TransferStore.StepQueue
  const steps: Array<TransferStore.QueuedStep> = []
  yield* take((step) => Effect.sync(() => steps.push(step)))
  return steps
})

const stepIds = Effect.map(query<{ step_id: string }>("SELECT step_id FROM transfers"), (rows) =>
  rows.map(({ step_id }) => step_id)
)

describe("StepSweep", () => {
  it("names each step that replaces another anew", () => {
    expect(nextId("a:1:settle")).toBe("a:1:settle:sweep-1")
    expect(nextId("a:1:settle:sweep-1")).toBe("a:1:settle:sweep-2")
    expect(nextId("a:1:settle:sweep-99")).toBe("a:1:settle:sweep-100")
  })

  it.live("does nothing where every unfinished transfer has its step", () =>
    Effect.gen(function* () {
      const transfer = yield* appendNew()
      yield* append(commitOf(transfer, Given.cancel))
      yield* appendNew()
      const before = yield* stepIds
      expect(yield* sweep).toBe(0)
      expect(yield* stepIds).toEqual(before)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("offers a wallet load's lost step anew, as a load's", () =>
    Effect.gen(function* () {
      yield* appendNew(3_600_000)
      const loads = yield* WalletLoadStore.WalletLoadStore
      const start = Load.start(newNumber(), { id: Identifiers.WalletLoadId.make(newId()) })
      const events = Result.getOrThrow(WalletLoadDecider.decide(undefined, start, Load.policy))
      const [first] = events
      const record = WalletLoadDecider.replay(events)
      if (first === undefined || record === undefined) throw new Error("nothing to commit")
      const step = { kind: "settle", delayMillis: 0 } as const
      yield* loads.append({ expectedVersion: 0, events: [first], record, tids: [], step, notify: 1 })
      expect(yield* sweep).toBe(0)
      const queued = { record: "load", id: start.terms.id, version: 1, kind: "settle" }
      expect(yield* takeOne).toEqual([queued])
      for (const round of [1, 2]) {
        expect(yield* sweep).toBe(1)
        expect(yield* sweep).toBe(0)
        const [row] = yield* query<{ step_id: string }>("SELECT step_id FROM wallet_loads")
        expect(row?.step_id).toMatch(new RegExp(`:sweep-${round}$`))
        expect(yield* takeOne).toEqual([queued])
      }
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("leaves a step alone that is being handled", () =>
    Effect.gen(function* () {
      yield* appendNew()
      const { take } = yield* TransferStore.StepQueue
      yield* take(() => Effect.map(sweep, (offered) => expect(offered).toBe(0)))
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("offers a fresh step as often as one was handled without moving its transfer", () =>
    Effect.gen(function* () {
      const { terms, version } = yield* appendNew()
      const step = { id: terms.id, version, kind: "expire" }
      expect(yield* takeOne).toEqual([step])
      for (const round of [1, 2]) {
        expect(yield* violationsOfRule8).toHaveLength(1)
        expect(yield* sweep).toBe(1)
        expect(yield* sweep).toBe(0)
        expect(yield* violationsOfRule8).toEqual([])
        expect(yield* stepIds).toEqual([`${terms.id}:${version}:expire:sweep-${round}`])
        expect(yield* takeOne).toEqual([step])
      }
    }).pipe(Effect.provide(layerFresh))
  )

  it.live.each(["DELETE FROM bhejo_steps", "UPDATE bhejo_steps SET state = 'failed'"])(
    "offers a fresh step, when the old one was due, after %s",
    (loss) =>
      Effect.gen(function* () {
        yield* appendNew(3_600_000)
        yield* query("UPDATE transfers SET step_due_at = step_due_at - interval '20 minutes'")
        yield* query(loss)
        expect(yield* sweep).toBe(1)
        expect(yield* violationsOfRule8).toEqual([])
        const [step] = yield* query<{ late: number }>(
          `SELECT extract(epoch FROM visible_at AT TIME ZONE 'UTC' - step_due_at)::float8 AS late
            FROM (SELECT visible_at FROM bhejo_steps WHERE state = 'pending') AS queued, transfers`
        )
        expect(step?.late).toBeGreaterThanOrEqual(0)
        expect(step?.late).toBeLessThan(5)
      }).pipe(Effect.provide(layerFresh))
  )

  it.live("never gives a transfer two steps, however many sweep at once while transfers move", () =>
    Effect.gen(function* () {
      const transfers = yield* Effect.forEach(Array.from({ length: 60 }), () => appendNew(), { concurrency: 10 })
      yield* query("DELETE FROM bhejo_steps")
      const moves = transfers
        .slice(0, 30)
        .map((transfer) => append(commitOf(transfer, Given.recordOtpSend(1, Given.sent(1, Given.now)))))
      const sweeps = Array.from({ length: 4 }, () => sweep)
      const [offered] = yield* Effect.all(
        [
          Effect.all(sweeps, { concurrency: "unbounded" }),
          Effect.all(moves, { concurrency: 5, discard: true }),
          Effect.forEach(Array.from({ length: 10 }), () => appendNew(), { concurrency: 2 })
        ],
        { concurrency: "unbounded" }
      )
      expect(yield* sweep).toBe(0)
      expect(yield* violationsOfRule8).toEqual([])
      const total = offered.reduce((sum, count) => sum + count, 0)
      const [fresh] = yield* query<{ count: number }>(
        "SELECT count(*)::int AS count FROM bhejo_steps WHERE id LIKE '%:sweep-%'"
      )
      expect(fresh?.count).toBe(total)
      expect(total).toBeGreaterThanOrEqual(30)
      expect(total).toBeLessThanOrEqual(60)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("offers none to a transfer that reconciliation has as an aged break", () =>
    Effect.gen(function* () {
      const number = newNumber()
      const commits = untilDebit(number)
      for (const commit of commits) yield* append(commit)
      const endsAtMillis = Given.now + TransferPolicy.defaults.settlementWindowMillis
      const aged = commitOf(commits[2].transfer, Given.settleAt(endsAtMillis, Given.about(number, Given.notFound)))
      expect(aged.step).toBeUndefined()
      yield* append(aged)
      expect(yield* violationsOfRule8).toEqual([])
      yield* query("DELETE FROM bhejo_steps")
      expect(yield* sweep).toBe(0)
      const rows = yield* query("SELECT is_final, handed_over_at IS NOT NULL AS is_aged, step_id FROM transfers")
      expect(rows).toEqual([{ is_final: false, is_aged: true, step_id: null }])
      // The database itself takes no other transfer that is unfinished and waits for nothing.
      yield* append(commitOf(aged.transfer, Given.settle(Given.about(number, Given.proven("0", number)))))
      const { terms } = yield* appendNew()
      const lost = query(
        "UPDATE transfers SET step_id = NULL, step_kind = NULL, step_due_at = NULL WHERE id = $1",
        terms.id
      )
      expect(yield* Effect.flip(lost)).toMatchObject({
        reason: { cause: { constraint: "transfers_final_aged_or_live" } }
      })
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("takes a hundred at a time", () =>
    Effect.gen(function* () {
      yield* Effect.forEach(Array.from({ length: 103 }), () => appendNew(), { concurrency: 10 })
      yield* query("DELETE FROM bhejo_steps")
      expect([yield* sweep, yield* sweep, yield* sweep]).toEqual([100, 3, 0])
      expect(yield* violationsOfRule8).toEqual([])
    }).pipe(Effect.provide(layerFresh))
  )
})
