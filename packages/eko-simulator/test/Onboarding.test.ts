/** Senders and recipients of both products, from nobody to the first payment, and what stops them on the way. */
import { DigiKhata, DigiKhataOnboarding, DmtFino, OperationPaths } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { HashMap, Schema } from "effect"
import { Eko, Evolution, SimulatorEvent, SimulatorState } from "../src/index.ts"
import { Bench, refusal, success, type Wire } from "./support.ts"

const newcomer = { customer_id: "9444444444" }
const person = { ...newcomer, name: "MEERA NAIR", dob: "1990-05-15" }
const address = {
  residence_address: JSON.stringify({ line: "1", city: "2", state: "3", pincode: "4", district: "5", area: "6" })
}
const captured = '<PidData><Resp errCode="0" errInfo="Capture Success"/></PidData>'

const newest = (bench: Bench, customerId = "9444444444") => {
  const otp = SimulatorState.newestOtp(bench.state, customerId)
  if (otp._tag === "None") throw new Error("no OTP was sent")
  return { otp: Number(otp.value.otp), otp_ref_id: otp.value.otpRefId }
}
const statuses = (...bodies: ReadonlyArray<{ readonly body: Wire }>) =>
  bodies.map(({ body }) => body["response_type_id"])

describe.each(["seed", "2026-07"] as const)("a sender of DMT-Fino: %s", (generation) => {
  const agent = generation === "seed" ? { user_code: "20810200" } : {}
  const order = { ...agent, client_ref_id: "REF-ORDER-00001", recipient_id: 0, amount: 500, ...newcomer }
  const get = (bench: Bench) => bench.call(DmtFino.getSender, { user_code: "20810200", ...newcomer })
  const recipient = {
    ...newcomer,
    recipient_mobile: "9123456789",
    recipient_name: "ASHA DEVI",
    ifsc: "UCBA0001234",
    account: "9876543210123"
  }

  it("is unknown, onboarded, verified, and then pays a recipient who was added", () => {
    const bench = new Bench(generation)
    assert.strictEqual(refusal(get(bench).meaning), "CustomerNotEnrolled")
    assert.deepStrictEqual(
      statuses(bench.call(DmtFino.onboardSender, { ...person, ...address }), get(bench)),
      [2134, 2134]
    )
    // Until the eKYC is done nothing else is to be had.
    for (const { body } of [
      bench.call(DmtFino.getRecipients, newcomer),
      bench.call(DmtFino.addRecipient, recipient),
      bench.call(DmtFino.sendOtp, { ...order, recipient_id: 98765 })
    ]) {
      assert.strictEqual(body["status"], 327)
    }
    bench.call(DmtFino.senderEkyc, { ...newcomer, aadhar: "234567890123", piddata: captured })
    assert.strictEqual(get(bench).body["response_type_id"], 2129)
    const { otp, otp_ref_id } = newest(bench)
    const kyc_request_id = (get(bench).body["data"] as { readonly kyc_request_id: string }).kyc_request_id
    const verified = bench.call(DmtFino.validateEkycOtp, {
      ...agent,
      client_ref_id: "REF-EKYC-000001",
      ...newcomer,
      otp: String(otp),
      otp_ref_id,
      kyc_request_id
    })
    assert.strictEqual(refusal(verified.meaning), "Success")
    const { customer_profile } = get(bench).body["data"] as {
      readonly customer_profile: { readonly name: string; readonly total_monthly_limit: string }
    }
    assert.strictEqual(customer_profile.name, "MEERA NAIR")
    assert.strictEqual(customer_profile.total_monthly_limit, "25000.0")
    assert.isTrue(HashMap.getUnsafe(bench.state.consents, otp_ref_id).isConsumed)

    const { recipientId } = success(bench.call(DmtFino.addRecipient, recipient).meaning)
    const { recipients } = success(bench.call(DmtFino.getRecipients, newcomer).meaning)
    assert.deepStrictEqual(
      recipients.map((listed) => [listed.recipientId, listed.bank, listed.account, listed.recipientMobile]),
      [[recipientId, "UCO Bank", "9876543210123", "9123456789"]]
    )
    const paid = { ...order, recipient_id: recipientId }
    bench.call(DmtFino.sendOtp, paid)
    const typed = newest(bench)
    const extra = generation === "seed" ? { latlong: "28.6139,77.2090", timestamp: "2024-01-01T10:30:00Z" } : {}
    const debit = bench.call(DmtFino.initiate, { ...paid, ...extra, ...typed, otp: String(typed.otp) })
    assert.strictEqual(String(success(debit.meaning).txStatus), "0")
  })
})

