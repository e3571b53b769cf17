/** A customer's way to be known to Eko: what Eko's documents show, in our words, and never a secret. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as ScriptedEko from "./ScriptedEko.ts"
import { type Answer, assertProblem, type Send, start } from "./support.ts"

/** The adapter before a scripted Eko. */
const scripted = Effect.gen(function* () {
  const eko = yield* ScriptedEko.start
  const { api } = yield* start({ environment: { EKO_BASE_URL: eko.baseUrl } })
  /** Sends one request to the adapter while Eko answers an example of its documents. */
  const whenEkoSays = (slug: string, scenario: string | undefined, method: string, path: string, send: Send = {}) =>
    Effect.suspend(() => {
      eko.answers(ScriptedEko.example(slug, scenario))
      return api.send(method, path, send)
    })
  return { eko, api, whenEkoSays }
})

const fino = "/v1/dmt-fino/senders/9123456789"
const digiKhata = "/v1/ppi-digikhata/senders/8617567988"

const person = { name: "RAVI KUMAR", dateOfBirth: "1990-05-15" }
const address = {
  line: "India",
  city: "Indore",
  state: "Madhya Pradesh",
  pincode: "226024",
  district: "Indore",
  area: "gita bhavan"
}
const aadhaar = "234567890123"
const pidData = '<PidData><Resp errCode="0"/></PidData>'
const otp = { otp: "123456", otpRefId: "66748392" }

const assertAnswer = (answer: Answer, status: number, body: unknown) => {
  assert.strictEqual(answer.status, status, JSON.stringify(answer.body))
  assert.deepStrictEqual(answer.body, body)
}

/** A problem by its type, that says in its advice what to do. */
const assertAdvised = (answer: Answer, status: number, type: string, advice: RegExp) => {
  assertProblem(answer, status, type)
  assert.match(answer.body.advice, advice)
}

describe("a sender of DMT-Fino", () => {
  it.live("is looked up: registered, on the way, or unknown", () =>
    Effect.gen(function* () {
      const { eko, whenEkoSays } = yield* scripted
      const registered = yield* whenEkoSays("dmt-get-sender", undefined, "GET", `${fino}?userCode=30810300`)
      assertAnswer(registered, 200, {
        status: "registered",
        customerId: "XXXXXX6789",
        name: "RAVI KUMAR",
        monthlyLimitPaise: 2_500_000,
        remainingLimitPaise: 2_500_000
      })
      const asked = eko.last()
      assert.strictEqual(asked?.path, "/customer/payment/dmt-fino/sender/9123456789")
      assert.strictEqual(asked?.query["user_code"], "30810300")
      assertAnswer(yield* whenEkoSays("dmt-get-sender", "KYC pending", "GET", fino), 200, {
        status: "kyc_pending",
        customerId: "XXXXXX6789"
      })
      assert.strictEqual(eko.last()?.query["user_code"], "20810200")
      const unknown = yield* whenEkoSays("dmt-get-sender", "not enrolled", "GET", fino)
      assertAdvised(unknown, 404, "customer-not-enrolled", /^Onboard the sender first/)
      assert.strictEqual(unknown.body.reason, "CustomerNotEnrolled")
      assert.notProperty(unknown.body, "ekoStatus")
    }).pipe(Effect.scoped)
  )

  it.live("is onboarded, and then known by fingerprint and OTP", () =>
    Effect.gen(function* () {
      const { eko, whenEkoSays } = yield* scripted
      const body = { ...person, address }
      assertAnswer(yield* whenEkoSays("dmt-onboard-sender", undefined, "POST", fino, { body }), 200, {
        status: "kyc_pending",
        customerId: "XXXXXX6789"
      })
      assert.strictEqual(eko.last()?.body.dob, "1990-05-15")
      assert.deepStrictEqual(JSON.parse(eko.last()?.body.residence_address), address)
      assertAnswer(yield* whenEkoSays("dmt-onboard-sender", "already onboarded", "POST", fino, { body }), 200, {
        status: "wallet_opened",
        customerId: "XXXXXX6789"
      })

      const ekyc = { body: { aadhaar, pidData } }
      const begun = yield* whenEkoSays("dmt-fino-sender-ekyc", undefined, "POST", `${fino}/ekyc`, ekyc)
      assertAnswer(begun, 200, { status: "otp_sent", otpRefId: "666803844", kycRequestId: "9332126" })
      assert.strictEqual(eko.last()?.body.aadhar, aadhaar)
      assert.strictEqual(eko.last()?.body.piddata, pidData)
      const failed = yield* whenEkoSays("dmt-fino-sender-ekyc", "Incorrect PID", "POST", `${fino}/ekyc`, ekyc)
      assertAdvised(failed, 422, "ekyc-failed", /fingerprint/)
      const refused = yield* whenEkoSays("dmt-fino-sender-ekyc", "existing relationship", "POST", `${fino}/ekyc`, ekyc)
      assertAdvised(refused, 409, "existing-bank-relationship", /another product/)

      const validate = { body: { ...otp, kycRequestId: "9332126" } }
      const end = (scenario?: string) =>
        whenEkoSays("dmt-fino-validate-ekyc-otp", scenario, "PUT", `${fino}/ekyc`, validate)
      assertAnswer(yield* end(), 200, { kycVerified: true })
      assertAdvised(yield* end("Incorrect OTP"), 422, "wrong-otp", /OTP again/)
      assertAdvised(yield* end("expired"), 409, "otp-expired", /new OTP/)
      assertAdvised(yield* end("already registered"), 409, "already-verified", /Nothing is left/)
    }).pipe(Effect.scoped)
  )

  it.live("has recipients, of whom one sees no full number", () =>
    Effect.gen(function* () {
      const { eko, whenEkoSays } = yield* scripted
      const list = (scenario?: string) => whenEkoSays("dmt-get-recipients", scenario, "GET", `${fino}/recipients`)
      assertAnswer(yield* list(), 200, {
        recipients: [
          {
            recipientId: 117015428,
            beneficiaryId: "117015428",
            name: "ASHA DEVI",
            mobile: "XXXXXX6789",
            bank: "State Bank of India",
            ifsc: "SBIN0007515",
            account: "XXXXXXXX8901",
            accountType: "Bank Account"
          }
        ],
        remainingLimitBeforePanPaise: 5_000_000
      })
      assertAnswer(yield* list("No recipients"), 200, { recipients: [] })
      assertAdvised(yield* list("does not exist"), 404, "customer-not-enrolled", /^Onboard/)

      const body = { name: "ASHA DEVI", mobile: "9123456789", ifsc: "SBIN0007515", account: "012345678901" }
      const add = (scenario?: string) =>
        whenEkoSays("dmt-add-recipient", scenario, "POST", `${fino}/recipients`, { body })
      assertAnswer(yield* add(), 201, { recipientId: 117015428 })
      assert.strictEqual(eko.last()?.body.account, "012345678901")
      assertAdvised(yield* add("already registered"), 409, "recipient-already-registered", /Look the recipient up/)
    }).pipe(Effect.scoped)
  )
})

