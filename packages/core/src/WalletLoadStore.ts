/**
 * The port to durable memory for wallet loads; it keeps what {@link module:TransferStore} keeps of transfers.
 *
 * @module
 */
import { Context } from "effect"
import type { WalletLoadId } from "./Identifiers.ts"
import type * as RecordStore from "./RecordStore.ts"
import * as SendPermit from "./SendPermit.ts"
import { QueuedLoadStep } from "./TransferStore.ts"
import type { LoadReferenceTaken } from "./WalletLoadError.ts"
import type { WalletLoadEvent } from "./WalletLoadEvent.ts"
import { needsStep, type WalletLoadState } from "./WalletLoadState.ts"
import type { Step } from "./WalletLoadStep.ts"

export interface Commit extends RecordStore.Commit<WalletLoadState, WalletLoadEvent, Step> {}

export const kind: RecordStore.Kind<WalletLoadState, WalletLoadEvent, QueuedLoadStep> = {
  needsStep,
  recordedBy: (events) => events.find((event) => event._tag === "LoadStarted")?.attempt,
  queued: ({ terms, version }) => QueuedLoadStep.make({ record: "load", id: terms.id, version, kind: "settle" })
}

/** The port. A reference is its team's name for one load: a second one by it is refused, with the id of the first. */
export class WalletLoadStore extends Context.Service<
  WalletLoadStore,
  RecordStore.RecordStore<WalletLoadId, WalletLoadState, WalletLoadEvent, Commit, LoadReferenceTaken>
>()("@bhejo/core/WalletLoadStore") {}

/** The port over an implementation. A commit that also closes the attempt that it records gives no leave to send it. */
export const make = (
  implementation: RecordStore.Implementation<WalletLoadId, WalletLoadState, WalletLoadEvent, Commit, LoadReferenceTaken>
): WalletLoadStore["Service"] =>
  WalletLoadStore.of({
    ...implementation,
    append: SendPermit.issuing(implementation.append, ({ events, record }) =>
      record.state === "loading" ? kind.recordedBy(events) : undefined
    )
  })
