/** Customers that Eko has never seen, until their first transfer: real HTTP, real PostgreSQL, a stateful simulated Eko. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { assertProblem, client, dmtFino, serve, start } from "./support.ts"

const person = { name: "MEERA IYER", dateOfBirth: "1991-02-28" }
const aadhaar = "234567890123"

for (const generation of ["seed", "2026-07"] as const) {
  describe(`a new customer in the ${generation} generation`, () => {
    it.live("is onboarded to DMT-Fino and pays a recipient of her own", () =>
      Effect.gen(function* () {
        const { api } = yield* start({ generation })
        const mobile = "9876501234"
        const sender = `/v1/dmt-fino/senders/${mobile}`
        assertProblem(yield* api.send("GET", sender), 404, "customer-not-enrolled")
        const onboarded = yield* api.send("POST", sender, {
          body: {
            ...person,
            address: {
              line: "12 Lake Road",
              area: "Adyar",
              city: "Chennai",
              district: "Chennai",
              state: "Tamil Nadu",
              pincode: "600020"
            }
          }
        })
        assert.strictEqual(onboarded.body.status, "kyc_pending")
        assert.strictEqual((yield* api.send("GET", sender)).body.status, "kyc_pending")
        const begun = yield* api.send("POST", `${sender}/ekyc`, {
          body: { aadhaar, pidData: '<PidData><Resp errCode="0"/></PidData>' }
        })
        assert.strictEqual(begun.status, 200)
        const { otpRefId, kycRequestId } = begun.body
        const otp = yield* api.otpOf(mobile)
        const end = (otp: string) => api.send("PUT", `${sender}/ekyc`, { body: { otp, otpRefId, kycRequestId } })
        assertProblem(yield* end(otp === "000000" ? "000001" : "000000"), 422, "wrong-otp")
        assert.strictEqual((yield* end(otp)).body.kycVerified, true)
        const registered = yield* api.send("GET", sender)
        assert.strictEqual(registered.body.status, "registered")
        assert.strictEqual(registered.body.customerId, "XXXXXX1234")

        assert.deepStrictEqual((yield* api.send("GET", `${sender}/recipients`)).body.recipients, [])
        const recipient = { name: "ARUN IYER", mobile: "9876509999", ifsc: "SBIN0001234", account: "30123456789" }
        const added = yield* api.send("POST", `${sender}/recipients`, { body: recipient })
        assert.strictEqual(added.status, 201)
        const { recipientId } = added.body
        assertProblem(
          yield* api.send("POST", `${sender}/recipients`, { body: recipient }),
          409,
          "recipient-already-registered"
        )
        const { body: list } = yield* api.send("GET", `${sender}/recipients`)
        assert.deepStrictEqual(
          list.recipients.map((each: Record<string, unknown>) => [each["recipientId"], each["name"], each["account"]]),
          [[recipientId, "ARUN IYER", "XXXXXXX6789"]]
        )

        const { body: created } = yield* api.create({ ...dmtFino.create, customerId: mobile, recipientId })
        const { body: paid } = yield* api.confirm(created.id, yield* api.otpOf(mobile))
        assert.strictEqual(paid.state, "succeeded")
        assert.lengthOf(yield* api.debits(created.id), 1)
      }).pipe(Effect.scoped)
    )

    it.live("gets a DigiKhata wallet by mobile number, Aadhaar and PAN, and a recipient confirmed by OTP", () =>
      Effect.gen(function* () {
        const { api } = yield* start({ generation })
        const mobile = "9876505678"
        const sender = `/v1/ppi-digikhata/senders/${mobile}`
        const post = (path: string, body?: unknown) => api.send("POST", sender + path, { body })
        const verify = (path: string, otpRefId: string) =>
          Effect.flatMap(api.otpOf(mobile), (otp) => post(path, { otp, otpRefId }))

        assertProblem(yield* post("/lookup"), 404, "customer-not-enrolled")
        const onboarded = yield* post("", { ...person, address: ["12 Lake Road", "Chennai", "600020"] })
        assert.strictEqual(onboarded.body.status, "otp_sent")
        const again = yield* post("/otp")
        assert.strictEqual(again.body.status, "otp_sent")
        const number = yield* verify("/otp/verify", again.body.otpRefId)
        assert.strictEqual(number.body.status, "aadhaar_pending")

        const languages = yield* api.send("GET", `${sender}/aadhaar/consent/languages`)
        const [{ id }] = languages.body.languages
        assert.isString((yield* api.send("GET", `${sender}/aadhaar/consent?language=${id}`)).body.consent)
        const sent = yield* post("/aadhaar/otp", { aadhaar })
        assert.strictEqual((yield* verify("/aadhaar/otp/verify", sent.body.otpRefId)).body.status, "pan_required")
        const complete = yield* post("/pan", { pan: "ABCDE1234F" })
        assert.strictEqual(complete.body.status, "registered", JSON.stringify(complete.body))

        const added = yield* post("/recipients", {
          name: "ARUN IYER",
          mobile: "9876509999",
          bankId: 12,
          ifsc: "KKBK0000878",
          account: "30123456789"
        })
        assert.strictEqual(added.status, 201)
        const recipientOtp = yield* post(`/recipients/${added.body.recipientId}/otp`)
        assert.strictEqual(recipientOtp.status, 200)
        const confirmed = yield* verify("/recipients/otp/verify", recipientOtp.body.otpRefId)
        assert.strictEqual(confirmed.body.status, "verified")
        const { body: list } = yield* api.send("GET", `${sender}/recipients`)
        assert.deepStrictEqual(
          list.recipients.map((each: Record<string, unknown>) => [each["recipientId"], each["beneficiaryId"]]),
          [[added.body.recipientId, recipientOtp.body.beneficiaryId]]
        )
      }).pipe(Effect.scoped)
    )
  })
}

describe("a new customer's OTPs", () => {
  const mobile = "9876505678"
  const sender = `/v1/ppi-digikhata/senders/${mobile}`

  it.live("are sent so often and no more, whichever route sends them and whichever process serves it", () =>
    Effect.gen(function* () {
      const { api, env, simulator } = yield* start({ environment: { ONBOARDING_OTP_SENDS: "3" } })
      const other = client(yield* serve(env), simulator)
      const onboarded = yield* api.send("POST", sender, { body: { ...person, address: ["12 Lake Road", "Chennai"] } })
      assert.strictEqual(onboarded.body.status, "otp_sent")
      assert.strictEqual((yield* other.send("POST", `${sender}/otp`)).status, 200)
      assert.strictEqual((yield* api.send("POST", `${sender}/otp`)).status, 200)
      const last = yield* api.otpOf(mobile)

      for (const one of [api, other]) {
        for (const path of ["/otp", "/lookup", "/recipients/10017740/otp"]) {
          const refused = yield* one.send("POST", sender + path)
          assertProblem(refused, 429, "otp-limit-reached")
          assert.strictEqual(refused.body.scope, "customer")
          assert.strictEqual(refused.headers.get("retry-after"), String(refused.body.retryAfterSeconds))
        }
      }
      const ekyc = { aadhaar, pidData: '<PidData><Resp errCode="0"/></PidData>' }
      const dmt = yield* api.send("POST", `/v1/dmt-fino/senders/${mobile}/ekyc`, { body: ekyc })
      assertProblem(dmt, 429, "otp-limit-reached")
      // Nothing of them reached Eko.
      assert.strictEqual(yield* api.otpOf(mobile), last)
      // What sends none is answered as ever, and so is another customer.
      assertProblem(yield* api.send("GET", `/v1/dmt-fino/senders/${mobile}`), 404, "customer-not-enrolled")
      const another = yield* api.send("POST", "/v1/ppi-digikhata/senders/9876505679", {
        body: { ...person, address: ["12 Lake Road", "Chennai"] }
      })
      assert.strictEqual(another.body.status, "otp_sent")
    }).pipe(Effect.scoped)
  )

  it.live("are tried so often and no more, right or wrong", () =>
    Effect.gen(function* () {
      const { api } = yield* start({ environment: { ONBOARDING_OTP_TRIES: "2" } })
      const { body: sent } = yield* api.send("POST", sender, {
        body: { ...person, address: ["12 Lake Road", "Chennai"] }
      })
      const otp = yield* api.otpOf(mobile)
      const verify = (otp: string) =>
        api.send("POST", `${sender}/otp/verify`, { body: { otp, otpRefId: sent.otpRefId } })
      const wrong = otp === "000000" ? "000001" : "000000"
      assertProblem(yield* verify(wrong), 422, "wrong-otp")
      assertProblem(yield* verify(wrong), 422, "wrong-otp")
      const refused = yield* verify(otp)
      assertProblem(refused, 429, "otp-limit-reached")
      assert.strictEqual(refused.body.limit, "otp_tries")
    }).pipe(Effect.scoped)
  )

  it.live("are not used up by what is refused before", () =>
    Effect.gen(function* () {
      const { api } = yield* start({ environment: { ONBOARDING_OTP_SENDS: "1" } })
      for (let times = 0; times < 3; times++) {
        assertProblem(yield* api.send("POST", sender, { body: { name: "" } }), 422, "invalid-request")
      }
      const onboarded = yield* api.send("POST", sender, { body: { ...person, address: ["12 Lake Road", "Chennai"] } })
      assert.strictEqual(onboarded.body.status, "otp_sent")
    }).pipe(Effect.scoped)
  )
})

describe("our wallet", () => {
  it.live("holds less after a transfer, by amount and charges", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const balance = Effect.map(api.send("GET", "/v1/wallet/balance"), ({ body }) => body.balancePaise as number)
      const before = yield* balance
      const { body: created } = yield* api.create()
      const { body: paid } = yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
      const after = yield* balance
      assert.strictEqual(before - after, 50_000 + paid.eko.feePaise)
    }).pipe(Effect.scoped)
  )
})
