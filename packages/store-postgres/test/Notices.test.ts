import { TransferStore } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, Layer, Queue } from "effect"
import { newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import { Notices } from "../src/Notices.ts"
import { RecordChanges } from "../src/RecordChanges.ts"
import { migratedDatabase } from "./MigratedDatabase.ts"
import { layerAt, query } from "./support.ts"

let number = 0

/** Processes on one database, each with everything of its own. */
const processes = Effect.fnUntraced(function* (count: number, lookEveryMillis = 60_000) {
  const url = yield* migratedDatabase
  return yield* Effect.all(
    Array.from({ length: count }, () =>
      Layer.build(Layer.fresh(layerAt(url, { applicationName: `process-${++number}`, changes: { lookEveryMillis } })))
    )
  )
})
type Process = Effect.Success<ReturnType<typeof processes>>[number]

/** What a process hears of a topic, one after the other. */
const hearing = Effect.fnUntraced(function* (process: Process | undefined, topic: string) {
  const heard = yield* Queue.unbounded<string>()
  if (process === undefined) throw new Error("no such process")
  yield* Context.get(process, Notices).listen(topic, {
    told: (key) => void Queue.offerUnsafe(heard, key),
    missed: () => void Queue.offerUnsafe(heard, "missed")
  })
  return heard
})

const tell = (process: Process | undefined, topic: string, ...keys: ReadonlyArray<string>) =>
  Effect.forEach(keys, (key) => (process === undefined ? Effect.void : Context.get(process, Notices).tell(topic, key)))

/** Ends the connection that a process listens and tells by, as an operator or a network may. */
const cutOff = (process: Process | undefined) =>
  process === undefined
    ? Effect.void
    : Effect.provide(
        query<{ isCut: boolean }>(
          `SELECT pg_terminate_backend(pid, 5000) AS "isCut" FROM pg_stat_activity
          WHERE application_name = current_setting('application_name') || ' notices' AND datname = current_database()`
        ),
        process
      )

describe("notices", () => {
  it.live("reach every process on the database, each by its topic, and only once while they wait", () =>
    Effect.gen(function* () {
      const [one, other] = yield* processes(2)
      const [here, there, apart] = [yield* hearing(one, "a"), yield* hearing(other, "a"), yield* hearing(other, "b")]
      for (const queue of [here, there, apart]) {
        // On listening, and once more when the connection is there.
        expect(yield* Queue.takeN(queue, 2)).toEqual(["missed", "missed"])
      }
      yield* tell(one, "a", "1", "2", "1")
      yield* tell(one, "b", "3")
      expect(yield* Queue.takeN(here, 2)).toEqual(["1", "2"])
      expect(yield* Queue.takeN(there, 2)).toEqual(["1", "2"])
      expect(yield* Queue.take(apart)).toBe("3")
      // Many make several messages.
      const many = Array.from({ length: 1_000 }, (_, index) => `key-number-${index}`)
      yield* tell(other, "a", ...many)
      expect(yield* Queue.takeN(here, many.length)).toEqual(many)
      expect(yield* Queue.takeN(there, many.length)).toEqual(many)
      expect(yield* Queue.size(apart)).toBe(0)
    }).pipe(Effect.scoped)
  )

  it.live("say that some may be missed where a connection was lost or there were too many, and go on", () =>
    Effect.gen(function* () {
      const [one, other] = yield* processes(2)
      const [here, there] = [yield* hearing(one, "a"), yield* hearing(other, "a")]
      for (const queue of [here, there]) yield* Queue.takeN(queue, 2)
      // At once, so that nothing is sent between.
      const many = Array.from({ length: 10_002 }, (_, index) => `${index + 1}`)
      Effect.runSync(tell(one, "a", ...many))
      expect(yield* Queue.takeN(there, 10_001)).toEqual(["missed", ...many.slice(0, 10_000)])
      yield* Queue.takeN(here, 10_001)
      // What was on its way when the connection ended may have been told to nobody.
      expect(yield* cutOff(one)).toEqual([{ isCut: true }])
      expect(yield* Queue.take(there)).toBe("missed")
      expect(yield* Queue.take(here)).toBe("missed")
      yield* tell(one, "a", "last")
      expect(yield* Queue.take(there)).toBe("last")
    }).pipe(Effect.scoped)
  )

  it.live("are told by a process that ends", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const stays = yield* Layer.build(Layer.fresh(layerAt(url)))
      const heard = yield* hearing(stays, "a")
      yield* Queue.takeN(heard, 2)
      const other = yield* Effect.scoped(
        Effect.gen(function* () {
          const ends = yield* Layer.build(Layer.fresh(layerAt(url)))
          const own = yield* hearing(ends, "b")
          yield* Queue.takeN(own, 2)
          yield* tell(ends, "a", "1")
        })
      )
      expect(other).toBeUndefined()
      expect(yield* Queue.take(heard)).toBe("1")
    }).pipe(Effect.scoped)
  )
})

describe("changes of a record", () => {
  const commits = untilDebit(newNumber())
  const { id } = commits[0].transfer.terms
  const append = (process: Process | undefined, commit: TransferStore.Commit) =>
    process === undefined ? Effect.void : Context.get(process, TransferStore.TransferStore).append(commit)

  it.live("wake whoever follows it in another process, and nobody else", () =>
    Effect.gen(function* () {
      const [one, other] = yield* processes(2)
      if (other === undefined) throw new Error("no such process")
      const { follow } = Context.get(other, RecordChanges)
      const changed = yield* follow("transfers", id)
      const apart = yield* follow("transfers", untilDebit(newNumber())[0].transfer.terms.id)
      // At once, since it was not looked at yet.
      yield* changed
      yield* apart
      for (const commit of commits) {
        yield* append(one, commit)
        yield* changed
      }
      expect(yield* Effect.raceFirst(Effect.as(apart, "woken"), Effect.as(Effect.sleep(50), "waits"))).toBe("waits")
    }).pipe(Effect.scoped)
  )

  it.live("are found by looking where their process told nobody", () =>
    Effect.gen(function* () {
      const [one, other] = yield* processes(2, 50)
      if (one === undefined || other === undefined) throw new Error("no such process")
      const heard = yield* hearing(other, "transfers")
      yield* Queue.takeN(heard, 2)
      yield* append(one, commits[0])
      expect(yield* Queue.take(heard)).toBe(id)
      const changed = yield* Context.get(other, RecordChanges).follow("transfers", id)
      yield* changed
      // The first look finds a version that it has not seen.
      yield* changed
      const next = { version: commits[0].transfer.version + 1 }
      yield* Effect.provide(
        query("UPDATE transfers SET snapshot = snapshot || $1::jsonb WHERE id = $2", JSON.stringify(next), id),
        one
      )
      yield* changed
      // Looking alone wakes nobody.
      expect(yield* Effect.raceFirst(Effect.as(changed, "woken"), Effect.as(Effect.sleep(150), "waits"))).toBe("waits")
    }).pipe(Effect.scoped)
  )
})
