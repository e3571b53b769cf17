/**
 * What a transfer carries from one state into the next.
 *
 * @module
 */
import type { TransferEvent } from "./TransferEvent.ts"
import type * as State from "./TransferState.ts"

export type EventOf<Tag extends TransferEvent["_tag"]> = Extract<TransferEvent, { readonly _tag: Tag }>

/**
 * What every state has, without what only the present one has: that reconciliation has it as aged, for one, since
 * whatever moves a transfer begins anew.
 */
export const common = (transfer: State.TransferState) => ({
  terms: transfer.terms,
  version: transfer.version,
  createdAtMillis: transfer.createdAtMillis,
  updatedAtMillis: transfer.updatedAtMillis,
  expiresAtMillis: transfer.expiresAtMillis,
  otpSends: transfer.otpSends,
  ...(transfer.pendingSend === undefined ? {} : { pendingSend: transfer.pendingSend }),
  closedAttempts: transfer.closedAttempts,
  isBlocked: transfer.isBlocked,
  alarms: transfer.alarms,
  ...(transfer.requestedInquiry === undefined ? {} : { requestedInquiry: transfer.requestedInquiry })
})

/** What is heard again ends no ageing. */
export const aged = ({ state, handedOverAtMillis }: State.TransferState, stays: State.StateName) =>
  state === stays && handedOverAtMillis !== undefined ? { handedOverAtMillis } : {}

export const lastOtp = (transfer: State.TransferState) =>
  "otp" in transfer && transfer.otp !== undefined ? { otp: transfer.otp } : {}

/** An event that cannot follow a state is a broken journal. */
export const impossible = (transfer: State.TransferState | undefined, event: TransferEvent) =>
  new Error(`Broken journal: ${event._tag} cannot follow ${transfer?.state ?? "nothing"} (${transfer?.terms.id})`)
