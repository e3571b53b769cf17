/**
 * The histories whose every crash point is visited. Their customers and teams insist: whoever hears nothing asks again.
 *
 * @module
 */
import { TransferState, type Transfers, WalletLoad } from "@bhejo/core"
import { Effect, Exit } from "effect"
import type { Scenario } from "./CrashPoints.ts"
import * as Journey from "./Journey.ts"
import * as LoadJourney from "./LoadJourney.ts"

type State = TransferState.TransferState
type Program = (programs: Transfers.Transfers["Service"]) => Effect.Effect<State, { readonly _tag: string }>

/** Passing failures: asking again, as the error says one may. */
const passing: ReadonlySet<string> = new Set([
  "StoreUnavailable",
  "VersionConflict",
  "EkoUnreachable",
  "OtpSendPending"
])

/** Asks until there is an answer; a refusal is one. */
const insist = Effect.fnUntraced(function* (desk: Journey.Desk, what: string, program: Program) {
  for (let tries = 0; tries < 40; tries++) {
    const reply = yield* Journey.ask(desk.world, what, program)
    if (reply !== "lost") {
      if (Exit.isSuccess(reply)) return reply.value
      const tags = reply.cause.reasons.map((reason) => (reason._tag === "Fail" ? reason.error._tag : reason._tag))
      if (!tags.some((tag) => passing.has(tag))) return undefined
    }
    yield* Journey.sleep(desk.world, 2_000)
  }
  return undefined
})

const lookup = ({ terms }: Journey.Desk) => ({ team: terms.team, id: terms.id })
const request = (desk: Journey.Desk) => insist(desk, "request", (programs) => programs.request(desk.terms))
const find = (desk: Journey.Desk) => insist(desk, "find", (programs) => programs.find(lookup(desk)))
const resend = (desk: Journey.Desk) => insist(desk, "resend", (programs) => programs.resendOtp(lookup(desk)))
const cancel = (desk: Journey.Desk) => insist(desk, "cancel", (programs) => programs.cancel(lookup(desk)))
const confirm = (desk: Journey.Desk, key: string, typed: Journey.Typed) =>
  insist(desk, `confirm ${key}`, (programs) => programs.confirm(Journey.confirmation(desk, key, typed)))

/** Until the phone shows an OTP and the transfer waits for it; where a death has lost the OTP, another one is sent. */
const untilOtp = Effect.fnUntraced(function* (desk: Journey.Desk) {
  for (let turns = 0; turns < 10; turns++) {
    const transfer = yield* find(desk)
    if (transfer === undefined || transfer.state !== "requested") return transfer
    yield* resend(desk)
    yield* Journey.sleep(desk.world, 5_000)
  }
  return undefined
})

/** Confirms with new keys until the transfer has moved on. */
const confirmAll = Effect.fnUntraced(function* (desk: Journey.Desk, typed: ReadonlyArray<Journey.Typed>) {
  yield* request(desk)
  for (const [index, each] of typed.entries()) {
    const transfer = yield* untilOtp(desk)
    if (transfer?.state !== "awaiting_otp") return
    yield* confirm(desk, `key-${index}`, each)
  }
  // A death may have cost an attempt that is proven not to have been sent.
  const transfer = yield* untilOtp(desk)
  if (transfer?.state === "awaiting_otp" && typed.at(-1) === "right") yield* confirm(desk, "key-last", "right")
})

/** Waits until the transfer is what a customer comes back for, while others settle it. */
const untilRefundPending = Effect.fnUntraced(function* (desk: Journey.Desk) {
  for (let turns = 0; turns < 20; turns++) {
    const transfer = yield* find(desk)
    if (transfer === undefined || transfer.state === "refund_pending" || TransferState.isFinal(transfer))
      return transfer
    yield* Journey.sleep(desk.world, 30_000)
  }
  return undefined
})

/** Pays, and takes the money back: with a new key each time it is proven that the last refund moved nothing. */
const refunded = (typed: ReadonlyArray<Journey.Typed>) =>
  Effect.fnUntraced(function* (desk: Journey.Desk) {
    yield* confirmAll(desk, ["right"])
    for (const [index, each] of [...typed, "right" as const].entries()) {
      const transfer = yield* untilRefundPending(desk)
      if (transfer?.state !== "refund_pending") return
      if (transfer.refunds.otp === undefined) {
        yield* insist(desk, "refund otp", (programs) => programs.sendRefundOtp(lookup(desk)))
      }
      yield* insist(desk, `refund key-${index}`, (programs) =>
        programs.refund(Journey.refundRequest(desk, `refund-${index}`, each))
      )
    }
  })

