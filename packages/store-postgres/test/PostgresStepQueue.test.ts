import { TransferStore } from "@bhejo/core"
import { freshDatabase } from "@bhejo/embedded-postgres/testing"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Logger } from "effect"
import { newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import * as ChildProcess from "./ChildProcess.ts"
import { migratedDatabase } from "./MigratedDatabase.ts"
import { layerAt, layerFresh, query } from "./support.ts"

/** A new transfer whose step is due at once. */
const appendDue = Effect.gen(function* () {
  const [{ step, ...requested }] = untilDebit(newNumber())
  const store = yield* TransferStore.TransferStore
  yield* store.append({ ...requested, step: step && { ...step, delayMillis: 0 } })
  return requested.transfer.terms.id
})

const row = Effect.map(
  query<{ state: string; last_failure: string | null; attempts: number; waitSeconds: number }>(
    `SELECT state, last_failure, attempts,
      extract(epoch FROM visible_at - (now() AT TIME ZONE 'UTC'))::float8 AS "waitSeconds" FROM bhejo_steps`
  ),
  ([first]) => first
)

describe.concurrent("PostgresStepQueue", () => {
  it.live("records that a handler failed, and nothing of its error", () =>
    Effect.gen(function* () {
      yield* appendDue
      const { take } = yield* TransferStore.StepQueue
      const secret = new Error("OTP 123456 of 9123456789", { cause: { otp: "123456" } })
      const recorded: Array<string | null | undefined> = []
      for (const handler of [Effect.fail(secret), Effect.die(secret)]) {
        const exit = yield* Effect.exit(take(() => handler))
        // The taker has all of it.
        expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toBe(secret)
        recorded.push((yield* row)?.last_failure)
      }
      for (const failure of recorded) {
        expect(failure).toContain("The handler failed")
        expect(failure).not.toMatch(/123456|OTP/)
      }
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("keeps a step alive that failed any number of times, and tries it at least once a minute", () =>
    Effect.gen(function* () {
      yield* appendDue
      yield* query("UPDATE bhejo_steps SET attempts = 20000")
      const { take } = yield* TransferStore.StepQueue
      yield* Effect.flip(take(() => Effect.fail("down")))
      const failed = yield* row
      expect(failed).toMatchObject({ state: "pending", attempts: 20_001 })
      expect(failed?.waitSeconds).toBeGreaterThan(50)
      expect(failed?.waitSeconds).toBeLessThanOrEqual(60)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("says in words what it cannot reach while PostgreSQL is away, and nothing of the server's own", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const lines: Array<{ readonly message: unknown; readonly cause: string }> = []
      const logger = Logger.make(({ message, cause }) => lines.push({ message, cause: Cause.pretty(cause) }))
      yield* Effect.gen(function* () {
        const { take } = yield* TransferStore.StepQueue
        yield* Effect.forkScoped(Effect.ignore(take(() => Effect.void)))
        // Its statements fail, as they do against a server that is restored from before there was a queue.
        yield* query("ALTER TABLE bhejo_steps RENAME TO bhejo_steps_elsewhere")
        yield* Effect.repeat(Effect.sleep("25 millis"), { times: 400, while: () => lines.length < 2 })
      }).pipe(Effect.scoped, Effect.provide(layerAt(url)), Effect.provide(Logger.layer([logger])))
      expect(lines.length).toBeGreaterThanOrEqual(2)
      for (const { message, cause } of lines) {
        expect(JSON.stringify(message)).toContain("The queue cannot be reached and will be tried again")
        expect(JSON.stringify(message)).toContain("42P01")
        expect(JSON.stringify(message) + cause).not.toContain("bhejo_steps")
      }
    })
  )

  it.live("leaves a step with a handler that takes longer than the lease", () =>
    Effect.gen(function* () {
      const id = yield* appendDue
      const { take } = yield* TransferStore.StepQueue
      const handled: Array<string> = []
      const slow = take((step) =>
        Effect.andThen(
          Effect.sleep(2_500),
          Effect.sync(() => handled.push(step.id))
        )
      )
      const [first, second] = [yield* Effect.forkChild(slow), yield* Effect.forkChild(slow)]
      yield* Effect.raceFirst(Fiber.join(first), Fiber.join(second))
      expect(handled).toEqual([id])
      expect(yield* row).toMatchObject({ state: "completed", attempts: 1 })
      yield* Fiber.interruptAll([first, second])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("delivers a step again whose process was killed", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      yield* Effect.gen(function* () {
        const id = yield* appendDue
        const child = yield* ChildProcess.start(url, "hang", 1_000)
        yield* child.printed(1)
        yield* child.signal("SIGKILL")
        yield* child.ended
        const { take } = yield* TransferStore.StepQueue
        const steps: Array<string> = []
        yield* take((step) => Effect.sync(() => steps.push(step.id)))
        expect(steps).toEqual([id])
        expect(yield* row).toMatchObject({ state: "completed", attempts: 2 })
      }).pipe(Effect.provide(layerAt(url)))
    })
  )

  it.live("tells that the store is unavailable where a handled step cannot be completed", () =>
    Effect.gen(function* () {
      yield* appendDue
      const { take } = yield* TransferStore.StepQueue
      yield* query("ALTER TABLE bhejo_steps ADD CONSTRAINT never CHECK (state <> 'completed')")
      const error = yield* Effect.flip(take(() => Effect.void))
      expect(error).toMatchObject({ _tag: "StoreUnavailable", operation: "take", cause: { code: "23514" } })
    }).pipe(Effect.provide(layerFresh))
  )
})
