/** What a team is told when something is wrong: every error a problem, every wrong field named, no OTP repeated. */
import { createServer } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Answer, apiKeys, assertProblem, type Client, dmtFino, newKey, start } from "./support.ts"

const pointers = (answer: Answer) => answer.body.errors.map((error: { pointer: string }) => error.pointer).sort()

const nobody = "00000000-0000-4000-8000-000000000000"

const withTransfer = (api: Client) => Effect.map(api.create(), ({ body }) => body.id as string)

describe("the adapter's problems", () => {
  it.live("name every field that is wrong at once", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const bad = yield* api.create({
        product: "dmt-fino",
        customerId: "12",
        recipientId: -1,
        amountPaise: 50,
        userCode: "",
        reference: " ",
        color: "red"
      })
      assertProblem(bad, 422, "invalid-request")
      assert.deepStrictEqual(pointers(bad), [
        "/amountPaise",
        "/color",
        "/customerId",
        "/recipientId",
        "/reference",
        "/userCode"
      ])
      assert.isTrue(bad.body.errors.every((error: { detail: string }) => error.detail.length > 5))
      assertProblem(yield* api.create({}), 422, "invalid-request")
      assert.deepStrictEqual(pointers(yield* api.create({})), [
        "/amountPaise",
        "/customerId",
        "/product",
        "/recipientId"
      ])
      assert.deepStrictEqual(pointers(yield* api.create([])), [""])
      for (const amountPaise of [9_900, 500_100, 10_050, 0, -100, 100.5, "50000", 1e300, null]) {
        const answer = yield* api.create({ ...dmtFino.create, amountPaise })
        assertProblem(answer, 422, "invalid-request")
        assert.deepStrictEqual(pointers(answer), ["/amountPaise"])
      }
      for (const amountPaise of [10_000, 500_000]) {
        assert.strictEqual((yield* api.create({ ...dmtFino.create, amountPaise })).status, 201)
      }
    }).pipe(Effect.scoped)
  )

  it.live("never repeat an OTP", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const id = yield* withTransfer(api)
      const path = `/v1/transfers/${id}/confirm`
      const secret = "918273645546372819"
      for (const body of [
        { otp: secret, latlong: dmtFino.latlong },
        { otp: [secret] },
        { otp: Number(secret), latlong: 5 },
        { otp: { otp: secret }, latlong: secret },
        { [secret]: secret },
        `{"otp":"${secret}"`,
        `"${secret}"`,
        { otp: "918273", latlong: "over there", extra: secret }
      ]) {
        const answer = yield* api.send("POST", path, { key: newKey(), body })
        assert.isAtLeast(answer.status, 400)
        assert.notInclude(JSON.stringify(answer.body), "918273")
      }
      const missing = yield* api.send("POST", path, { key: newKey(), body: { otp: "251834" } })
      assertProblem(missing, 422, "invalid-request")
      assert.deepStrictEqual(pointers(missing), ["/latlong"])
    }).pipe(Effect.scoped)
  )

  it.live("tell what is missing: a key, an Idempotency-Key, JSON, a route, a method", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const id = yield* withTransfer(api)
      const unknown = yield* api.send("GET", `/v1/transfers/${id}`, { apiKey: "nobody's" })
      assertProblem(unknown, 401, "unauthenticated")
      assert.strictEqual(unknown.headers.get("www-authenticate"), "Bearer")
      assertProblem(yield* api.send("POST", "/v1/transfers", { body: dmtFino.create }), 400, "idempotency-key-missing")
      const confirmWithout = yield* api.send("POST", `/v1/transfers/${id}/confirm`, { body: { otp: "251834" } })
      assertProblem(confirmWithout, 400, "idempotency-key-missing")
      assertProblem(yield* api.send("POST", "/v1/transfers", { key: newKey(), body: "{" }), 400, "malformed-json")
      assertProblem(yield* api.send("POST", "/v1/transfers", { key: newKey() }), 415, "unsupported-media-type")
      assertProblem(yield* api.send("GET", "/v2/nothing"), 404, "not-found")
      const method = yield* api.send("PUT", "/v1/transfers", { body: {} })
      assertProblem(method, 405, "method-not-allowed")
      assert.strictEqual(method.headers.get("allow"), "POST, GET, HEAD")
      const large = yield* api.send("POST", "/v1/transfers", { key: newKey(), body: { reference: "x".repeat(70_000) } })
      assertProblem(large, 413, "body-too-large")
    }).pipe(Effect.scoped)
  )

  it.live("hide another team's transfers", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const id = yield* withTransfer(api)
      const other = { apiKey: apiKeys.payouts }
      for (const answer of [
        yield* api.send("GET", `/v1/transfers/${id}`, other),
        yield* api.send("GET", `/v1/transfers/${id}/events`, other),
        yield* api.send("POST", `/v1/transfers/${id}/otp`, other),
        yield* api.send("POST", `/v1/transfers/${id}/cancel`, other),
        yield* api.send("POST", `/v1/transfers/${id}/confirm`, {
          ...other,
          key: newKey(),
          body: { otp: "251834", latlong: dmtFino.latlong }
        }),
        yield* api.send("GET", `/v1/transfers/${nobody}`),
        yield* api.send("GET", "/v1/transfers/not-an-id")
      ]) {
        assertProblem(answer, 404, "not-found")
      }
      assert.strictEqual((yield* api.get(id)).body.state, "awaiting_otp")
      // Two teams may use the same Idempotency-Key.
      const key = newKey()
      const ours = yield* api.create(dmtFino.create, key)
      const theirs = yield* api.send("POST", "/v1/transfers", { ...other, key, body: dmtFino.create })
      assert.strictEqual(theirs.status, 201)
      assert.notStrictEqual(ours.body.id, theirs.body.id)
    }).pipe(Effect.scoped)
  )

  it.live("pass Eko's refusals on: a failed transfer with reason and advice", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const unknownRecipient = yield* api.create({ ...dmtFino.create, recipientId: 4_242_424 })
      assert.strictEqual(unknownRecipient.status, 201)
      assert.strictEqual(unknownRecipient.body.state, "failed")
      assert.strictEqual(unknownRecipient.body.failure.reason, "RecipientNotRegistered")
      assert.isString(unknownRecipient.body.failure.message)
      assert.isString(unknownRecipient.body.failure.advice)
    }).pipe(Effect.scoped)
  )

  it.live("say that nothing was sent when Eko cannot be reached, and go on when it can", () =>
    Effect.gen(function* () {
      const nothingListens = yield* Effect.promise(
        () =>
          new Promise<number>((resolve) => {
            const server = createServer().listen(0, "127.0.0.1", () => {
              const address = server.address()
              server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
            })
          })
      )
      const { api } = yield* start({
        environment: { EKO_BASE_URL: `http://127.0.0.1:${nothingListens}/ekoapi/v3` }
      })
      const key = newKey()
      const unsent = yield* api.create(dmtFino.create, key)
      assertProblem(unsent, 503, "eko-unreachable")
      assert.strictEqual(unsent.body.state, "requested")
      assert.isString(unsent.body.id)
      assert.isNotNull(unsent.headers.get("retry-after"))
      const again = yield* api.create(dmtFino.create, key)
      assert.strictEqual(again.status, 201)
      assert.strictEqual(again.body.id, unsent.body.id)
      assert.strictEqual(again.body.state, "requested")
      assertProblem(yield* api.send("POST", `/v1/transfers/${unsent.body.id}/otp`), 503, "eko-unreachable")
      assertProblem(yield* api.confirm(unsent.body.id, "251834"), 409, "wrong-state")
    }).pipe(Effect.scoped)
  )

  it.live("say that our credentials are refused, and leave the transfer as it was", () =>
    Effect.gen(function* () {
      const { api } = yield* start({ environment: { EKO_ACCESS_KEY: "another-key" } })
      const refused = yield* api.create()
      assertProblem(refused, 502, "eko-credentials")
      assert.strictEqual(refused.body.state, "requested")
    }).pipe(Effect.scoped)
  )
})

describe("validating a sender's eKYC", () => {
  const path = "/v1/dmt-fino/senders/9123456789/ekyc"
  const body = { otp: "784512", otpRefId: "OTPREF20240101001", kycRequestId: "KYC20240101001" }

  it.live("succeeds with the values of Eko's own example, after a wrong OTP", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      assertProblem(yield* api.send("PUT", path, { body: { ...body, otp: "000000" } }), 422, "wrong-otp")
      const verified = yield* api.send("PUT", path, { body })
      assert.strictEqual(verified.status, 200)
      assert.deepStrictEqual(verified.body, { kycVerified: true, monthlyLimitPaise: 2_500_000 })
    }).pipe(Effect.scoped)
  )

  it.live("refuses bad input by field", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const bad = yield* api.send("PUT", path, { body: { otp: "x", otpRefId: "" } })
      assertProblem(bad, 422, "invalid-request")
      assert.deepStrictEqual(pointers(bad), ["/kycRequestId", "/otp", "/otpRefId"])
      assertProblem(yield* api.send("PUT", "/v1/dmt-fino/senders/12/ekyc", { body }), 422, "invalid-request")
    }).pipe(Effect.scoped)
  )
})
