/**
 * The states of a wallet load, each with exactly what is known in it.
 *
 * @module
 */
import { Schema } from "effect"
import { ClosedLoad, OpenLoad } from "./Attempt.ts"
import { Resolution } from "./Resolution.ts"
import { SettledFacts, TransactionFacts } from "./TransactionFacts.ts"
import { TxStatus } from "./TxStatus.ts"
import { AlarmKind, Terms } from "./WalletLoadEvent.ts"

const shared = {
  terms: Terms,
  /** How many events made this state. */
  version: Schema.Int,
  createdAtMillis: Schema.Int,
  updatedAtMillis: Schema.Int,
  alarms: Schema.Array(AlarmKind),
  /** Since when reconciliation has it as an aged break. */
  handedOverAtMillis: Schema.optionalKey(Schema.Int),
  /** What one operator has found and another has not confirmed yet; any news voids it. */
  proposal: Schema.optionalKey(Resolution),
  /** An inquiry that a callback asked for, and that Eko has not answered yet. */
  requestedInquiry: Schema.optionalKey(
    Schema.Struct({
      sinceMillis: Schema.Int,
      dueAtMillis: Schema.Int,
      /** How often Eko was asked. */
      inquiries: Schema.Int
    })
  )
}

const state = <Name extends string, Fields extends Schema.Struct.Fields>(name: Name, fields: Fields) =>
  Schema.Struct({ state: Schema.Literal(name), ...shared, ...fields })

/** Its attempt is recorded, and may be on the wire. */
export const Loading = state("loading", { attempt: OpenLoad })

/** Why the attempt's outcome is unknown. */
export const Doubt = Schema.Literals(["unknown_outcome", "abandoned", "repeated"])
export type Doubt = typeof Doubt.Type

/** Whether the money moved is not known. */
export const InDoubt = state("in_doubt", {
  attempt: OpenLoad,
  doubt: Doubt,
  /** How often Eko was asked. */
  inquiries: Schema.Int
})

/** Eko has it, and its status is not final. */
export const Awaited = state("awaited", {
  attempt: OpenLoad,
  txStatus: TxStatus,
  facts: TransactionFacts,
  inquiries: Schema.Int,
  /** It came here out of this doubt, which a "failed" does not end. */
  doubt: Schema.optionalKey(Schema.Literal("repeated"))
})

/** The money is in the customer's wallet. */
export const Loaded = state("loaded", { attempt: OpenLoad, facts: SettledFacts })

/** It is proven that nothing moved; the attempt says how. */
export const Failed = state("failed", { attempt: ClosedLoad })

export const WalletLoadState = Schema.Union([Loading, InDoubt, Awaited, Loaded, Failed])
export type WalletLoadState = typeof WalletLoadState.Type

export type Loading = typeof Loading.Type
export type InDoubt = typeof InDoubt.Type
export type Awaited = typeof Awaited.Type
export type Loaded = typeof Loaded.Type
export type Failed = typeof Failed.Type
/** What is not settled yet. */
export type Unsettled = Loading | InDoubt | Awaited

export const StateName = Schema.Literals(["loading", "in_doubt", "awaited", "loaded", "failed"])
export type StateName = WalletLoadState["state"]

/** States that no work of ours leaves any more. */
export const isFinal = (load: WalletLoadState): load is Loaded | Failed => {
  switch (load.state) {
    case "loaded":
    case "failed":
      return true
    case "loading":
    case "in_doubt":
    case "awaited":
      return false
  }
}

/** Whether reconciliation has it as an aged break: unsettled when its window had passed, and without a live step. */
export const isHandedOver = (load: WalletLoadState): boolean => load.handedOverAtMillis !== undefined

/** Whether its outcome is still looked for: it is neither final nor aged. */
export const isUnsettled = (load: WalletLoadState): boolean => !isFinal(load) && !isHandedOver(load)

/** Whether a live step must wait for it: every load is final, or aged, or has one. */
export const needsStep = (load: WalletLoadState): boolean => load.requestedInquiry !== undefined || isUnsettled(load)
