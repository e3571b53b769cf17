/**
 * The routes under /v1/ppi-digikhata: a customer's way to a wallet, and the wallet's recipients.
 *
 * @module
 */
import { DigiKhata, DigiKhataOnboarding, Identifiers } from "@bhejo/core"
import { Effect, Schema } from "effect"
import * as RecipientView from "./RecipientView.ts"
import * as Route from "./Route.ts"
import * as Senders from "./Senders.ts"
import { masked, present } from "./View.ts"

const optional = Schema.optionalKey

const sender = "/v1/ppi-digikhata/senders/{customerId}"

type Complete = Parameters<typeof Senders.registered>[1] & {
  readonly senderName?: string
  readonly customerProfile?: { readonly balancePaise?: number }
}

const complete = (customerId: Identifiers.CustomerId, found: Complete): typeof Senders.RegisteredWithWallet.Type => {
  const { name = found.senderName, ...known } = Senders.registered(customerId, found)
  return present({ ...known, name, walletBalancePaise: found.customerProfile?.balancePaise })
}

const lookup = Route.make({
  ...Senders.changing,
  // At Eko it is a GET; but whoever may repeat one freely would send the customer an OTP each time.
  method: "POST",
  path: `${sender}/lookup`,
  summary: "Look a sender up, which sends the customer an OTP each time.",
  answer: Senders.OtpSent,
  handle: ({ params }) =>
    Senders.call(DigiKhataOnboarding.getSender, (reference) => ({ ...reference, ...params })).pipe(
      Effect.map(Senders.otpSent)
    )
})

const onboardSender = Route.make({
  ...Senders.changing,
  method: "POST",
  path: sender,
  summary: "Make a customer known to DigiKhata; the mobile number's OTP is sent.",
  body: Schema.Struct({
    ...Senders.person,
    address: Schema.Array(Senders.AddressLine).check(Schema.isMinLength(1), Schema.isMaxLength(8))
  }),
  answer: Schema.Union([Senders.OtpSent, Senders.WalletOpened]),
  handle: Effect.fnUntraced(function* ({ params: { customerId }, body }) {
    const found = yield* Senders.call(DigiKhataOnboarding.onboardSender, (reference) => ({
      ...reference,
      customerId,
      name: body.name,
      dob: body.dateOfBirth,
      residenceAddress: body.address
    }))
    return found._tag === "OtpSent" ? Senders.otpSent(found) : Senders.walletOpened(customerId)
  })
})

const sendOtp = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/otp`,
  summary: "Send the customer another OTP for the mobile number.",
  answer: Senders.OtpSent,
  handle: ({ params }) =>
    Senders.call(DigiKhataOnboarding.generateSenderOtp, (reference) => ({ ...reference, ...params })).pipe(
      Effect.map(Senders.otpSent)
    )
})

const verifyOtp = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/otp/verify`,
  summary: "Verify the mobile number's OTP: the sender is complete, or Aadhaar is next.",
  body: Schema.Struct(Senders.otp),
  answer: Schema.Union([
    Senders.RegisteredWithWallet,
    Schema.Struct({
      status: Schema.Literal("aadhaar_pending"),
      customerId: Schema.String,
      otpRefId: optional(Schema.String)
    })
  ]),
  handle: Effect.fnUntraced(function* ({ params, body }) {
    const found = yield* Senders.call(DigiKhataOnboarding.verifyOtp, (reference) => ({
      ...reference,
      ...params,
      ...body
    }))
    return found._tag === "Complete"
      ? complete(params.customerId, found)
      : present({ status: "aadhaar_pending", customerId: masked(params.customerId), otpRefId: found.otpRefId })
  })
})

/** The organisation that offers the wallets; Eko's documents know one. */
const organisation = { orgId: optional(Identifiers.OrgId) }
const defaultOrgId = Identifiers.OrgId.make("1")

const consentLanguages = Route.make({
  ...Senders.reading,
  method: "GET",
  path: `${sender}/aadhaar/consent/languages`,
  summary: "List the languages in which the customer can read the Aadhaar consent.",
  query: Schema.Struct(organisation),
  answer: Schema.Struct({ languages: Schema.Array(Schema.Struct({ id: Schema.String, language: Schema.String })) }),
  handle: ({ params, query: { orgId = defaultOrgId } }) =>
    Senders.call(DigiKhataOnboarding.consentLanguages, (reference) => ({ ...reference, ...params, orgId })).pipe(
      Effect.map(({ languages }) => ({ languages: languages.map(({ id, language }) => ({ id, language })) }))
    )
})

