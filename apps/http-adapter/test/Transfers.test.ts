/** The main job end to end: real HTTP, real PostgreSQL, a simulated Eko. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Answer, apiKeys, assertProblem, digiKhata, dmtFino, newKey, start } from "./support.ts"

describe("a DMT-Fino transfer", () => {
  it.live("moves the money once, with the values of Eko's own example", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const created = yield* api.create({ ...dmtFino.create, reference: "order-1" })
      assert.strictEqual(created.status, 201)
      assert.strictEqual(created.headers.get("location"), `/v1/transfers/${created.body.id}`)
      const { id, createdAt, updatedAt, otp, ...rest } = created.body
      assert.deepStrictEqual(rest, {
        state: "awaiting_otp",
        product: "dmt-fino",
        customerId: "XXXXXX6789",
        recipientId: 98765,
        amountPaise: 50_000,
        userCode: "20810200",
        reference: "order-1",
        version: 3
      })
      assert.strictEqual(otp.maskedMobile, "XXXXXX6789")
      assert.strictEqual(otp.triesLeft, 3)
      assert.strictEqual(Date.parse(otp.expiresAt) - Date.parse(otp.sentAt), 600_000)
      assert.isAtLeast(Date.parse(updatedAt), Date.parse(createdAt))

      const confirmed = yield* api.confirm(id, yield* api.otpOf("9123456789"))
      assert.strictEqual(confirmed.status, 200)
      assert.strictEqual(confirmed.body.state, "succeeded")
      assert.strictEqual(confirmed.body.otp, undefined)
      const { tid, bankReference, balancePaise, ...eko } = confirmed.body.eko
      assert.deepStrictEqual(eko, { feePaise: 500, commissionPaise: 300, recipientName: "Sunil Sharma" })
      assert.match(tid, /^\d+$/)
      assert.match(bankReference, /^\d{12}$/)
      assert.isNumber(balancePaise)

      assert.deepStrictEqual((yield* api.get(id)).body, confirmed.body)
      const debits = yield* api.debits(id)
      assert.deepStrictEqual(
        debits.map((entry) => [entry.kind, entry.tid, entry.amountPaise]),
        [["debit", tid, 50_000]]
      )
    }).pipe(Effect.scoped)
  )

  it.live("answers a repeated create with the same transfer, and sends one OTP", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start()
      const key = newKey()
      const first = yield* api.create(dmtFino.create, key)
      const otp = yield* simulator.latestOtp("9123456789")
      const second = yield* api.create(dmtFino.create, key)
      assert.strictEqual(second.status, 201)
      assert.deepStrictEqual(second.body, first.body)
      assert.deepStrictEqual(yield* simulator.latestOtp("9123456789"), otp)

      const other = yield* api.create({ ...dmtFino.create, amountPaise: 60_000 }, key)
      assert.strictEqual(other.status, 422)
      assert.strictEqual(other.body.type, "/problems/idempotency-key-reused")

      const both = newKey()
      const [left, right] = yield* Effect.all([api.create(dmtFino.create, both), api.create(dmtFino.create, both)], {
        concurrency: 2
      })
      // One of the two makes it, and the other is told so or to wait.
      const [made] = [left, right].filter(({ status }) => status === 201)
      for (const { status, body } of [left, right]) if (status !== 409) assert.strictEqual(body.id, made?.body.id)
      assert.strictEqual((yield* api.create(dmtFino.create, both)).body.id, made?.body.id)
    }).pipe(Effect.scoped)
  )

  it.live("is one for one reference of a team, whatever the key and whatever became of it", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start()
      const body = { ...dmtFino.create, reference: "INV-1" }
      const { body: first } = yield* api.create(body)
      const otp = yield* simulator.latestOtp("9123456789")
      const assertTaken = (answer: Answer) => {
        assertProblem(answer, 409, "reference-taken")
        assert.strictEqual(answer.body.id, first.id)
      }
      assertTaken(yield* api.create(body))
      assertTaken(yield* api.create({ ...body, amountPaise: 60_000 }))
      assert.deepStrictEqual(yield* simulator.latestOtp("9123456789"), otp)
      const others = yield* api.send("POST", "/v1/transfers", { apiKey: apiKeys.payouts, key: newKey(), body })
      assert.strictEqual(others.status, 201)
      yield* api.send("POST", `/v1/transfers/${first.id}/cancel`)
      assertTaken(yield* api.create(body))
      // The key that was refused is free for another request.
      const key = newKey()
      assertTaken(yield* api.create(body, key))
      assert.strictEqual((yield* api.create({ ...body, reference: "INV-2" }, key)).status, 201)
    }).pipe(Effect.scoped)
  )

  it.live("takes the right OTP after a wrong one", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf("9123456789")
      const wrong = yield* api.confirm(created.id, otp === "000000" ? "000001" : "000000")
      assert.strictEqual(wrong.status, 422)
      assert.strictEqual(wrong.headers.get("content-type"), "application/problem+json")
      assert.strictEqual(wrong.body.type, "/problems/wrong-otp")
      assert.strictEqual(wrong.body.triesLeft, 2)
      assert.strictEqual((yield* api.get(created.id)).body.state, "awaiting_otp")

      const right = yield* api.confirm(created.id, otp)
      assert.strictEqual(right.body.state, "succeeded")
      assert.lengthOf(yield* api.debits(created.id), 1)
    }).pipe(Effect.scoped)
  )

  it.live("needs a new OTP once the tries are used up", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf("9123456789")
      for (const triesLeft of [2, 1, 0]) {
        const wrong = yield* api.confirm(created.id, otp === "000000" ? "000001" : "000000")
        assert.strictEqual(wrong.body.triesLeft, triesLeft)
      }
      const refused = yield* api.confirm(created.id, otp)
      assert.strictEqual(refused.status, 409)
      assert.strictEqual(refused.body.type, "/problems/otp-tries-used-up")

      const resent = yield* api.send("POST", `/v1/transfers/${created.id}/otp`)
      assert.strictEqual(resent.status, 200)
      assert.strictEqual(resent.body.otp.triesLeft, 3)
      const confirmed = yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
      assert.strictEqual(confirmed.body.state, "succeeded")
      assert.lengthOf(yield* api.debits(created.id), 1)
    }).pipe(Effect.scoped)
  )

  it.live("waits for what Eko has awaited, until it is final", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start()
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success" })
      const { body: created } = yield* api.create()
      const { status, body } = yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
      assert.strictEqual(status, 200)
      assert.strictEqual(body.state, "awaited")
      assert.strictEqual(body.eko.txStatus, "2")
      yield* simulator.settle({ tid: body.eko.tid, as: "success" })
      const settled = yield* api.until(created.id, "succeeded", "failed")
      assert.strictEqual(settled.state, "succeeded")
      assert.strictEqual(settled.eko.tid, body.eko.tid)
      assert.lengthOf(yield* api.debits(created.id), 1)
    }).pipe(Effect.scoped)
  )

  it.live("fails what Eko has awaited and gave back", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start()
      yield* simulator.planFault({
        operation: "dmt-fino/initiate",
        fault: "awaited",
        settlesAs: "failed",
        afterMillis: 100
      })
      const { body: created } = yield* api.create()
      yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
      const settled = yield* api.until(created.id, "succeeded", "failed")
      assert.strictEqual(settled.state, "failed")
      assert.isString(settled.failure.advice)
      assert.deepStrictEqual(
        (yield* api.debits(created.id)).map((entry) => entry.kind),
        ["debit", "give_back"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("resolves a lost answer by inquiry, with one debit", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start()
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf("9123456789")
      const key = newKey()
      const lost = yield* api.confirm(created.id, otp, key)
      assert.strictEqual(lost.status, 200)
      assert.strictEqual(lost.body.state, "in_doubt")
      assert.strictEqual(lost.body.doubt.reason, "unknown_outcome")
      // Whoever asks again in doubt, with the same key or a new one, does not pay again.
      assert.deepStrictEqual((yield* api.confirm(created.id, otp, key)).body, lost.body)
      const again = yield* api.confirm(created.id, otp)
      assert.strictEqual(again.status, 409)
      assert.strictEqual(again.body.state, "in_doubt")
      assert.strictEqual((yield* api.send("POST", `/v1/transfers/${created.id}/cancel`)).status, 409)

      const settled = yield* api.until(created.id, "succeeded", "failed")
      assert.strictEqual(settled.state, "succeeded")
      assert.lengthOf(yield* api.debits(created.id), 1)
    }).pipe(Effect.scoped)
  )

  it.live("is moved once by a crowd of confirms", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf("9123456789")
      const answers = yield* Effect.all(
        Array.from({ length: 12 }, () => api.confirm(created.id, otp)),
        { concurrency: "unbounded" }
      )
      assert.lengthOf(
        answers.filter((answer) => answer.status === 200),
        1
      )
      assert.isTrue(answers.every((answer) => [200, 409].includes(answer.status)))
      assert.lengthOf(yield* api.debits(created.id), 1)
    }).pipe(Effect.scoped)
  )

  it.live("can be cancelled before it is confirmed, and not after", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf("9123456789")
      const cancelled = yield* api.send("POST", `/v1/transfers/${created.id}/cancel`)
      assert.strictEqual(cancelled.status, 200)
      assert.strictEqual(cancelled.body.state, "cancelled")
      const confirmed = yield* api.confirm(created.id, otp)
      assert.strictEqual(confirmed.status, 409)
      assert.strictEqual(confirmed.body.type, "/problems/wrong-state")
      assert.strictEqual(confirmed.body.state, "cancelled")
      assert.lengthOf(yield* api.debits(created.id), 0)
    }).pipe(Effect.scoped)
  )
})

describe("in the 2026-07 generation", () => {
  for (const [customerId, create] of [
    ["9123456789", dmtFino.create],
    ["8617567988", digiKhata.create]
  ] as const) {
    it.live(`moves the money of ${create.product} once`, () =>
      Effect.gen(function* () {
        const { api } = yield* start({ generation: "2026-07" })
        const { body: created } = yield* api.create(create)
        assert.strictEqual(created.state, "awaiting_otp")
        const { body } = yield* api.confirm(created.id, yield* api.otpOf(customerId))
        assert.strictEqual(body.state, "succeeded")
        assert.lengthOf(yield* api.debits(created.id), 1)
      }).pipe(Effect.scoped)
    )
  }
})

describe("a DigiKhata transfer", () => {
  it.live("moves the money once, without a place", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const { body: created } = yield* api.create(digiKhata.create)
      assert.strictEqual(created.state, "awaiting_otp")
      const otp = yield* api.otpOf("8617567988")
      const confirmed = yield* api.send("POST", `/v1/transfers/${created.id}/confirm`, { key: newKey(), body: { otp } })
      assert.strictEqual(confirmed.body.state, "succeeded")
      assert.strictEqual(confirmed.body.eko.feePaise, 400)
      assert.lengthOf(yield* api.debits(created.id), 1)
    }).pipe(Effect.scoped)
  )
})
