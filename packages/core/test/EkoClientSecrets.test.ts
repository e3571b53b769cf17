/** What is secret in a call is in no error, log or span of it. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Logger, References, Tracer } from "effect"
import { NotSent, OutcomeUnknown } from "../src/EkoTransport.ts"
import { sign, TimestampMillis } from "../src/Signing.ts"
import {
  accepted,
  accessKey,
  answers,
  attempt,
  harness,
  nowMillis,
  only,
  type Send,
  submit
} from "./EkoClientHarness.ts"
import { permitFor } from "./Permit.ts"

/** What must not be seen outside of the request. */
const secrets = [
  "the-access-key-itself",
  Buffer.from("the-access-key-itself").toString("base64"),
  "the-developer-key-itself",
  sign(accessKey, TimestampMillis.make(nowMillis))["secret-key"],
  "251834",
  "TXNOTP20240101001",
  "9123456789"
]

describe("secrets", () => {
  const echo = "OTP 251834 of TXNOTP20240101001 for 9123456789 is the-developer-key-itself"
  const sendings: Readonly<Record<string, Send>> = {
    accepted: answers(accepted),
    "a decline that repeats them": answers({ status: 55, message: echo, data: { tx_status: "1", reason: echo } }),
    "a refusal of our credentials that repeats them": answers(
      {
        status: 2483,
        message: `developer_key the-developer-key-itself with secret-key ${sign(accessKey, TimestampMillis.make(nowMillis))["secret-key"]}`
      },
      { httpStatus: 403 }
    ),
    "invalid parameters that repeat them": answers({
      status: 461,
      invalid_params: { otp: "251834 is not TXNOTP20240101001" }
    }),
    "an unreadable answer that repeats them": answers(`<p>${echo}</p>`),
    "an unknown answer that repeats them": answers({ status: 999, message: echo, data: { otp: "251834" } }),
    "an OTP used before": answers({ status: 55, message: "OTP 251834 already consumed" }),
    "nothing sent": () => Effect.fail(new NotSent({ operation: "o", cause: "connect" })),
    "no answer": () => Effect.fail(new OutcomeUnknown({ operation: "o", phase: "waiting", cause: "timeout" })),
    "a defect of the transport that repeats them": () => Effect.die(new Error(echo))
  }
  const seenWith = (send: Send) =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          const end = span.end.bind(span)
          span.end = (endTime, exit) => {
            seen.push(
              span.name,
              [...span.attributes],
              span.events,
              Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "success"
            )
            end(endTime, exit)
          }
          return span
        }
      })
      const logger = Logger.make(({ message, cause, fiber }) => {
        seen.push(message, Cause.pretty(cause), fiber.getRef(References.CurrentLogAnnotations))
      })
      const exit = yield* submit(permitFor({ ...attempt, signedAtMillis: TimestampMillis.make(nowMillis) })).pipe(
        Effect.tapCause((cause) => Effect.logError("failed", cause)),
        Effect.exit,
        Effect.provide(harness(send).client),
        Effect.provide(Logger.layer([logger])),
        Effect.provideService(References.MinimumLogLevel, "All"),
        Effect.withTracer(tracer)
      )
      if (Exit.isFailure(exit)) {
        const error = Cause.squash(exit.cause)
        seen.push(error, String(error), JSON.stringify(error), Cause.pretty(exit.cause), JSON.stringify(exit))
      }
      return inspect(seen, { depth: 20, maxStringLength: Number.POSITIVE_INFINITY, showHidden: true })
    })

  it.effect.each(Object.entries(sendings))("are in no error, log or span: %s", ([, send]) =>
    Effect.gen(function* () {
      const seen = yield* seenWith(send)
      assert.include(seen, "EkoClient.submit")
      assert.include(seen, "dmt-fino/initiate")
      for (const secret of secrets) assert.notInclude(seen, secret)
    })
  )

  it.effect("leave the words of a decline otherwise as Eko wrote them", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(submit(permitFor(attempt)))
      assert.include(failure, { _tag: "Rejected", reason: "DeclinedByBank", detail: "OTP ••• of ••• for ••• is off" })
    }).pipe(
      Effect.provide(
        harness(
          answers({
            status: 55,
            data: { tx_status: "1", reason: "OTP 251834 of TXNOTP20240101001 for 9123456789 is off" }
          })
        ).client
      )
    )
  )

  it.effect("are redacted in the request that the transport is given", () => {
    const { sent, client } = harness(answers(accepted))
    return Effect.gen(function* () {
      yield* submit(permitFor({ ...attempt, signedAtMillis: TimestampMillis.make(nowMillis) }))
      const request = only(sent)
      const shown = `${JSON.stringify(request)} ${inspect(request, { depth: 9, showHidden: true })} ${request.headers} ${request.body}`
      for (const secret of secrets) assert.notInclude(shown, secret)
    }).pipe(Effect.provide(client))
  })
})