describe("adding a recipient", () => {
  const known = { customer_id: "9123456789" }
  const recipient = {
    ...known,
    recipient_mobile: "9123456789",
    recipient_name: "ASHA DEVI",
    ifsc: "UCBA0001234",
    account: "9876543210123"
  }

  it("is refused for a real cause: bank, account, repetition, or too many", () => {
    const bench = new Bench("seed")
    const add = (change: Wire) => {
      const { body, meaning } = bench.call(DmtFino.addRecipient, { ...recipient, ...change })
      return [body["status"], refusal(meaning)]
    }
    assert.deepStrictEqual(add({ ifsc: "ZZZZ0001234" }), [41, "IfscInvalid"])
    bench.state = Eko.setAccount(bench.state, "5555555555", "invalid").state
    assert.deepStrictEqual(add({ account: "5555555555" }), [46, "AccountInvalid"])
    assert.deepStrictEqual(add({}), [0, "Success"])
    assert.deepStrictEqual(add({ recipient_name: "SOMEBODY ELSE" }), [342, "RecipientAlreadyRegistered"])
    // The same number at another branch is another account.
    assert.deepStrictEqual(add({ ifsc: "UCBA0001235" }), [0, "Success"])

    const full = new Bench("seed")
    full.state = SimulatorState.initial({ ...full.world, maxRecipients: 2 })
    const { body, meaning } = full.call(DmtFino.addRecipient, recipient)
    assert.deepStrictEqual([body["status"], refusal(meaning)], [39, "TooManyRecipients"])
  })

  it("gives each a number of its own, across customers and products", () => {
    const bench = new Bench("seed")
    const ids = ["1111111111", "2222222222"].map(
      (account) => success(bench.call(DmtFino.addRecipient, { ...recipient, account }).meaning).recipientId
    )
    const digiKhata = {
      customer_id: "8617567988",
      bank_id: 7,
      recipient_name: "ASHA DEVI",
      recipient_mobile: "9123456789",
      account: "1111111111",
      bank_code: "UCBA0001234"
    }
    const other = success(bench.call(DigiKhata.addRecipient, digiKhata).meaning).recipientId
    const before = bench.world.customers.flatMap(({ recipients }) => recipients.map(({ recipientId }) => recipientId))
    assert.strictEqual(new Set([...ids, other, ...before]).size, before.length + 3)
    const wrongBank = bench.call(DigiKhata.addRecipient, { ...digiKhata, bank_id: 12 })
    assert.strictEqual(wrongBank.body["status"], 41)
    const noBank = bench.call(DigiKhata.addRecipient, { ...digiKhata, bank_id: 4_711 })
    assert.deepStrictEqual([noBank.body["status"], refusal(noBank.meaning)], [48, "BankNotSupported"])
  })
})