describe("a sender of DigiKhata", () => {
  it.live("gets a wallet: mobile number, Aadhaar by consent, PAN", () =>
    Effect.gen(function* () {
      const { eko, whenEkoSays } = yield* scripted
      const post = (operation: string, path: string, body?: unknown, scenario?: string) =>
        whenEkoSays(`ppi-digikhata-${operation}`, scenario, "POST", digiKhata + path, { body })

      const found = yield* post("get-sender", "/lookup")
      assert.strictEqual(found.body.status, "otp_sent")
      assert.match(found.body.otpRefId, /^IXrygqm0/)
      assert.strictEqual(eko.last()?.method, "GET")
      const unknown = yield* post("get-sender", "/lookup", undefined, "not enrolled")
      assertAdvised(unknown, 404, "customer-not-enrolled", /^Onboard/)

      const who = { ...person, address: ["123 MG Road", "Bangalore", "Karnataka", "560001"] }
      assert.strictEqual((yield* post("onboard-sender", "", who)).body.status, "otp_sent")
      assert.deepStrictEqual(eko.last()?.body.residence_address, who.address)
      assertAnswer(yield* post("onboard-sender", "", who, "already exists"), 200, {
        status: "wallet_opened",
        customerId: "XXXXXX7988"
      })
      assert.strictEqual((yield* post("generate-sender-otp", "/otp")).body.status, "otp_sent")
      assertAnswer(yield* post("verify-otp", "/otp/verify", otp, "Aadhaar validation pending"), 200, {
        status: "aadhaar_pending",
        customerId: "XXXXXX7988"
      })
      assert.strictEqual(eko.last()?.body.otp, 123456)
      const complete = {
        status: "registered",
        customerId: "XXXXXX7988",
        name: "ASHA DEVI",
        monthlyLimitPaise: 5_000_000,
        remainingLimitPaise: 5_000_000,
        walletBalancePaise: 0
      }
      assertAnswer(yield* post("verify-otp", "/otp/verify", otp), 200, complete)

      const consent = (operation: string, path: string) =>
        whenEkoSays(`ppi-digikhata-${operation}`, undefined, "GET", digiKhata + path)
      const languages = yield* consent("consent-languages", "/aadhaar/consent/languages")
      assert.deepInclude(languages.body.languages, { id: "4", language: "Hindi" })
      assert.strictEqual(eko.last()?.query["org_id"], "1")
      const words = yield* consent("consent-details", "/aadhaar/consent?language=1")
      assert.match(words.body.consent, /^Consent for Authentication/)
      assert.strictEqual(words.body.language, "English")
      assert.strictEqual(eko.last()?.query["consent_language"], "1")

      assert.strictEqual((yield* post("generate-aadhaar-otp", "/aadhaar/otp", { aadhaar })).body.status, "otp_sent")
      assert.strictEqual(eko.last()?.body.aadhar, aadhaar)
      assertAnswer(yield* post("verify-aadhaar-otp", "/aadhaar/otp/verify", otp), 200, { status: "pan_required" })
      const verified = yield* post("validate-pan", "/pan", { pan: "ABCDE1234F" })
      assert.strictEqual(verified.body.status, "registered")
      assert.strictEqual(verified.body.remainingLimitPaise, 528_700)
      assert.strictEqual(eko.last()?.body.pan_number, "ABCDE1234F")
    }).pipe(Effect.scoped)
  )

  it.live("has recipients, whose accounts are confirmed by OTP", () =>
    Effect.gen(function* () {
      const { eko, whenEkoSays } = yield* scripted
      const list = yield* whenEkoSays("ppi-digikhata-get-recipients", undefined, "GET", `${digiKhata}/recipients`)
      assert.deepStrictEqual(
        list.body.recipients.map(({ recipientId, account, mobile }: Record<string, unknown>) => [
          recipientId,
          account,
          mobile
        ]),
        [
          [10018839, "XXXXXXXX0657", "XXXXXX9990"],
          [10065177, "XXXXXXXXXXX45", "XXXXXX8886"]
        ]
      )
      const post = (operation: string, path: string, body?: unknown) =>
        whenEkoSays(`ppi-digikhata-${operation}`, undefined, "POST", `${digiKhata}/recipients${path}`, { body })
      const recipient = {
        name: "ASHA DEVI",
        mobile: "9123456789",
        bankId: 12,
        ifsc: "KKBK0000878",
        account: "1234567890657"
      }
      assertAnswer(yield* post("add-recipient", "", recipient), 201, { recipientId: 10017740 })
      assert.strictEqual(eko.last()?.body.bank_code, "KKBK0000878")
      const sent = yield* post("recipient-bank-otp", "/10017740/otp")
      assert.strictEqual(sent.body.beneficiaryId, "4202888")
      assert.strictEqual(eko.last()?.body.recipient_id, "10017740")
      assertAnswer(yield* post("validate-recipient-otp", "/otp/verify", otp), 200, { status: "verified" })
      assertProblem(yield* post("recipient-bank-otp", "/0/otp"), 422, "invalid-request")
    }).pipe(Effect.scoped)
  )
})

