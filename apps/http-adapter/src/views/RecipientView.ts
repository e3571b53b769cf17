/**
 * A customer's recipients as teams see them: no full account or mobile number.
 *
 * @module
 */
import type { Recipients } from "@bhejo/core"
import { Schema } from "effect"
import { int, masked, maskedNumber, present, text } from "./View.ts"

const optional = Schema.optionalKey

/** Only the id is certain. */
export const RecipientView = Schema.Struct({
  recipientId: int(98_765, "Eko's number of the recipient, which a transfer names."),
  beneficiaryId: optional(text("4202888", "DigiKhata's number of the recipient's bank account.")),
  name: optional(text("ASHA DEVI")),
  mobile: optional(maskedNumber()),
  bank: optional(text("State Bank of India")),
  ifsc: optional(text("SBIN0007515")),
  account: optional(text("XXXXXXXX8901")),
  accountType: optional(text("Savings"))
}).annotate({ identifier: "Recipient" })
export type RecipientView = typeof RecipientView.Type

export const RecipientList = Schema.Struct({
  recipients: Schema.Array(RecipientView),
  remainingLimitBeforePanPaise: optional(int(2_500_000, "What the customer can still send before a PAN is needed."))
})

const hidden = (number: string | undefined) => (number === undefined ? undefined : masked(number))

const of = (recipient: Recipients.Recipient): RecipientView =>
  present({
    recipientId: recipient.recipientId,
    beneficiaryId: recipient.beneficiaryId,
    name: recipient.recipientName,
    mobile: hidden(recipient.recipientMobile),
    bank: recipient.bank,
    ifsc: recipient.ifsc,
    account: hidden(recipient.account),
    accountType: recipient.accountType
  })

export const listOf = (list: Recipients.Recipients): typeof RecipientList.Type =>
  present({
    recipients: list.recipients.map(of),
    remainingLimitBeforePanPaise: list.remainingLimitBeforePanRequiredPaise
  })
