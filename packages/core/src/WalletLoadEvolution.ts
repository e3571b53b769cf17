/**
 * The fold: what a wallet load is after an event.
 *
 * `decide` has already judged; this only applies. An event that cannot follow a state is a broken journal, and is
 * thrown rather than guessed at.
 *
 * @module
 */
import * as Attempt from "./Attempt.ts"
import type * as Evidence from "./Evidence.ts"
import * as Outcome from "./Outcome.ts"
import type { SettledFacts, TransactionFacts } from "./TransactionFacts.ts"
import * as TxStatus from "./TxStatus.ts"
import type { WalletLoadEvent } from "./WalletLoadEvent.ts"
import type * as State from "./WalletLoadState.ts"

type EventOf<Tag extends WalletLoadEvent["_tag"]> = Extract<WalletLoadEvent, { readonly _tag: Tag }>

/** The state after an event. */
export const evolve = (load: State.WalletLoadState | undefined, event: WalletLoadEvent): State.WalletLoadState => {
  if (event._tag === "LoadStarted") {
    if (load !== undefined) throw impossible(load, event)
    return {
      state: "loading",
      terms: event.terms,
      version: 1,
      createdAtMillis: event.atMillis,
      updatedAtMillis: event.atMillis,
      alarms: [],
      attempt: event.attempt
    }
  }
  if (load === undefined) throw impossible(load, event)
  const current = { ...load, version: load.version + 1, updatedAtMillis: event.atMillis }
  if ("clientRefId" in event && event.clientRefId !== load.attempt.clientRefId) throw impossible(load, event)
  switch (event._tag) {
    case "LoadAnswered":
      return answered(current, event.outcome)
    case "LoadAbandoned":
      if (current.state !== "loading") throw impossible(load, event)
      return doubtful(current, "abandoned")
    case "LoadInquired":
      return inquired(heard(current, event.finding), event.finding)
    case "ResolutionProposed":
      return { ...current, proposal: event.resolution }
    case "LoadResolved":
      return resolved(current, event)
    case "InquiryRequested":
      return {
        ...current,
        requestedInquiry: { sinceMillis: event.atMillis, dueAtMillis: event.dueAtMillis, inquiries: 0 }
      }
    case "InquiryDropped":
      return withoutRequest(current)
    case "AlarmRaised": {
      const { proposal: _, ...rest } = current
      return { ...rest, alarms: rest.alarms.includes(event.kind) ? rest.alarms : [...rest.alarms, event.kind] }
    }
    case "HandedOver":
      return handedOver(load, current, event)
  }
}

/** The state that a whole journal leads to, or nothing for an empty one. */
export const replay = (events: Iterable<WalletLoadEvent>): State.WalletLoadState | undefined => {
  let load: State.WalletLoadState | undefined
  for (const event of events) load = evolve(load, event)
  return load
}

const impossible = (load: State.WalletLoadState | undefined, event: WalletLoadEvent) =>
  new Error(`Broken journal: ${event._tag} cannot follow ${load?.state ?? "nothing"} (${load?.terms.id})`)

const handedOver = (
  load: State.WalletLoadState,
  current: State.WalletLoadState,
  event: EventOf<"HandedOver">
): State.WalletLoadState => {
  if (current.state !== "in_doubt" && current.state !== "awaited") throw impossible(load, event)
  return { ...current, handedOverAtMillis: event.atMillis }
}

/**
 * What every state has, without what only the present one has: that reconciliation has it as aged, for one, since
 * whatever moves a load begins anew.
 */
const common = (load: State.WalletLoadState) => ({
  terms: load.terms,
  version: load.version,
  createdAtMillis: load.createdAtMillis,
  updatedAtMillis: load.updatedAtMillis,
  alarms: load.alarms,
  ...(load.requestedInquiry === undefined ? {} : { requestedInquiry: load.requestedInquiry })
})

const withoutRequest = ({ requestedInquiry: _, ...load }: State.WalletLoadState): State.WalletLoadState => load

/** Whatever Eko answers is the answer to the inquiry that was asked for; no answer is none, and it is asked again later. */
const heard = (load: State.WalletLoadState, finding: Evidence.Finding): State.WalletLoadState => {
  const asked = load.requestedInquiry
  if (asked === undefined) return load
  return finding._tag === "Unanswered"
    ? { ...load, requestedInquiry: { ...asked, inquiries: asked.inquiries + 1 } }
    : withoutRequest(load)
}

const aged = ({ state, handedOverAtMillis }: State.WalletLoadState, stays: State.StateName) =>
  state === stays && handedOverAtMillis !== undefined ? { handedOverAtMillis } : {}

const doubtful = (load: State.Unsettled, doubt: State.Doubt): State.InDoubt => ({
  ...common(load),
  ...aged(load, "in_doubt"),
  state: "in_doubt",
  attempt: load.attempt,
  doubt,
  inquiries: load.state === "loading" ? 0 : load.inquiries
})

/** The one way into `failed`: with the proof that nothing moved, or that it came back. */
export const failed = (load: State.Unsettled, proof: Outcome.NothingMoved): State.Failed => ({
  ...common(load),
  state: "failed",
  attempt: Attempt.close(load.attempt, proof)
})

