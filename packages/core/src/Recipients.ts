/**
 * A customer's recipients as Eko lists them, in both products.
 *
 * @module
 */
import { Schema } from "effect"
import * as AnswerShape from "./AnswerShape.ts"
import { needed, told } from "./AnswerShape.ts"
import { BeneficiaryIdFromWire, RecipientId } from "./Identifiers.ts"
import { PaiseFromRupees } from "./Money.ts"
import * as QueryOperation from "./QueryOperation.ts"
import { plainText } from "./Wire.ts"

const text = told(plainText(200).check(Schema.isNonEmpty()))

const recipient = {
  recipientId: needed(RecipientId),
  beneficiaryId: told(BeneficiaryIdFromWire),
  recipientName: text,
  recipientMobile: text,
  bank: text,
  ifsc: text,
  /** Masked for some. */
  account: text,
  accountType: text
}
const knownOfRecipient = {
  ...AnswerShape.numbers("ifsc_status is_verified"),
  ...AnswerShape.texts("is_otp_required"),
  ...AnswerShape.values("pipes")
}

const DmtFinoRecipient = AnswerShape.make(recipient, {
  ...knownOfRecipient,
  ...AnswerShape.numbers("bank_recipient_id")
})

const DigiKhataRecipient = AnswerShape.make(recipient, {
  ...knownOfRecipient,
  ...AnswerShape.numbers(
    "channel channel_absolute available_channel allowed_channel is_imps_scheduled is_rblbc_recipient"
  ),
  ...AnswerShape.texts("is_self_account recipient_id_type imps_inactive_reason")
})

/** One of a customer's recipients; only its id is certain. */
export type Recipient = typeof DmtFinoRecipient.codec.Type

export interface Recipients {
  readonly recipients: ReadonlyArray<Recipient>
  readonly remainingLimitBeforePanRequiredPaise?: typeof PaiseFromRupees.Type
}

const listOf = (shape: AnswerShape.AnswerShape<Recipient>, known: AnswerShape.Known = {}) =>
  AnswerShape.make(
    {
      recipients: AnswerShape.list("needed", shape, { wire: "recipient_list" }),
      remainingLimitBeforePanRequiredPaise: told(PaiseFromRupees)
    },
    { ...AnswerShape.numbers("pan_required"), ...known }
  )

const DmtFinoList = listOf(DmtFinoRecipient)
const DigiKhataList = listOf(DigiKhataRecipient, AnswerShape.texts("is_insured"))

const none: Recipients = { recipients: [] }

const kinds = (shape: AnswerShape.AnswerShape<Recipients>) =>
  [
    QueryOperation.plain("Recipients", { type: [23] }, shape),
    QueryOperation.bare("NoRecipients", { type: [22] }, none)
  ] as const

/** The answers to a request for the list; having none is an empty list. */
export const dmtFino = kinds(DmtFinoList)
export const digiKhata = kinds(DigiKhataList)
