/**
 * Eko's answers, and the same schema for each in core's declarations and in zod, so that their speed can be compared.
 *
 * @module
 */
import { type AnswerShape, DigiKhata, DmtFino, Drift, Money } from "@bhejo/core"
import { Option } from "effect"
import { z } from "zod"

/** One payload with both ways to decode it; each yields the decoded value, or nothing. */
export interface Sample {
  readonly name: string
  readonly payload: unknown
  readonly core: (payload: unknown) => unknown
  readonly zod: (payload: unknown) => unknown
}

const ofCore = (shape: AnswerShape.AnswerShape<unknown> | undefined) => {
  if (shape === undefined) throw new Error("the operation documents no payload")
  return (payload: unknown): unknown => {
    const differences = new Drift.Differences("benchmark")
    const read = shape.read(payload, "data", differences)
    if (differences.records.length > 0) throw new Error("a sample differs from the documents")
    return Option.getOrUndefined(read)
  }
}

const ofZod = (schema: z.ZodType) => (payload: unknown) => schema.safeParse(payload).data

const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u)
    .min(1)

/** A text that may be empty, and says nothing then. */
const toldText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u)
    .nullable()
    .transform((value) => (value === "" || value === null ? undefined : value))

/** A sum of money that may be empty, and says nothing then. */
const toldSum = z.union([z.string(), z.number(), z.null()]).transform((rupees, context) => {
  if (rupees === "" || rupees === null) return undefined
  const paise = Money.fromRupees(rupees)
  if (Option.isSome(paise)) return paise.value
  context.addIssue("rupees with at most two decimals")
  return z.NEVER
})

const tid = z.union([z.string().regex(/^[1-9]\d{0,31}$/), z.number().int().min(1)]).transform(String)

const known = z.string().nullable()
const knownNumber = z.union([z.number(), z.literal(""), z.null()])
const knownSum = z.union([z.string(), z.number(), z.null()])

const all = <const Names extends string, T extends z.ZodType>(names: Names, schema: T): Record<string, T> =>
  Object.fromEntries(names.split(" ").map((name) => [name, schema]))

/** The fields under our names, without those that say nothing. */
const renamed =
  (names: Readonly<Record<string, string>>) =>
  (wire: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    const ours: Record<string, unknown> = {}
    for (const [theirs, name] of Object.entries(names)) if (wire[theirs] !== undefined) ours[name] = wire[theirs]
    return ours
  }

const facts = {
  tid: "tid",
  fee: "feePaise",
  recipient_name: "recipientName",
  commission: "commissionPaise",
  balance: "balancePaise",
  tds: "tdsPaise",
  bank_ref_num: "bankRefNum",
  utrnumber: "utrnumber"
}

const debitFields = {
  tid,
  fee: toldSum,
  recipient_name: toldText(200),
  commission: toldSum,
  balance: toldSum
}

const dmtFinoDebit = z.union([
  z
    .strictObject({
      ...debitFields,
      tds: toldSum,
      bank_ref_num: toldText(64),
      ...all("tx_status account client_ref_id timestamp txstatus_desc sender_name bank channel_desc currency", known),
      ...all("amount collectable_amount service_tax", knownSum),
      recipient_id: knownNumber
    })
    .transform(renamed(facts)),
  z
    .strictObject({
      ...debitFields,
      utrnumber: toldText(64),
      ...all("tx_status account client_ref_id timestamp ifsc", known),
      amount: knownSum
    })
    .transform(renamed(facts))
])

const digiKhataDebit = z
  .strictObject({
    ...debitFields,
    tds: toldSum,
    bank_ref_num: toldText(64),
    utrnumber: toldText(64),
    ...all(
      "tx_status txstatus_desc debit_user_id channel txn_wallet utility_acc_no sender_name ekyc_enabled bank insurance_acquired is_otp_required aadhar currency state timestamp pinNo gst_benefit payment_mode_desc channel_desc last_used_okekey npr paymentid customer_id account",
      known
    ),
    ...all("amount collectable_amount total_sent totalfee service_tax insurance_amount mdr", knownSum),
    ...all(
      "remaining_limit_before_pan_required next_allowed_limit pipe recipient_id pan_required kyc_state",
      knownNumber
    )
  })
  .transform(renamed(facts))

const otpSent = z.union([
  z.strictObject({ otp_ref_id: text(512) }).transform(renamed({ otp_ref_id: "otpRefId" })),
  z
    .strictObject({ otp_ref_id: text(512), mobile: toldText(32) })
    .transform(renamed({ otp_ref_id: "otpRefId", mobile: "mobile" }))
])

