/** What inquiries made elsewhere have found is recorded as settlement records its own. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import type { AttemptFinding } from "../src/TransferCommand.ts"
import { currentAttempt } from "../src/TransferState.ts"
import { notFound, proven, terms } from "./Given.ts"
import * as World from "./World.ts"

const findingOf = (world: World.World, finding: AttemptFinding["finding"]) =>
  Effect.map(world.current, (transfer): AttemptFinding => {
    const clientRefId = currentAttempt(transfer)?.clientRefId
    if (clientRefId === undefined) throw new Error("nothing was sent")
    return { clientRefId, finding }
  })

const inDoubt = Effect.gen(function* () {
  const world = yield* World.awaitingOtp
  world.eko.replies("debit", World.lost)
  yield* world.transfers.confirm(World.confirmation("key-1"))
  assert.strictEqual(yield* world.state, "in_doubt")
  return world
})

describe("Transfers.absorb", () => {
  it.effect("moves a transfer by evidence, once", () =>
    Effect.gen(function* () {
      const world = yield* inDoubt
      const finding = yield* findingOf(world, proven("0"))
      yield* world.transfers.absorb(terms.id, [finding])
      assert.strictEqual(yield* world.state, "succeeded")
      const { version } = yield* world.current
      yield* world.transfers.absorb(terms.id, [finding])
      assert.strictEqual((yield* world.current).version, version)
    })
  )

  it.effect("moves nothing by what proves nothing", () =>
    Effect.gen(function* () {
      const world = yield* inDoubt
      yield* world.transfers.absorb(terms.id, [yield* findingOf(world, notFound)])
      assert.strictEqual(yield* world.state, "in_doubt")
      const { version } = yield* world.current
      yield* world.transfers.absorb(terms.id, [])
      assert.strictEqual((yield* world.current).version, version)
    })
  )

  it.effect("takes no call for abandoned that may still be on the wire", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.following(Effect.sleep("1 second"), World.accepted()))
      const confirm = yield* Effect.forkChild(world.transfers.confirm(World.confirmation("key-1")))
      yield* World.settleFibers
      assert.strictEqual(yield* world.state, "debiting")
      yield* world.transfers.absorb(terms.id, [yield* findingOf(world, notFound)])
      assert.strictEqual(yield* world.state, "debiting")
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(confirm)
      assert.strictEqual(yield* world.state, "succeeded")
    })
  )

  it.effect("has nothing to record about a transfer that nobody knows", () =>
    Effect.gen(function* () {
      const world = yield* inDoubt
      const other = { ...terms, id: terms.id.replace("0b8f1c52", "ffffffff") as typeof terms.id }
      yield* world.transfers.absorb(other.id, [yield* findingOf(world, proven("0"))])
      assert.strictEqual(yield* world.state, "in_doubt")
    })
  )
})
