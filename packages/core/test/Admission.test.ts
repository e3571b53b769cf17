/** What begins something new at Eko asks first, and a refusal leaves nothing behind; what ends something asks nobody. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Admission, type Admit, NotAdmitted } from "../src/Admission.ts"
import { VersionConflict } from "../src/TransferStore.ts"
import { terms } from "./Given.ts"
import { terms as loadTerms } from "./GivenLoad.ts"
import * as LoadWorld from "./LoadWorld.ts"
import * as World from "./World.ts"

const { confirmation, failureOf, refundRequest, refundPending } = World

const closed: Admit = () => Effect.fail(new NotAdmitted({ why: "eko does not answer", retryAfterMillis: 5_000 }))
const whileClosed = Effect.provideService(Admission, closed)

describe("what is not admitted", () => {
  it.effect("leaves no transfer, and the same request may be made again", () =>
    Effect.gen(function* () {
      const { eko, transfers, store } = yield* World.make
      const failure = yield* failureOf(whileClosed(transfers.request(terms)))
      assert.deepInclude(failure, { _tag: "NotAdmitted", retryAfterMillis: 5_000 })
      assert.isUndefined(yield* store.load(terms.id))
      assert.deepStrictEqual(eko.calls, [])
      assert.strictEqual((yield* transfers.request(terms)).state, "awaiting_otp")
    })
  )

  it.effect("sends no further OTP and starts no attempt", () =>
    Effect.gen(function* () {
      const { eko, transfers, commits, current } = yield* World.awaitingOtp
      const [before, made] = [yield* current, commits.length]
      assert.strictEqual((yield* failureOf(whileClosed(transfers.resendOtp(terms))))._tag, "NotAdmitted")
      assert.strictEqual((yield* failureOf(whileClosed(transfers.confirm(confirmation("key")))))._tag, "NotAdmitted")
      assert.deepStrictEqual(yield* current, before)
      assert.strictEqual(commits.length, made)
      assert.deepStrictEqual(eko.order, ["otp"])
      // The key was not used up by what never began.
      eko.replies("debit", World.accepted())
      assert.strictEqual((yield* transfers.confirm(confirmation("key"))).state, "succeeded")
    })
  )

  it.effect("asks nothing about the attempts before it", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("debit", World.wrongOtp)
      yield* failureOf(transfers.confirm(confirmation("key")))
      yield* failureOf(whileClosed(transfers.confirm(confirmation("another"))))
      assert.deepStrictEqual(eko.order, ["otp", "debit"])
    })
  )

  it.effect("gives nothing back, and sends no OTP for it", () =>
    Effect.gen(function* () {
      const { eko, transfers, current } = yield* refundPending
      const before = yield* current
      assert.strictEqual((yield* failureOf(whileClosed(transfers.sendRefundOtp(terms))))._tag, "NotAdmitted")
      assert.strictEqual((yield* failureOf(whileClosed(transfers.refund(refundRequest("refund")))))._tag, "NotAdmitted")
      assert.deepStrictEqual(yield* current, before)
      assert.deepStrictEqual(eko.order, ["otp", "debit", "refundOtp"])
    })
  )

  it.effect("leaves no wallet load", () =>
    Effect.gen(function* () {
      const { eko, loads, store } = yield* LoadWorld.make
      const failure = yield* Effect.flip(whileClosed(loads.load(loadTerms)))
      assert.strictEqual(failure._tag, "NotAdmitted")
      assert.isUndefined(yield* store.load(loadTerms.id))
      assert.deepStrictEqual(eko.calls, [])
    })
  )
})

describe("what asks for no leave", () => {
  it.effect("is a repetition of what was done, of each kind", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* refundPending
      eko.replies("refund", World.refunded())
      const refunded = yield* transfers.refund(refundRequest("refund"))
      assert.deepStrictEqual(yield* whileClosed(transfers.request(terms)), refunded)
      assert.deepStrictEqual(yield* whileClosed(transfers.refund(refundRequest("refund"))), refunded)

      const lost = yield* World.awaitingOtp
      lost.eko.replies("debit", World.lost)
      const inDoubt = yield* lost.transfers.confirm(confirmation("key"))
      assert.strictEqual(inDoubt.state, "in_doubt")
      assert.deepStrictEqual(yield* whileClosed(lost.transfers.confirm(confirmation("key"))), inDoubt)

      const world = yield* LoadWorld.make
      world.eko.replies("load", LoadWorld.loaded())
      const load = yield* world.loads.load(loadTerms)
      assert.deepStrictEqual(yield* whileClosed(world.loads.load(loadTerms)), load)
    })
  )

  it.effect("is settlement, however little is admitted", () =>
    Effect.gen(function* () {
      const { eko, transfers, settle, state, current } = yield* World.awaitingOtp
      eko.replies("debit", World.lost)
      yield* transfers.confirm(confirmation("key"))
      eko.replies("inquiry", World.found("0"))
      yield* whileClosed(settle)
      assert.strictEqual(yield* state, "succeeded")
      assert.strictEqual((yield* whileClosed(transfers.find(terms))).version, (yield* current).version)
    })
  )
})

describe("leave", () => {
  it.effect("is held from before an attempt's record until after its outcome's, and asked for once", () =>
    Effect.gen(function* () {
      const { eko, transfers, commits, faults } = yield* World.awaitingOtp
      const seen: Array<string> = []
      const admit: Admit = ({ team, product }, work) =>
        Effect.suspend(() => {
          seen.push(`${product} of ${team} begins at ${commits.length}`)
          return Effect.ensuring(
            work,
            Effect.sync(() => seen.push(`ends at ${commits.length}`))
          )
        })
      let conflicts = 0
      faults.append = (commit, write) =>
        World.has("DebitStarted")(commit) && conflicts++ === 0
          ? new VersionConflict({ id: terms.id, expectedVersion: commit.expectedVersion })
          : write
      eko.replies("debit", World.accepted())
      yield* Effect.provideService(transfers.confirm(confirmation("key")), Admission, admit)
      assert.strictEqual(conflicts, 2)
      assert.deepStrictEqual(seen, [`dmt-fino of ${terms.team} begins at 2`, "ends at 4"])
    })
  )
})
