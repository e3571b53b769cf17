/**
 * Asks Eko about every attempt, at a pace that it can take, and tells the state machine what it says.
 *
 * @module
 */
import {
  type Attempt,
  EkoClient,
  Evidence,
  Identifiers,
  type ReconciliationRecord,
  TransactionInquiry,
  type TransferStore,
  Transfers,
  TxStatus,
  WalletLoads
} from "@bhejo/core"
import { type DataKeys, Sealing } from "@bhejo/store-postgres"
import { Context, Effect, Layer, Semaphore } from "effect"
import { RateLimiter } from "effect/persistence"
import type { OurSide } from "../ours/OurRecords.ts"
import * as Pseudonyms from "../ours/Pseudonyms.ts"

export interface Options {
  /** How many inquiries of one process are under way at a time. */
  readonly concurrency: number
  /** How many one process begins in a second. */
  readonly perSecond: number
}

/** What one inquiry found, for the comparison and for the state machine. */
interface Inquired {
  readonly owned: ReconciliationRecord.OwnedRecord
  readonly clientRefId: Attempt.Attempt["clientRefId"]
  readonly finding: Evidence.Finding
}

export class Inquiry extends Context.Service<
  Inquiry,
  {
    /** What Eko says about each attempt that may have been sent. It never fails: no answer is an answer. */
    readonly ask: (side: OurSide) => Effect.Effect<ReadonlyArray<Inquired>>
    /**
     * What Eko says about a transaction that no attempt of ours owns and of which a callback told; nothing where it does
     * not know it, or speaks of another one.
     */
    readonly lookUp: (
      heard: ReconciliationRecord.HeardRecord
    ) => Effect.Effect<ReconciliationRecord.FoundRecord | "unanswered" | undefined>
    /** Brings what was found to the state machine: the only way in which reconciliation moves a transfer or a load. */
    readonly repair: (
      side: OurSide,
      inquired: ReadonlyArray<Inquired>
    ) => Effect.Effect<void, TransferStore.StoreUnavailable>
  }
>()("@bhejo/reconciliation/Inquiry") {
  static readonly layer = (options: Options) =>
    Layer.effect(Inquiry, make(options)).pipe(
      Layer.provide(RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory)))
    )

  /** For runs that ask nobody. */
  static readonly silent = Layer.succeed(Inquiry, {
    ask: () => Effect.succeed([]),
    lookUp: () => Effect.undefined,
    repair: () => Effect.void
  })
}

/** An answer that did not come is asked for again: an inquiry moves nothing. */
const times = 2

const make = Effect.fnUntraced(function* ({ concurrency, perSecond }: Options) {
  const client = yield* EkoClient.EkoClient
  const keys = yield* Sealing.SealingKeys
  const transfers = yield* Transfers.Transfers
  const loads = yield* WalletLoads.WalletLoads
  const limiter = yield* RateLimiter.RateLimiter
  const slots = yield* Semaphore.make(concurrency)
  const pace = RateLimiter.sleep(limiter, {
    key: "inquiries",
    limit: perSecond,
    window: "1 second",
    algorithm: "token-bucket"
  })

  const inquire = (transactionReference: string) =>
    Effect.andThen(Effect.orDie(pace), client.call(TransactionInquiry.inquire, { transactionReference })).pipe(
      Effect.retry({ times, while: (error) => error._tag !== "Rejected" }),
      slots.withPermits(1)
    )

  const askOne = Effect.fnUntraced(function* ({ record }: OurSide, attempt: OurSide["sent"][number]) {
    const by = attempt.tid === undefined ? "reference" : "tid"
    const transactionReference =
      attempt.tid === undefined
        ? TransactionInquiry.byClientRefId(attempt.clientRefId)
        : TransactionInquiry.byTid(attempt.tid)
    const place = `inquiry by ${by}`
    const { clientRefId } = attempt
    const owner = { transferId: record.id, clientRefId }
    const nothing = (_tag: "NotFound" | "Unanswered", finding: Evidence.Finding): Inquired => ({
      owned: { record: { _tag, source: "inquiry", place, clientRefId }, owner },
      clientRefId,
      finding
    })
    return yield* inquire(transactionReference).pipe(
      Effect.match({
        onFailure: (failure) =>
          nothing("Unanswered", {
            _tag: "Unanswered",
            cause: failure._tag === "Rejected" ? failure.reason : failure.cause
          }),
        onSuccess: (answer): Inquired => {
          const finding = Evidence.match(attempt, record.amountPaise, answer)
          if (answer._tag === "NotFound") return nothing("NotFound", finding)
          // Another amount is a difference; another transaction says nothing about this attempt.
          const isOurs = finding._tag === "Proven" || (finding._tag === "Unproven" && finding.why === "another amount")
          if (!isOurs) return nothing("Unanswered", finding)
          return { owned: { record: found(keys, answer, place), owner }, clientRefId, finding }
        }
      })
    )
  })

  const lookUp = Effect.fnUntraced(function* ({ tid, clientRefId, atMillis }: ReconciliationRecord.HeardRecord) {
    const transactionReference =
      tid === undefined ? `client_ref_id:${clientRefId ?? ""}` : TransactionInquiry.byTid(tid)
    const answer = yield* inquire(transactionReference).pipe(
      // A refusal is an answer: whoever forges callbacks must not keep runs from being complete.
      Effect.catch(({ _tag }) => Effect.succeed(_tag === "Rejected" ? undefined : ("unanswered" as const)))
    )
    if (answer === "unanswered") return answer
    if (answer?._tag !== "Found") return undefined
    const isAsked = tid === undefined ? answer.clientRefId === clientRefId : answer.facts.tid === tid
    const record = found(keys, answer, `inquiry by ${tid === undefined ? "reference" : "tid"}`)
    return isAsked ? { ...record, atMillis: record.atMillis ?? atMillis } : undefined
  })

  return Inquiry.of({
    ask: (side) => Effect.forEach(side.sent, (attempt) => askOne(side, attempt), { concurrency: "unbounded" }),
    lookUp,
    repair: ({ record }, inquired) =>
      record.kind === "load"
        ? Effect.forEach(inquired, ({ finding }) => loads.absorb(Identifiers.WalletLoadId.make(record.id), finding), {
            discard: true
          })
        : transfers.absorb(
            Identifiers.TransferId.make(record.id),
            inquired.map(({ clientRefId, finding }) => ({ clientRefId, finding }))
          )
  })
})

const found = (
  keys: DataKeys.DataKeys,
  {
    txStatus,
    facts,
    clientRefId,
    amountPaise,
    atMillis
  }: Extract<TransactionInquiry.InquiryAnswer, { readonly _tag: "Found" }>,
  place: string
): ReconciliationRecord.FoundRecord => ({
  _tag: "Found",
  source: "inquiry",
  place,
  kind: "debit",
  meaning: TxStatus.meaning(txStatus),
  txStatus,
  tid: facts.tid,
  clientRefId,
  amountPaise,
  atMillis,
  feePaise: facts.feePaise,
  commissionPaise: facts.commissionPaise,
  tdsPaise: facts.tdsPaise,
  gstPaise: facts.gstPaise,
  // A balance in an inquiry's answer is today's and not that after the transaction.
  bankReference: facts.bankReference,
  recipientName: Pseudonyms.ofName(keys, facts.recipientName)
})
