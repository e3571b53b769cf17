/**
 * Asking Eko what became of a transaction, by its id or by our reference.
 *
 * @module
 */
import { Option, Schema } from "effect"
import * as AnswerShape from "./AnswerShape.ts"
import { told } from "./AnswerShape.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import type { Differences } from "./Drift.ts"
import { requestShape, sameRequests } from "./EkoOperation.ts"
import { descriptions, type Envelope } from "./Envelope.ts"
import { BankReference, type Tid } from "./Identifiers.ts"
import * as IndiaTime from "./IndiaTime.ts"
import { type Paise, PaiseFromRupees } from "./Money.ts"
import * as QueryOperation from "./QueryOperation.ts"
import * as TransactionFacts from "./TransactionFacts.ts"
import * as TxStatus from "./TxStatus.ts"
import { plainText } from "./Wire.ts"

/**
 * What an inquiry answered. It is evidence about an attempt only once {@link module:Evidence} has matched it to one:
 * Eko's word about a transaction says nothing about ours unless it provably is ours.
 */
export type InquiryAnswer =
  | {
      readonly _tag: "Found"
      readonly txStatus: TxStatus.TxStatus
      readonly facts: TransactionFacts.TransactionFacts
      readonly clientRefId: string | undefined
      readonly amountPaise: Paise | undefined
      /** Eko's transaction date, where it is one. */
      readonly atMillis?: number | undefined
    }
  /** Not a sign that nothing happened: an accepted but unprocessed transaction may answer so. */
  | { readonly _tag: "NotFound" }

/** What a transaction is asked for by. */
const TransactionReference = Schema.String.check(Schema.isPattern(/^(client_ref_id:)?[A-Za-z0-9_-]{1,64}$/))

/** The reference for a transaction whose id we hold: the better way to ask. */
export const byTid = (tid: Tid): string => tid

/** The reference for an attempt whose transaction id never reached us. */
export const byClientRefId = (clientRefId: ClientRefId): string => `client_ref_id:${clientRefId}`

const Found = AnswerShape.make(
  {
    ...TransactionFacts.fields,
    bankRefNum: told(BankReference),
    utrnumber: told(BankReference, { mayLack: true }),
    clientRefId: told(plainText(64).check(Schema.isNonEmpty())),
    amountPaise: told(PaiseFromRupees),
    gstPaise: told(PaiseFromRupees),
    timestamp: told(plainText(64).check(Schema.isNonEmpty()))
  },
  {
    ...AnswerShape.texts("tx_status txstatus_desc account ifsc sender_name"),
    ...AnswerShape.numbers("payment_mode beneficiary_account_type")
  }
)
/** What is not final tells what there is to tell. */
const FoundInFlight = AnswerShape.partial(Found)

/** Looks one transaction up; moves nothing and may be repeated. */
export const inquire = QueryOperation.make({
  name: "transaction/inquire",
  method: "GET",
  path: "/tools/reference/transaction/{transaction_reference}",
  repeats: "safely",
  requests: sameRequests(requestShape({ transactionReference: TransactionReference })),
  succeeds: [
    {
      name: "Found",
      statuses: [0],
      types: [1472],
      shape: Found,
      isProof: true,
      when: () => true,
      read: (envelope, differences): Option.Option<InquiryAnswer> => readFound(envelope, differences)
    },
    {
      name: "NotFound",
      statuses: [168, 1],
      types: [],
      shape: undefined,
      isProof: true,
      when: (envelope) => saysNotFound(envelope),
      read: (): Option.Option<InquiryAnswer> => Option.some({ _tag: "NotFound" })
    }
  ],
  // A "not found" that contradicts itself, or that a gateway may have given, finds nothing out.
  rejections: ["TransactionNotFound", "CustomerNotEnrolled"]
})

/**
 * Three shapes of "not found" are published, and no page says which one holds. One that speaks of a transaction's status
 * contradicts itself and is none; a plain 463 is about the customer or the initiator.
 */
const saysNotFound = (envelope: Envelope): boolean =>
  envelope.txStatuses.length === 0 &&
  envelope.unreadable.length === 0 &&
  (envelope.status === 168 ||
    (envelope.status === 1 &&
      (envelope.responseStatusId === 463 ||
        /\b(transaction not found|no transaction found)\b/i.test(envelope.message))))

const readFound = (envelope: Envelope, differences: Differences): Option.Option<InquiryAnswer> => {
  const [txStatus, ...others] = envelope.txStatuses
  const isClear = !envelope.unreadable.includes("tx_status") && others.every((other) => other === txStatus)
  if (txStatus === undefined || !isClear) {
    differences.add("data.tx_status", txStatus === undefined ? "missing" : "unreadable", "one readable status")
    return Option.none()
  }
  if (TxStatus.isContradicted(txStatus, descriptions(envelope))) {
    differences.add("data.txstatus_desc", "unreadable", "words that agree with the status")
    return Option.none()
  }
  if (!TxStatus.isListed(txStatus)) differences.add("data.tx_status", "unknown tx_status", "a listed status")
  const shape = TxStatus.meaning(txStatus) === "success" ? Found : FoundInFlight
  return Option.map(
    shape.read(envelope.body["data"], "data", differences),
    ({ clientRefId, amountPaise, timestamp, ...told }): InquiryAnswer => ({
      _tag: "Found",
      txStatus,
      facts: TransactionFacts.of(told),
      clientRefId,
      amountPaise,
      atMillis: timestamp === undefined ? undefined : Option.getOrUndefined(IndiaTime.fromEko(timestamp))
    })
  )
}
