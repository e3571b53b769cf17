/**
 * A customer's recipients as teams see them: no full account or mobile number.
 *
 * @module
 */
import type { Recipients } from "@bhejo/core"
import { Schema } from "effect"
import { masked, present } from "./View.ts"

const optional = Schema.optionalKey

/** Only the id is certain. */
export const RecipientView = Schema.Struct({
  recipientId: Schema.Int,
  beneficiaryId: optional(Schema.String),
  name: optional(Schema.String),
  mobile: optional(Schema.String),
  bank: optional(Schema.String),
  ifsc: optional(Schema.String),
  account: optional(Schema.String),
  accountType: optional(Schema.String)
}).annotate({ identifier: "Recipient" })
export type RecipientView = typeof RecipientView.Type

export const RecipientList = Schema.Struct({
  recipients: Schema.Array(RecipientView),
  remainingLimitBeforePanPaise: optional(Schema.Int)
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
