/**
 * The routes under /v1/dmt-fino: from a customer that Eko does not know to one with recipients.
 *
 * @module
 */
import { DmtFino, Identifiers } from "@bhejo/core"
import { Effect, Schema } from "effect"
import * as Route from "../http/Route.ts"
import * as RecipientView from "../views/RecipientView.ts"
import { int, masked, maskedNumber, present, text } from "../views/View.ts"
import * as Senders from "./Senders.ts"

const optional = Schema.optionalKey

const sender = "/v1/dmt-fino/senders/{customerId}"

/** The customer is known, and the eKYC is to be done. */
const KycPending = Schema.Struct({
  status: Schema.Literal("kyc_pending"),
  customerId: maskedNumber(),
  otpRefId: optional(Senders.otpRefId)
})

const EkycOtpSent = Schema.Struct({
  ...Senders.OtpSent.fields,
  kycRequestId: text("KYC20240101001", "Send it back with the OTP.")
})

const getSender = Route.make({
  ...Senders.reading,
  method: "GET",
  path: sender,
  operationId: "getDmtFinoSender",
  summary: "Look a sender up: registered, or how far the registration is.",
  problems: Senders.problemsOf(DmtFino.getSender),
  query: Schema.Struct(Senders.userCode),
  answer: Schema.Union([Senders.Registered, KycPending, EkycOtpSent]),
  handle: Effect.fnUntraced(function* ({ params, query }) {
    const userCode = yield* Senders.userCodeOf(query.userCode)
    const found = yield* Senders.call(DmtFino.getSender, (reference) => ({ ...reference, ...params, userCode }))
    switch (found._tag) {
      case "Registered":
        return Senders.registered(params.customerId, found)
      case "KycPending":
        return kycPending(params.customerId, found.otpRefId)
      case "OtpSent":
        return { ...Senders.otpSent(found), kycRequestId: found.kycRequestId }
    }
  })
})

const kycPending = (customerId: string, otpRefId: string | undefined): typeof KycPending.Type =>
  present({ status: "kyc_pending", customerId: masked(customerId), otpRefId })

const onboardSender = Route.make({
  ...Senders.changing,
  method: "POST",
  path: sender,
  operationId: "onboardDmtFinoSender",
  summary: "Make a customer known to Eko; the eKYC is next.",
  problems: Senders.problemsOf(DmtFino.onboardSender),
  body: Schema.Struct({
    ...Senders.person,
    address: Schema.Struct({
      line: Senders.AddressLine,
      area: Senders.AddressLine,
      city: Senders.AddressLine,
      district: Senders.AddressLine,
      state: Senders.AddressLine,
      pincode: Schema.String.check(Schema.isPattern(/^[1-9]\d{5}$/u, { message: "must be 6 digits" })).annotate({
        examples: ["226024"]
      })
    })
  }),
  answer: Schema.Union([KycPending, Senders.WalletOpened, Senders.Registered]),
  handle: Effect.fnUntraced(function* ({ params: { customerId }, body }) {
    const found = yield* Senders.call(DmtFino.onboardSender, (reference) => ({
      ...reference,
      customerId,
      name: body.name,
      dob: body.dateOfBirth,
      residenceAddress: body.address
    }))
    switch (found._tag) {
      case "KycPending":
        return kycPending(customerId, found.otpRefId)
      case "WalletOpened":
        return Senders.walletOpened(customerId)
      case "Registered":
        return Senders.registered(customerId, found)
    }
  })
})

const beginEkyc = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/ekyc`,
  operationId: "beginDmtFinoEkyc",
  summary: "Begin a sender's eKYC with the captured fingerprint; Eko sends the customer the OTP that ends it.",
  problems: Senders.problemsOf(DmtFino.senderEkyc),
  // What a fingerprint reader captures is long.
  maxBodyBytes: 256 * 1024,
  body: Schema.Struct({ aadhaar: Senders.Secret.Aadhaar, pidData: Senders.Secret.PidData }),
  answer: EkycOtpSent,
  handle: ({ params, body }) =>
    Senders.call(DmtFino.senderEkyc, (reference) => ({
      ...reference,
      ...params,
      aadhar: body.aadhaar,
      piddata: body.pidData
    })).pipe(Effect.map((sent) => ({ ...Senders.otpSent(sent), kycRequestId: sent.kycRequestId })))
})

const validateEkyc = Route.make({
  ...Senders.changing,
  method: "PUT",
  path: `${sender}/ekyc`,
  operationId: "endDmtFinoEkyc",
  summary: "End a sender's eKYC with the OTP.",
  problems: Senders.problemsOf(DmtFino.validateEkycOtp),
  body: Schema.Struct({ ...Senders.otp, kycRequestId: Identifiers.KycRequestId, ...Senders.userCode }),
  answer: Schema.Struct({ kycVerified: Schema.Boolean, monthlyLimitPaise: optional(int(2_500_000)) }),
  handle: Effect.fnUntraced(function* ({ params, body }) {
    const userCode = yield* Senders.userCodeOf(body.userCode)
    const { availableLimitPaise } = yield* Senders.call(DmtFino.validateEkycOtp, (reference) => ({
      ...reference,
      ...params,
      ...body,
      userCode
    }))
    return present({ kycVerified: true, monthlyLimitPaise: availableLimitPaise })
  })
})

const getRecipients = Route.make({
  ...Senders.reading,
  method: "GET",
  path: `${sender}/recipients`,
  operationId: "listDmtFinoRecipients",
  summary: "List a sender's recipients.",
  problems: Senders.problemsOf(DmtFino.getRecipients),
  answer: RecipientView.RecipientList,
  handle: ({ params }) =>
    Senders.call(DmtFino.getRecipients, (reference) => ({ ...reference, ...params })).pipe(
      Effect.map(RecipientView.listOf)
    )
})

const addRecipient = Route.make({
  ...Senders.changing,
  method: "POST",
  path: `${sender}/recipients`,
  operationId: "addDmtFinoRecipient",
  summary: "Add a recipient's bank account to a sender.",
  problems: Senders.problemsOf(DmtFino.addRecipient),
  body: Schema.Struct({
    name: Identifiers.PersonName,
    mobile: Identifiers.CustomerId,
    ifsc: Identifiers.Ifsc,
    account: Identifiers.AccountNumber
  }),
  status: 201,
  answer: Schema.Struct({ recipientId: int(98_765) }),
  handle: ({ params, body }) =>
    Senders.call(DmtFino.addRecipient, (reference) => ({
      ...reference,
      ...params,
      recipientName: body.name,
      recipientMobile: body.mobile,
      ifsc: body.ifsc,
      account: body.account
    })).pipe(Effect.map(({ recipientId }) => ({ recipientId })))
})

export const routes = [getSender, onboardSender, beginEkyc, validateEkyc, getRecipients, addRecipient]
