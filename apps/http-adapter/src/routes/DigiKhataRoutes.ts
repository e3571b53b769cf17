/**
 * The routes under /v1/ppi-digikhata: a customer's way to a wallet, and the wallet's recipients.
 *
 * @module
 */
import { DigiKhata, DigiKhataOnboarding, Identifiers } from "@bhejo/core"
import { Effect, Schema } from "effect"
import * as Route from "../http/Route.ts"
import * as RecipientView from "../views/RecipientView.ts"
import { int, masked, maskedNumber, present, text } from "../views/View.ts"
import * as Senders from "./Senders.ts"

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
  operationId: "lookUpDigiKhataSender",
  summary: "Look a sender up, which sends the customer an OTP each time.",
  problems: Senders.problemsOf(DigiKhataOnboarding.getSender),
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
  operationId: "onboardDigiKhataSender",
  summary: "Make a customer known to DigiKhata; the mobile number's OTP is sent.",
  problems: Senders.problemsOf(DigiKhataOnboarding.onboardSender),
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
  operationId: "sendDigiKhataOtp",
  summary: "Send the customer another OTP for the mobile number.",
  problems: Senders.problemsOf(DigiKhataOnboarding.generateSenderOtp),
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
  operationId: "verifyDigiKhataOtp",
  summary: "Verify the mobile number's OTP: the sender is complete, or Aadhaar is next.",
  problems: Senders.problemsOf(DigiKhataOnboarding.verifyOtp),
  body: Schema.Struct(Senders.otp),
  answer: Schema.Union([
    Senders.RegisteredWithWallet,
    Schema.Struct({
      status: Schema.Literal("aadhaar_pending"),
      customerId: maskedNumber(),
      otpRefId: optional(Senders.otpRefId)
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
  operationId: "listAadhaarConsentLanguages",
  summary: "List the languages in which the customer can read the Aadhaar consent.",
  problems: Senders.problemsOf(DigiKhataOnboarding.consentLanguages),
  query: Schema.Struct(organisation),
  answer: Schema.Struct({ languages: Schema.Array(Schema.Struct({ id: text("4"), language: text("Hindi") })) }),
  handle: ({ params, query: { orgId = defaultOrgId } }) =>
    Senders.call(DigiKhataOnboarding.consentLanguages, (reference) => ({ ...reference, ...params, orgId })).pipe(
      Effect.map(({ languages }) => ({ languages: languages.map(({ id, language }) => ({ id, language })) }))
    )
})

const consent = Route.make({
  ...Senders.reading,
  method: "GET",
  path: `${sender}/aadhaar/consent`,
  operationId: "getAadhaarConsent",
  summary: "Read the words to which the customer consents, in one language.",
  problems: Senders.problemsOf(DigiKhataOnboarding.consentDetails),
  query: Schema.Struct({ ...organisation, language: Identifiers.ConsentLanguageId }),
  answer: Schema.Struct({
    consent: text("Consent for authentication"),
    content: text("I give my consent to authenticate my Aadhaar."),
    language: optional(text("English")),
    audioUrl: optional(text("https://example.com/consent.mp3")),
    consentId: optional(int(1))
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
  operationId: "sendAadhaarOtp",
  summary: "Send an OTP to the mobile number that Aadhaar holds for the customer.",
  problems: Senders.problemsOf(DigiKhataOnboarding.generateAadhaarOtp),
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
  operationId: "verifyAadhaarOtp",
  summary: "Verify Aadhaar's OTP; the PAN is next.",
  problems: Senders.problemsOf(DigiKhataOnboarding.verifyAadhaarOtp),
  body: Schema.Struct(Senders.otp),
  answer: Schema.Struct({ status: Schema.Literal("pan_required"), applicationId: optional(text("4821")) }),
  handle: ({ params, body }) =>
    Senders.call(DigiKhataOnboarding.verifyAadhaarOtp, (reference) => ({ ...reference, ...params, ...body })).pipe(
      Effect.map(({ applicationId }) => present({ status: "pan_required", applicationId }))
    )
})

const validatePan = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/pan`,
  operationId: "validatePan",
  summary: "Validate the customer's PAN, which completes the wallet.",
  problems: Senders.problemsOf(DigiKhataOnboarding.validatePan),
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
  operationId: "listDigiKhataRecipients",
  summary: "List a sender's recipients.",
  problems: Senders.problemsOf(DigiKhata.getRecipients),
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
  operationId: "addDigiKhataRecipient",
  summary: "Add a recipient to a sender; its bank account is confirmed by an OTP of its own.",
  problems: Senders.problemsOf(DigiKhata.addRecipient),
  body: Schema.Struct({
    name: Identifiers.PersonName,
    mobile: Identifiers.CustomerId,
    bankId: Identifiers.BankId,
    ifsc: Identifiers.Ifsc,
    account: Identifiers.AccountNumber
  }),
  status: 201,
  answer: Schema.Struct({ recipientId: int(10_017_740) }),
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
  operationId: "sendRecipientOtp",
  summary: "Add the recipient's bank account to the wallet; the customer is sent the OTP that confirms it.",
  problems: Senders.problemsOf(DigiKhata.recipientBankOtp),
  params: Schema.Struct({
    ...Senders.reading.params.fields,
    recipientId: Route.digits("must be the positive number that Eko gave the recipient", "10017740").pipe(
      Schema.decodeTo(Identifiers.RecipientId)
    )
  }),
  answer: Schema.Struct({
    ...Senders.OtpSent.fields,
    beneficiaryId: text("4202888", "Name it in transfers to this recipient.")
  }),
  handle: ({ params }) =>
    Senders.call(DigiKhata.recipientBankOtp, (reference) => ({ ...reference, ...params })).pipe(
      Effect.map((sent) => ({ ...Senders.otpSent(sent), beneficiaryId: sent.beneficiaryId }))
    )
})

const verifyRecipientOtp = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/recipients/otp/verify`,
  operationId: "verifyRecipientOtp",
  summary: "Verify the OTP of a recipient's bank account; its reference says whose.",
  problems: Senders.problemsOf(DigiKhata.validateRecipientOtp),
  body: Schema.Struct(Senders.otp),
  answer: Schema.Struct({ status: Schema.Literal("verified"), applicationId: optional(text("4821")) }),
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
