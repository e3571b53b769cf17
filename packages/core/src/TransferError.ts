/**
 * Why the state machine refuses a command. Each error says what the caller can do about it.
 *
 * @module
 */
import { Schema } from "effect"
import { TransferId } from "./Identifiers.ts"
import { StateName } from "./TransferState.ts"
import { TxStatus } from "./TxStatus.ts"

/** A field of the request is not acceptable. */
export class InvalidField extends Schema.TaggedError<InvalidField>("@bhejo/core/InvalidField")("InvalidField", {
  field: Schema.String,
  problem: Schema.String
}) {
  override readonly message = `${this.field} ${this.problem}`
}

/** The transfer's state does not allow the command. */
export class WrongState extends Schema.TaggedError<WrongState>("@bhejo/core/WrongState")("WrongState", {
  command: Schema.String,
  state: StateName
}) {
  override readonly message =
    `A transfer that is ${this.state} cannot take "${this.command}". Look the transfer up and go on from its state.`
}

/** An OTP is being sent; whether the earlier one still holds is not known until that is answered. */
export class OtpSendPending extends Schema.TaggedError<OtpSendPending>("@bhejo/core/OtpSendPending")("OtpSendPending", {
  untilMillis: Schema.Int
}) {
  override readonly message = "An OTP is being sent. Wait until it has arrived, then go on."
}

/** The customer needs a new OTP: the one sent has expired, or its tries are used up. */
export class OtpUnusable extends Schema.TaggedError<OtpUnusable>("@bhejo/core/OtpUnusable")("OtpUnusable", {
  why: Schema.Literals(["expired", "tries_used_up"])
}) {
  override readonly message =
    this.why === "expired"
      ? "The OTP has expired. Send a new one, then confirm with it."
      : "All tries of this OTP are used up. Send a new one, then confirm with it."
}

/** An attempt that was taken for closed moved money, or may have: nothing may start until a person has looked. */
export class TransferBlocked extends Schema.TaggedError<TransferBlocked>("@bhejo/core/TransferBlocked")(
  "TransferBlocked",
  {}
) {
  override readonly message =
    "There is a sign that an earlier attempt moved money. Do not pay again: operations must look at this transfer."
}

/** An earlier attempt must be inquired once more before a new one, and Eko gave no readable answer. */
export class RecheckUnanswered extends Schema.TaggedError<RecheckUnanswered>("@bhejo/core/RecheckUnanswered")(
  "RecheckUnanswered",
  { cause: Schema.String }
) {
  override readonly message =
    `Eko did not say what became of the earlier attempt (${this.cause}). Nothing was sent; confirm again in a moment.`
}

/** As many OTPs as allowed were sent or tried lately, for this transfer or for its customer in all transfers together. */
export class LimitReached extends Schema.TaggedError<LimitReached>("@bhejo/core/LimitReached")("LimitReached", {
  limit: Schema.Literals(["otp_sends", "otp_tries"]),
  scope: Schema.Literals(["transfer", "customer"]),
  /** How long to wait until it is allowed again. */
  waitMillis: Schema.Int
}) {
  override readonly message =
    `Too many OTPs were ${this.limit === "otp_sends" ? "sent" : "tried"} for this ${this.scope}. Wait, then try again.`
}

/** The team has another transfer by this reference, which may be the very one that is asked for again. */
export class ReferenceTaken extends Schema.TaggedError<ReferenceTaken>("@bhejo/core/ReferenceTaken")("ReferenceTaken", {
  /** The transfer that has it. */
  id: TransferId
}) {
  override readonly message =
    `The reference names the transfer ${this.id} already. Go on with that one, or use a new reference for a new transfer.`
}

/** An operator's "nothing moved" comes while the money may still move. */
export class ResolutionTooEarly extends Schema.TaggedError<ResolutionTooEarly>("@bhejo/core/ResolutionTooEarly")(
  "ResolutionTooEarly",
  { untilMillis: Schema.Int }
) {
  override readonly message =
    "The settlement window of this attempt has not passed. Wait until it has, then resolve it."
}

/** Findings of operators need a second person here. The first one's is recorded, and waits for another's key. */
export class SecondPersonNeeded extends Schema.TaggedError<SecondPersonNeeded>("@bhejo/core/SecondPersonNeeded")(
  "SecondPersonNeeded",
  {}
) {
  override readonly message =
    "Another operator must find the same: it stands once another person has sent it, with a key that is not the first one's."
}

/** Eko's fresh word contradicts an operator's "nothing moved". */
export class MovementFound extends Schema.TaggedError<MovementFound>("@bhejo/core/MovementFound")("MovementFound", {
  txStatus: TxStatus
}) {
  override readonly message =
    `Eko says that there is a transaction (tx_status "${this.txStatus}"). What it says is recorded; look the transfer up.`
}

export type TransferError =
  | LimitReached
  | ReferenceTaken
  | ResolutionTooEarly
  | SecondPersonNeeded
  | MovementFound
  | InvalidField
  | WrongState
  | OtpSendPending
  | OtpUnusable
  | TransferBlocked
  | RecheckUnanswered
