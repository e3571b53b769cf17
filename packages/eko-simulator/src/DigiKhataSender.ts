/**
 * How a customer gets a DigiKhata wallet: the mobile number by OTP, Aadhaar by consent and OTP, and the PAN.
 *
 * @module
 */
import { DigiKhataOnboarding, type Identifiers as Id, Money } from "@bhejo/core"
import { HashMap, Option } from "effect"
import * as AadhaarConsent from "./AadhaarConsent.ts"
import * as Consent from "./Consent.ts"
import { newCustomer } from "./DmtFinoSender.ts"
import * as Handler from "./Handler.ts"
import * as Refusal from "./Refusal.ts"
import * as SenderProfile from "./SenderProfile.ts"
import type { ConsentOtpSent } from "./SimulatorEvent.ts"
import type * as SimulatorState from "./SimulatorState.ts"

interface OfCustomer {
  readonly customerId: Id.CustomerId
}

const customerOf = ({ customers }: SimulatorState.SimulatorState, customerId: string) =>
  Option.getOrUndefined(HashMap.get(customers, customerId))

/** Whom DigiKhata does not know, though Eko may. */
const notEnrolled = (customer: SimulatorState.Customer | undefined): Handler.Reply =>
  Handler.refuse(Refusal.customerNotEnrolled({ sender_name: customer?.name ?? "", ekyc_enabled: "" }))

/** Eko's numbers for what an OTP is asked for. */
const intents = { mobile: 19, aadhaar: 20 } as const

/** An OTP is on its way; looking a sender up says so in the status, too. */
const otpSent = (sent: ConsentOtpSent, intentId: number, status: 0 | 2129 = 0): Handler.Reply => ({
  events: [sent],
  body: {
    response_status_id: status === 0 ? 0 : 1,
    data: { intent_id: intentId, kyc_request_id: "", otp_ref_id: sent.otpRefId },
    response_type_id: 2129,
    message: "Validate the OTP",
    status
  }
})

export const getSender = Handler.make(DigiKhataOnboarding.getSender, ({ customerId }: OfCustomer, call) => {
  const customer = customerOf(call.state, customerId)
  return customer === undefined || customer.digiKhata === "none"
    ? notEnrolled(customer)
    : otpSent(Consent.send("mobile", customerId, "", call), intents.mobile, 2129)
})

/** What one may send a month out of a wallet. */
const monthlyLimits = { monthlyLimitPaise: Money.paise(5_000_000), verifiedMonthlyLimitPaise: Money.paise(5_000_000) }

export const onboardSender = Handler.make(
  DigiKhataOnboarding.onboardSender,
  (person: OfCustomer & { readonly name: Id.PersonName }, call): Handler.Reply => {
    const customer = customerOf(call.state, person.customerId)
    if (customer !== undefined && customer.digiKhata !== "none" && customer.digiKhata !== "onboarded") {
      return Handler.refuse(SenderProfile.walletOpened(person.customerId))
    }
    const { events, body } = otpSent(Consent.send("mobile", person.customerId, "", call), intents.mobile)
    const onboarded = customer ?? newCustomer(person, call.state, monthlyLimits)
    return {
      events: [{ _tag: "SenderOnboarded", product: "ppi-digikhata", customer: onboarded }, ...events],
      body
    }
  }
)

export const generateSenderOtp = Handler.make(
  DigiKhataOnboarding.generateSenderOtp,
  ({ customerId }: OfCustomer, call) => {
    const customer = customerOf(call.state, customerId)
    return customer === undefined || customer.digiKhata === "none"
      ? notEnrolled(customer)
      : otpSent(Consent.send("mobile", customerId, "", call), intents.mobile)
  }
)

const aadhaarPending: Refusal.Body = {
  response_status_id: 1,
  data: { otp_ref_id: "" },
  response_type_id: 2136,
  message: "Aadhar Validation Pending",
  status: 2136
}

