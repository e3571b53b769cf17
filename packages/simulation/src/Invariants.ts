/**
 * What must hold when a world has come to its end, checked against the simulated Eko's ledger, which is joined to our
 * transfers through our attempts.
 *
 * @module
 */
import { Transfer, type TransferEvent, TransferState } from "@bhejo/core"
import { Charges, Ledger, SimulatorState } from "@bhejo/eko-simulator"
import { HashMap, Option, Schema } from "effect"
import * as Checks from "./Checks.ts"
import type { Stored, StoredLoad } from "./Database.ts"
import * as LoadInvariants from "./LoadInvariants.ts"
import * as Population from "./Population.ts"
import type { World } from "./World.ts"

/** One thing that must not be, by the name of the check that found it. */
export interface Violation {
  readonly check: string
  readonly detail: string
}

/** What left for one attempt and came back, each with its time, in its order. */
type Movements = ReadonlyArray<{ readonly by: 1 | -1; readonly atMillis: number }>

const netOf = (movements: Movements): number => movements.reduce((net, { by }) => net + by, 0)

export const check = (world: World): ReadonlyArray<Violation> => {
  const violations: Array<Violation> = [...world.alarms]
  const found = (check: string, detail: string) => violations.push({ check, detail })
  const moved = movementsOf(world, found)

  for (const [id, stored] of world.database.transfers) {
    const { snapshot, journal } = stored
    const name = `transfer ${id.slice(-4)} (${snapshot.state})`
    const attempts = debitsOf(stored)
    const movements = attempts.flatMap(({ clientRefId }) => moved.get(clientRefId) ?? [])
    const net = netOf(movements)
    const most = mostOf(movements)
    for (const attempt of [...attempts, ...refundsOf(stored)]) {
      const written = world.eko.written.get(attempt.clientRefId) ?? 0
      if (written > 1) found(Checks.wireOnce, `${name}: ${attempt.clientRefId} ${written} times`)
    }
    if (most > 1) found(Checks.debitsOnce, `${name}: ${most} debits at once`)
    if (TransferState.needsStep(snapshot) && !world.database.hasLiveStep(snapshot)) found(Checks.liveStep, name)
    if (!replaysTo(() => Transfer.replay(journal), snapshot)) found(Checks.replays, name)
    // Where Eko contradicts itself nobody can know how it ended; that it ended at most once holds all the same.
    if (attempts.some(({ clientRefId }) => world.eko.contradicted.has(clientRefId))) continue
    checkEnd(world, name, snapshot, { net, most }, found)
    checkRefunds(name, stored, found)
    if (snapshot.state === "failed") checkFailed(world, name, stored, found)
    checkClosed(name, snapshot, moved, found)
    checkOpen(world, name, snapshot, found)
    checkTids(world, name, snapshot, found)
    checkFacts(world, name, snapshot, found)
  }
  for (const stored of world.database.loads.values())
    LoadInvariants.check(world, stored, creditsOf(moved, stored), found)
  checkWallets(world, moved, found)
  checkSecrets(world, found)
  return violations
}

/** What a transfer ended as is what the ledger says. */
const checkEnd = (
  world: World,
  name: string,
  transfer: TransferState.TransferState,
  { net, most }: { readonly net: number; readonly most: number },
  found: Found
): void => {
  switch (transfer.state) {
    case "succeeded":
      // Eko takes a success back by itself, and may not have told us yet.
      if (most !== 1 || (net !== 1 && !isReversed(world, transfer))) {
        found(Checks.succeededDebited, `${name}: ${net} net debits`)
      }
      break
    case "failed":
    case "cancelled":
    case "expired":
      if (net !== 0) found(Checks.endedWithoutDebit, `${name}: ${net} net debits`)
      break
    case "refunded":
      if (net !== 0) found(Checks.endedWithoutDebit, `${name}: ${net} net debits`)
      break
    case "requested":
    case "awaiting_otp":
    case "debiting":
    case "in_doubt":
    case "awaited":
    case "refund_pending":
    case "refunding":
      break
  }
}

const isReversed = (world: World, { attempt }: TransferState.Succeeded): boolean =>
  Option.exists(
    SimulatorState.debitByReference(world.eko.state, attempt.clientRefId),
    ({ status }) => status === "refund_pending" || status === "refunded"
  )

/** Whether a journal replays to a snapshot. */
export const replaysTo = <Record>(replay: () => Record, snapshot: Record): boolean => {
  try {
    return isSame(replay(), snapshot)
  } catch {
    // A broken journal replays to nothing at all.
    return false
  }
}

/** How often a load was credited. */
const creditsOf = (moved: ReadonlyMap<string, Movements>, { snapshot }: StoredLoad): number =>
  netOf(moved.get(snapshot.attempt.clientRefId) ?? [])

export type Found = (check: string, detail: string) => void

const debitsOf = ({ journal }: Stored) =>
  journal.flatMap((event) => (event._tag === "DebitStarted" ? [event.attempt] : []))