describe("a DigiKhata wallet", () => {
  const order = { client_ref_id: "REF-ORDER-00001", recipient_id: 0, amount: 500, ...newcomer }
  const onboard = (bench: Bench) =>
    bench.call(DigiKhataOnboarding.onboardSender, { ...person, residence_address: ["1", "2"] })
  const verify = (bench: Bench, change: Wire = {}) =>
    bench.call(DigiKhataOnboarding.verifyOtp, { ...newcomer, ...newest(bench), ...change })
  const aadhaar = (bench: Bench) =>
    bench.call(DigiKhataOnboarding.generateAadhaarOtp, { ...newcomer, aadhar: "234567890123" })
  const pan = (bench: Bench) => bench.call(DigiKhataOnboarding.validatePan, { ...newcomer, pan_number: "ABCPE1234F" })

  it("is had by mobile number, Aadhaar and PAN, in this order", () => {
    const bench = new Bench("2026-07")
    for (const { meaning } of [
      bench.call(DigiKhataOnboarding.getSender, newcomer),
      bench.call(DigiKhataOnboarding.generateSenderOtp, newcomer),
      aadhaar(bench),
      pan(bench)
    ]) {
      assert.strictEqual(refusal(meaning), "CustomerNotEnrolled")
    }
    assert.strictEqual(success(onboard(bench).meaning)._tag, "OtpSent")
    assert.strictEqual(refusal(aadhaar(bench).meaning), "EkycFailed")
    assert.strictEqual(refusal(pan(bench).meaning), "EkycFailed")
    assert.strictEqual(bench.call(DigiKhata.getRecipients, newcomer).body["status"], 327)
    assert.strictEqual(success(verify(bench).meaning)._tag, "AadhaarPending")
    assert.strictEqual(refusal(pan(bench).meaning), "EkycFailed")
    success(aadhaar(bench).meaning)
    const typed = newest(bench)
    const wrong = bench.call(DigiKhataOnboarding.verifyAadhaarOtp, { ...newcomer, ...typed, otp: 999_999 })
    assert.strictEqual(refusal(wrong.meaning), "WrongOtp")
    const right = bench.call(DigiKhataOnboarding.verifyAadhaarOtp, { ...newcomer, ...typed })
    assert.strictEqual(success(right.meaning)._tag, "PanRequired")
    assert.strictEqual(refusal(aadhaar(bench).meaning), "AlreadyVerified")
    assert.strictEqual(success(pan(bench).meaning)._tag, "Complete")
    assert.strictEqual(refusal(pan(bench).meaning), "AlreadyVerified")
    assert.strictEqual(success(onboard(bench).meaning)._tag, "WalletOpened")
    success(bench.call(DigiKhataOnboarding.getSender, newcomer).meaning)
    const complete = success(verify(bench).meaning)
    assert.strictEqual(complete._tag === "Complete" && complete.senderName, "MEERA NAIR")
  })

  it("an OTP is for its customer and purpose, good once, and for ten minutes", () => {
    const bench = new Bench("2026-07")
    onboard(bench)
    const typed = newest(bench)
    const another = bench.call(DigiKhataOnboarding.verifyOtp, { customer_id: "8617567988", ...typed })
    assert.strictEqual(refusal(another.meaning), "WrongOtp")
    assert.strictEqual(refusal(verify(bench, { otp: 999_999 }).meaning), "WrongOtp")
    bench.timeMillis += 600_001
    assert.strictEqual(refusal(verify(bench).meaning), "OtpExpired")
    bench.call(DigiKhataOnboarding.generateSenderOtp, newcomer)
    const fresh = newest(bench)
    assert.notStrictEqual(fresh.otp_ref_id, typed.otp_ref_id)
    success(verify(bench).meaning)
    assert.strictEqual(refusal(verify(bench, fresh).meaning), "WrongOtp")
    bench.call(DigiKhataOnboarding.generateSenderOtp, newcomer)
    const elsewhere = bench.call(DigiKhataOnboarding.verifyAadhaarOtp, { ...newcomer, ...newest(bench) })
    assert.strictEqual(refusal(elsewhere.meaning), "WrongOtp")
  })

  it("a recipient is paid only after the bank's OTP confirmed it", () => {
    const bench = new Bench("2026-07")
    const customer = { customer_id: "8617567988" }
    const { recipientId } = success(
      bench.call(DigiKhata.addRecipient, {
        ...customer,
        bank_id: 1,
        recipient_name: "ASHA DEVI",
        recipient_mobile: "9123456789",
        account: "1234567890",
        bank_code: "SBIN0001234"
      }).meaning
    )
    const send = () => bench.call(DigiKhata.sendOtp, { ...order, ...customer, recipient_id: recipientId })
    assert.strictEqual(refusal(send().meaning), "RecipientNotRegistered")
    const ask = () => bench.call(DigiKhata.recipientBankOtp, { ...customer, recipient_id: String(recipientId) })
    const first = success(ask().meaning)
    assert.notStrictEqual(first.beneficiaryId, "4202888")
    // Asked again, the account keeps its number, and the OTP is another.
    const second = success(ask().meaning)
    assert.strictEqual(second.beneficiaryId, first.beneficiaryId)
    assert.notStrictEqual(second.otpRefId, first.otpRefId)
    const confirm = (change: Wire) =>
      bench.call(DigiKhata.validateRecipientOtp, { ...customer, ...newest(bench, "8617567988"), ...change })
    assert.strictEqual(refusal(confirm({ otp: 999_999 }).meaning), "WrongOtp")
    assert.strictEqual(refusal(send().meaning), "RecipientNotRegistered")
    success(confirm({}).meaning)
    assert.strictEqual(refusal(send().meaning), "Success")
    const unknown = bench.call(DigiKhata.recipientBankOtp, { ...customer, recipient_id: "1" })
    assert.strictEqual(refusal(unknown.meaning), "RecipientNotRegistered")
  })

  it("the consent is told in a language that there is", () => {
    const bench = new Bench("2026-07")
    const wire = { customer_id: "8617567988", org_id: "1", client_ref_id: "ref_20250121_001" }
    const { languages } = success(bench.call(DigiKhataOnboarding.consentLanguages, wire).meaning)
    assert.strictEqual(languages.length, 13)
    for (const { id, language } of languages) {
      const details = bench.call(DigiKhataOnboarding.consentDetails, { ...wire, consent_language: String(id) })
      assert.strictEqual(success(details.meaning).consentDetail.language, language)
    }
    for (const id of ["0", "14"]) {
      const details = bench.call(DigiKhataOnboarding.consentDetails, { ...wire, consent_language: id })
      assert.strictEqual(refusal(details.meaning), "ValidationFailed")
    }
    const stranger = bench.call(DigiKhataOnboarding.consentLanguages, { ...wire, customer_id: "9000000000" })
    assert.strictEqual(refusal(stranger.meaning), "CustomerNotEnrolled")
  })
})

