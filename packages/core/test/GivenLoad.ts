/**
 * A wallet load's events and commands in few words, and the journals that lead to each state.
 *
 * @module
 */
import type { Finding } from "../src/Evidence.ts"
import * as Id from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import type * as Outcome from "../src/Outcome.ts"
import type { Resolution } from "../src/Resolution.ts"
import { TimestampMillis } from "../src/Signing.ts"
import type { TransactionFacts } from "../src/TransactionFacts.ts"
import * as TransferPolicy from "../src/TransferPolicy.ts"
import type { Command, Policy } from "../src/WalletLoadDecider.ts"
import type { AlarmKind, Terms, WalletLoadEvent } from "../src/WalletLoadEvent.ts"
import * as WalletLoadPolicy from "../src/WalletLoadPolicy.ts"
import * as Given from "./Given.ts"

export const { earlier, now } = Given
export const policy: Policy = { ...TransferPolicy.defaults, walletLoad: WalletLoadPolicy.defaults }

/** When the window of an attempt that was started `earlier` ends. */
export const end = earlier + policy.settlementWindowMillis

export const terms: Terms = {
  id: Id.WalletLoadId.make("5f0c2d1e-7a4b-8c5d-9e6f-102132435465"),
  team: Id.TeamId.make("retail"),
  customerId: Id.CustomerId.make("8617567988"),
  amountPaise: paise(500_00)
}
/** Its team's way to it. */
export const lookup = { team: terms.team, id: terms.id }

/** From here on an operator may say that nothing moved of an attempt that was started `earlier`. */
export const late = earlier + 15_000 + policy.callTimeoutMillis + policy.settlementWindowMillis

/* What became of an attempt. */

export const loaded = (number = 1, others: Partial<TransactionFacts> = {}): Outcome.LoadOutcome => ({
  _tag: "Loaded",
  facts: Given.facts(number, others)
})
export const repeated: Outcome.LoadOutcome = { _tag: "OtpConsumed" }
export const unknown: Outcome.LoadOutcome = { _tag: "Unknown", phase: "waiting", cause: "timeout" }
export const tidOfAnother: Outcome.LoadOutcome = {
  _tag: "Unknown",
  phase: "answer",
  cause: "transaction id of another attempt"
}

/* Commands. */

const signed = (number: number, atMillis: number) => ({
  clientRefId: Given.ref(number),
  signedAtMillis: TimestampMillis.make(atMillis),
  sendBeforeMillis: atMillis + 15_000
})
export const start = (number = 1, changes: Partial<Terms> = {}): Extract<Command, { readonly _tag: "Start" }> => ({
  _tag: "Start",
  atMillis: now,
  terms: { ...terms, ...changes },
  attempt: signed(number, now)
})
export const recordOutcome = (outcome: Outcome.LoadOutcome, number = 1): Command => ({
  _tag: "RecordOutcome",
  atMillis: now,
  clientRefId: Given.ref(number),
  outcome
})
export const settle = (finding: Finding, atMillis = now): Command => ({ _tag: "Settle", atMillis, finding })
export const hint = (atMillis = now): Command => ({ _tag: "RequestInquiry", atMillis })
export const resolve = (resolution: Resolution, finding?: Finding, atMillis = late, number = 1): Command => ({
  _tag: "Resolve",
  atMillis,
  clientRefId: Given.ref(number),
  resolution,
  finding
})

/* Events; those that are given happened earlier, those that are expected happen now. */

export const started = (number = 1, atMillis = now, changes: Partial<Terms> = {}): WalletLoadEvent => ({
  _tag: "LoadStarted",
  atMillis,
  terms: { ...terms, ...changes },
  attempt: {
    kind: "load",
    ...signed(number, atMillis),
    number: 1,
    confirmationKey: changes.id ?? terms.id,
    startedAtMillis: atMillis
  }
})
const ofAttempt = (atMillis: number) => ({ atMillis, clientRefId: Given.ref(1) })
export const answered = (outcome: Outcome.LoadOutcome, atMillis = now): WalletLoadEvent => ({
  _tag: "LoadAnswered",
  ...ofAttempt(atMillis),
  outcome
})
export const abandoned = (atMillis = now): WalletLoadEvent => ({ _tag: "LoadAbandoned", ...ofAttempt(atMillis) })
export const inquired = (finding: Finding, atMillis = now): WalletLoadEvent => ({
  _tag: "LoadInquired",
  ...ofAttempt(atMillis),
  finding
})
export const alarm = (kind: AlarmKind, atMillis = now): WalletLoadEvent => ({
  _tag: "AlarmRaised",
  ...ofAttempt(atMillis),
  kind
})
export const requested = (atMillis = now): WalletLoadEvent => ({
  _tag: "InquiryRequested",
  ...ofAttempt(atMillis),
  dueAtMillis: atMillis
})
export const dropped = (atMillis = now): WalletLoadEvent => ({ _tag: "InquiryDropped", ...ofAttempt(atMillis) })
export const resolved = (resolution: Resolution, atMillis = late): WalletLoadEvent => ({
  _tag: "LoadResolved",
  ...ofAttempt(atMillis),
  resolution
})
export const handedOver = (atMillis = now): WalletLoadEvent => ({ _tag: "HandedOver", atMillis })

/* Journals. */

type Journal = ReadonlyArray<WalletLoadEvent>
export const isLoading: Journal = [started(1, earlier)]
const after = (outcome: Outcome.LoadOutcome): Journal => [...isLoading, answered(outcome, earlier)]
export const isInDoubt: Journal = after(unknown)
export const isAbandoned: Journal = [...isLoading, abandoned(earlier), inquired(Given.notFound, earlier)]
export const isRepeated: Journal = [...after(repeated), alarm("repeated", earlier)]
export const isAwaited: Journal = [...isInDoubt, inquired(Given.proven("2"), earlier)]
export const isAwaitedRepeated: Journal = [...isRepeated, inquired(Given.proven("2"), earlier)]
export const isLoaded: Journal = after(loaded())
export const isNotSent: Journal = after(Given.notSent)
export const isDeclined: Journal = after(Given.declined)
export const isAged: Journal = [
  ...isInDoubt,
  inquired(Given.notFound, earlier),
  handedOver(earlier),
  alarm("aged", earlier)
]

/** Every unsettled state, by name. */
export const unsettled: Readonly<Record<string, Journal>> = {
  loading: isLoading,
  "in doubt": isInDoubt,
  abandoned: isAbandoned,
  repeated: isRepeated,
  awaited: isAwaited,
  "awaited and repeated": isAwaitedRepeated,
  aged: isAged
}