const refundsOf = ({ journal }: Stored) =>
  journal.flatMap((event) => (event._tag === "RefundStarted" ? [event.attempt] : []))

/** One refund after the other: the next starts when it is proven that the last one moved nothing, or it was set aside. */
const checkRefunds = (name: string, { journal }: Stored, found: Found): void => {
  let open: string | undefined
  for (const event of journal) {
    if (event._tag === "RefundStarted") {
      if (open !== undefined) found(Checks.refundsOnce, `${name}: ${event.attempt.clientRefId} beside ${open}`)
      open = event.attempt.clientRefId
    } else if (
      (event._tag === "RefundAnswered" && mayBeUnderWay.has(event.outcome._tag) === false) ||
      event._tag === "RefundSetAside" ||
      event._tag === "AttemptResolved" ||
      event._tag === "AttemptWithdrawn"
    ) {
      open = event.clientRefId === open ? undefined : open
    }
  }
}

const mayBeUnderWay: ReadonlySet<string> = new Set(["Unknown", "OtpConsumed"])

const movementsOf = (world: World, found: Found): ReadonlyMap<string, Movements> => {
  const moved = new Map<string, Array<Movements[number]>>()
  for (const { clientRefId, kind, tid, atMillis } of Ledger.of(world.eko.state)) {
    const its = moved.get(clientRefId) ?? []
    moved.set(clientRefId, its)
    its.push({ by: kind === "debit" || kind === "load" ? 1 : -1, atMillis })
    if (world.database.attempt(clientRefId) === undefined) found(Checks.joined, `${clientRefId} ${tid}`)
  }
  return moved
}

/** How much was ever gone at one time; what came back at the same instant as it left was never gone. */
const mostOf = (movements: Movements): number => {
  let net = 0
  let most = 0
  const ordered = movements.toSorted((one, other) => one.atMillis - other.atMillis || one.by - other.by)
  for (const { by } of ordered) {
    net += by
    most = Math.max(most, net)
  }
  return most
}

/** Nothing fails but by Eko's word: that an OTP is refused, or that this attempt's transaction failed. */
const checkFailed = (world: World, name: string, { journal }: Stored, found: Found): void => {
  const attempts = journal.flatMap((event) => (event._tag === "DebitStarted" ? [event.attempt] : []))
  // A named operator's finding is recorded with its evidence.
  if (journal.some((event) => event._tag === "AttemptResolved" && event.resolution._tag === "NotMoved")) return
  const last = attempts.at(-1)
  if (last === undefined) {
    const isRefused = journal.some((event) => event._tag === "OtpSendAnswered" && event.result._tag === "Refused")
    if (!isRefused) found(Checks.ekosWord, name)
    return
  }
  const answered = world.eko.words.get(last.clientRefId) ?? []
  const inquired = [`client_ref_id:${last.clientRefId}`, ...tidsIn(journal, last.clientRefId)].flatMap(
    (reference) => world.eko.words.get(reference) ?? []
  )
  if (!isDeclined(answered, inquired))
    found(Checks.ekosWord, `${name}: no decline in ${answered.length + inquired.length} answers`)
}

/** A refusal of the attempt itself needs no tx_status; an inquiry that finds nothing is no word about it. */
export const isDeclined = (answered: ReadonlyArray<string>, inquired: ReadonlyArray<string>): boolean =>
  inquired.some((body) => readWord(body).txStatus === "1") ||
  answered.map(readWord).some(({ txStatus, status }) => txStatus === "1" || (txStatus === undefined && status !== 0))

/** A word that was garbled on its way says nothing. */
const readWord = (body: string): { readonly status: number; readonly txStatus: unknown } => {
  const { status, tx_status, data } = Option.getOrElse(decodeWord(body), () => garbled)
  return { status: status ?? 0, txStatus: data?.tx_status ?? tx_status }
}

const garbled: typeof Word.Type = { status: 0 }
const Word = Schema.Struct({
  status: Schema.optionalKey(Schema.Finite),
  tx_status: Schema.optionalKey(Schema.Unknown),
  data: Schema.optionalKey(Schema.Struct({ tx_status: Schema.optionalKey(Schema.Unknown) }))
})
const decodeWord = Schema.decodeUnknownOption(Schema.fromJsonString(Word))

const tidsIn = (journal: ReadonlyArray<TransferEvent.TransferEvent>, clientRefId: string): ReadonlyArray<string> =>
  Transfer.tidsOf(journal).flatMap((held) => (held.clientRefId === clientRefId ? [held.tid] : []))

/** Of a closed attempt it is proven that nothing moved; where something did all the same, an alarm blocks the transfer. */
const checkClosed = (
  name: string,
  { closedAttempts, isBlocked }: TransferState.TransferState,
  moved: ReadonlyMap<string, Movements>,
  found: Found
): void => {
  for (const { clientRefId, outcome } of closedAttempts) {
    if (netOf(moved.get(clientRefId) ?? []) !== 0 && !isBlocked) {
      found(Checks.closedMovedNothing, `${name}: ${clientRefId} ${outcome._tag}`)
    }
  }
}