/** Asks for a load until there is an answer. */
const insistOnLoad = Effect.fnUntraced(function* (desk: LoadJourney.LoadDesk) {
  for (let tries = 0; tries < 40 && !(yield* LoadJourney.load(desk)); tries++) yield* Journey.sleep(desk.world, 2_000)
})

const right = (desk: Journey.Desk) => confirmAll(desk, ["right"])
const initiate = "dmt-fino/initiate"
const refundPending = { operation: initiate, fault: "reversed", as: "refund_pending", afterMillis: 0 } as const

export const all: ReadonlyArray<Scenario> = [
  { name: "confirmed, and succeeds", journey: { transfer: right }, ends: "succeeded" },
  {
    name: "wrong OTP, then right",
    journey: { transfer: (desk) => confirmAll(desk, ["wrong", "right"]) },
    ends: "succeeded"
  },
  {
    name: "resent, then confirmed",
    journey: { transfer: (desk) => Effect.andThen(Effect.andThen(request(desk), resend(desk)), right(desk)) },
    ends: "succeeded"
  },
  {
    name: "cancelled",
    journey: { transfer: (desk) => Effect.asVoid(Effect.andThen(request(desk), cancel(desk))) },
    ends: "cancelled"
  },
  { name: "never confirmed", journey: { transfer: (desk) => Effect.asVoid(request(desk)) }, ends: "expired" },
  { name: "OTP refused", journey: { transfer: right }, isUnknown: true, ends: "failed" },
  { name: "declined for the balance", journey: { transfer: right }, isPoor: true, ends: "failed" },
  {
    name: "awaited, then success",
    journey: { transfer: right },
    script: [{ operation: initiate, fault: "awaited", settlesAs: "success", afterMillis: 60_000 }],
    ends: "succeeded"
  },
  {
    name: "awaited, then failed",
    journey: { transfer: right },
    script: [{ operation: initiate, fault: "awaited", settlesAs: "failed", afterMillis: 60_000 }],
    ends: "failed"
  },
  {
    name: "the debit's answer never arrives",
    journey: { transfer: right },
    script: [{ operation: initiate, fault: "answer-never-arrives" }],
    ends: "succeeded"
  },
  {
    name: "reset before the effect, and a person settles it",
    journey: { transfer: (desk) => Effect.andThen(right(desk), Journey.operate(desk)) },
    script: [{ operation: initiate, fault: "reset", effect: false }],
    ends: "failed"
  },
  {
    name: "a copy of the debit is answered with OTP consumed",
    journey: { transfer: right },
    script: [{ operation: initiate, fault: "duplicate", at: "gateway", heard: "second" }],
    ends: "succeeded"
  },
  {
    name: "refund pending, then refunded",
    journey: { transfer: refunded(["right"]) },
    script: [refundPending],
    ends: "refunded"
  },
  {
    name: "refund with a wrong OTP, then the right one",
    journey: { transfer: refunded(["wrong", "right"]) },
    script: [refundPending],
    ends: "refunded"
  },
  {
    name: "the refund's answer never arrives",
    journey: { transfer: refunded(["right"]) },
    script: [refundPending, { operation: "refund/initiate", fault: "answer-never-arrives" }],
    ends: "refunded"
  },
  {
    name: "success, reversed by Eko afterwards",
    journey: { transfer: right },
    script: [{ operation: initiate, fault: "reversed", as: "refunded", afterMillis: 90_000 }],
    ends: "refunded"
  },
  { name: "a wallet is loaded", journey: { load: insistOnLoad }, ends: "loaded" },
  { name: "a load is declined for the balance", journey: { load: insistOnLoad }, isPoor: true, ends: "failed" },
  {
    name: "a load's answer never arrives",
    journey: { load: insistOnLoad },
    script: [{ operation: WalletLoad.loadWallet.name, fault: "answer-never-arrives" }],
    ends: "loaded"
  },
  {
    name: "a load is reset before the effect, and a person settles it",
    journey: { load: (desk) => Effect.andThen(insistOnLoad(desk), LoadJourney.operate(desk)) },
    script: [{ operation: WalletLoad.loadWallet.name, fault: "reset", effect: false }],
    ends: "failed"
  }
]
