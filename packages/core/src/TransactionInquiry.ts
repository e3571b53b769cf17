/**
 * Asking Eko what became of a transaction, by its id or by our reference.
 *
 * @module
 */
import { Option, Schema } from "effect"
import type { ClientRefId } from "./ClientRefId.ts"
import { requestShape, requests } from "./EkoOperation.ts"
import type { Envelope } from "./Envelope.ts"
import type { Tid } from "./Identifiers.ts"
import { type Paise, PaiseFromRupees } from "./Money.ts"
import * as QueryOperation from "./QueryOperation.ts"
import * as TransactionFacts from "./TransactionFacts.ts"
import type * as TxStatus from "./TxStatus.ts"

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
    }
  /** Not a sign that nothing happened: an accepted but unprocessed transaction may answer so. */
  | { readonly _tag: "NotFound" }

/** The reference for a transaction whose id we hold: the better way to ask. */
export const byTid = (tid: Tid): string => tid

/** The reference for an attempt whose transaction id never reached us. */
export const byClientRefId = (clientRefId: ClientRefId): string => `client_ref_id:${clientRefId}`

const request = requestShape({ transactionReference: Schema.NonEmptyString })

/** Looks one transaction up; moves nothing and may be repeated. */
export const inquire = QueryOperation.make({
  name: "transaction/inquire",
  method: "GET",
  path: "/tools/reference/transaction/{transaction_reference}",
  requests: requests(request, request),
  succeeds: (envelope) => envelope.status === 0 || saysNotFound(envelope),
  read: (envelope): Option.Option<InquiryAnswer> =>
    saysNotFound(envelope) ? Option.some({ _tag: "NotFound" }) : readFound(envelope)
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

const readFound = (envelope: Envelope): Option.Option<InquiryAnswer> => {
  const [txStatus, ...others] = envelope.txStatuses
  const isClear = !envelope.unreadable.includes("tx_status") && others.every((other) => other === txStatus)
  if (txStatus === undefined || !isClear) return Option.none()
  return Option.map(TransactionFacts.read(envelope), (facts) => ({
    _tag: "Found" as const,
    txStatus,
    facts,
    clientRefId: Option.getOrUndefined(decodeText(envelope.data["client_ref_id"])),
    amountPaise: Option.getOrUndefined(decodePaise(envelope.data["amount"]))
  }))
}

const decodeText = Schema.decodeUnknownOption(Schema.NonEmptyString)
const decodePaise = Schema.decodeUnknownOption(PaiseFromRupees)