describe("what happened", () => {
  it("can be written as JSON and read again, and leads to the same state; Aadhaar and PAN are not in it", () => {
    const bench = new Bench("2026-07")
    bench.call(DmtFino.onboardSender, { ...person, ...address })
    bench.call(DmtFino.senderEkyc, { ...newcomer, aadhar: "234567890123", piddata: captured })
    bench.call(DigiKhataOnboarding.onboardSender, { ...person, residence_address: ["1", "2"] })
    bench.call(DigiKhataOnboarding.verifyOtp, { ...newcomer, ...newest(bench) })
    bench.call(DigiKhataOnboarding.generateAadhaarOtp, { ...newcomer, aadhar: "234567890123" })
    bench.call(DigiKhataOnboarding.verifyAadhaarOtp, { ...newcomer, ...newest(bench) })
    bench.call(DigiKhataOnboarding.validatePan, { ...newcomer, pan_number: "ABCPE1234F" })
    const load = { client_ref_id: "REF-LOAD-0000001", ...newcomer, amount: "500", org_id: "1" }
    success(bench.call(DigiKhata.loadWallet, load).meaning)
    const recipient = { recipient_name: "ASHA DEVI", recipient_mobile: "9123456789", account: "1234567890" }
    const wire = { ...newcomer, ...recipient, bank_id: 1, bank_code: "SBIN0001234" }
    const { recipientId } = success(bench.call(DigiKhata.addRecipient, wire).meaning)
    bench.call(DigiKhata.recipientBankOtp, { ...newcomer, recipient_id: String(recipientId) })
    bench.call(DigiKhata.validateRecipientOtp, { ...newcomer, ...newest(bench) })

    const written = JSON.stringify(bench.events)
    for (const secret of ["234567890123", "ABCPE1234F", "PidData"]) assert.notInclude(written, secret)
    const read = Schema.decodeUnknownSync(Schema.Array(SimulatorEvent.SimulatorEvent))(JSON.parse(written))
    const again = read.reduce(Evolution.evolve, SimulatorState.initial(bench.world))
    assert.deepStrictEqual(again.customers, bench.state.customers)
    assert.deepStrictEqual(again.consents, bench.state.consents)
    assert.deepStrictEqual(again.loads, bench.state.loads)
    assert.deepStrictEqual(again.wallets, bench.state.wallets)
    assert.strictEqual(HashMap.getUnsafe(again.customers, "9444444444").digiKhata, "complete")
  })
})

describe("paths that Eko has moved", () => {
  it("are served where they are configured, and no longer where they were", () => {
    const paths = Schema.decodeUnknownSync(OperationPaths.OperationPaths)({ "dmt-fino/send-otp": "/v4/otp" })
    const bench = new Bench("seed", {}, { paths })
    const wire = { user_code: "20810200", client_ref_id: "REF-ORDER-00001", recipient_id: 98765, amount: 500 }
    const request = bench.request(DmtFino.sendOtp, { ...wire, customer_id: "9123456789" })
    assert.strictEqual(bench.send({ ...request, path: "/ekoapi/v3/v4/otp" }).httpStatus, 200)
    const old = bench.request(DmtFino.sendOtp, { ...wire, customer_id: "9123456789" })
    assert.strictEqual(bench.send(old).httpStatus, 404)
  })
})
