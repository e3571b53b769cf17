/**
 * The routes under /v1/dmt-fino: from a customer that Eko does not know to one with recipients.
 *
 * @module
 */
import { DmtFino, Identifiers } from "@bhejo/core"
import { Effect, Schema } from "effect"
import * as RecipientView from "./RecipientView.ts"
import * as Route from "./Route.ts"
import * as Senders from "./Senders.ts"
import { masked, present } from "./View.ts"

const optional = Schema.optionalKey

const sender = "/v1/dmt-fino/senders/{customerId}"

/** The customer is known, and the eKYC is to be done. */
const KycPending = Schema.Struct({
  status: Schema.Literal("kyc_pending"),
  customerId: Schema.String,
  otpRefId: optional(Schema.String)
})

const EkycOtpSent = Schema.Struct({ ...Senders.OtpSent.fields, kycRequestId: Schema.String })

const getSender = Route.make({
  ...Senders.reading,
  method: "GET",
  path: sender,
  summary: "Look a sender up: registered, or how far the registration is.",
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
  summary: "Make a customer known to Eko; the eKYC is next.",
  body: Schema.Struct({
    ...Senders.person,
    address: Schema.Struct({
      line: Senders.AddressLine,
      area: Senders.AddressLine,
      city: Senders.AddressLine,
      district: Senders.AddressLine,
      state: Senders.AddressLine,
      pincode: Schema.String.check(Schema.isPattern(/^[1-9]\d{5}$/, { message: "must be 6 digits" }))
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
  summary: "Begin a sender's eKYC with the captured fingerprint; Eko sends the customer the OTP that ends it.",
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
  summary: "End a sender's eKYC with the OTP.",
  body: Schema.Struct({ ...Senders.otp, kycRequestId: Identifiers.KycRequestId, ...Senders.userCode }),
  answer: Schema.Struct({ kycVerified: Schema.Boolean, monthlyLimitPaise: optional(Schema.Int) }),
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
  summary: "List a sender's recipients.",
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
  summary: "Add a recipient's bank account to a sender.",
  body: Schema.Struct({
    name: Identifiers.PersonName,
    mobile: Identifiers.CustomerId,
    ifsc: Identifiers.Ifsc,
    account: Identifiers.AccountNumber
  }),
  status: 201,
  answer: Schema.Struct({ recipientId: Schema.Int }),
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
