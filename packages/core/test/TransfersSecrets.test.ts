/** An OTP is nowhere but on the wire, whatever Eko answers and whatever fails. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schema } from "effect"
import { EkoClient } from "../src/EkoClient.ts"
import * as Id from "../src/Identifiers.ts"
import { terms } from "./Given.ts"
import * as World from "./World.ts"

const { confirmation } = World

/** Everything that a world has kept, and what it answered, as text. */
const everythingOf = (world: World.World, answers: ReadonlyArray<unknown>) =>
  Effect.map(Effect.all([world.journal, world.current]), ([journal, current]) => {
    const spans = world.spans.map(({ name, attributes, status }) => [
      name,
      [...attributes],
      status._tag === "Ended" ? String(status.exit) : ""
    ])
    const everything = [journal, current, world.commits, world.logs, spans, answers]
    return JSON.stringify([...everything, ...answers.map(String)], (_, value: unknown) =>
      value instanceof Error ? { ...value, text: value.message, stack: value.stack } : value
    )
  })

describe("secrets", () => {
  const replies: ReadonlyArray<readonly [string, World.Reply]> = [
    ["wrong OTP", World.declined(`Wrong OTP ${World.otp}`)],
    ["declined", World.declined(`OTP ${World.otp} rejected by bank`, "77")],
    ["lost", World.lost],
    ["http 502", World.http502],
    ["credentials refused", World.badSignature],
    ["not sent", World.notSent],
    ["OTP consumed", World.otpConsumed],
    ["accepted", World.accepted("0")],
    ["accepted, for a name with it", World.acceptedWith({ recipient_name: `Ram ${World.otp} Kumar` })],
    ["accepted, with it for the bank's reference", World.acceptedWith({ bank_ref_num: `IMPS${World.otp}` })],
    ["unreadable", () => Effect.succeed({ httpStatus: 200, dateMillis: undefined, body: `{"otp":"${World.otp}"` })],
    ["a crash", () => Effect.die(new Error(`the request with otp ${World.otp} crashed`))]
  ]
  for (const [name, reply] of replies) {
    it.effect(`the OTP is nowhere but on the wire: ${name}`, () =>
      Effect.gen(function* () {
        const world = yield* World.awaitingOtp
        const { eko, transfers, faults } = world
        eko.replies("debit", reply)
        const answer = yield* Effect.exit(transfers.confirm(confirmation("key")))
        faults.append = () => World.unavailable
        const refused = yield* Effect.exit(transfers.cancel(terms))
        const text = yield* everythingOf(world, [answer, refused])
        assert.strictEqual(eko.debits[0]?.body["otp"], World.otp)
        assert.notInclude(text, World.otp)
        assert.include(text, "DebitAnswered")
      })
    )
  }

  it.effect("the OTP is not in what is kept of a client that crashes, and the attempt is in doubt", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      const crash = Effect.die(new Error(`the input with otp ${World.otp} crashed`))
      const client = Layer.succeed(EkoClient, EkoClient.of({ call: () => crash, submit: () => crash }))
      const transfers = yield* world.process(undefined, client)
      const transfer = yield* transfers.confirm(confirmation("key"))
      assert.deepInclude(transfer, { state: "in_doubt", doubt: "unknown_outcome" })
      assert.notInclude(yield* everythingOf(world, [transfer]), World.otp)
    })
  )

  it("an OTP in a confirmation does not show", () => {
    const { otp } = confirmation("key")
    assert.isTrue(Redacted.isRedacted(otp))
    assert.notInclude(`${JSON.stringify(confirmation("key"))} ${String(otp)}`, World.otp)
    assert.isTrue(Schema.is(Id.Otp)(Redacted.value(otp)))
  })
})
