/**
 * What a developer or a test may see of a simulated Eko and do to it, past Eko's own API.
 *
 * @module
 */
import { Identifiers as Id, Money, TransferPolicy } from "@bhejo/core"
import { Effect, HashMap, Option, Redacted, Result, Schema } from "effect"
import * as Bank from "./Bank.ts"
import type { SentCallback } from "./CallbackSender.ts"
import * as Eko from "./Eko.ts"
import type { Engine } from "./Engine.ts"
import * as Fault from "./Fault.ts"
import type { FaultSeed } from "./FaultSeed.ts"
import * as Ledger from "./Ledger.ts"
import { Purpose } from "./SimulatorEvent.ts"
import * as SimulatorState from "./SimulatorState.ts"
import { Settled } from "./TransactionStatus.ts"

/**
 * An OTP as the customer's phone shows it, and what it is for: a transfer has product, recipient and amount. In JSON,
 * Eko's own identifiers keep Eko's names, here and below.
 */
export const SentOtp = Schema.Struct({
  purpose: Schema.Union([Schema.Literal("transfer"), Purpose]),
  otp: Schema.RedactedFromValue(Id.Otp, { label: "otp" }),
  otpRefId: Schema.RedactedFromValue(Id.OtpRefId, { label: "otp_ref_id" }),
  product: Schema.optionalKey(TransferPolicy.Product),
  customerId: Id.CustomerId,
  recipientId: Schema.optionalKey(Id.RecipientId),
  amountPaise: Schema.optionalKey(Money.Paise),
  /** The eKYC's request, the recipient's number, or the transaction that is to be refunded. */
  subject: Schema.optionalKey(Schema.String),
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
  Schema.Struct({ tid: Schema.String, as: Settled }),
  Schema.Struct({ clientRefId: Schema.String, as: Settled }).pipe(Schema.encodeKeys({ clientRefId: "client_ref_id" }))
])
export type Settle = typeof Settle.Type

/** Which bank goes down or comes up again, by the letters with which its IFSCs begin. */
export const BankChange = Schema.Struct({ bank: Bank.Code, isUp: Schema.Boolean })
export type BankChange = typeof BankChange.Type

/** What a bank does from now on with credits to an account. */
export const AccountChange = Schema.Struct({ account: Schema.String, condition: Bank.Condition })
export type AccountChange = typeof AccountChange.Type

/** There is no such debit, or it cannot become what it is told to. */
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
  override readonly message =
    `There is no operation ${this.operation}. There are ${[...Eko.operations, Fault.callbacks].join(", ")}.`
}

/** A fault is planned for an operation that it cannot hit. */
export class UnsuitableFault extends Schema.TaggedError<UnsuitableFault>("@bhejo/eko-simulator/UnsuitableFault")(
  "UnsuitableFault",
  { operation: Schema.String, fault: Schema.Literals(Fault.names) }
) {
  override readonly message = `${this.fault} cannot hit ${this.operation}: ${Eko.operations
    .concat(Fault.callbacks)
    .filter((operation) => Fault.isSuitable(this.fault, operation))
    .join(", ")} it can.`
}

/** Nothing listens whose connections could be refused: the app is called in-process. */
export class NotListening extends Schema.TaggedError<NotListening>("@bhejo/eko-simulator/NotListening")(
  "NotListening",
  {}
) {
  override readonly message = "Nothing listens here whose connections could be refused."
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
  readonly planFault: (plan: Fault.PlannedFault) => Effect.Effect<void, UnknownOperation | UnsuitableFault>
  /** The faults that have not hit yet, in the order in which they were planned. */
  readonly plannedFaults: Effect.Effect<ReadonlyArray<Fault.PlannedFault>>
  /** Draws faults from a seed from now on, beside those that are planned; `null` ends it. */
  readonly seedFaults: (seed: FaultSeed | null) => Effect.Effect<void>
  readonly faultSeed: Effect.Effect<FaultSeed | null>
  /** Changes a debit's status now: what is awaited becomes final, and a success is reversed. */
  readonly settle: (settle: Settle) => Effect.Effect<void, NotSettled>
  readonly setBank: (change: BankChange) => Effect.Effect<void>
  /** The banks that are known, and those that are down. */
  readonly banks: Effect.Effect<ReadonlyArray<{ readonly bank: string; readonly isUp: boolean }>>
  readonly setAccount: (change: AccountChange) => Effect.Effect<void>
  /** Sets Eko's clock ahead of the true time, or behind it where it is negative. */
  readonly skewClock: (skewMillis: number) => Effect.Effect<void>
  /** How many calls of each operation came, and how many callbacks were made: the numbers that a fault's `call` means. */
  readonly calls: Effect.Effect<ReadonlyArray<Arrivals>>
  /** The callbacks that were posted, the oldest first. */
  readonly callbacks: Effect.Effect<ReadonlyArray<SentCallback>>
  /** Refuses every connection, the control API's included, for as long as this; those that are open are reset. */
  readonly refuseConnections: (refusedMillis: number) => Effect.Effect<void, NotListening>
}

/** What a control needs beside the engine; without it, nothing is posted and nothing listens. */
export interface Surroundings {
  readonly callbacks: Control["callbacks"]
  readonly refuseConnections: Control["refuseConnections"]
}

const nowhere: Surroundings = {
  callbacks: Effect.succeed([]),
  refuseConnections: () => Effect.fail(new NotListening())
}

export const make = (engine: Engine, surroundings: Surroundings = nowhere): Control => ({
  ...surroundings,
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
  calls: engine.read(({ calls }) => Object.entries(calls).map(([operation, count]) => ({ operation, count }))),
  planFault: (plan) => {
    const { operation } = plan
    if (operation !== Fault.callbacks && !Eko.operations.includes(operation)) {
      return Effect.fail(new UnknownOperation({ operation }))
    }
    return Fault.isSuitable(plan.fault, operation)
      ? engine.change((state) => Eko.planFault(state, plan))
      : Effect.fail(new UnsuitableFault({ operation, fault: plan.fault }))
  },
  plannedFaults: engine.read(({ faults }) => faults),
  seedFaults: (seed) => engine.change((state) => Eko.seedFaults(state, seed)),
  faultSeed: engine.read(({ faultSeed }) => faultSeed),
  setBank: ({ bank, isUp }) => engine.change((state) => Eko.setBank(state, bank, isUp)),
  banks: engine.read((state) => {
    const codes = [...(state.world.banks ?? Bank.documented).map(({ code }) => code), ...state.banksDown]
    return [...new Set(codes)].map((bank) => ({ bank, isUp: !state.banksDown.includes(bank) }))
  }),
  setAccount: ({ account, condition }) => engine.change((state) => Eko.setAccount(state, account, condition)),
  skewClock: (skewMillis) => engine.change((state) => Eko.skewClock(state, skewMillis)),
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
const shown = (sent: SimulatorState.IssuedOtp | SimulatorState.IssuedConsent): SentOtp => {
  const { customerId, atMillis, expiresAtMillis, isConsumed } = sent
  const screen = {
    otp: Redacted.make(sent.otp, { label: "otp" }),
    otpRefId: Redacted.make(sent.otpRefId, { label: "otp_ref_id" }),
    customerId,
    atMillis,
    expiresAtMillis,
    isConsumed
  }
  if (sent._tag === "ConsentOtpSent") return { ...screen, purpose: sent.purpose, subject: sent.subject }
  const { product, recipientId, amountPaise } = sent
  return { ...screen, purpose: "transfer", product, recipientId, amountPaise }
}
