/** One of each thing that teams, operators, Eko and accidents do to an adapter, with data that is looked for afterwards. */
import { spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { IndiaTime } from "@bhejo/core"
import type { EkoSimulator } from "@bhejo/eko-simulator"
import { PgClient } from "@effect/sql-pg"
import { assert } from "@effect/vitest"
import { Clock, Context, Effect, Layer, type Redacted } from "effect"
import * as CommandProcess from "../CommandProcess.ts"
import { apiKeys, type Client, newKey, operatorKey } from "../support.ts"
import * as Receiver from "../webhooks/Receiver.ts"
import type { EkoTap } from "./EkoTap.ts"
import type { Needle } from "./Needles.ts"
import type { Signal } from "./Signals.ts"

/** People who exist nowhere else, so that whatever is found of them comes from here. */
const person = { name: "MEERA QUILLON", dateOfBirth: "1991-02-28" }
const finoSender = "9876501234"
const digiKhataSender = "9876505678"
const recipient = { name: "ARUN QUILLON", mobile: "9876509999", account: "40987612345067" }
const aadhaar = "719283746501"
const pan = "QWXPZ8172K"
const biometrics = "PIDq7VxTt93mZbKwLeak"
const pidData = `<PidData><Resp errCode="0"/><Data>${biometrics}</Data></PidData>`
const latlong = "28.613912,77.209034"
const wrongOtp = "8391746205"
const wrongKey = "a-key-that-nobody-has-been-given"
export const callbackToken = "callback-token-of-the-leak-test-0123456789"
/** Customers and recipients whom the simulated Eko knows from the start. */
const known = { fino: "9123456789", digiKhata: "8617567988", account: "67544100008454", finoAccount: "012345678901" }

const finoTransfer = {
  product: "dmt-fino",
  customerId: known.fino,
  recipientId: 98765,
  amountPaise: 50_000,
  reference: "INVOICE-17"
}
const { reference: _, ...another } = finoTransfer
const digiKhataTransfer = {
  product: "ppi-digikhata",
  customerId: known.digiKhata,
  recipientId: 10017740,
  beneficiaryId: "4202888",
  amountPaise: 11_000
}

export interface World {
  readonly api: Client
  readonly simulator: EkoSimulator.EkoSimulator["Service"]
  readonly tap: EkoTap
  readonly databaseUrl: Redacted.Redacted<string>
  readonly environment: Readonly<Record<string, string>>
  /** Takes down what no answer to a request shows. */
  readonly note: (source: Signal["source"], text: string) => void
}

/** Everything that these flows have used and that must not be found. */
export const needles = ({ environment, tap: { tapped } }: World): ReadonlyArray<Needle> => {
  const secret = (what: string, ...texts: ReadonlyArray<string>) => texts.map((text): Needle => ({ what, text }))
  const told = (what: string, allowedIn: Needle["allowedIn"], ...texts: ReadonlyArray<string>) =>
    texts.map((text): Needle => ({ what, text, ...(allowedIn === undefined ? {} : { allowedIn }) }))
  return [
    ...secret("an OTP", ...tapped.otps, wrongOtp),
    ...secret("an Aadhaar number", aadhaar),
    ...secret("biometric data", biometrics),
    ...secret("a PAN", pan),
    ...secret("a signature", ...tapped.signatures),
    ...secret("Eko's developer_key", environment["EKO_DEVELOPER_KEY"] ?? ""),
    ...secret("Eko's access_key", environment["EKO_ACCESS_KEY"] ?? ""),
    ...secret("an API key", ...Object.values(apiKeys), operatorKey, wrongKey).map((key) => ({
      ...key,
      isHashed: true
    })),
    ...secret("the callback token", callbackToken),
    ...secret("DATA_KEY", environment["DATA_KEY"]?.split(":")[1] ?? ""),
    ...secret("a place", latlong),
    ...told("a mobile number", ["error"], known.fino, known.digiKhata, finoSender, digiKhataSender, recipient.mobile),
    ...secret("our own mobile number", environment["EKO_INITIATOR_ID"] ?? ""),
    ...secret("an account number", known.account, known.finoAccount, recipient.account),
    ...told("an OTP reference", ["error"], ...[...tapped.otpRefIds].filter((id) => id.length > 5)),
    // A team sees the recipient in whatever is shown of a transfer, and the customer when it asks for her.
    ...told(
      "a name",
      ["answer", "problem", "webhook", "error"],
      person.name,
      recipient.name,
      "ASHA DEVI",
      "Sunil Sharma",
      "RAVI KUMAR"
    ),
    ...secret("a date of birth", person.dateOfBirth)
  ]
}

const ok = ({ status, body }: { readonly status: number; readonly body: unknown }, expected: number) =>
  assert.strictEqual(status, expected, JSON.stringify(body))

/** What a stream of events says at first. */
const firstOf = (api: Client, path: string) =>
  Effect.promise(async () => {
    const leaving = new AbortController()
    const response = await fetch(api.baseUrl + path, {
      headers: { authorization: `Bearer ${apiKeys.payments}`, accept: "text/event-stream" },
      signal: leaving.signal
    })
    assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
    const chunk = await response.body?.getReader().read()
    leaving.abort()
    return new TextDecoder().decode(chunk?.value)
  })

/** Both products, with a wrong OTP, a resend, repetitions, a cancellation, and whatever can be asked of them. */
export const transfers = Effect.fnUntraced(function* ({ api, note }: World) {
  for (const body of [finoTransfer, digiKhataTransfer]) {
    const key = newKey()
    const created = yield* api.create(body, key)
    ok(created, 201)
    ok(yield* api.create(body, key), 201)
    ok(yield* api.create({ ...body, amountPaise: body.amountPaise + 100 }, key), 422)
    const { id } = created.body
    ok(yield* api.confirm(id, wrongOtp, newKey(), latlong), 422)
    ok(yield* api.send("POST", `/v1/transfers/${id}/otp`), 200)
    const confirming = newKey()
    const otp = yield* api.otpOf(body.customerId)
    const confirmed = yield* api.confirm(id, otp, confirming, body === finoTransfer ? latlong : undefined)
    ok(confirmed, 200)
    assert.strictEqual(confirmed.body.state, "succeeded")
    ok(yield* api.confirm(id, otp, confirming, body === finoTransfer ? latlong : undefined), 200)
    ok(yield* api.confirm(id, otp, newKey(), latlong), 409)
    ok(yield* api.get(id), 200)
    ok(yield* api.send("GET", `/v1/transfers/${id}/events`), 200)
    note("answer", yield* firstOf(api, `/v1/transfers/${id}/events`))
    ok(yield* api.send("GET", `/v1/transfers?customerId=${body.customerId}&limit=10`), 200)
    ok(yield* api.send("GET", `/v1/transfers/${id}`, { apiKey: apiKeys.payouts }), 404)
  }
  const { body: cancelled } = yield* api.create(another)
  ok(yield* api.send("POST", `/v1/transfers/${cancelled.id}/cancel`), 200)
})

/** A success that Eko reverses, and whose money the customer takes back. */
export const refunds = Effect.fnUntraced(function* ({ api, simulator }: World) {
  yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success" })
  const { body: created } = yield* api.create(another)
  const { body: awaited } = yield* api.confirm(created.id, yield* api.otpOf(known.fino), newKey(), latlong)
  yield* simulator.settle({ tid: awaited.eko.tid, as: "refund_pending" })
  yield* api.until(created.id, "refund_pending")
  const refund = (otp: string, key = newKey()) =>
    api.send("POST", `/v1/transfers/${created.id}/refund`, {
      key,
      body: { otp, cashReturned: { by: "S. Rao, counter 3", at: new Date().toISOString() } }
    })
  ok(yield* api.send("POST", `/v1/transfers/${created.id}/refund/otp`), 200)
  ok(yield* refund(wrongOtp), 422)
  const [otp, key] = [yield* api.otpOf(known.fino), newKey()]
  const done = yield* refund(otp, key)
  ok(done, 200)
  assert.strictEqual(done.body.state, "refunded")
})

/** A wallet load, one whose answer is lost, and what an operator sees and says of it. */
export const loads = Effect.fnUntraced(function* ({ api, simulator }: World) {
  const path = "/v1/ppi-digikhata/loads"
  const body = { customerId: known.digiKhata, amountPaise: 50_000 }
  const key = newKey()
  const loaded = yield* api.send("POST", path, { key, body })
  ok(loaded, 201)
  ok(yield* api.send("POST", path, { key, body }), 201)
  ok(yield* api.send("GET", `${path}/${loaded.body.id}/events`), 200)
  ok(yield* api.send("GET", `${path}?customerId=${known.digiKhata}`), 200)
  yield* simulator.planFault({ operation: "ppi-digikhata/load-wallet", fault: "reset", effect: true })
  const lost = yield* api.send("POST", path, { key: newKey(), body })
  ok(lost, 201)
  ok(yield* api.send("GET", `/v1/operator/loads/${lost.body.id}`, { apiKey: operatorKey }), 200)
})

/** New customers of both products: Aadhaar, fingerprint, PAN, recipients with their accounts. */
export const onboarding = Effect.fnUntraced(function* ({ api }: World) {
  const fino = `/v1/dmt-fino/senders/${finoSender}`
  const address = {
    line: "12 Lake Road",
    area: "Adyar",
    city: "Chennai",
    district: "Chennai",
    state: "Tamil Nadu",
    pincode: "600020"
  }
  ok(yield* api.send("GET", fino), 404)
  ok(yield* api.send("POST", fino, { body: { ...person, address } }), 200)
  const begun = yield* api.send("POST", `${fino}/ekyc`, { body: { aadhaar, pidData } })
  ok(begun, 200)
  const { otpRefId, kycRequestId } = begun.body
  const end = (otp: string) => api.send("PUT", `${fino}/ekyc`, { body: { otp, otpRefId, kycRequestId } })
  ok(yield* end(wrongOtp), 422)
  ok(yield* end(yield* api.otpOf(finoSender)), 200)
  const added = yield* api.send("POST", `${fino}/recipients`, { body: { ...recipient, ifsc: "SBIN0001234" } })
  ok(added, 201)
  ok(yield* api.send("POST", `${fino}/recipients`, { body: { ...recipient, ifsc: "SBIN0001234" } }), 409)
  ok(yield* api.send("GET", `${fino}/recipients`), 200)
  const { recipientId } = added.body
  const { body: created } = yield* api.create({ ...another, customerId: finoSender, recipientId })
  ok(yield* api.confirm(created.id, yield* api.otpOf(finoSender), newKey(), latlong), 200)

  const digiKhata = `/v1/ppi-digikhata/senders/${digiKhataSender}`
  const post = (path: string, body?: unknown) => api.send("POST", digiKhata + path, { body })
  const verify = (path: string, otpRefId: string) =>
    Effect.flatMap(api.otpOf(digiKhataSender), (otp) => post(path, { otp, otpRefId }))
  ok(yield* post("/lookup"), 404)
  ok(yield* post("", { ...person, address: ["12 Lake Road", "Chennai", "600020"] }), 200)
  const sent = yield* post("/otp")
  ok(yield* post("/otp/verify", { otp: wrongOtp, otpRefId: sent.body.otpRefId }), 422)
  ok(yield* verify("/otp/verify", sent.body.otpRefId), 200)
  const aadhaarOtp = yield* post("/aadhaar/otp", { aadhaar })
  ok(yield* verify("/aadhaar/otp/verify", aadhaarOtp.body.otpRefId), 200)
  ok(yield* post("/pan", { pan }), 200)
  const other = yield* post("/recipients", { ...recipient, bankId: 12, ifsc: "KKBK0000878" })
  ok(other, 201)
  const confirming = yield* post(`/recipients/${other.body.recipientId}/otp`)
  ok(yield* verify("/recipients/otp/verify", confirming.body.otpRefId), 200)
  ok(yield* api.send("GET", `${digiKhata}/recipients`), 200)
  ok(yield* api.send("GET", "/v1/wallet/balance"), 200)
})

/** An Eko, or somebody in front of it, that repeats all that it is sent, in every place that is read. */
export const echoes = Effect.fnUntraced(function* ({ api, tap }: World) {
  const words = `No: ${finoSender} ${recipient.account} ${aadhaar} ${pan} ${biometrics} ${wrongOtp} 7192 8374 6501`
  const answers = [
    (sent: string) => ({ status: 502, body: `<html>${sent} ${words}</html>` }),
    (sent: string) => ({ status: 200, body: `${words} ${sent}` }),
    (sent: string) => ({
      status: 200,
      body: JSON.stringify({
        status: 4711,
        response_status_id: 1,
        response_type_id: -1,
        message: words,
        [`unknown_${wrongOtp}`]: sent,
        invalid_params: { [words]: words },
        data: { reason: words, otp: wrongOtp, aadhar: aadhaar, customer_id: finoSender, note: sent }
      })
    }),
    (sent: string) => ({
      status: 200,
      body: JSON.stringify({ status: 0, response_type_id: 1, message: sent, data: { otp_ref_id: [words], tid: words } })
    })
  ]
  const fino = `/v1/dmt-fino/senders/${finoSender}`
  for (const answer of answers) {
    const calls = [
      api.send("GET", fino),
      api.send("POST", `${fino}/ekyc`, { body: { aadhaar, pidData } }),
      api.send("PUT", `${fino}/ekyc`, { body: { otp: wrongOtp, otpRefId: "66748392", kycRequestId: "9332126" } }),
      api.send("POST", `${fino}/recipients`, { body: { ...recipient, ifsc: "SBIN0001234" } }),
      api.send("POST", `/v1/ppi-digikhata/senders/${digiKhataSender}/pan`, { body: { pan } })
    ]
    for (const call of calls) {
      tap.answerNext(answer)
      assert.isAtLeast((yield* call).status, 400)
    }
    // An OTP that was sent, as far as anybody can tell, and a debit that may have happened.
    tap.answerNext(answer)
    yield* api.create(another)
    const { body: created } = yield* api.create(another)
    tap.answerNext(answer)
    yield* api.confirm(created.id, wrongOtp, newKey(), latlong)
    tap.answerNext(answer)
    yield* api.send("POST", "/v1/ppi-digikhata/loads", {
      key: newKey(),
      body: { customerId: known.digiKhata, amountPaise: 50_000 }
    })
  }
})

/** Requests that nobody should make, each with what must not come back. */
export const mistakes = Effect.fnUntraced(function* ({ api }: World) {
  const raw = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    Effect.promise(async () => {
      const response = await fetch(api.baseUrl + path, { method, headers, ...(body === undefined ? {} : { body }) })
      await response.text()
      return response.status
    })
  const authorization = `Bearer ${apiKeys.payments}`
  const post = (path: string, body: string, type = "application/json") =>
    raw("POST", path, { authorization, "content-type": type, "idempotency-key": newKey() }, body)
  const ekyc = `/v1/dmt-fino/senders/${finoSender}/ekyc`
  for (const status of [
    yield* raw("GET", `/v1/dmt-fino/senders/${finoSender}`, { authorization: `Bearer ${wrongKey}` }),
    yield* raw("GET", `/v1/dmt-fino/senders/${finoSender}`, { authorization: `Basic ${btoa(`x:${wrongKey}`)}` }),
    yield* raw("GET", `/nowhere/${finoSender}/${recipient.account}?otp=${wrongOtp}`, { authorization }),
    yield* raw("DELETE", `/v1/dmt-fino/senders/${finoSender}`, { authorization }),
    yield* raw("GET", `/v1/transfers?customerId=${finoSender}x`, { authorization }),
    yield* raw("GET", `/v1/transfers?${aadhaar}=${wrongOtp}`, { authorization }),
    yield* post(ekyc, `{"aadhaar":"${aadhaar}","pidData":"${biometrics}`),
    yield* post(ekyc, `{"aadhaar":"${aadhaar}","aadhaar":"${aadhaar}"}`),
    yield* post(ekyc, JSON.stringify({ aadhaar: `${aadhaar}0`, pidData: biometrics, [wrongOtp]: pan })),
    yield* post(ekyc, JSON.stringify({ aadhaar: Number(aadhaar), pidData: [pidData] })),
    yield* post(ekyc, JSON.stringify({ aadhaar, pidData }), "text/plain"),
    yield* post(ekyc, JSON.stringify({ aadhaar, pidData: pidData + "x".repeat(150_000) })),
    yield* post(
      "/v1/transfers",
      JSON.stringify({ ...another, customerId: `${finoSender}1`, account: recipient.account })
    ),
    yield* post(`/v1/transfers/${finoSender}/confirm`, JSON.stringify({ otp: wrongOtp, latlong })),
    yield* post(`/v1/transfers/${crypto.randomUUID()}/confirm`, JSON.stringify({ otp: wrongOtp, latlong: wrongOtp })),
    yield* post(`/v1/transfers/${crypto.randomUUID()}/confirm`, JSON.stringify({ otp: wrongOtp, latlong }))
  ]) {
    assert.isAtLeast(status, 400)
    assert.isBelow(status, 500)
  }
})

/** Callbacks of all sorts, none of which we believe. */
export const callbacks = Effect.fnUntraced(function* ({ api }: World) {
  const post = (token: string, body: string) =>
    Effect.promise(async () => {
      const headers = { "content-type": "application/json" }
      const response = await fetch(`${api.baseUrl}/v1/eko/callback/${token}`, { method: "POST", headers, body })
      await response.text()
      return response.status
    })
  const said = {
    tx_status: 0,
    amount: 500,
    client_ref_id: "of-nobody-here",
    customer_id: finoSender,
    recipient_mobile: recipient.mobile,
    account: recipient.account,
    recipient_name: recipient.name,
    bank_ref_num: "402217654321"
  }
  assert.strictEqual(yield* post(callbackToken, JSON.stringify({ ...said, tid: 4_711_471_147 })), 200)
  yield* post(callbackToken, JSON.stringify({ ...said, client_ref_id: undefined, tid: finoSender.slice(0, 4) }))
  yield* post(callbackToken, `${finoSender} ${recipient.account}`)
  assert.strictEqual(yield* post(wrongKey, JSON.stringify(said)), 404)
})

/** A doubt that a person ends, and what operators look at. */
export const operators = Effect.fnUntraced(function* ({ api, simulator }: World) {
  const operator = { apiKey: operatorKey }
  yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "reset", effect: false })
  const { body: created } = yield* api.create(another)
  yield* api.confirm(created.id, yield* api.otpOf(known.fino), newKey(), latlong)
  const { body: seen } = yield* api.send("GET", `/v1/operator/transfers/${created.id}`, operator)
  const { clientRefId } = seen.events.find(({ type }: { type: string }) => type === "debit_started")
  const finding = { operator: "A. Nair", evidence: "Eko's statement, line 12", found: "moved", tid: "3570311831" }
  const resolved = yield* api.send("POST", `/v1/operator/transfers/${created.id}/resolution`, {
    ...operator,
    body: { ...finding, clientRefId }
  })
  ok(resolved, 200)
  for (const path of ["/v1/operations/drift", "/v1/operations/clock"]) ok(yield* api.send("GET", path, operator), 200)
})