/** With fair weather and time enough, what Eko knows for certain is what we know, or a person has been asked. */
const checkOpen = (world: World, name: string, transfer: TransferState.TransferState, found: Found): void => {
  if (TransferState.isHandedOver(transfer) || !("attempt" in transfer) || TransferState.isFinal(transfer)) return
  const debit = Option.getOrUndefined(SimulatorState.debitByReference(world.eko.state, transfer.attempt.clientRefId))
  if (debit === undefined) return
  const isRefund = transfer.state === "refund_pending" || transfer.state === "refunding"
  if (isRefund ? debit.status !== "refunded" : debit.status !== "success" && debit.status !== "failed") return
  // A failure does not end the doubt whether another use of the OTP has paid.
  if (debit.status === "failed" && "doubt" in transfer && transfer.doubt === "otp_consumed") return
  found(Checks.settled, `${name}: ${debit.status}`)
}

/** Each transaction id that we hold is that of the very attempt that holds it. */
const checkTids = (world: World, name: string, transfer: TransferState.TransferState, found: Found): void => {
  const current = "attempt" in transfer ? [transfer.attempt] : []
  for (const { tid, clientRefId } of [...current, ...transfer.closedAttempts]) {
    if (tid === undefined) continue
    const owner = Option.getOrUndefined(HashMap.get(world.eko.state.debits, tid))?.clientRefId
    if (owner !== clientRefId) found(Checks.tids, `${name}: ${tid} is ${owner ?? "nobody"}'s, not ${clientRefId}'s`)
  }
}

/** What is recorded of a transaction is what Eko charged. */
const checkFacts = (world: World, name: string, transfer: TransferState.TransferState, found: Found) => {
  if (transfer.state !== "succeeded") return
  const { facts } = transfer
  const debit =
    facts.tid === undefined ? undefined : Option.getOrUndefined(HashMap.get(world.eko.state.debits, facts.tid))
  if (debit === undefined) return
  for (const fact of ["feePaise", "commissionPaise", "tdsPaise"] as const) {
    if (facts[fact] !== undefined && facts[fact] !== debit[fact]) {
      found(Checks.facts, `${name}: ${fact} ${facts[fact]} for ${debit[fact]}`)
    }
  }
}

/** The wallets hold what is left of them by the rule: amount and fee for each debit, less what is credited at once. */
const checkWallets = (world: World, moved: ReadonlyMap<string, Movements>, found: Found): void => {
  const { eko, generation } = world.plan.population
  const rules = Population.configuration(generation).charges
  const expected = new Map<string, number>(eko.agents.map(({ userCode, walletPaise }) => [userCode, walletPaise]))
  for (const stored of world.database.transfers.values()) {
    const { terms } = stored.snapshot
    const { feePaise, commissionPaise, tdsPaise } = Charges.of(rules[terms.product], terms.amountPaise)
    const credited = rules[terms.product].creditsCommissionAtOnce ? commissionPaise - tdsPaise : 0
    for (const { clientRefId } of debitsOf(stored)) {
      const net = netOf(moved.get(clientRefId) ?? [])
      const userCode = generation === "seed" ? terms.userCode : eko.defaultUserCode
      expected.set(userCode, (expected.get(userCode) ?? 0) - net * (terms.amountPaise + feePaise - credited))
    }
  }
  for (const stored of world.database.loads.values()) {
    const { amountPaise } = stored.snapshot.terms
    const paidPaise = creditsOf(moved, stored) * (amountPaise + Charges.loadFeePaise(amountPaise))
    expected.set(eko.defaultUserCode, (expected.get(eko.defaultUserCode) ?? 0) - paidPaise)
  }
  for (const [userCode, walletPaise] of world.eko.state.wallets) {
    if (expected.get(userCode) !== walletPaise) {
      found(Checks.wallets, `${userCode}: ${walletPaise} for ${expected.get(userCode)}`)
    }
  }
}

/** No OTP is anywhere but on the phones and in memory. */
const checkSecrets = (world: World, found: Found): void => {
  const otps = [...new Set(world.eko.otps)]
  if (otps.length === 0) return
  const look = (place: string, text: string) => {
    for (const otp of otps) {
      // Digits within a longer number are none.
      if (text.includes(otp) && new RegExp(`(?<!\\w)${otp}(?!\\w)`).test(text)) {
        found(Checks.secrets, `one is in ${place}`)
      }
    }
  }
  for (const said of world.said) look("a log or an error", said)
  const { transfers, loads } = world.database
  for (const { snapshot, journal } of [...transfers.values(), ...loads.values()]) {
    look("the store", JSON.stringify([snapshot, journal]))
  }
  for (const { step } of world.database.elements.values()) look("the queue", JSON.stringify(step))
}

const isSame = (one: unknown, other: unknown): boolean => {
  if (one === other) return true
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every((key) => isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]))
}
