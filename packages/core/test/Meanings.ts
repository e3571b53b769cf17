/**
 * What every example answer that Eko documents means, by its scenario.
 *
 * @module
 */
import { Option, Redacted, Schema } from "effect"
import { ClientRefId } from "../src/ClientRefId.ts"
import * as DigiKhata from "../src/DigiKhata.ts"
import * as DigiKhataOnboarding from "../src/DigiKhataOnboarding.ts"
import * as DmtFino from "../src/DmtFino.ts"
import type { Drift } from "../src/Drift.ts"
import type { EkoAnswer } from "../src/EkoAnswer.ts"
import type { EkoOperation, Interpretation } from "../src/EkoOperation.ts"
import * as Id from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import * as Refund from "../src/Refund.ts"
import * as TransactionInquiry from "../src/TransactionInquiry.ts"
import * as WalletBalance from "../src/WalletBalance.ts"
import { documentedOperations, type seedPages, seedValues } from "./Examples.ts"

/** What an example means. */
export interface Meaning {
  /** A success that is this, a refusal for that reason, or a consumed OTP. */
  readonly is: object | string
  readonly drift?: ReadonlyArray<Pick<Drift, "path" | "kind">>
}

/** How one operation reads its examples, and what each of them means, by its scenario. */
export interface Row {
  readonly interpret: (answer: EkoAnswer) => Interpretation<unknown, unknown>
  readonly name: string
  readonly success: Meaning
  readonly errors?: Readonly<Record<string, Meaning>>
}

const row = <Input>(
  operation: EkoOperation<Input, unknown, unknown, "money" | "nothing">,
  input: Input,
  success: Meaning,
  errors?: Row["errors"]
): Row => ({
  name: operation.name,
  interpret: (example) => operation.interpret(example, input),
  success,
  ...(errors === undefined ? {} : { errors })
})

const customer = (customerId: string) => ({ customerId: Id.CustomerId.make(customerId) })
const dmt = customer("9123456789")
const ppi = customer("8617567988")
const clientRefId = ClientRefId.make("ref_20250121_001")
const consent = { ...ppi, clientRefId, orgId: Id.OrgId.make("1") }
const otp = { otp: Redacted.make(Id.Otp.make("123456")), otpRefId: Redacted.make(Id.OtpRefId.make("66748392")) }
const person = { name: Id.PersonName.make("RAVI KUMAR"), dob: Id.DateOfBirth.make("1990-05-15") }
const aadhar = { aadhar: Redacted.make(Id.Aadhaar.make("123456789012")) }
const order = {
  ...seedValues,
  recipientId: Id.RecipientId.make(117015428),
  amountPaise: paise(100_00)
}
const ppiOrder = { ...seedValues, ...ppi, recipientId: Id.RecipientId.make(10017680), amountPaise: paise(110_00) }

const notEnrolled: Meaning = { is: "CustomerNotEnrolled" }
/** The documents write a placeholder where the reference is repeated. */
const placeholder = { drift: [{ path: "data.client_ref_id", kind: "differing echo" }] } as const

const wallet = "zCISyglexo0Pjqp4YrS2ssweuD9v1c3aLKGxjTW8wU7An8Wem1UyNws5830yh7q/sf5J4R3BY="