/** A database that refuses what is written, on the way of a request and on that of a step. */
export const failures = Effect.fnUntraced(function* ({ api, simulator, databaseUrl }: World) {
  const services = yield* Layer.build(PgClient.layer({ url: databaseUrl, maxConnections: 1 }))
  const sql = Context.get(services, PgClient.PgClient)
  yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "reset", effect: true })
  const { body: created } = yield* api.create(another)
  const { body: lost } = yield* api.confirm(created.id, yield* api.otpOf(known.fino), newKey(), latlong)
  assert.strictEqual(lost.state, "in_doubt")
  yield* sql`ALTER TABLE transfers ADD CONSTRAINT never CHECK (false) NOT VALID`
  ok(yield* api.create(another), 503)
  const failed = sql<{ failure: string | null }>`
    SELECT last_failure AS failure FROM bhejo_steps WHERE element::jsonb ->> 'id' = ${created.id} AND attempts > 0`
  for (let look = 0; look < 2000 && (yield* failed).length === 0; look++) yield* Effect.sleep("50 millis")
  assert.isAbove((yield* failed).length, 0, "no step has failed")
  yield* sql`ALTER TABLE transfers DROP CONSTRAINT never`
})

/** An endpoint of a team's that fails at first, and so is told twice. */
export const listen = Effect.fnUntraced(function* ({ api, note }: World) {
  const receiver = yield* Receiver.make
  let isFirst = true
  receiver.answer((response, received) => {
    note("webhook", JSON.stringify(received))
    response.writeHead(isFirst ? 500 : 204).end()
    isFirst = false
  })
  const created = yield* api.send("POST", "/v1/webhook-endpoints", { body: { url: receiver.url } })
  ok(created, 201)
  return { receiver, secret: String(created.body.secret) }
})

/** The night after: the command's output, and the files that it leaves. */
export const reconciliation = Effect.fnUntraced(function* ({ environment, note }: World) {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "bhejo-leaks-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const day = IndiaTime.dayOf(yield* Clock.currentTimeMillis)
  const main = fileURLToPath(new URL("../../../reconciliation/src/main.ts", import.meta.url))
  const code = yield* Effect.promise(
    () =>
      new Promise<number | null>((resolve) => {
        const child = spawn(process.execPath, [main, "run", "--date", day, "--out", join(folder, "report")], {
          cwd: folder,
          env: { ...CommandProcess.inherited, ...environment },
          stdio: ["ignore", "pipe", "pipe"]
        })
        for (const output of [child.stdout, child.stderr]) output.on("data", (chunk) => note("report", String(chunk)))
        child.once("close", resolve)
      })
  )
  // That something differs is a result: among what was done here, it has to.
  assert.include([0, 1], code)
  for (const name of readdirSync(join(folder, "report"))) {
    note("report", `${name} ${readFileSync(join(folder, "report", name), "utf8")}`)
  }
}, Effect.scoped)
