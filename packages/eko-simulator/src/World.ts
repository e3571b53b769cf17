/**
 * Whom the simulated Eko knows when it starts: our account, agents with their wallets, customers and their recipients.
 *
 * @module
 */
import { type EkoOperation, Identifiers as Id, Money, TransferPolicy } from "@bhejo/core"
import { Schema } from "effect"
import * as Bank from "./Bank.ts"

export const Recipient = Schema.Struct({
  product: TransferPolicy.Product,
  recipientId: Id.RecipientId,
  beneficiaryId: Schema.optionalKey(Id.BeneficiaryId),
  name: Schema.String,
  account: Schema.String,
  ifsc: Schema.String,
  bank: Schema.String,
  /** The customer's own number where none is named. */
  mobile: Schema.optionalKey(Id.CustomerId),
  /** Whether the customer confirmed the account by an OTP, where the product wants that; yes where it is not said. */
  isConfirmed: Schema.optionalKey(Schema.Boolean),
  /** How much the account may be sent in one calendar month of India, from whomever; without it, anything. */
  monthlyLimitPaise: Schema.optionalKey(Money.Paise)
})
export type Recipient = typeof Recipient.Type

export const Customer = Schema.Struct({
  customerId: Id.CustomerId,
  name: Schema.String,
  /** The code that Eko gives the customer itself. */
  userCode: Id.UserCode,
  /** How much may be sent in one calendar month of India, before eKYC. */
  monthlyLimitPaise: Money.Paise,
  /** What eKYC raises the limit to; it never lowers it. */
  verifiedMonthlyLimitPaise: Money.Paise,
  /** The eKYC that waits for its OTP, if one does. */
  kyc: Schema.optionalKey(
    Schema.Struct({
      kycRequestId: Id.KycRequestId,
      otpRefId: Id.OtpRefId,
      otp: Id.Otp,
      expiresAtMillis: Schema.optionalKey(Schema.Int)
    })
  ),
  recipients: Schema.Array(Recipient)
})
export type Customer = typeof Customer.Type

export const World = Schema.Struct({
  initiatorId: Id.InitiatorId,
  /** The agent of a request that names none. */
  defaultUserCode: Id.UserCode,
  agents: Schema.Array(
    Schema.Struct({
      userCode: Id.UserCode,
      walletPaise: Money.Paise,
      /** The number under which the agent's balance is asked for, beside the initiator's for the default agent. */
      mobile: Schema.optionalKey(Id.CustomerId)
    })
  ),
  customers: Schema.Array(Customer),
  /** The banks that are known by more than their IFSCs; those of the documents where none are named. */
  banks: Schema.optionalKey(Schema.Array(Bank.Bank)),
  /** Who has accounts at the bank already, which refuses their eKYC for it. */
  bankCustomers: Schema.optionalKey(Schema.Array(Id.CustomerId)),
  /** How many recipients a customer may have in one product; 100 where it is not said. */
  maxRecipients: Schema.optionalKey(Schema.Natural),
  /** Accounts that are not simply open. */
  accounts: Schema.optionalKey(Schema.Array(Schema.Struct({ account: Schema.String, condition: Bank.Condition }))),
  /** Where the numbers start that Eko gives out, one after another. */
  firstTid: Schema.Natural,
  firstBankReference: Schema.Natural,
  firstOtpNumber: Schema.Natural
})
export type World = typeof World.Type

/** A thousand crore rupees: no walkthrough empties it. */
const defaultWalletPaise = Money.paise(1_000_000_000_000)
/** A hundred crore rupees a month, far above what is allowed in the world outside. */
const defaultMonthlyLimitPaise = Money.paise(100_000_000_000)

const numbers: Readonly<
  Record<EkoOperation.Generation, Pick<World, "firstTid" | "firstBankReference" | "firstOtpNumber">>
> = {
  seed: { firstTid: 2_309_876_543, firstBankReference: 412_345_678_901, firstOtpNumber: 1 },
  "2026-07": { firstTid: 3_570_311_831, firstBankReference: 620_415_011_744, firstOtpNumber: 666_902_416 }
}

/**
 * A world in which the example requests of Eko's documents work: it has every value that they use.
 */
export const documented = (
  generation: EkoOperation.Generation,
  options: {
    /** What the agent's wallet holds. */
    readonly walletPaise?: Money.Paise | undefined
    /** What each customer may send a month. */
    readonly monthlyLimitPaise?: Money.Paise | undefined
  } = {}
): World => {
  const limits = {
    monthlyLimitPaise: options.monthlyLimitPaise ?? defaultMonthlyLimitPaise,
    verifiedMonthlyLimitPaise: Money.paise(2_500_000)
  }
  return decode({
    initiatorId: "9962981729",
    defaultUserCode: "20810200",
    agents: [{ userCode: "20810200", walletPaise: options.walletPaise ?? defaultWalletPaise }],
    customers: [
      {
        customerId: "9123456789",
        name: "RAVI KUMAR",
        userCode: "10472151",
        ...limits,
        kyc: { kycRequestId: "KYC20240101001", otpRefId: "OTPREF20240101001", otp: "784512" },
        recipients: [
          {
            product: "dmt-fino",
            recipientId: 98765,
            name: "Sunil Sharma",
            account: "012345678901",
            ifsc: "SBIN0001234",
            bank: "State Bank of India"
          },
          {
            product: "dmt-fino",
            recipientId: 117015428,
            name: "ASHA DEVI",
            account: "012345678901",
            ifsc: "SBIN0001234",
            bank: "State Bank of India"
          }
        ]
      },
      {
        customerId: "8617567988",
        name: "RAVI KUMAR",
        userCode: "10472152",
        ...limits,
        recipients: [
          {
            product: "ppi-digikhata",
            recipientId: 10017740,
            beneficiaryId: "4202888",
            name: "ASHA DEVI",
            account: "67544100008454",
            ifsc: "UCBA0001234",
            bank: "UCO Bank"
          }
        ]
      },
      {
        customerId: "8999999992",
        name: "RAVI KUMAR",
        userCode: "10472153",
        ...limits,
        recipients: [
          {
            product: "ppi-digikhata",
            recipientId: 10017680,
            beneficiaryId: "4202888",
            name: "ASHA DEVI",
            account: "67544100008454",
            ifsc: "UCBA0001234",
            bank: "UCO Bank"
          }
        ]
      }
    ],
    ...numbers[generation]
  })
}

const decode = Schema.decodeUnknownSync(World)
