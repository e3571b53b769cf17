/** Every example that is published for an operation is what the simulator answers in that case. */
import { readFileSync } from "node:fs"
import {
  DigiKhata,
  DigiKhataOnboarding,
  DmtFino,
  EkoOperations,
  Money,
  Refund,
  TransactionInquiry,
  WalletBalance
} from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Callback, type Charges, Configuration, Eko, SimulatorState, type World } from "../src/index.ts"
import { Bench, laterDmtOrder, type Wire } from "./support.ts"

const Body = Schema.Record(Schema.String, Schema.Json)
const published = Schema.decodeUnknownSync(
  Schema.Struct({
    operations: Schema.Array(
      Schema.Struct({
        slug: Schema.String,
        successExample: Body,
        errorExamples: Schema.Array(Schema.Struct({ scenario: Schema.String, body: Body }))
      })
    )
  })
)(JSON.parse(readFileSync(new URL("../../core/test/data/operations.json", import.meta.url), "utf8")))

/** The success that is published for an operation, or the error whose scenario has these words. */
const example = (slug: string, words?: string): Wire => {
  const found = published.operations.find((operation) => operation.slug === slug)
  const error = found?.errorExamples.filter(({ scenario }) => words !== undefined && scenario.includes(words))
  const body = words === undefined ? found?.successExample : error?.length === 1 ? error[0]?.body : undefined
  if (body === undefined) throw new Error(`no example ${slug} ${words}`)
  seen.add(`${slug}|${words ?? ""}`)
  return { ...body }
}
const seen = new Set<string>()

/** Whether a body is the example, but for fields that the example has from another story: their types are compared. */
const isExample = (body: Wire, expected: Wire, ...otherwise: ReadonlyArray<string>) => {
  const typed = (value: unknown, path: string): unknown => {
    if (otherwise.includes(path)) return Array.isArray(value) ? "array" : typeof value
    if (Array.isArray(value)) return value.map((each) => typed(each, `${path}[]`))
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, typed(inner, path === "" ? name : `${path}.${name}`)])
    )
  }
  assert.deepStrictEqual(typed(body, ""), typed(expected, ""))
}

/** Every bench that was used here. */
const benches: Array<Bench> = []
class Watched extends Bench {
  constructor(...of: ConstructorParameters<typeof Bench>) {
    super(...of)
    benches.push(this)
  }
}

const rupees = (amount: number) => Money.paise(amount * 100)

/** A bench whose world is changed before anything happens in it. */
const within = (
  change: (world: World.World) => Partial<World.World>,
  options: Parameters<typeof import("../src/World.ts").documented>[1] = {},
  configuration: Partial<Configuration.Configuration> = {}
) => {
  const bench = new Watched("2026-07", options, configuration)
  bench.state = SimulatorState.initial({ ...bench.world, ...change(bench.world) })
  return bench
}
const without = (...customerIds: ReadonlyArray<string>) =>
  within(({ customers }) => ({ customers: customers.filter(({ customerId }) => !customerIds.includes(customerId)) }))

const asha = {
  customer_id: "9123456789",
  recipient_mobile: "9123456789",
  recipient_name: "ASHA DEVI",
  ifsc: "SBIN0007515",
  account: "012345678901"
}
const ravi = { name: "RAVI KUMAR", dob: "1990-05-15" }
const address = {
  residence_address: JSON.stringify({
    line: "India",
    city: "Indore",
    state: "Madhya Pradesh",
    pincode: "226024",
    district: "Indore",
    area: "gita bhavan"
  })
}
const captured = '<PidData><Resp errCode="0" errInfo="Capture Success"/></PidData>'
const fingerprint = { customer_id: "9123456789", aadhar: "234567890123", piddata: captured }

/** The world's one DMT customer as the examples have them: with a limit, and without recipients. */
const newcomer = (bench: Bench) => {
  bench.call(DmtFino.onboardSender, { customer_id: "9123456789", ...ravi, ...address })
  return bench
}
/** Types the newest OTP of a customer. */
const typed = (bench: Bench, customerId: string) => {
  const otp = SimulatorState.newestOtp(bench.state, customerId)
  if (otp._tag === "None") throw new Error("no OTP was sent")
  return { customer_id: customerId, otp: Number(otp.value.otp), otp_ref_id: otp.value.otpRefId }
}

