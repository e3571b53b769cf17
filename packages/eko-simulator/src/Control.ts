/**
 * What a developer or a test may see of a simulated Eko and do to it, past Eko's own API.
 *
 * @module
 */
import { Identifiers as Id, Money, TransferPolicy } from "@bhejo/core"
import { Effect, HashMap, Option, Redacted, Result, Schema } from "effect"
import * as Eko from "./Eko.ts"
import type { Engine } from "./Engine.ts"
import type { PlannedFault } from "./Fault.ts"
import * as Ledger from "./Ledger.ts"
import * as SimulatorState from "./SimulatorState.ts"

/** An OTP as the customer's phone shows it. In JSON, Eko's own identifiers keep Eko's names, here and below. */
export const SentOtp = Schema.Struct({
  otp: Schema.RedactedFromValue(Id.Otp, { label: "otp" }),
  otpRefId: Schema.RedactedFromValue(Id.OtpRefId, { label: "otp_ref_id" }),
  product: TransferPolicy.Product,
  customerId: Id.CustomerId,
  recipientId: Id.RecipientId,
  amountPaise: Money.Paise,
  atMillis: Schema.Int,
  expiresAtMillis: Schema.Int,
  isConsumed: Schema.Boolean
}).pipe(
  Schema.encodeKeys({
    otpRefId: "otp_ref_id",
    customerId: "customer_id",
    recipientId: "recipient_id"
  })
)
export type SentOtp = typeof SentOtp.Type

/** What an agent's wallet holds. */
export const Wallet = Schema.Struct({ userCode: Id.UserCode, balancePaise: Money.Paise }).pipe(
  Schema.encodeKeys({ userCode: "user_code" })
)
export type Wallet = typeof Wallet.Type

/** How often a request of one operation came over the wire, whatever it was answered. */
export const Arrivals = Schema.Struct({ operation: Schema.String, count: Schema.Int })
export type Arrivals = typeof Arrivals.Type

/** Which debit is told to settle, by its tid or by its client_ref_id, and as what. */
export const Settle = Schema.Union([
  Schema.Struct({ tid: Schema.String, as: Schema.Literals(["success", "failed"]) }),
  Schema.Struct({ clientRefId: Schema.String, as: Schema.Literals(["success", "failed"]) }).pipe(
    Schema.encodeKeys({ clientRefId: "client_ref_id" })
  )
])
export type Settle = typeof Settle.Type

/** There is no such debit, or it is final already. */
export class NotSettled extends Schema.TaggedError<NotSettled>("@bhejo/eko-simulator/NotSettled")("NotSettled", {
  why: Schema.Literals(["unknown", "final already"])
}) {
  override readonly message = `The debit is ${this.why}.`
}

/** A fault is planned for an operation that is not simulated. */
export class UnknownOperation extends Schema.TaggedError<UnknownOperation>("@bhejo/eko-simulator/UnknownOperation")(
  "UnknownOperation",
  { operation: Schema.String }
) {
  override readonly message = `There is no operation ${this.operation}. There are ${Eko.operations.join(", ")}.`
}

export interface Control {
  /** The newest OTP that a customer was sent. */
  readonly latestOtp: (customerId: string) => Effect.Effect<Option.Option<SentOtp>>
  /** Every debit and give-back, or those of one client_ref_id. */
  readonly ledger: (clientRefId?: string) => Effect.Effect<ReadonlyArray<Ledger.LedgerEntry>>
  readonly wallets: Effect.Effect<ReadonlyArray<Wallet>>
  /** How often requests with a client_ref_id came, operation by operation. */
  readonly arrivals: (clientRefId: string) => Effect.Effect<ReadonlyArray<Arrivals>>
  /** Plans a fault for calls to come; it stays planned until it has hit as often as it says. */
  readonly planFault: (plan: PlannedFault) => Effect.Effect<void, UnknownOperation>
  /** The faults that have not hit yet, in the order in which they were planned. */
  readonly plannedFaults: Effect.Effect<ReadonlyArray<PlannedFault>>
  /** Makes an awaited debit final now. */
  readonly settle: (settle: Settle) => Effect.Effect<void, NotSettled>
}

export const make = (engine: Engine): Control => ({
  latestOtp: (customerId) => engine.read((state) => Option.map(SimulatorState.newestOtp(state, customerId), shown)),
  ledger: (clientRefId) => engine.read((state) => Ledger.of(state, clientRefId)),
  wallets: engine.read(({ world, wallets }) =>
    world.agents.map(({ userCode }) => ({
      userCode,
      balancePaise: Option.getOrThrow(HashMap.get(wallets, userCode))
    }))
  ),
  arrivals: (clientRefId) =>
    engine.read(({ arrivals }) =>
      Object.entries(Option.getOrElse(HashMap.get(arrivals, clientRefId), () => ({}))).map(([operation, count]) => ({
        operation,
        count
      }))
    ),
  planFault: (plan) =>
    Eko.operations.includes(plan.operation)
      ? engine.change((state) => Eko.planFault(state, plan))
      : Effect.fail(new UnknownOperation({ operation: plan.operation })),
  plannedFaults: engine.read(({ faults }) => faults),
  settle: (settle) =>
    Effect.flatMap(
      engine.change((state, timeMillis) => Eko.settle(state, settle, settle.as, timeMillis)),
      Result.match({
        onFailure: (why) => Effect.fail(new NotSettled({ why })),
        onSuccess: () => Effect.void
      })
    )
})

/** The phone's screen: from here on the OTP is a secret again. */
const shown = ({ _tag, otp, otpRefId, ...sent }: SimulatorState.IssuedOtp): SentOtp => ({
  ...sent,
  otp: Redacted.make(otp, { label: "otp" }),
  otpRefId: Redacted.make(otpRefId, { label: "otp_ref_id" })
})
