/** What becomes of a key, by how its request ended. */
import { Identifiers, Transfer, TransferFailure, TransferStore } from "@bhejo/core"
import { PostgresIdempotency } from "@bhejo/store-postgres"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Given from "../../../packages/core/test/Given.ts"
import { Refusal } from "../src/http/Refusal.ts"
import * as IdempotentRequest from "../src/idempotency/IdempotentRequest.ts"

const team = Identifiers.TeamId.make("payments")
const claim = { team, key: "key", id: "claim" }
const request = { team, key: "key", method: "POST", path: "/", body: "", otpUse: undefined }

/** A request that ends so, and what was done with its key. */
const after = <E>(
  handle: Effect.Effect<{ readonly state: string }, E>,
  claimed: PostgresIdempotency.Claimed = { _tag: "New", claim }
) =>
  Effect.gen(function* () {
    const done: Array<string> = []
    const note = (what: string) => Effect.sync(() => void done.push(what))
    const table = PostgresIdempotency.Idempotency.of({
      claim: () => Effect.succeed(claimed),
      answer: () => note("kept"),
      release: () => note("released"),
      leave: () => note("left"),
      purge: Effect.succeed(0)
    })
    const answer = Effect.map(handle, (body) => ({ status: 200, body }))
    const exit = yield* Effect.exit(
      Effect.provideService(
        IdempotentRequest.once(request, answer, ({ state }) => state === "debiting"),
        PostgresIdempotency.Idempotency,
        table
      )
    )
    return { exit, done }
  })

const transfer = Transfer.replay(Given.after(Given.accepted("3")))

describe("a key", () => {
  it.effect("keeps what Eko said for good, a refusal too", () =>
    Effect.gen(function* () {
      if (transfer === undefined) throw new Error("no transfer")
      const detail = "Insufficient balance"
      const refused = new TransferFailure.RefundRefused({ transfer, reason: "InsufficientBalance", code: 347, detail })
      const ends: ReadonlyArray<
        Effect.Effect<{ readonly state: string }, TransferFailure.WrongOtp | TransferFailure.RefundRefused>
      > = [
        Effect.succeed({ state: "in_doubt" }),
        Effect.fail(new TransferFailure.WrongOtp({ transfer, triesLeft: 1 })),
        Effect.fail(refused)
      ]
      for (const ended of ends) {
        for (const _tag of ["New", "TakenOver"] as const) {
          assert.deepStrictEqual((yield* after(ended, { _tag, claim })).done, ["kept"])
        }
      }
    })
  )

  it.effect("is free again where nothing is known to be done for it", () =>
    Effect.gen(function* () {
      if (transfer === undefined) throw new Error("no transfer")
      for (const failure of [
        new TransferStore.StoreUnavailable({ operation: "append", cause: new Error("gone") }),
        new TransferFailure.EkoUnreachable({ transfer, why: "connect" })
      ]) {
        assert.deepStrictEqual((yield* after(Effect.fail(failure))).done, ["released"])
      }
      assert.deepStrictEqual((yield* after(Effect.die(new Error("a fault")))).done, ["released"])
    })
  )

  it.effect("keeps no answer that is about to change, whoever gives it", () =>
    Effect.gen(function* () {
      for (const _tag of ["New", "TakenOver"] as const) {
        const { done } = yield* after(Effect.succeed({ state: "debiting" }), { _tag, claim })
        assert.deepStrictEqual(done, ["left"])
      }
    })
  )

  it.effect("calls nobody again once it is answered, runs, or is another request's", () =>
    Effect.gen(function* () {
      const kept = JSON.stringify({ status: 200, body: { state: "succeeded" } })
      const never = Effect.die(new Error("called"))
      const replayed = yield* after(never, { _tag: "Answered", answer: kept })
      assert.deepStrictEqual(yield* replayed.exit, {
        body: { state: "succeeded" },
        headers: { "idempotent-replayed": "true" }
      })
      for (const _tag of ["Running", "Reused"] as const) {
        const { exit, done } = yield* after(never, { _tag })
        assert.instanceOf(yield* Effect.flip(exit), Refusal)
        assert.deepStrictEqual(done, [])
      }
    })
  )
})