describe("the published examples of senders over DMT-Fino", () => {
  const slug = "dmt-get-sender"
  const get = (bench: Bench) => bench.call(DmtFino.getSender, { user_code: "20810200", customer_id: "9123456789" }).body

  it("looking one up", () => {
    isExample(get(new Watched("2026-07", { monthlyLimitPaise: rupees(25_000) })), example(slug))
    isExample(get(without("9123456789")), example(slug, "not enrolled"))
    isExample(get(newcomer(without("9123456789"))), example(slug, "KYC pending"))
  })

  it("onboarding one", () => {
    const bench = without("9123456789")
    const onboard = () => bench.call(DmtFino.onboardSender, { customer_id: "9123456789", ...ravi, ...address }).body
    isExample(onboard(), example("dmt-onboard-sender"))
    isExample(onboard(), example("dmt-onboard-sender", "already onboarded"))
  })

  it("the eKYC, and the OTP that ends it", () => {
    const bench = within(({ customers }) => ({ customers: customers.slice(0, 1) }))
    const { customers } = bench.world
    bench.state = SimulatorState.initial({ ...bench.world, customers: customers.slice(1, 1) })
    newcomer(bench)
    const failed = bench.call(DmtFino.senderEkyc, { ...fingerprint, piddata: captured.replace('"0"', '"700"') })
    isExample(failed.body, example("dmt-fino-sender-ekyc", "Incorrect PID data"))
    isExample(bench.call(DmtFino.senderEkyc, fingerprint).body, example("dmt-fino-sender-ekyc"))

    const { customer_id, otp, otp_ref_id } = typed(bench, "9123456789")
    const verify = (change: Wire) =>
      bench.call(DmtFino.validateEkycOtp, {
        client_ref_id: "REQ-20260723-001",
        customer_id,
        otp: String(otp),
        otp_ref_id,
        kyc_request_id: "9332126",
        ...change
      }).body
    isExample(verify({ otp: "000000" }), example("dmt-fino-validate-ekyc-otp", "Incorrect OTP"))
    const sentAtMillis = bench.timeMillis
    bench.timeMillis += 600_001
    isExample(verify({}), example("dmt-fino-validate-ekyc-otp", "expired"))
    bench.timeMillis = sentAtMillis
    isExample(verify({}), example("dmt-fino-validate-ekyc-otp"))
    isExample(verify({}), example("dmt-fino-validate-ekyc-otp", "already registered"))
    // What an eKYC is good for.
    assert.deepInclude(get(bench), { response_type_id: 309 })
    assert.strictEqual(bench.call(DmtFino.senderEkyc, fingerprint).body["status"], 585)
  })

  it("a customer whom the bank knows", () => {
    const bench = within(({ customers: [first] }) => ({
      customers: [],
      bankCustomers: first ? [first.customerId] : []
    }))
    newcomer(bench)
    const { body } = bench.call(DmtFino.senderEkyc, fingerprint)
    isExample(body, example("dmt-fino-sender-ekyc", "existing relationship"))
  })
})

describe("the published examples of recipients over DMT-Fino", () => {
  const list = (bench: Bench) => bench.call(DmtFino.getRecipients, { customer_id: "9123456789" }).body
  const alone = () =>
    within(({ customers }) => ({ customers: customers.map((customer) => ({ ...customer, recipients: [] })) }))

  it("listing and adding one", () => {
    const bench = alone()
    isExample(list(bench), example("dmt-get-recipients", "No recipients"))
    const add = () => bench.call(DmtFino.addRecipient, asha).body
    isExample(add(), example("dmt-add-recipient"), "data.initiator_id")
    isExample(list(bench), example("dmt-get-recipients"))
    isExample(add(), example("dmt-add-recipient", "already registered"))
    const stranger = { customer_id: "9000000000" }
    isExample(
      bench.call(DmtFino.getRecipients, stranger).body,
      example("dmt-get-recipients", "does not exist in system")
    )
    isExample(
      bench.call(DmtFino.addRecipient, { ...asha, ...stranger }).body,
      example("dmt-add-recipient", "does not exist in system")
    )
  })
})