/** The later documents by slug. */
export const table: Readonly<Record<string, Row | "not a call of ours">> = {
  "dmt-get-sender": row(
    DmtFino.getSender,
    { ...dmt, userCode: seedValues.userCode },
    {
      is: {
        _tag: "Registered",
        nextAllowedLimitPaise: 25_000_00,
        customerProfile: {
          name: "RAVI KUMAR",
          totalMonthlyLimitPaise: 25_000_00,
          nextAllowedLimitPaise: 25_000_00,
          balancePaise: 0
        }
      }
    },
    {
      "Sender not enrolled — proceed to Onboard Sender": notEnrolled,
      "Enrolled on Eko, KYC pending on Fino — proceed to Sender eKYC": { is: { _tag: "KycPending" } }
    }
  ),
  "dmt-onboard-sender": row(
    DmtFino.onboardSender,
    {
      ...dmt,
      ...person,
      residenceAddress: { line: "", city: "", state: "", pincode: "", district: "", area: "" }
    },
    { is: { _tag: "KycPending" } },
    { "Alternate success — sender already onboarded on Eko, KYC pending": { is: { _tag: "WalletOpened" } } }
  ),
  "dmt-fino-sender-ekyc": row(
    DmtFino.senderEkyc,
    { ...dmt, ...aadhar, piddata: Redacted.make(Id.PidData.make("<PidData/>")) },
    { is: { kycRequestId: "9332126", otpRefId: "666803844" } },
    {
      "Incorrect PID data — eKYC verification failed": { is: "EkycFailed" },
      "Sender already has an existing relationship with the bank": { is: "ExistingBankRelationship" }
    }
  ),
  "dmt-fino-validate-ekyc-otp": row(
    DmtFino.validateEkycOtp,
    { ...seedValues, ...dmt, kycRequestId: Id.KycRequestId.make("KYC20240101001") },
    { is: {} },
    {
      "Sender already registered": { is: "AlreadyVerified" },
      "Incorrect OTP entered": { is: "WrongOtp" },
      "OTP has expired": { is: "OtpExpired" }
    }
  ),
  "dmt-get-recipients": row(
    DmtFino.getRecipients,
    dmt,
    {
      is: {
        recipients: [
          {
            recipientId: 117015428,
            beneficiaryId: "117015428",
            recipientName: "ASHA DEVI",
            recipientMobile: "9123456789",
            bank: "State Bank of India",
            ifsc: "SBIN0007515",
            account: "012345678901",
            accountType: "Bank Account"
          }
        ],
        remainingLimitBeforePanRequiredPaise: 50_000_00
      }
    },
    {
      "No recipients registered yet — add one": { is: { recipients: [] } },
      "Customer does not exist in system": notEnrolled
    }
  ),
  "dmt-add-recipient": row(
    DmtFino.addRecipient,
    {
      ...dmt,
      recipientMobile: dmt.customerId,
      recipientName: Id.PersonName.make("ASHA DEVI"),
      ifsc: Id.Ifsc.make("SBIN0007515"),
      account: Id.AccountNumber.make("012345678901")
    },
    { is: { recipientId: 117015428 } },
    {
      "Recipient already registered for this sender": { is: "RecipientAlreadyRegistered" },
      "Customer does not exist in system": notEnrolled
    }
  ),
  "dmt-send-otp": row(
    DmtFino.sendOtp,
    seedValues,
    { is: { otpRefId: "666902416" } },
    {
      "Sender monthly limit exhausted": { is: "MonthlyLimitExhausted" },
      "Beneficiary monthly limit exhausted": { is: "BeneficiaryLimitExhausted" },
      "Customer does not exist in system": notEnrolled
    }
  ),
  "dmt-initiate-transfer": row(
    DmtFino.initiate,
    order,
    {
      is: {
        txStatus: "0",
        facts: {
          tid: "3570311831",
          bankReference: "620415011744",
          feePaise: 10_00,
          commissionPaise: 47,
          tdsPaise: 1,
          balancePaise: 10131_18,
          recipientName: "ASHA DEVI"
        }
      },
      ...placeholder
    },
    {
      "Transaction declined — OTP already consumed": { is: "OtpConsumed" },
      "Transaction declined — insufficient balance in agent wallet": { is: "InsufficientBalance" },
      "Transaction declined — wrong OTP entered": { is: "WrongOtp" },
      "Transaction declined — sender monthly limit exhausted": { is: "MonthlyLimitExhausted" },
      "Transaction awaited (non-final) — reconcile by tid before retrying": {
        is: { txStatus: "2", facts: { tid: "3570311831" } }
      }
    }
  ),
  "qr-transaction-status-callback": "not a call of ours",
  "ppi-digikhata-get-sender": row(
    DigiKhataOnboarding.getSender,
    ppi,
    { is: { otpRefId: "IXrygqm0vTNbN35Lp5AfcbP69ifPhQ1Ee3u74AHY5fA9aMp2d94Yii3g+9fOBmbMsVTuaEQpDOEateP4tSTkQw==" } },
    { "Customer not enrolled — proceed to Onboard Sender": notEnrolled }
  ),
  "ppi-digikhata-onboard-sender": row(
    DigiKhataOnboarding.onboardSender,
    { ...ppi, ...person, residenceAddress: ["123 MG Road"] },
    {
      is: {
        _tag: "OtpSent",
        otpRefId: "leSLbMTFJpWWyG+NIDZW1IM6D+1tVJ6hgzp33AcOnMOJNPmRic8dJQazrKttIV3oIOpXKP8OdkARMo2DvP8bWEKK2P3h2dAK"
      }
    },
    { "Wallet already exists for this sender": { is: { _tag: "WalletOpened" } } }
  ),
  "ppi-digikhata-generate-sender-otp": row(DigiKhataOnboarding.generateSenderOtp, ppi, {
    is: {
      otpRefId: "leSLbMTFJpWWyG+NIDZW1IM6D+1tVJ6haUuWCwcbJVCWUgeMOoj5vNqXAGuOK+Cro+AqdfLdmm5z5AQ+PGkPdHUQJ9nuLPKS"
    }
  }),
  "ppi-digikhata-verify-otp": row(
    DigiKhataOnboarding.verifyOtp,
    { ...ppi, ...otp },
    {
      is: {
        _tag: "Complete",
        senderName: "RAVI KUMAR",
        nextAllowedLimitPaise: 50_000_00,
        customerProfile: {
          name: "ASHA DEVI",
          totalMonthlyLimitPaise: 50_000_00,
          nextAllowedLimitPaise: 50_000_00,
          balancePaise: 0
        }
      }
    },
    { "New sender — Aadhaar validation pending": { is: { _tag: "AadhaarPending" } } }
  ),
  "ppi-digikhata-consent-languages": row(DigiKhataOnboarding.consentLanguages, consent, {
    is: {
      languages: [
        "English",
        "Bengali",
        "Gujarati",
        "Hindi",
        "Kannada",
        "Malayalam",
        "Marathi",
        "Odia",
        "Tamil",
        "Telugu",
        "Urdu",
        "Assamese",
        "Punjabi"
      ].map((language, at) => ({ id: String(at + 1), language }))
    }
  }),
  "ppi-digikhata-consent-details": row(
    DigiKhataOnboarding.consentDetails,
    { ...consent, consentLanguage: Id.ConsentLanguageId.make("1") },
    {
      is: {
        consentDetail: {
          content: documentedConsent("consentContent"),
          consent: documentedConsent("consent"),
          language: "English",
          audioUrl: "https://paypointindia.co.in/audio/Consent_English.mp3",
          consentId: 1
        }
      }
    }
  ),
  "ppi-digikhata-generate-aadhaar-otp": row(
    DigiKhataOnboarding.generateAadhaarOtp,
    { ...ppi, ...aadhar },
    {
      is: {
        otpRefId: "leSLbMTFJpWWyG+NIDZW1IM6D+1tVJ6haUuWCwcbJVCWUgeMOoj5vNqXAGuOK+Cro+AqdfLdmm5z5AQ+PGkPdHUQJ9nuLPKS"
      }
    }
  ),
  "ppi-digikhata-verify-aadhaar-otp": row(
    DigiKhataOnboarding.verifyAadhaarOtp,
    { ...ppi, ...otp },
    { is: { _tag: "PanRequired" } }
  ),
  "ppi-digikhata-validate-pan": row(
    DigiKhataOnboarding.validatePan,
    { ...customer("9444444444"), panNumber: Redacted.make(Id.Pan.make("ABCDE1234F")) },
    {
      is: {
        _tag: "Complete",
        senderName: "RAVI KUMAR",
        nextAllowedLimitPaise: 5_287_00,
        customerProfile: {
          name: "RAVI KUMAR",
          totalMonthlyLimitPaise: 50_000_00,
          nextAllowedLimitPaise: 5_287_00,
          balancePaise: 0
        }
      }
    }
  ),
  "ppi-digikhata-load-wallet": row(
    DigiKhata.loadWallet,
    { ...consent, amountPaise: paise(500_00) },
    { is: { tid: "355419717321", feePaise: 5_00 } }
  ),
  "ppi-digikhata-get-recipients": row(DigiKhata.getRecipients, ppi, {
    is: {
      recipients: [
        {
          recipientId: 10018839,
          beneficiaryId: "40378",
          recipientName: "ASHA DEVI",
          recipientMobile: "9999999990",
          bank: "Kotak Mahindra Bank",
          ifsc: "KKBK0000878",
          account: "1XXXXXX90657",
          accountType: "Bank Account"
        },
        {
          recipientId: 10065177,
          recipientName: "ASHA DEVI",
          recipientMobile: "6888888886",
          bank: "State Bank of India",
          ifsc: "SBIN00005656",
          account: "43XXXXXXXXX45",
          accountType: "Bank Account"
        }
      ],
      remainingLimitBeforePanRequiredPaise: 50_000_00
    }
  }),
  "ppi-digikhata-add-recipient": row(
    DigiKhata.addRecipient,
    {
      ...customer("9444444444"),
      bankId: Id.BankId.make(12),
      recipientName: Id.PersonName.make("ASHA DEVI"),
      recipientMobile: Id.CustomerId.make("9123456789"),
      account: Id.AccountNumber.make("1234567890657"),
      bankCode: Id.Ifsc.make("KKBK0000878")
    },
    { is: { recipientId: 10017740 } }
  ),
  "ppi-digikhata-recipient-bank-otp": row(
    DigiKhata.recipientBankOtp,
    { ...ppi, recipientId: Id.RecipientId.make(10017740) },
    { is: { beneficiaryId: "4202888", otpRefId: "8617567988~8617567988~Channel4~4202888~4202888" } }
  ),
  "ppi-digikhata-validate-recipient-otp": row(DigiKhata.validateRecipientOtp, { ...ppi, ...otp }, { is: {} }),
  "ppi-digikhata-send-transaction-otp": row(DigiKhata.sendOtp, ppiOrder, { is: { otpRefId: wallet } }),
  "ppi-digikhata-initiate-transaction": row(
    DigiKhata.initiate,
    { ...ppiOrder, ...customer("8999999992") },
    {
      is: {
        txStatus: "0",
        facts: {
          tid: "2886522975",
          bankReference: "250121123714472002",
          feePaise: 4_00,
          commissionPaise: 0,
          tdsPaise: 0,
          balancePaise: 814_00,
          recipientName: "ASHA DEVI"
        }
      }
    }
  ),
  "get-wallet-balance": row(WalletBalance.getBalance, customer("9962981729"), {
    is: { balancePaise: 2_208_340_023_75 }
  }),
  "transaction-inquiry": row(
    TransactionInquiry.inquire,
    { transactionReference: TransactionInquiry.byTid(Id.Tid.make("12971397")) },
    {
      is: {
        _tag: "Found",
        txStatus: "0",
        clientRefId: "Settlemet7206123420",
        amountPaise: 1045_00,
        facts: {
          tid: "12971397",
          bankReference: "8761099407",
          feePaise: 5_00,
          gstPaise: 76,
          recipientName: "ASHA DEVI"
        },
        atMillis: Date.parse("2019-11-01T17:50:44+05:30")
      }
    }
  ),
  "get-refund-otp": row(Refund.sendOtp, { tid: Id.Tid.make("13192443") }, { is: { otpRefId: wallet } }),
  "initiate-refund": row(
    Refund.initiate,
    { tid: Id.Tid.make("13192443"), ...otp },
    {
      is: {
        tid: "13192443",
        refundTid: "2147591637",
        refundedPaise: 5050_00,
        amountPaise: 5000_00,
        feePaise: 50_00,
        tdsPaise: 7_10,
        commissionReversePaise: 28_38,
        balancePaise: 2_222_637_312_86
      }
    }
  )
}