export const verifyOtp = Handler.make(
  DigiKhataOnboarding.verifyOtp,
  ({ customerId, ...typed }: OfCustomer & Consent.Typed, { state, timeMillis }): Handler.Reply => {
    const customer = customerOf(state, customerId)
    if (customer === undefined || customer.digiKhata === "none") return notEnrolled(customer)
    const consent = Consent.given(state, "mobile", { customerId }, typed, timeMillis)
    if (typeof consent === "string") return Handler.refuse(Consent.notValidated(consent))
    const given = { _tag: "ConsentGiven", otpRefId: consent.otpRefId } as const
    if (customer.digiKhata === "complete") {
      return { events: [given], body: SenderProfile.digiKhata(customer, timeMillis, "otp") }
    }
    return {
      events:
        customer.digiKhata === "onboarded"
          ? [given, { _tag: "WalletAdvanced", customerId, to: "mobile-verified" }]
          : [given],
      body: aadhaarPending
    }
  }
)

export const consentLanguages = Handler.make(
  DigiKhataOnboarding.consentLanguages,
  ({ customerId }: OfCustomer, { state }) =>
    Handler.refuse(
      customerOf(state, customerId) === undefined ? Refusal.customerUnknown : AadhaarConsent.languagesAnswer
    )
)

export const consentDetails = Handler.make(
  DigiKhataOnboarding.consentDetails,
  ({ customerId, consentLanguage }: OfCustomer & { readonly consentLanguage: string }, { state }) =>
    Handler.refuse(
      customerOf(state, customerId) === undefined
        ? Refusal.customerUnknown
        : AadhaarConsent.detailsAnswer(consentLanguage)
    )
)

/** Why Aadhaar or PAN cannot be next for a customer, if it cannot. */
const notNext = (
  customer: SimulatorState.Customer | undefined,
  after: "mobile-verified" | "aadhaar-verified",
  missing: string
): Refusal.Body | undefined => {
  if (customer === undefined || customer.digiKhata === "none") return Refusal.customerNotEnrolled({})
  const stages = ["onboarded", "mobile-verified", "aadhaar-verified", "complete"]
  const [at, wanted] = [stages.indexOf(customer.digiKhata), stages.indexOf(after)]
  if (at > wanted) return Refusal.kycApprovedAlready
  return at < wanted ? Refusal.ekycFailed(missing) : undefined
}

export const generateAadhaarOtp = Handler.make(
  DigiKhataOnboarding.generateAadhaarOtp,
  ({ customerId }: OfCustomer, call) => {
    const problem = notNext(customerOf(call.state, customerId), "mobile-verified", "Mobile number not verified")
    return problem === undefined
      ? otpSent(Consent.send("aadhaar", customerId, "", call), intents.aadhaar)
      : Handler.refuse(problem)
  }
)

export const verifyAadhaarOtp = Handler.make(
  DigiKhataOnboarding.verifyAadhaarOtp,
  ({ customerId, ...typed }: OfCustomer & Consent.Typed, { state, timeMillis }): Handler.Reply => {
    const problem = notNext(customerOf(state, customerId), "mobile-verified", "Mobile number not verified")
    if (problem !== undefined) return Handler.refuse(problem)
    const consent = Consent.given(state, "aadhaar", { customerId }, typed, timeMillis)
    if (typeof consent === "string") return Handler.refuse(Consent.notValidated(consent))
    return {
      events: [
        { _tag: "ConsentGiven", otpRefId: consent.otpRefId },
        { _tag: "WalletAdvanced", customerId, to: "aadhaar-verified" }
      ],
      body: {
        response_status_id: 0,
        data: { application_id: "" },
        response_type_id: 2147,
        message: "Pan Number Required",
        status: 0
      }
    }
  }
)

export const validatePan = Handler.make(
  DigiKhataOnboarding.validatePan,
  ({ customerId }: OfCustomer, { state, timeMillis }): Handler.Reply => {
    const customer = customerOf(state, customerId)
    const problem = notNext(customer, "aadhaar-verified", "Aadhaar not verified")
    if (customer === undefined || problem !== undefined) {
      return Handler.refuse(problem ?? Refusal.customerNotEnrolled({}))
    }
    return {
      events: [{ _tag: "WalletAdvanced", customerId, to: "complete" }],
      body: SenderProfile.digiKhata(customer, timeMillis, "pan")
    }
  }
)