const consent = Route.make({
  ...Senders.reading,
  method: "GET",
  path: `${sender}/aadhaar/consent`,
  summary: "Read the words to which the customer consents, in one language.",
  query: Schema.Struct({ ...organisation, language: Identifiers.ConsentLanguageId }),
  answer: Schema.Struct({
    consent: Schema.String,
    content: Schema.String,
    language: optional(Schema.String),
    audioUrl: optional(Schema.String),
    consentId: optional(Schema.Int)
  }),
  handle: ({ params, query: { orgId = defaultOrgId, language } }) =>
    Senders.call(DigiKhataOnboarding.consentDetails, (reference) => ({
      ...reference,
      ...params,
      orgId,
      consentLanguage: language
    })).pipe(
      Effect.map(({ consentDetail: { consent, content, language, audioUrl, consentId } }) =>
        present({ consent, content, language, audioUrl, consentId })
      )
    )
})

const sendAadhaarOtp = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/aadhaar/otp`,
  summary: "Send an OTP to the mobile number that Aadhaar holds for the customer.",
  body: Schema.Struct({ aadhaar: Senders.Secret.Aadhaar }),
  answer: Senders.OtpSent,
  handle: ({ params, body }) =>
    Senders.call(DigiKhataOnboarding.generateAadhaarOtp, (reference) => ({
      ...reference,
      ...params,
      aadhar: body.aadhaar
    })).pipe(Effect.map(Senders.otpSent))
})

const verifyAadhaarOtp = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/aadhaar/otp/verify`,
  summary: "Verify Aadhaar's OTP; the PAN is next.",
  body: Schema.Struct(Senders.otp),
  answer: Schema.Struct({ status: Schema.Literal("pan_required"), applicationId: optional(Schema.String) }),
  handle: ({ params, body }) =>
    Senders.call(DigiKhataOnboarding.verifyAadhaarOtp, (reference) => ({ ...reference, ...params, ...body })).pipe(
      Effect.map(({ applicationId }) => present({ status: "pan_required", applicationId }))
    )
})

const validatePan = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/pan`,
  summary: "Validate the customer's PAN, which completes the wallet.",
  body: Schema.Struct({ pan: Senders.Secret.Pan }),
  answer: Senders.RegisteredWithWallet,
  handle: ({ params, body }) =>
    Senders.call(DigiKhataOnboarding.validatePan, (reference) => ({
      ...reference,
      ...params,
      panNumber: body.pan
    })).pipe(Effect.map((found) => complete(params.customerId, found)))
})

const getRecipients = Route.make({
  ...Senders.reading,
  method: "GET",
  path: `${sender}/recipients`,
  summary: "List a sender's recipients.",
  answer: RecipientView.RecipientList,
  handle: ({ params }) =>
    Senders.call(DigiKhata.getRecipients, (reference) => ({ ...reference, ...params })).pipe(
      Effect.map(RecipientView.listOf)
    )
})

const addRecipient = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/recipients`,
  summary: "Add a recipient to a sender; its bank account is confirmed by an OTP of its own.",
  body: Schema.Struct({
    name: Identifiers.PersonName,
    mobile: Identifiers.CustomerId,
    bankId: Identifiers.BankId,
    ifsc: Identifiers.Ifsc,
    account: Identifiers.AccountNumber
  }),
  status: 201,
  answer: Schema.Struct({ recipientId: Schema.Int }),
  handle: ({ params, body }) =>
    Senders.call(DigiKhata.addRecipient, (reference) => ({
      ...reference,
      ...params,
      recipientName: body.name,
      recipientMobile: body.mobile,
      bankId: body.bankId,
      bankCode: body.ifsc,
      account: body.account
    })).pipe(Effect.map(({ recipientId }) => ({ recipientId })))
})

const sendRecipientOtp = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/recipients/{recipientId}/otp`,
  summary: "Add the recipient's bank account to the wallet; the customer is sent the OTP that confirms it.",
  params: Schema.Struct({
    ...Senders.reading.params.fields,
    recipientId: Route.digits("must be the positive number that Eko gave the recipient").pipe(
      Schema.decodeTo(Identifiers.RecipientId)
    )
  }),
  answer: Schema.Struct({ ...Senders.OtpSent.fields, beneficiaryId: Schema.String }),
  handle: ({ params }) =>
    Senders.call(DigiKhata.recipientBankOtp, (reference) => ({ ...reference, ...params })).pipe(
      Effect.map((sent) => ({ ...Senders.otpSent(sent), beneficiaryId: sent.beneficiaryId }))
    )
})

const verifyRecipientOtp = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/recipients/otp/verify`,
  summary: "Verify the OTP of a recipient's bank account; its reference says whose.",
  body: Schema.Struct(Senders.otp),
  answer: Schema.Struct({ status: Schema.Literal("verified"), applicationId: optional(Schema.String) }),
  handle: ({ params, body }) =>
    Senders.call(DigiKhata.validateRecipientOtp, (reference) => ({ ...reference, ...params, ...body })).pipe(
      Effect.map(({ applicationId }) => present({ status: "verified", applicationId }))
    )
})

export const routes = [
  lookup,
  onboardSender,
  sendOtp,
  verifyOtp,
  consentLanguages,
  consent,
  sendAadhaarOtp,
  verifyAadhaarOtp,
  validatePan,
  getRecipients,
  addRecipient,
  sendRecipientOtp,
  verifyRecipientOtp
]