describe("the published examples of a transfer over DMT-Fino", () => {
  const send = (bench: Bench, change: Wire = {}) => bench.call(DmtFino.sendOtp, { ...laterDmtOrder, ...change }).body
  const pay = (bench: Bench, change: Wire = {}) =>
    bench.call(DmtFino.initiate, { ...laterDmtOrder, otp: "251834", otp_ref_id: "666902416", ...change }).body

  it("the OTP", () => {
    isExample(send(new Watched("2026-07")), example("dmt-send-otp"))
    const used = new Watched("2026-07", { monthlyLimitPaise: rupees(99) })
    isExample(send(used), example("dmt-send-otp", "Sender monthly limit"))
    const full = within(({ customers }) => ({
      customers: customers.map((customer) => ({
        ...customer,
        recipients: customer.recipients.map((recipient) => ({ ...recipient, monthlyLimitPaise: rupees(99) }))
      }))
    }))
    isExample(send(full), example("dmt-send-otp", "Beneficiary monthly limit"))
    isExample(send(full, { customer_id: "9000000000" }), example("dmt-send-otp", "does not exist in system"))
  })

  it("the debit, and each way in which it is declined or waits", () => {
    const slug = "dmt-initiate-transfer"
    const ready = (options: ConstructorParameters<typeof Bench>[1] = {}) => {
      const bench = new Watched("2026-07", options)
      bench.timeMillis = Date.parse("2026-07-23T09:46:35.394Z")
      send(bench)
      return bench
    }
    const bench = ready({ walletPaise: Money.paise(1_024_072) })
    isExample(pay(bench, { otp: "000000" }), example(slug, "wrong OTP"))
    isExample(pay(bench), example(slug), "data.client_ref_id")
    isExample(pay(bench), example(slug, "already consumed"), "data.client_ref_id", "data.tid", "data.balance")
    isExample(pay(ready({ walletPaise: rupees(109) })), example(slug, "insufficient balance"))
    const limited = ready({ monthlyLimitPaise: rupees(100) })
    send(limited)
    pay(limited)
    isExample(pay(limited, { otp_ref_id: "666902417" }), example(slug, "monthly limit"))
    const awaited = ready()
    const plan = { operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success" } as const
    awaited.state = Eko.planFault(awaited.state, plan).state
    isExample(pay(awaited), example(slug, "awaited"))
  })

  it("the callback, by the names and types that are published for it", () => {
    const bench = new Watched("2026-07")
    send(bench)
    const request = bench.request(DmtFino.initiate, { ...laterDmtOrder, otp: "251834", otp_ref_id: "666902416" })
    const [callback] = bench.eko(bench.state, request, bench.timeMillis, 0).callbacks
    if (callback === undefined) throw new Error("no callback")
    const body = JSON.parse(Callback.body(callback, "2026-07"))
    const types = {
      tid: "number",
      amount: "number",
      client_ref_id: "string",
      old_tx_status: "number",
      old_tx_status_desc: "string",
      bank_ref_num: "string",
      payment_mode: "string",
      fee: "number",
      gst: "number",
      timestamp: "string"
    }
    for (const [name, type] of Object.entries(types)) assert.strictEqual(typeof body[name], type, name)
    assert.deepStrictEqual([body.old_tx_status, body.old_tx_status_desc, body.payment_mode], [2, "Initiated", "5"])
    // Its published example is the acknowledgement that Eko wants.
    assert.deepStrictEqual(example("qr-transaction-status-callback"), { status: 200, message: "Acknowledged" })
  })
})

describe("the published examples of senders over DigiKhata", () => {
  const customer = { customer_id: "8617567988" }

  it("looking one up, onboarding one, and the OTPs of the mobile number", () => {
    const known = new Watched("2026-07", { monthlyLimitPaise: rupees(50_000) })
    const reference = "data.otp_ref_id"
    isExample(known.call(DigiKhataOnboarding.getSender, customer).body, example("ppi-digikhata-get-sender"), reference)
    const verified = known.call(DigiKhataOnboarding.verifyOtp, typed(known, "8617567988"))
    isExample(verified.body, example("ppi-digikhata-verify-otp"), "data.customer_profile.name")
    const onboarded = known.call(DigiKhataOnboarding.onboardSender, { ...customer, ...ravi, residence_address: ["1"] })
    isExample(onboarded.body, example("ppi-digikhata-onboard-sender", "already exists"))

    const bench = without("8617567988")
    // Eko knows the customer by another product.
    bench.call(DmtFino.onboardSender, { ...customer, ...ravi, ...address })
    const unknown = bench.call(DigiKhataOnboarding.getSender, customer).body
    isExample(unknown, example("ppi-digikhata-get-sender", "not enrolled"))
    const residence = ["123 MG Road", "Bangalore", "Karnataka", "560001"]
    const first = bench.call(DigiKhataOnboarding.onboardSender, { ...customer, ...ravi, residence_address: residence })
    isExample(first.body, example("ppi-digikhata-onboard-sender"), reference)
    const again = bench.call(DigiKhataOnboarding.generateSenderOtp, customer)
    isExample(again.body, example("ppi-digikhata-generate-sender-otp"), reference)
    const mobile = bench.call(DigiKhataOnboarding.verifyOtp, typed(bench, "8617567988"))
    isExample(mobile.body, example("ppi-digikhata-verify-otp", "Aadhaar validation pending"))
    const aadhaar = bench.call(DigiKhataOnboarding.generateAadhaarOtp, { ...customer, aadhar: "123456789012" })
    isExample(aadhaar.body, example("ppi-digikhata-generate-aadhaar-otp"), reference)
    const pan = bench.call(DigiKhataOnboarding.verifyAadhaarOtp, typed(bench, "8617567988"))
    isExample(pan.body, example("ppi-digikhata-verify-aadhaar-otp"))
    const complete = bench.call(DigiKhataOnboarding.validatePan, { ...customer, pan_number: "ABCDE1234F" })
    isExample(
      complete.body,
      example("ppi-digikhata-validate-pan"),
      "data.customer_profile.mobile",
      "data.customer_profile.next_allowed_limit",
      "data.customer_profile.total_monthly_limit",
      "data.customer_profile.chart[].data.used",
      "data.customer_profile.chart[].data.remaining",
      "data.next_allowed_limit"
    )
  })

  it("the consent, whose words are our own", () => {
    const bench = new Watched("2026-07")
    const wire = { ...customer, org_id: "1", client_ref_id: "ref_20250121_001" }
    const languages = bench.call(DigiKhataOnboarding.consentLanguages, wire)
    isExample(languages.body, example("ppi-digikhata-consent-languages"))
    const details = bench.call(DigiKhataOnboarding.consentDetails, { ...wire, consent_language: "1" })
    const words = ["consentContent", "audioUrl", "consent"].map((name) => `data.consent_detail.${name}`)
    isExample(details.body, example("ppi-digikhata-consent-details"), ...words)
  })
})

describe("the published examples of wallets and recipients over DigiKhata", () => {
  it("loading a wallet", () => {
    const { body } = new Watched("2026-07").call(DigiKhata.loadWallet, {
      client_ref_id: "REF-LOAD-0000001",
      customer_id: "8617567988",
      amount: "500",
      org_id: "1"
    })
    isExample(body, example("ppi-digikhata-load-wallet"), "data.tid")
  })

  it("adding a recipient, its bank's OTP, and listing", () => {
    const bench = within(({ customers }) => ({
      customers: customers.map((customer) => ({ ...customer, recipients: [] }))
    }))
    const customer = { customer_id: "8617567988" }
    const kotak = { bank_id: 12, recipient_name: "ASHA DEVI", bank_code: "KKBK0000878" }
    const wire = { ...customer, ...kotak, recipient_mobile: "9123456789", account: "1234567890657" }
    const added = bench.call(DigiKhata.addRecipient, wire)
    isExample(added.body, example("ppi-digikhata-add-recipient"), "data.initiator_id", "data.customer_id")
    const sent = bench.call(DigiKhata.recipientBankOtp, { ...customer, recipient_id: "10017740" })
    isExample(sent.body, example("ppi-digikhata-recipient-bank-otp"))
    const confirmed = bench.call(DigiKhata.validateRecipientOtp, typed(bench, "8617567988"))
    isExample(confirmed.body, example("ppi-digikhata-validate-recipient-otp"))

    const { body } = bench.call(DigiKhata.getRecipients, customer)
    const shown = example("ppi-digikhata-get-recipients")
    const data = shown["data"] as { readonly recipient_list: ReadonlyArray<Schema.Json> }
    const item = (name: string) => `data.recipient_list[].${name}`
    isExample(
      body,
      { ...shown, data: { ...data, recipient_list: data.recipient_list.slice(0, 1) } },
      item("recipient_id"),
      item("recipient_mobile"),
      item("beneficiary_id"),
      item("account")
    )
  })

  it("the OTP and the transfer", () => {
    const bench = new Watched("2026-07", { walletPaise: rupees(928) })
    const order = {
      client_ref_id: "REF-DIGI-0000001",
      recipient_id: 10017680,
      amount: 110,
      customer_id: "8999999992",
      beneficiary_id: "4202888"
    }
    const sent = bench.call(DigiKhata.sendOtp, order)
    isExample(sent.body, example("ppi-digikhata-send-transaction-otp"), "data.otp_ref_id")
    const { otp, otp_ref_id } = typed(bench, "8999999992")
    const wire = { ...order, otp: String(otp), otp_ref_id, timestamp: "2025-01-21T07:07:20.562Z" }
    isExample(
      bench.call(DigiKhata.initiate, wire).body,
      example("ppi-digikhata-initiate-transaction"),
      "data.tid",
      "data.bank_ref_num",
      "data.timestamp"
    )
  })
})

describe("the published examples of everything about the money", () => {
  it("the balance, with Java's exponent", () => {
    const bench = new Watched("2026-07", { walletPaise: Money.paise(220_834_002_375) })
    const { body } = bench.call(WalletBalance.getBalance, { customer_id: "9962981729" })
    isExample(body, example("get-wallet-balance"))
  })

  it("an inquiry", () => {
    const bench = new Watched("2026-07")
    bench.call(DmtFino.sendOtp, laterDmtOrder)
    bench.call(DmtFino.initiate, { ...laterDmtOrder, otp: "251834", otp_ref_id: "666902416" })
    const { body } = bench.call(TransactionInquiry.inquire, { transaction_reference: "3570311831" })
    const another = "bank_ref_num account fee client_ref_id gst timestamp ifsc tid amount".split(" ")
    isExample(body, example("transaction-inquiry"), ...another.map((name) => `data.${name}`))
  })

  it("a refund's OTP, and the refund, to the paisa", () => {
    const { charges } = Configuration.development("2026-07")
    const rule: Charges.ChargeRule = {
      ...charges["dmt-fino"],
      feeBasisPoints: 100,
      commissionBasisPoints: 5_676,
      tdsBasisPoints: 2_500
    }
    const bench = new Watched(
      "2026-07",
      { walletPaise: Money.paise(222_263_731_286) },
      { charges: { ...charges, "dmt-fino": rule } }
    )
    const order = { ...laterDmtOrder, amount: 5_000 }
    bench.call(DmtFino.sendOtp, order)
    bench.call(DmtFino.initiate, { ...order, otp: "251834", otp_ref_id: "666902416" })
    bench.state = Eko.settle(bench.state, { tid: "3570311831" }, "refund_pending", bench.timeMillis).state
    const sent = bench.call(Refund.sendOtp, { tid: "3570311831" })
    isExample(sent.body, example("get-refund-otp"), "data.otp_ref_id")
    const { otp, otp_ref_id } = typed(bench, "9123456789")
    const { body } = bench.call(Refund.initiate, { tid: "3570311831", otp, otp_ref_id })
    isExample(body, example("initiate-refund"), "data.refund_tid", "data.tid", "data.timestamp")
  })
})

describe("all together", () => {
  it("every published example was answered, and every operation that core declares is simulated", () => {
    const all = published.operations.flatMap(({ slug, errorExamples }) => [
      `${slug}|`,
      ...errorExamples.map(({ scenario }) => `${slug}|${scenario}`)
    ])
    const missing = all.filter((one) => {
      const [slug = "", scenario = ""] = one.split("|")
      return ![...seen].some((had) => {
        const [hadSlug, words = ""] = had.split("|")
        return hadSlug === slug && (scenario === "" ? words === "" : words !== "" && scenario.includes(words))
      })
    })
    assert.deepStrictEqual(missing, [])
    assert.strictEqual(published.operations.length, 29)
    assert.deepStrictEqual([...Eko.operations].sort(), EkoOperations.all.map(({ name }): string => name).sort())
  })

  it("no success differs from what core knows of it", () => {
    assert.isAbove(benches.length, 20)
    for (const { drift } of benches) assert.deepStrictEqual(drift, [])
  })
})