describe("our wallet", () => {
  it.live("is told to the paise", () =>
    Effect.gen(function* () {
      const { eko, whenEkoSays } = yield* scripted
      const balance = yield* whenEkoSays("get-wallet-balance", undefined, "GET", "/v1/wallet/balance")
      assertAnswer(balance, 200, { balancePaise: 220_834_002_375 })
      assert.strictEqual(eko.last()?.query["customer_id"], "9962981729")
    }).pipe(Effect.scoped)
  )
})

describe("an answer of Eko that proves nothing", () => {
  it.live("is passed on with what may be done, and nothing is sent twice", () =>
    Effect.gen(function* () {
      const { eko, api } = yield* scripted
      for (const [method, path, body, advice] of [
        ["GET", `${fino}/recipients`, undefined, /^It changes nothing/],
        ["POST", `${digiKhata}/lookup`, undefined, /further one/],
        ["POST", `${fino}/ekyc`, { aadhaar, pidData }, /further one/],
        [
          "POST",
          `${fino}/recipients`,
          { name: "ASHA DEVI", mobile: "9123456789", ifsc: "SBIN0007515", account: "012345678901" },
          /^List the sender's recipients/
        ]
      ] as const) {
        for (const answer of [
          { httpStatus: 502, body: "<html>bad gateway</html>" },
          { httpStatus: 200, body: { message: "No key for Response" } }
        ]) {
          eko.answers(answer)
          const before = eko.asked.length
          const unknown = yield* api.send(method, path, { body })
          assertAdvised(unknown, 502, "eko-outcome-unknown", advice)
          assert.strictEqual(eko.asked.length, before + 1)
        }
      }
    }).pipe(Effect.scoped)
  )

  it.live("keeps an unlisted code with its number and Eko's words", () =>
    Effect.gen(function* () {
      const { eko, api } = yield* scripted
      eko.answers({
        httpStatus: 200,
        body: { status: 4711, response_status_id: 1, response_type_id: -1, message: "Something new", data: {} }
      })
      const refused = yield* api.send("GET", `${fino}/recipients`)
      assertAdvised(refused, 422, "eko-rejected", /support/)
      assert.strictEqual(refused.body.ekoStatus, 4711)
      assert.match(refused.body.detail, /Something new/)
    }).pipe(Effect.scoped)
  )
})
