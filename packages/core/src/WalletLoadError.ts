/**
 * Why something is refused about a wallet load, and what the caller can do about it.
 *
 * @module
 */
import { Data, Schema } from "effect"
import { WalletLoadId } from "./Identifiers.ts"
import type {
  InvalidField,
  MovementFound,
  RecheckUnanswered,
  ResolutionTooEarly,
  SecondPersonNeeded
} from "./TransferError.ts"
import { StateName } from "./WalletLoadState.ts"

/** The load's state does not allow the command. */
export class WrongLoadState extends Schema.TaggedError<WrongLoadState>("@bhejo/core/WrongLoadState")("WrongLoadState", {
  command: Schema.String,
  state: StateName
}) {
  override readonly message =
    `A wallet load that is ${this.state} cannot take "${this.command}". Look it up and go on from its state.`
}

/** The team has another wallet load by this reference, which may be the very one that is asked for again. */
export class LoadReferenceTaken extends Schema.TaggedError<LoadReferenceTaken>("@bhejo/core/LoadReferenceTaken")(
  "LoadReferenceTaken",
  {
    /** The wallet load that has it. */
    id: WalletLoadId
  }
) {
  override readonly message =
    `The reference names the wallet load ${this.id} already. Go on with that one, or use a new reference for a new load.`
}

/** What the decider refuses, or the store. */
export type WalletLoadError =
  | InvalidField
  | WrongLoadState
  | LoadReferenceTaken
  | SecondPersonNeeded
  | ResolutionTooEarly
  | MovementFound
  | RecheckUnanswered

/** The team has no wallet load by this id. */
export class WalletLoadNotFound extends Data.TaggedError("WalletLoadNotFound")<{ readonly id: WalletLoadId }> {}

/** The id names a wallet load with other terms, perhaps another team's: nothing was done. */
export class WalletLoadIdReused extends Data.TaggedError("WalletLoadIdReused")<{ readonly id: WalletLoadId }> {}

/** Nothing was recorded and nothing was sent: the same request may be made again. */
export class WalletLoadNotBegun extends Data.TaggedError("WalletLoadNotBegun")<{ readonly why: string }> {}
