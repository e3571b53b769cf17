/**
 * Whether books and records agree: our journals and snapshots, the simulated Eko's ledger and counts, and what clients
 * were told.
 */

import { isDeepStrictEqual } from "node:util"
import type { TransferState } from "@bhejo/core"
import type { Bhejo } from "./Bhejo.ts"
import { type Books, type Record_, replay } from "./Books.ts"
import type { Memory } from "./Client.ts"
import type { LedgerEntry } from "./Eko.ts"

type State = TransferState.TransferState["state"]

/** What is left of the debits of one transfer, once what came back is taken off. */
const netDebits = ({ attempts }: Record_, ledger: Ledger): number =>
  attempts
    .flatMap(({ clientRefId }) => ledger.get(clientRefId) ?? [])
    .reduce((net, { kind }) => net + (kind === "debit" ? 1 : -1), 0)

export type Ledger = ReadonlyMap<string, ReadonlyArray<LedgerEntry>>

export const byReference = (entries: ReadonlyArray<LedgerEntry>): Ledger =>
  Map.groupBy(entries, ({ client_ref_id }) => client_ref_id)

/** What the ledger must say of a transfer that ends in a state; nothing is said where nothing is proven. */
const netOf: Readonly<Record<State, number | undefined>> = {
  requested: 0,
  awaiting_otp: 0,
  debiting: undefined,
  in_doubt: 0,
  awaited: undefined,
  succeeded: 1,
  failed: 0,
  refund_pending: 1,
  refunding: undefined,
  refunded: 0,
  cancelled: 0,
  expired: 0
}

/** Whether a transfer still has to move until it says what the ledger says. */
export const isOpen = (record: Record_, ledger: Ledger): boolean => {
  const { state } = record.snapshot
  const hasEntries = record.attempts.some(({ clientRefId }) => ledger.has(clientRefId))
  if (state === "in_doubt") return hasEntries
  const net = netOf[state]
  return net === undefined || net !== netDebits(record, ledger)
}

/** Whether waiting may still help: what is final by our own word stays as wrong as it is. */
export const isUnsettled = (record: Record_, ledger: Ledger): boolean =>
  isOpen(record, ledger) && !["failed", "refunded", "cancelled", "expired"].includes(record.snapshot.state)

/** From a state that a client was told, only these are reached: what is final stays, but for Eko's own reversals. */
const reachable: Partial<Readonly<Record<State, ReadonlyArray<State>>>> = {
  succeeded: ["succeeded", "refund_pending", "refunding", "refunded"],
  failed: ["failed"],
  refunded: ["refunded"],
  cancelled: ["cancelled"],
  expired: ["expired"]
}

export interface Audit {
  readonly violations: ReadonlyArray<string>
  readonly states: Readonly<Record<string, number>>
  readonly attempts: number
  readonly debits: number
  readonly cameBack: number
  /** Transfers about which nothing is proven. */
  readonly inDoubt: ReadonlyArray<string>
  readonly resolved: number
}

export const make = async (bhejo: Bhejo, books: Books, memory: Memory): Promise<Audit> => {
  const records = await books.records()
  const entries = await bhejo.eko.ledger()
  const calls = await bhejo.eko.calls()
  const ledger = byReference(entries)
  const violations: Array<string> = []
  const check = (holds: boolean, violation: () => string) => {
    if (!holds) violations.push(violation())
  }
  const known = new Map(records.map((record) => [record.id, record]))

  for (const [id, told] of memory.told) {
    const record = known.get(id)
    check(record !== undefined, () => `${id}: a client was told of it, and it does not exist`)
    if (record === undefined) continue
    const { state, version } = record.snapshot
    check(version >= told.version, () => `${id}: version ${told.version} was told, and ${version} is left`)
    const expected = reachable[told.state as State]
    check(expected === undefined || expected.includes(state), () => `${id}: ${told.state} was told, and it is ${state}`)
  }

  for (const record of records) {
    const { id, snapshot, journal } = record
    const net = netDebits(record, ledger)
    const entriesOf = record.attempts.flatMap(({ clientRefId }) => ledger.get(clientRefId) ?? [])
    const story = () => `${id} (${snapshot.state}): ${JSON.stringify({ journal, ledger: entriesOf })}`
    check(net <= 1 && net >= 0, () => `${story()}: net debits are ${net}`)
    check(!isOpen(record, ledger), () => `${story()}: the ledger says ${net}`)
    check(
      isDeepStrictEqual(replay(journal), snapshot),
      () => `${story()}: the journal leads elsewhere than the snapshot`
    )
  }

  const debits = records.flatMap(({ attempts }) => attempts.filter(({ kind }) => kind === "debit"))
  const recorded = new Set(debits.map(({ clientRefId }) => clientRefId))
  for (const { client_ref_id } of entries) {
    check(recorded.has(client_ref_id), () => `${client_ref_id}: money moved for an attempt that is not recorded`)
  }
  for (const clientRefId of recorded) {
    const arrivals = await bhejo.eko.arrivals(clientRefId)
    check(arrivals <= 1, () => `${clientRefId}: it came ${arrivals} times over the wire`)
  }
  const came = (isMeant: (operation: string) => boolean) =>
    Object.entries(calls).reduce((sum, [operation, count]) => sum + (isMeant(operation) ? count : 0), 0)
  const initiated = came((operation) => operation.endsWith("/initiate") && operation !== refundOperation)
  check(initiated <= debits.length, () => `${initiated} debits came over the wire, and ${debits.length} are recorded`)
  const refunds = records.flatMap(({ attempts }) => attempts.filter(({ kind }) => kind === "refund"))
  const refunded = came((operation) => operation === refundOperation)
  check(refunded <= refunds.length, () => `${refunded} refunds came over the wire, and ${refunds.length} are recorded`)

  violations.push(...(await otpsIn(books, memory, records)))

  const count = (kind: LedgerEntry["kind"]) => entries.filter((entry) => entry.kind === kind).length
  return {
    violations,
    states: counted(records.map(({ snapshot }) => snapshot.state)),
    attempts: debits.length,
    debits: count("debit"),
    cameBack: count("give_back") + count("refund"),
    inDoubt: records.flatMap(({ id, snapshot }) => (snapshot.state === "in_doubt" ? [id] : [])),
    resolved: records.filter(({ journal }) => journal.some(({ _tag }) => _tag === "AttemptResolved")).length
  }
}

const refundOperation = "refund/initiate"

const counted = (names: ReadonlyArray<string>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/**
 * The tables in which an OTP stands as a value or as a word of one. Times are left out: by chance, some have an OTP's
 * digits behind the point. That this would find an OTP is shown by what it finds of their references.
 */
const otpsIn = async (
  books: Books,
  memory: Memory,
  records: ReadonlyArray<Record_>
): Promise<ReadonlyArray<string>> => {
  const found: Array<string> = []
  const words = new Set<string>()
  for (const { table, row } of await books.everything()) {
    for (const word of wordsOf(row)) {
      words.add(word)
      if (memory.otps.has(word)) found.push(`${table}: an OTP stands in it`)
    }
  }
  for (const { journal } of records) {
    for (const event of journal) {
      if (event._tag !== "OtpSendAnswered" || event.result._tag !== "Sent") continue
      const isFound = wordsOf(event.result.otpRefId).every((word) => words.has(word))
      if (!isFound) found.push("an OTP's reference is not found where it stands")
    }
  }
  return [...new Set(found)]
}

const time = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?/g

const wordsOf = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return value.replaceAll(time, "").match(/[A-Za-z0-9]+/g) ?? []
  if (typeof value === "number") return [String(value)]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(wordsOf) : []
}
