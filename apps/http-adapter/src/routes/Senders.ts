/**
 * What the routes about one customer of Eko's share, in both products.
 *
 * @module
 */
import { ClientRefId, EkoClient, type EkoOperation, Identifiers, OtpLimits, TransferPolicy } from "@bhejo/core"
import { PostgresOtpLimits } from "@bhejo/store-postgres"
import { Effect, Schema } from "effect"
import { OwnAccount } from "../OwnAccount.ts"
import type { ProblemType } from "../problems/Problem.ts"
import * as RejectionProblem from "../problems/RejectionProblem.ts"
import { int, masked, maskedNumber, present, text } from "../views/View.ts"

const secret = <T extends string>(label: string, schema: Schema.Codec<T, string>) =>
  Schema.RedactedFromValue(schema, { label })

/** What is in memory for one call alone, and never repeated. */
export const Secret = {
  Otp: secret("otp", Identifiers.Otp),
  OtpRefId: secret("otpRefId", Identifiers.OtpRefId),
  Aadhaar: secret("aadhaar", Identifiers.Aadhaar),
  Pan: secret("pan", Identifiers.Pan),
  PidData: secret("pidData", Identifiers.PidData)
}

/** An OTP as the customer typed it, with the reference that came when it was sent. */
export const otp = { otp: Secret.Otp, otpRefId: Secret.OtpRefId }

export const userCode = { userCode: Schema.optionalKey(Identifiers.UserCode) }

/** Who is to be made known to Eko. */
export const person = { name: Identifiers.PersonName, dateOfBirth: Identifiers.DateOfBirth }

/** One line of where a customer lives. */
export const AddressLine = Schema.String.check(
  Schema.isPattern(/^[^\p{Cc}\p{Cs}]{1,200}$/u, { message: "must be 1 to 200 characters" })
).annotate({ examples: ["Gita Bhavan, Indore"] })

const Params = Schema.Struct({ customerId: Identifiers.CustomerId })

/** What every route about a sender declares that reads it … */
export const reading = { access: "read", params: Params, needsIdempotencyKey: false, status: 200 } as const

/** … or that changes it, or sends its customer an OTP. */
export const changing = { ...reading, access: "transfers" } as const

/** The agent that a request names, or ours. */
export const userCodeOf = (named: Identifiers.UserCode | undefined) =>
  named === undefined ? OwnAccount.use((own) => Effect.succeed(own.userCode)) : Effect.succeed(named)

type Declared = Pick<EkoOperation.EkoOperation<never, unknown, unknown, "nothing">, "repeats" | "rejections">

/** Which of the customer's limits an operation uses: what can be refused for a wrong OTP tries one. */
const limitOf = ({ repeats, rejections }: Declared): OtpLimits.Limit | undefined => {
  if (repeats === "sends an OTP") return "otp_sends"
  return rejections.includes("WrongOtp") ? "otp_tries" : undefined
}

type Given<Input> = (reference: { readonly clientRefId: ClientRefId.ClientRefId }) => Input

/** Calls an operation that moves no money, under a new reference. */
export const ask = Effect.fnUntraced(function* <Input extends object, Success, Failure>(
  operation: EkoOperation.EkoOperation<Input, Success, Failure, "nothing">,
  input: Given<Input>
) {
  const client = yield* EkoClient.EkoClient
  return yield* client.call(operation, input({ clientRefId: yield* ClientRefId.next }))
})

/**
 * Calls an operation about a customer. One that sends the customer an OTP, or tries one, is counted before it is called,
 * whatever becomes of it: what Eko has not answered may have been sent.
 */
export const call = Effect.fnUntraced(function* <
  Input extends { readonly customerId: Identifiers.CustomerId },
  Success,
  Failure
>(operation: EkoOperation.EkoOperation<Input, Success, Failure, "nothing">, input: Given<Input>) {
  const limits = yield* PostgresOtpLimits.OtpLimits
  const policy = yield* TransferPolicy.TransferPolicy
  const given = input({ clientRefId: yield* ClientRefId.next })
  const limit = limitOf(operation)
  if (limit !== undefined) yield* limits.use(OtpLimits.onboardingUse(limit, given.customerId, policy))
  const client = yield* EkoClient.EkoClient
  return yield* client.call(operation, given)
})

/** The problems that a call of one operation can end in. */
export const problemsOf = (operation: Declared): ReadonlyArray<ProblemType> => [
  ...RejectionProblem.typesOf(operation.rejections),
  ...(limitOf(operation) === undefined ? [] : (["otp-limit-reached"] as const)),
  "eko-unreachable",
  "eko-outcome-unknown"
]

const optional = Schema.optionalKey

const profile = {
  customerId: maskedNumber(),
  name: optional(text("RAVI KUMAR")),
  monthlyLimitPaise: optional(int(2_500_000)),
  remainingLimitPaise: optional(int(2_500_000))
}

/** A customer who can send money. */
export const Registered = Schema.Struct({ status: Schema.Literal("registered"), ...profile })

/** The same, with what is in the customer's own wallet. */
export const RegisteredWithWallet = Schema.Struct({
  ...Registered.fields,
  walletBalancePaise: optional(int(0))
})

interface Known {
  readonly nextAllowedLimitPaise?: number
  readonly customerProfile?: {
    readonly name?: string
    readonly totalMonthlyLimitPaise?: number
    readonly nextAllowedLimitPaise?: number
  }
}

/** What Eko tells of a customer that it knows, in our words. */
export const registered = (customerId: Identifiers.CustomerId, known: Known): typeof Registered.Type =>
  present({
    status: "registered",
    customerId: masked(customerId),
    name: known.customerProfile?.name,
    monthlyLimitPaise: known.customerProfile?.totalMonthlyLimitPaise,
    remainingLimitPaise: known.nextAllowedLimitPaise ?? known.customerProfile?.nextAllowedLimitPaise
  })

/** Eko's reference to an OTP that it sent. */
export const otpRefId = text("OTPREF20240101001", "Send it back with the OTP.")

/** An OTP is on its way; the reference is wanted with it. */
export const OtpSent = Schema.Struct({ status: Schema.Literal("otp_sent"), otpRefId })

export const otpSent = ({ otpRefId }: { readonly otpRefId: string }): typeof OtpSent.Type => ({
  status: "otp_sent",
  otpRefId
})

/** Eko had a wallet for the customer already, or opened one. */
export const WalletOpened = Schema.Struct({ status: Schema.Literal("wallet_opened"), customerId: maskedNumber() })

export const walletOpened = (customerId: Identifiers.CustomerId): typeof WalletOpened.Type => ({
  status: "wallet_opened",
  customerId: masked(customerId)
})
