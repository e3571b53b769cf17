/**
 * How a sender gets to DMT-Fino: looked up, onboarded, and verified by a fingerprint and an OTP.
 *
 * @module
 */
import { DmtFino, Identifiers as Id, Money } from "@bhejo/core"
import { HashMap, Option, Redacted } from "effect"
import * as Consent from "./Consent.ts"
import * as Handler from "./Handler.ts"
import * as Refusal from "./Refusal.ts"
import * as SenderProfile from "./SenderProfile.ts"
import type * as SimulatorState from "./SimulatorState.ts"
import type * as World from "./World.ts"

const kycPending: Refusal.Body = {
  status: 0,
  response_status_id: 0,
  message: "Customer KYC Pending",
  response_type_id: 2134,
  data: { otp_ref_id: "" }
}

const ekycOtpSent = ({ userCode, kyc }: SimulatorState.Customer): Refusal.Body => ({
  status: 0,
  response_status_id: 0,
  message: "Validate the OTP",
  response_type_id: 2129,
  data: {
    user_code: userCode,
    intent_id: "",
    kyc_request_id: kyc?.kycRequestId ?? "",
    otp_ref_id: kyc?.otpRefId ?? ""
  }
})

export const getSender = Handler.make(
  DmtFino.getSender,
  ({ customerId }: { readonly customerId: Id.CustomerId }, { state, timeMillis }) => {
    const customer = Option.getOrUndefined(HashMap.get(state.customers, customerId))
    if (customer === undefined || customer.dmtFino === "none") {
      return Handler.refuse(Refusal.customerNotEnrolled({ ekyc_enabled: "" }))
    }
    if (customer.dmtFino === "registered") return Handler.refuse(SenderProfile.dmtFino(customer, timeMillis))
    return Handler.refuse(customer.kyc === undefined ? kycPending : ekycOtpSent(customer))
  }
)

interface Person {
  readonly customerId: Id.CustomerId
  readonly name: Id.PersonName
}

/** What one may send a month before eKYC, and after it. */
const monthlyLimits = { monthlyLimitPaise: Money.paise(500_000), verifiedMonthlyLimitPaise: Money.paise(2_500_000) }

/** A customer whom Eko has not known before. */
export const newCustomer = (
  { customerId, name }: Person,
  state: SimulatorState.SimulatorState,
  limits: Pick<World.Customer, "monthlyLimitPaise" | "verifiedMonthlyLimitPaise">
): World.Customer => ({
  customerId,
  name,
  userCode: Id.UserCode.make(String(firstUserCode + HashMap.size(state.customers))),
  ...limits,
  recipients: []
})

/** The codes that Eko gives to customers run on from that of its examples. */
const firstUserCode = 10_472_151

export const onboardSender = Handler.make(DmtFino.onboardSender, (person: Person, { state, timeMillis }) => {
  const customer = Option.getOrUndefined(HashMap.get(state.customers, person.customerId))
  if (customer?.dmtFino === "registered") return Handler.refuse(SenderProfile.dmtFino(customer, timeMillis))
  return {
    events: [
      {
        _tag: "SenderOnboarded",
        product: "dmt-fino",
        customer: customer ?? newCustomer(person, state, monthlyLimits)
      }
    ],
    body: customer === undefined ? kycPending : SenderProfile.walletOpened(person.customerId)
  }
})

interface Fingerprint {
  readonly customerId: Id.CustomerId
  readonly piddata: Redacted.Redacted<Id.PidData>
}

/** Where the numbers start that Eko's example of an eKYC has. */
const firstKycRequestId = 9_332_126
const firstOtpRefId = 666_803_844

export const senderEkyc = Handler.make(DmtFino.senderEkyc, (input: Fingerprint, call) => {
  const { state } = call
  const customer = Option.getOrUndefined(HashMap.get(state.customers, input.customerId))
  if (customer === undefined || customer.dmtFino === "none") return Handler.refuse(Refusal.customerUnknown)
  if (customer.isVerified) return Handler.refuse(Refusal.kycApprovedAlready)
  if (state.world.bankCustomers?.includes(input.customerId) === true) {
    return Handler.refuse(Refusal.ekycFailed("Sorry! Since you already have an existing relationship with the bank"))
  }
  // The reader says by itself whether it captured anything.
  if (!/errCode="0"/.test(Redacted.value(input.piddata))) {
    return Handler.refuse(Refusal.ekycFailed("K-100 EKYC Verification failed"))
  }
  const number = HashMap.size(state.consents)
  const sent = Consent.send(
    "ekyc",
    input.customerId,
    String(firstKycRequestId + number),
    call,
    String(firstOtpRefId + number)
  )
  const kyc = { kycRequestId: Id.KycRequestId.make(sent.subject), otpRefId: sent.otpRefId, otp: sent.otp }
  return { events: [sent], body: ekycOtpSent({ ...customer, kyc }) }
})