const loaded = (load: State.Unsettled, facts: SettledFacts): State.Loaded => ({
  ...common(load),
  state: "loaded",
  attempt: Attempt.withTid(load.attempt, facts.tid),
  facts: load.state === "awaited" ? { ...load.facts, ...facts } : facts
})

const isRepeated = (load: State.WalletLoadState): boolean => "doubt" in load && load.doubt === "repeated"

/**
 * What the attempt's own answer adds to a state: `news`, which moves the load or completes what is known of it; nothing,
 * where it is `known`; or a `contradiction`, which is kept, and moves nothing.
 */
export const weigh = (
  load: State.WalletLoadState,
  outcome: Outcome.LoadOutcome
): "news" | "known" | "contradiction" => {
  const isUnanswered = load.state === "loading" || load.state === "in_doubt"
  switch (outcome._tag) {
    case "NotSent":
    case "CredentialsRefused":
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
      if (load.state === "failed") return agrees(load.attempt.outcome, outcome) ? "known" : "contradiction"
      // Once Eko has said that it had the request before, no refusal of this copy ends that doubt.
      return isUnanswered && !isRepeated(load) ? "news" : "contradiction"
    case "Loaded":
      if (load.state === "failed" || !Attempt.canHave(load.attempt, outcome.facts.tid)) return "contradiction"
      return load.state === "loaded" && !tellsMore(load.facts, outcome.facts) ? "known" : "news"
    case "OtpConsumed":
      if (isRepeated(load)) return "known"
      return load.state === "loaded" || load.state === "failed" ? "contradiction" : "news"
    case "Unknown":
      if (outcome.cause === Outcome.tidOfAnother) return "news"
      return load.state === "loading" || (load.state === "in_doubt" && load.doubt === "abandoned") ? "news" : "known"
  }
}

/** Eko cannot have refused what never left us; an operator's finding says no more than that nothing moved. */
const agrees = (known: Outcome.NothingMoved, outcome: Outcome.NothingMoved): boolean =>
  known._tag === "FoundUnmoved" || (known._tag === "NotSent") === (outcome._tag === "NotSent")

const tellsMore = (facts: SettledFacts, others: TransactionFacts): boolean => {
  const known: Readonly<Record<string, unknown>> = facts
  return Object.entries(others).some(([name, value]) => known[name] !== value)
}

const answered = (load: State.WalletLoadState, outcome: Outcome.LoadOutcome): State.WalletLoadState => {
  if (weigh(load, outcome) !== "news") return load
  switch (outcome._tag) {
    case "NotSent":
    case "CredentialsRefused":
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
      return load.state === "loading" || load.state === "in_doubt" ? failed(load, outcome) : load
    case "Loaded":
      // A late answer is older than the inquiry that came before it: it completes what that one told.
      if (load.state === "loaded") return { ...load, facts: { ...outcome.facts, ...load.facts } }
      return load.state === "failed" ? load : loaded(load, outcome.facts)
    case "OtpConsumed":
      // That Eko had the request before is true at any time.
      if (load.state === "awaited") return { ...load, doubt: "repeated" }
      return load.state === "loading" || load.state === "in_doubt" ? doubtful(load, "repeated") : load
    case "Unknown":
      if (load.state === "loading") return doubtful(load, "unknown_outcome")
      return load.state === "in_doubt" && load.doubt === "abandoned" ? doubtful(load, "unknown_outcome") : load
  }
}

const inquired = (load: State.WalletLoadState, finding: Evidence.Finding): State.WalletLoadState => {
  if (load.state !== "in_doubt" && load.state !== "awaited") return load
  const asked = { ...load, inquiries: load.inquiries + 1 }
  if (finding._tag !== "Proven") return asked
  const decline = Outcome.declineIn(finding)
  if (decline !== undefined) {
    // An earlier copy of this very request may have moved the money: the failure of this one says nothing about it.
    return isRepeated(load) ? doubtful(asked, "repeated") : failed(asked, decline)
  }
  if (TxStatus.meaning(finding.txStatus) === "success") return loaded(asked, finding.facts)
  return {
    ...common(asked),
    ...aged(asked, "awaited"),
    state: "awaited",
    attempt: Attempt.withTid(load.attempt, finding.facts.tid),
    txStatus: finding.txStatus,
    facts: load.state === "awaited" ? { ...load.facts, ...finding.facts } : finding.facts,
    inquiries: asked.inquiries,
    ...(isRepeated(load) ? { doubt: "repeated" } : {})
  }
}

/** What a named operator's finding makes of a load that no inquiry settled. */
const resolved = (load: State.WalletLoadState, event: EventOf<"LoadResolved">): State.WalletLoadState => {
  if (load.state !== "in_doubt" && load.state !== "awaited") throw impossible(load, event)
  const { resolution } = event
  if (resolution._tag === "NotMoved") return failed(load, Outcome.ofResolution(resolution))
  const tid = load.attempt.tid ?? resolution.tid
  return loaded(load, {
    ...(tid === undefined ? {} : { tid }),
    ...(resolution.bankReference === undefined ? {} : { bankReference: resolution.bankReference })
  })
}