const recipients = z
  .strictObject({
    pan_required: knownNumber,
    remaining_limit_before_pan_required: toldSum,
    recipient_list: z.array(
      z
        .strictObject({
          recipient_id: z.number().int().gt(0),
          beneficiary_id: z
            .union([z.number().int().min(0), z.string().regex(/^\d{0,20}$/), z.null()])
            .transform((value) => (value === "" || value === null ? undefined : String(value))),
          ...all("recipient_name recipient_mobile bank ifsc account account_type", toldText(200)),
          ...all("ifsc_status is_verified bank_recipient_id", knownNumber),
          is_otp_required: known,
          pipes: z.unknown()
        })
        .transform(
          renamed({
            recipient_id: "recipientId",
            beneficiary_id: "beneficiaryId",
            recipient_name: "recipientName",
            recipient_mobile: "recipientMobile",
            bank: "bank",
            ifsc: "ifsc",
            account: "account",
            account_type: "accountType"
          })
        )
    )
  })
  .transform(
    renamed({
      recipient_list: "recipients",
      remaining_limit_before_pan_required: "remainingLimitBeforePanRequiredPaise"
    })
  )

const recipient = (number: number) => ({
  recipient_id: 117015428 + number,
  beneficiary_id: 117015428 + number,
  bank_recipient_id: 117015428 + number,
  recipient_name: "ASHA DEVI",
  recipient_mobile: "9123456789",
  bank: "State Bank of India",
  ifsc: "SBIN0007515",
  account: "012345678901",
  account_type: "Bank Account",
  ifsc_status: 1,
  is_verified: 0,
  is_otp_required: "0",
  pipes: { "3": { pipe: 3, status: 1 } }
})

const seedDebit = {
  tid: "2309876543",
  utrnumber: "412345678901",
  amount: 500,
  tx_status: "0",
  recipient_name: "Sunil Sharma",
  account: "012345678901",
  ifsc: "SBIN0001234",
  fee: 5,
  commission: 3,
  balance: 4495,
  client_ref_id: "REF-20240101-001",
  timestamp: "2024-01-01T10:30:05Z"
}

const laterDebit = {
  tx_status: "0",
  txstatus_desc: "Success",
  tid: "3570311831",
  amount: "100.00",
  fee: "10.0",
  collectable_amount: "110.0",
  service_tax: "1.53",
  tds: "0.01",
  commission: "0.47",
  sender_name: "RAVI KUMAR",
  recipient_name: "ASHA DEVI",
  recipient_id: 117015428,
  bank: "State Bank of India",
  account: "012345678901",
  channel_desc: "IMPS",
  bank_ref_num: "620415011744",
  balance: "10131.18",
  client_ref_id: "REQ-20260723-001",
  currency: "INR",
  timestamp: "2026-07-23T09:46:35.396Z"
}

const ppiDebit = {
  ...Object.fromEntries(
    "debit_user_id txn_wallet utility_acc_no ekyc_enabled insurance_acquired is_otp_required aadhar state pinNo gst_benefit payment_mode_desc last_used_okekey npr paymentid customer_id utrnumber total_sent totalfee next_allowed_limit insurance_amount mdr kyc_state"
      .split(" ")
      .map((name) => [name, ""])
  ),
  tx_status: "0",
  txstatus_desc: "Success",
  channel: "2",
  tds: "0.0",
  fee: "4.0",
  collectable_amount: "114.0",
  sender_name: "RAVI KUMAR",
  remaining_limit_before_pan_required: 49678,
  tid: "2886522975",
  bank: "UCO Bank",
  balance: "814.0",
  currency: "INR",
  commission: "0.0",
  pipe: 13,
  bank_ref_num: "250121123714472002",
  recipient_id: 10017680,
  timestamp: "2025-01-21T07:07:20.562Z",
  amount: "110.00",
  pan_required: 2,
  channel_desc: "IMPS",
  service_tax: "0.61",
  recipient_name: "ASHA DEVI",
  account: "67544100008454"
}

const shapeOf = (operation: { readonly successes: ReadonlyArray<{ readonly shape: unknown }> }) =>
  operation.successes[0]?.shape as AnswerShape.AnswerShape<unknown> | undefined

const sample = (
  name: string,
  operation: Parameters<typeof shapeOf>[0],
  schema: z.ZodType,
  payload: unknown
): Sample => ({ name, payload, core: ofCore(shapeOf(operation)), zod: ofZod(schema) })

export const samples: ReadonlyArray<Sample> = [
  sample("OTP sent, 2026-07", DmtFino.sendOtp, otpSent, { otp_ref_id: "666902416" }),
  sample("OTP sent, seed", DmtFino.sendOtp, otpSent, { otp_ref_id: "TXNOTP20240101001", mobile: "XXXXXX6789" }),
  sample("DMT-Fino debit, 2026-07", DmtFino.initiate, dmtFinoDebit, laterDebit),
  sample("DMT-Fino debit, seed", DmtFino.initiate, dmtFinoDebit, seedDebit),
  sample("DigiKhata debit", DigiKhata.initiate, digiKhataDebit, ppiDebit),
  sample("10 recipients", DmtFino.getRecipients, recipients, {
    pan_required: 2,
    recipient_list: Array.from({ length: 10 }, (_, number) => recipient(number)),
    remaining_limit_before_pan_required: 50000
  })
]
