/** Money that waits at Eko: given back once, with the customer's OTP and a word on who handed the cash back. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { assertProblem, type Client, newKey, operatorKey, start } from "./support.ts"

/** By a clock on the wall in India, which shows no seconds. */
const inIndia = (millis: number) => `${new Date(millis + 330 * 60_000).toISOString().slice(0, 16)}+05:30`
/** The cash is handed back now, which is never before the debit. */
const handOver = () => ({ by: "S. Rao, counter 3", at: inIndia(Date.now()) })

/** A transfer that Eko has reversed: the money waits for the customer's consent. */
const reversed = Effect.fnUntraced(function* (options: Parameters<typeof start>[0] = {}) {
  const started = yield* start({
    ...options,
    environment: { INQUIRY_FIRST_DELAY: "2 seconds", INQUIRY_MAX_DELAY: "2 seconds", ...options.environment }
  })
  const { api, simulator } = started
  yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success" })
  const { body: created } = yield* api.create()
  const { body: awaited } = yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
  yield* simulator.settle({ tid: awaited.eko.tid, as: "refund_pending" })
  const pending = yield* api.until(created.id, "refund_pending")
  return { ...started, id: created.id as string, pending }
})

const sendOtp = (api: Client, id: string) => api.send("POST", `/v1/transfers/${id}/refund/otp`)

const refund = (api: Client, id: string, otp: string, body: object, key = newKey()) =>
  api.send("POST", `/v1/transfers/${id}/refund`, { key, body: { otp, ...body } })

const kinds = (entries: ReadonlyArray<{ readonly kind: string }>) => entries.map(({ kind }) => kind)