/** The seed pages by name: the row that reads each, and what its example means. */
export const seedTable: Readonly<Record<(typeof seedPages)[number], Row>> = {
  "dmt-send-otp": row(DmtFino.sendOtp, seedValues, {
    is: { otpRefId: "TXNOTP20240101001", mobile: "XXXXXX6789" }
  }),
  "dmt-initiate-transfer": row(DmtFino.initiate, seedValues, {
    is: {
      txStatus: "0",
      facts: {
        tid: "2309876543",
        bankReference: "412345678901",
        feePaise: 5_00,
        commissionPaise: 3_00,
        balancePaise: 4495_00,
        recipientName: "Sunil Sharma"
      }
    },
    // The page's own answer repeats another reference than its request has.
    ...placeholder
  }),
  "dmt-fino-validate-ekyc-otp": row(
    DmtFino.validateEkycOtp,
    { ...seedValues, kycRequestId: Id.KycRequestId.make("KYC20240101001") },
    { is: { kycVerified: true, availableLimitPaise: 25_000_00 } }
  ),
  "ppi-digikhata-send-transaction-otp": row(DigiKhata.sendOtp, ppiOrder, { is: { otpRefId: wallet } })
}

function documentedConsent(name: string): unknown {
  const { successExample } = documentedOperations.find(({ slug }) => slug === "ppi-digikhata-consent-details") ?? {}
  const Example = Schema.Struct({
    data: Schema.Struct({ consent_detail: Schema.Record(Schema.String, Schema.Unknown) })
  })
  return Option.getOrThrow(Schema.decodeUnknownOption(Example)(successExample)).data.consent_detail[name]
}
