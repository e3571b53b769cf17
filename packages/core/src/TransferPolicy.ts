/**
 * The durations and limits that the state machine keeps, all configurable.
 *
 * @module
 */
import { Context, Schema } from "effect"
import { type Paise, paise } from "./Money.ts"

export const Product = Schema.Literals(["dmt-fino", "ppi-digikhata"])
export type Product = typeof Product.Type

/** The smallest and the largest sum of one transfer, both included. */
export interface AmountLimits {
  readonly minPaise: Paise
  readonly maxPaise: Paise
}

export interface TransferPolicy {
  readonly amountLimits: Readonly<Record<Product, AmountLimits>>
  /** How long an OTP is good for, after OWASP's guidance of at most ten minutes. */
  readonly otpLifetimeMillis: number
  /** How many wrong OTPs one sent OTP allows. */
  readonly otpTries: number
  /** How many OTPs may be sent in {@link otpWindowMillis} for one transfer, and for one customer. */
  readonly transferOtpSends: number
  readonly customerOtpSends: number
  /** How many attempts, each with an OTP as typed, may start in {@link otpWindowMillis} for one customer. */
  readonly customerOtpTries: number
  /** How many OTPs may be sent to one customer in {@link otpWindowMillis}, and tried, before there is a transfer. */
  readonly onboardingOtpSends: number
  readonly onboardingOtpTries: number
  readonly otpWindowMillis: number
  /** How long a transfer without an attempt waits for its customer, from the last OTP send. */
  readonly idleLifetimeMillis: number
  /** How long one call to Eko may take. */
  readonly callTimeoutMillis: number
  /** From an attempt to its first inquiry; longer than a call takes, so that no inquiry overtakes the call. */
  readonly inquiryFirstDelayMillis: number
  /** Each further inquiry waits twice as long, up to this. */
  readonly inquiryMaxDelayMillis: number
  /** From an attempt to the end of its inquiries: what is not settled then is handed to reconciliation. */
  readonly settlementWindowMillis: number
  /** Whether an operator's finding needs a second person. */
  readonly resolutionNeedsSecondPerson: boolean
}

const minute = 60_000

/** Eko's documented limits where it has them, and the field's practice elsewhere. */
export const defaults: TransferPolicy = {
  amountLimits: {
    "dmt-fino": { minPaise: paise(100_00), maxPaise: paise(5_000_00) },
    "ppi-digikhata": { minPaise: paise(1_00), maxPaise: paise(10_000_00) }
  },
  otpLifetimeMillis: 10 * minute,
  otpTries: 3,
  transferOtpSends: 5,
  customerOtpSends: 5,
  customerOtpTries: 15,
  // A customer who is made known in both products is sent five, and is to have some of them again.
  onboardingOtpSends: 10,
  onboardingOtpTries: 15,
  otpWindowMillis: 10 * minute,
  idleLifetimeMillis: 30 * minute,
  callTimeoutMillis: minute / 2,
  inquiryFirstDelayMillis: 45_000,
  inquiryMaxDelayMillis: 60 * minute,
  settlementWindowMillis: 24 * 60 * minute,
  resolutionNeedsSecondPerson: false
}

/** The policy that the programs of this process keep. */
export const TransferPolicy = Context.Reference<TransferPolicy>("@bhejo/core/TransferPolicy", {
  defaultValue: () => defaults
})

/**
 * The wait before the inquiry that follows `inquiries` earlier ones, in milliseconds.
 */
export const inquiryDelayMillis = (policy: TransferPolicy, inquiries: number): number =>
  Math.min(policy.inquiryFirstDelayMillis * 2 ** Math.min(inquiries, 30), policy.inquiryMaxDelayMillis)

/**
 * How long an unsettled record waits for its next inquiry, in milliseconds: the last one is made when its window ends,
 * unless that is sooner than the first delay. However wrong the clocks are that took these times, it is neither shorter
 * than the first delay nor longer than the last one.
 */
export const untilInquiryMillis = (
  policy: TransferPolicy,
  {
    updatedAtMillis,
    inquiries,
    endsAtMillis
  }: {
    readonly updatedAtMillis: number
    readonly inquiries: number
    readonly endsAtMillis: number
  }
): number =>
  Math.min(
    inquiryDelayMillis(policy, inquiries),
    Math.max(endsAtMillis - updatedAtMillis, inquiryDelayMillis(policy, 0))
  )

/** How long a record waits for an inquiry that a callback asked for, in milliseconds; never longer than was meant then. */
export const untilAskedMillis = (
  policy: TransferPolicy,
  updatedAtMillis: number,
  asked: { readonly dueAtMillis: number; readonly inquiries: number }
): number =>
  Math.min(
    Math.max(0, asked.dueAtMillis - updatedAtMillis),
    inquiryDelayMillis(policy, Math.max(0, asked.inquiries - 1))
  )

/**
 * How long after its record an attempt's first byte may still be written, in milliseconds: so short that the call is
 * over before the first inquiry, and well within the two minutes that Eko allows a signature.
 */
export const sendWindowMillis = (policy: TransferPolicy): number =>
  Math.min(policy.inquiryFirstDelayMillis - policy.callTimeoutMillis, minute)

/** Throws where a policy lets no attempt be sent, which whoever configures it has to mend. */
export const assertSendable = (policy: TransferPolicy): void => {
  if (sendWindowMillis(policy) <= 0) {
    throw new Error(
      "TransferPolicy: inquiryFirstDelayMillis must exceed callTimeoutMillis, or nothing could ever be sent."
    )
  }
}
