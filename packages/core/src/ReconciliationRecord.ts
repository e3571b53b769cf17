/**
 * What reconciliation compares: our attempts on one side, and whatever Eko says of its transactions on the other.
 *
 * Both sides are plain records of their own. Whoever has a journal, an inquiry's answer or a line of a statement turns
 * it into one of these, so the comparison knows neither the state machine nor a file.
 *
 * @module
 */
import type { TeamId, Tid, TransferId, WalletLoadId } from "./Identifiers.ts"
import type { IndiaDay } from "./IndiaTime.ts"
import type { Paise } from "./Money.ts"
import type { Product } from "./TransferPolicy.ts"
import type { Meaning } from "./TxStatus.ts"

/** What our record of an attempt says about the money. */
export type Belief =
  /** Proven: nothing moved. */
  | "not_moved"
  /** Its outcome is unknown. */
  | "in_doubt"
  /** Eko has it and has not finished. */
  | "in_flight"
  | "paid"
  /** It came back to Eko, and the customer does not have it. */
  | "refund_pending"
  | "refunded"

/** Figures that either side may know of one transaction. */
export interface Figures {
  readonly feePaise?: Paise | undefined
  readonly gstPaise?: Paise | undefined
  readonly commissionPaise?: Paise | undefined
  readonly tdsPaise?: Paise | undefined
  /** The wallet's balance right after it. */
  readonly balancePaise?: Paise | undefined
  readonly bankReference?: string | undefined
  readonly recipientName?: string | undefined
}

/** One attempt to debit, as we hold it. */
export interface OurAttempt extends Figures {
  readonly clientRefId: string
  /** 1 for the first of its transfer. */
  readonly number: number
  readonly startedAtMillis: number
  readonly tid?: Tid | undefined
  readonly belief: Belief
  /** Eko's word closed it, or a named operator's; for the evidence. */
  readonly because: string
  /** What Eko told of its refund: the balance right after it, and when that was. */
  readonly refund?: { readonly atMillis: number; readonly balancePaise?: Paise | undefined } | undefined
}

/** A customer says that a success never arrived. */
export interface Dispute {
  readonly ticket: string
  readonly bankReference: string
  readonly raisedDay: IndiaDay
  readonly dueDay: IndiaDay
}

/** A transfer, or a wallet load, which is one attempt and compared like a transfer's. */
export type RecordId = TransferId | WalletLoadId

/** One transfer with all its attempts, or one wallet load with its only one, as we hold it. */
export interface OurTransfer {
  readonly id: RecordId
  /** Absent for a transfer. */
  readonly kind?: "load" | undefined
  readonly team: TeamId
  readonly product: Product
  /** The wallet that it is paid from. */
  readonly wallet: string
  /** The name of its state. */
  readonly state: string
  readonly amountPaise: Paise
  readonly createdAtMillis: number
  readonly attempts: ReadonlyArray<OurAttempt>
  /** What is wrong with its journal, in words; absent where it leads to the snapshot. */
  readonly journalProblem?: string | undefined
  /** Attempts for which Eko named a transaction id that another attempt holds, and the id where it is on record. */
  readonly refusedTids?: ReadonlyArray<{ readonly clientRefId: string; readonly tid?: string }> | undefined
  readonly dispute?: Dispute | undefined
  /** Who said that the customer was handed the cash of a refund. */
  readonly cashReturnedBy?: string | undefined
}

/** What Eko says of one transaction. */
export interface FoundRecord extends Figures {
  readonly _tag: "Found"
  readonly source: "inquiry" | "statement"
  /** Where it stands: `line 17`, or how it was asked for. */
  readonly place: string
  /** A refund's line tells about the transaction that it gives back. */
  readonly kind: "debit" | "refund"
  readonly meaning: Meaning
  /** The status as Eko wrote it. */
  readonly txStatus: string
  readonly tid?: Tid | undefined
  readonly clientRefId?: string | undefined
  readonly amountPaise?: Paise | undefined
  /** Eko's transaction date. */
  readonly atMillis?: number | undefined
  /** Where the record says so. */
  readonly product?: Product | undefined
  readonly wallet?: string | undefined
}

/** Eko was asked about one attempt and does not find it, or gave no answer that proves anything. */
export interface EmptyRecord {
  readonly _tag: "NotFound" | "Unanswered"
  readonly source: "inquiry"
  readonly place: string
  readonly clientRefId: string
}

/** What a callback said of a transaction that nobody knew: hearsay, which anybody may have sent. */
export interface HeardRecord {
  readonly _tag: "Heard"
  readonly source: "callback"
  readonly place: string
  readonly tid?: Tid | undefined
  readonly clientRefId?: string | undefined
  /** The status as it came, and what that would mean. */
  readonly txStatus?: string | undefined
  readonly meaning?: Meaning | undefined
  readonly amountPaise?: Paise | undefined
  readonly bankReference?: string | undefined
  /** When it was received first. */
  readonly atMillis: number
}

export type EkoRecord = FoundRecord | EmptyRecord | HeardRecord

/** The attempt that something belongs to. */
export interface Owner {
  /** The transfer's, or the wallet load's. */
  readonly transferId: RecordId
  readonly clientRefId: string
}

/** The attempts that hold a record's tid and its reference, where any do. */
export interface Holders {
  readonly ofTid: Owner | undefined
  readonly ofReference: Owner | undefined
}

/**
 * Whose a record is: the attempt that holds its tid, or else the one whose reference it carries. An attempt that holds
 * another tid may own it by reference still: then Eko has made two transactions of one attempt.
 */
export const ownerOf = ({ ofTid, ofReference }: Holders): Owner | undefined => ofTid ?? ofReference

/** A record whose tid one attempt holds and whose reference is another's of ours. An echo that nobody holds is none. */
export const isClaimedTwice = ({ ofTid, ofReference }: Holders): boolean =>
  ofTid !== undefined && ofReference !== undefined && ofTid.clientRefId !== ofReference.clientRefId

/** A record of Eko's and the attempt that owns it; `rival` is a second attempt that it names as well. */
export interface OwnedRecord {
  readonly record: EkoRecord
  readonly owner?: Owner | undefined
  readonly rival?: Owner | undefined
}

/** A success at Eko, by the bank's reference that it carries. */
export interface ReferenceClaim {
  readonly bankReference: string
  readonly tid: string
  readonly record: Pick<FoundRecord, "place" | "atMillis" | "amountPaise">
  readonly transfer?: (Pick<OurTransfer, "team" | "product"> & { readonly id: TransferId }) | undefined
}