describe("a refund", () => {
  it.live("gives the money back once, after a wrong OTP, and says who handed the cash back", () =>
    Effect.gen(function* () {
      const { api, id, pending } = yield* reversed()
      const cashReturned = handOver()
      assert.isString(pending.refund.pendingSince)
      const sent = yield* sendOtp(api, id)
      assert.strictEqual(sent.status, 200, JSON.stringify(sent.body))
      assert.strictEqual(sent.body.refund.otp.triesLeft, 3)
      assert.notProperty(sent.body.refund.otp, "otpRefId")
      const otp = yield* api.otpOf("9123456789")
      for (const at of [inIndia(Date.now() - 600_000), inIndia(Date.now() + 600_000), "2026-01-31T18:30:00+05:30"]) {
        const never = yield* refund(api, id, otp, { cashReturned: { ...cashReturned, at } })
        assertProblem(never, 422, "invalid-request")
        assert.strictEqual(never.body.errors[0].pointer, "/cashReturned")
      }
      const wrong = yield* refund(api, id, otp === "000000" ? "000001" : "000000", { cashReturned })
      assertProblem(wrong, 422, "wrong-otp")
      assert.strictEqual(wrong.body.triesLeft, 2)
      assert.strictEqual(wrong.body.state, "refund_pending")

      const key = newKey()
      const done = yield* refund(api, id, otp, { cashReturned }, key)
      assert.strictEqual(done.status, 200, JSON.stringify(done.body))
      assert.strictEqual(done.body.state, "refunded")
      assert.deepStrictEqual(done.body.refund.cashReturned, {
        by: "S. Rao, counter 3",
        at: new Date(cashReturned.at).toISOString()
      })
      assert.match(done.body.refund.tid, /^\d+$/)
      assert.isAbove(done.body.refund.refundedPaise, 50_000 - 1)
      assert.deepStrictEqual((yield* refund(api, id, otp, { cashReturned }, key)).body, done.body)
      assertProblem(yield* refund(api, id, otp, { cashReturned }), 409, "wrong-state")
      assert.deepStrictEqual(kinds(yield* api.debits(id)), ["debit", "refund"])
      const { body } = yield* api.send("GET", `/v1/transfers/${id}/events`)
      assert.includeMembers(
        body.events.map(({ type }: { type: string }) => type),
        ["refund_otp_send_started", "refund_otp_send_answered", "refund_started", "refund_answered"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("whose answer is lost is settled by inquiry, and not sent again", () =>
    Effect.gen(function* () {
      const { api, simulator, id } = yield* reversed()
      const cashReturned = handOver()
      yield* sendOtp(api, id)
      const otp = yield* api.otpOf("9123456789")
      yield* simulator.planFault({ operation: "refund/initiate", fault: "answer-never-arrives" })
      const key = newKey()
      const lost = yield* refund(api, id, otp, { cashReturned }, key)
      assert.strictEqual(lost.status, 200)
      assert.strictEqual(lost.body.state, "refunding")
      assert.match(lost.body.refund.doubt.message, /Do not pay again/)
      assert.strictEqual((yield* refund(api, id, otp, { cashReturned }, key)).status, 200)
      assertProblem(yield* refund(api, id, otp, { cashReturned }), 409, "wrong-state")
      const settled = yield* api.until(id, "refunded")
      assert.strictEqual(settled.refund.cashReturned.by, "S. Rao, counter 3")
      assert.deepStrictEqual(kinds(yield* api.debits(id)), ["debit", "refund"])
    }).pipe(Effect.scoped)
  )

  it.live("is refused without the declaration, by field, and where nothing waits", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const { body: created } = yield* api.create()
      const { id } = created
      assertProblem(yield* sendOtp(api, id), 409, "wrong-state")
      assertProblem(yield* refund(api, id, "123456", { cashReturned: handOver() }), 409, "wrong-state")
      const without = yield* refund(api, id, "123456", {})
      assertProblem(without, 422, "invalid-request")
      assert.deepStrictEqual(
        without.body.errors.map(({ pointer }: { pointer: string }) => pointer),
        ["/cashReturned"]
      )
      for (const at of ["yesterday", "2026-01-31", "2026-01-31T18:30:00", "2026-13-31T18:30:00Z", 5, null]) {
        const bad = yield* refund(api, id, "123456", { cashReturned: { by: "S. Rao", at } })
        assertProblem(bad, 422, "invalid-request")
        assert.deepStrictEqual(
          bad.body.errors.map(({ pointer }: { pointer: string }) => pointer),
          ["/cashReturned/at"]
        )
      }
      const keyless = yield* api.send("POST", `/v1/transfers/${id}/refund`, {
        body: { otp: "123456", cashReturned: handOver() }
      })
      assertProblem(keyless, 400, "idempotency-key-missing")
      assertProblem(
        yield* api.send("POST", `/v1/transfers/${id}/refund/otp`, { apiKey: operatorKey }),
        403,
        "forbidden"
      )
    }).pipe(Effect.scoped)
  )
})

describe("the limits of OTPs", () => {
  it.live("answer with when to ask again", () =>
    Effect.gen(function* () {
      const { api } = yield* start({ environment: { TRANSFER_OTP_SENDS: "2", CUSTOMER_OTP_SENDS: "3" } })
      const { body: created } = yield* api.create()
      const resend = (id: string) => api.send("POST", `/v1/transfers/${id}/otp`)
      assert.strictEqual((yield* resend(created.id)).status, 200)
      const ofTransfer = yield* resend(created.id)
      assertProblem(ofTransfer, 429, "otp-limit-reached")
      assert.strictEqual(ofTransfer.body.scope, "transfer")
      const { retryAfterSeconds } = ofTransfer.body
      assert.isAbove(retryAfterSeconds, 500)
      assert.isAtMost(retryAfterSeconds, 600)
      assert.strictEqual(ofTransfer.headers.get("retry-after"), String(retryAfterSeconds))
      // The third of the customer; the fourth is one too many, whichever transfer it is for.
      const { body: second } = yield* api.create()
      const ofCustomer = yield* resend(second.id)
      assertProblem(ofCustomer, 429, "otp-limit-reached")
      assert.strictEqual(ofCustomer.body.scope, "customer")
      assertProblem(yield* api.create(), 429, "otp-limit-reached")
    }).pipe(Effect.scoped)
  )
})
