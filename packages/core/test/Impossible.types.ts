/**
 * What the types make impossible to write: that an unknown outcome becomes a failure or another attempt, and that money
 * moves without a permit. Nothing here runs; `check` fails where one of these lines compiles.
 */
import type { Effect, Redacted } from "effect"
import * as Attempt from "../src/Attempt.ts"
import { failed } from "../src/DebitEvolution.ts"
import * as DmtFino from "../src/DmtFino.ts"
import type { EkoClient } from "../src/EkoClient.ts"
import type { NotSent, OutcomeUnknown } from "../src/EkoTransport.ts"
import type { Finding } from "../src/Evidence.ts"
import * as Evidence from "../src/Evidence.ts"
import type { Otp } from "../src/Identifiers.ts"
import * as Outcome from "../src/Outcome.ts"
import type { DebitDetails, SendDebit } from "../src/ProductOperations.ts"
import type { OtpConsumed, Rejected } from "../src/Rejection.ts"
import type { SendPermit } from "../src/SendPermit.ts"
import * as SendPermits from "../src/SendPermit.ts"
import type { Command } from "../src/Transfer.ts"
import type { Terms, TransferEvent } from "../src/TransferEvent.ts"
import type { AwaitingOtp, Failed, InDoubt, TransferState } from "../src/TransferState.ts"
import type { TransferStore } from "../src/TransferStore.ts"
import type { Confirmation } from "../src/Transfers.ts"
import * as TxStatus from "../src/TxStatus.ts"
import { loadWallet } from "../src/WalletLoad.ts"
import type { Command as LoadCommand } from "../src/WalletLoadDecider.ts"
import { failed as failedLoad } from "../src/WalletLoadEvolution.ts"
import type * as LoadState from "../src/WalletLoadState.ts"

type OutcomeOf<Tag extends Outcome.Outcome["_tag"]> = Extract<Outcome.Outcome, { readonly _tag: Tag }>

export const anUnknownOutcomeIsNotFailed = (
  inDoubt: InDoubt,
  open: Attempt.OpenDebit,
  unknown: OutcomeOf<"Unknown">,
  consumed: OutcomeOf<"OtpConsumed">,
  accepted: OutcomeOf<"Accepted">,
  outcome: Outcome.Outcome,
  finding: Finding,
  wrongOtp: OutcomeOf<"WrongOtp">,
  declined: OutcomeOf<"Declined">,
  notFound: Extract<Finding, { readonly _tag: "NotFound" }>
) => {
  failed(inDoubt, declined)
  Attempt.close(open, wrongOtp)
  // @ts-expect-error: an unknown outcome is no proof
  failed(inDoubt, unknown)
  // @ts-expect-error: nor is an OTP that was used before
  failed(inDoubt, consumed)
  // @ts-expect-error: nor is an acceptance
  failed(inDoubt, accepted)
  // @ts-expect-error: nor is an outcome that nobody has looked at
  failed(inDoubt, outcome)
  // @ts-expect-error: nor is a finding, "not found" among them
  failed(inDoubt, finding)
  // @ts-expect-error: and a wrong OTP ends no transfer
  failed(inDoubt, wrongOtp)

  // @ts-expect-error: an unknown outcome closes no attempt
  Attempt.close(open, unknown)
  // @ts-expect-error
  Attempt.close(open, consumed)
  // @ts-expect-error
  Attempt.close(open, accepted)
  // @ts-expect-error
  const closed: Attempt.ClosedDebit = { ...open, outcome: unknown }
  // @ts-expect-error: an open attempt is not a closed one
  const unproven: Attempt.ClosedDebit = open
  // @ts-expect-error: a proof of decline is not written by hand
  failed(inDoubt, { _tag: "Declined", reason: "InsufficientBalance", detail: "" })
  // @ts-expect-error
  const made: Outcome.Declined = { _tag: "Declined", reason: "DeclinedByBank", detail: "" }
  // @ts-expect-error: nor is one that closes an attempt
  Attempt.close(open, { _tag: "NotSent", cause: "I say so" })
  // @ts-expect-error: nor made of an unknown outcome
  failed(inDoubt, { ...unknown, _tag: "Declined", reason: "DeclinedByBank", detail: "" })
  // @ts-expect-error: nor does a schema make one out of its parts
  Outcome.NothingMoved.make({ _tag: "Declined", reason: "DeclinedByBank", detail: "" })
  const parts = { _tag: "Declined", reason: "DeclinedByBank", detail: unknown.cause } as const
  // @ts-expect-error
  failed(inDoubt, Outcome.NothingMoved.members[4].make(parts))
  // @ts-expect-error
  failed(inDoubt, Outcome.Outcome.members[4].make(parts))
  // @ts-expect-error
  Attempt.close(open, Attempt.ClosedDebit.fields.outcome.members[0].make({ _tag: "NotSent", cause: unknown.cause }))
  // @ts-expect-error
  Attempt.ClosedDebit.make({ ...open, outcome: { _tag: "NotSent", cause: unknown.cause } })
  // @ts-expect-error: nor does another proof become it
  failed(inDoubt, { ...wrongOtp, _tag: "Declined", reason: "DeclinedByBank", detail: "" })
  // @ts-expect-error: nor does a person's word by another name
  failed(inDoubt, { ...declined, _tag: "FoundUnmoved", operator: "A. Nair", ticket: "EKO-1" })
  // @ts-expect-error: Eko's word about a transaction is not written by hand either
  const word: Finding = { _tag: "Proven", txStatus: TxStatus.TxStatus.make("1"), facts: accepted.facts }
  // @ts-expect-error: not found is no word about a transaction
  Outcome.declineIn(notFound)
  const said = { _tag: "Proven", txStatus: TxStatus.TxStatus.make("1"), facts: accepted.facts } as const
  // @ts-expect-error: nor does a schema make a word out of its parts
  Outcome.declineIn(Evidence.Finding.members[0].make(said))

  // @ts-expect-error: an unknown outcome lets nobody try again
  const retryable: Outcome.Retryable = unknown
  // @ts-expect-error
  const refused: Outcome.Declined = unknown
  return [closed, unproven, retryable, refused, made, word]
}

export const aStateIsNotAnother = (inDoubt: InDoubt, state: TransferState) => {
  // @ts-expect-error: what is in doubt is not failed
  const asFailed: Failed = inDoubt
  // @ts-expect-error: failing needs a reason
  const renamed: Failed = { ...inDoubt, state: "failed" }
  // @ts-expect-error: nor does it wait for another OTP
  const asAwaitingOtp: AwaitingOtp = inDoubt
  // @ts-expect-error: only some states have an attempt
  const attempt = state.attempt
  return [asFailed, renamed, asAwaitingOtp, attempt]
}

export const nobodyCommandsAFailure = (atMillis: number) => {
  // @ts-expect-error: no command fails a transfer
  const command: Command = { _tag: "Fail", atMillis }
  // @ts-expect-error: and no event does
  const event: TransferEvent = { _tag: "TransferFailed", atMillis }
  // @ts-expect-error: an answer has an outcome
  const answered: TransferEvent = { _tag: "DebitAnswered", atMillis, clientRefId: "REQ-20260101-001" }
  return [command, event, answered]
}

export const theFamiliesOfErrorsStayApart = (unknown: OutcomeUnknown, consumed: OtpConsumed, rejected: Rejected) => {
  // @ts-expect-error: an unknown outcome is no refusal
  const refused: Rejected = unknown
  // @ts-expect-error: and was not kept from being sent
  const notSent: NotSent = unknown
  // @ts-expect-error: a consumed OTP is no refusal
  const declined: Rejected = consumed
  // @ts-expect-error: a refusal was sent
  const kept: NotSent = rejected
  return [refused, notSent, declined, kept]
}

export const moneyNeedsAPermit = (
  client: EkoClient["Service"],
  send: SendDebit,
  terms: Terms,
  details: DebitDetails,
  debit: Parameters<typeof client.submit<Parameters<typeof DmtFino.initiate.interpret>[1], unknown, unknown>>[1],
  order: Parameters<typeof DmtFino.sendOtp.interpret>[1],
  permit: SendPermit<"debit">,
  refundPermit: SendPermit<"refund">,
  committed: Effect.Success<ReturnType<TransferStore["Service"]["append"]>>,
  open: Attempt.OpenDebit
) => {
  client.submit(DmtFino.initiate, debit, permit)
  client.call(DmtFino.sendOtp, order)
  send(terms, details, permit)
  // @ts-expect-error: a call that moves money is not called like one that moves none
  client.call(DmtFino.initiate, debit)
  // @ts-expect-error: it needs a permit
  client.submit(DmtFino.initiate, debit)
  // @ts-expect-error: which an attempt is not
  client.submit(DmtFino.initiate, debit, open)
  // @ts-expect-error: and which nothing imitates
  client.submit(DmtFino.initiate, debit, { attempt: open, take: () => true })
  // @ts-expect-error: nobody makes one by hand
  const made: SendPermit = new SendPermits.SendPermit(open)
  // @ts-expect-error: nor out of one that is there
  const second: SendPermit = { ...permit }
  // @ts-expect-error: nor by the class of one that is there
  const again = new permit.constructor(open)
  // @ts-expect-error: a debit is not sent with the permit for a refund
  send(terms, details, refundPermit)
  // @ts-expect-error: nor with whatever a commit returned, or did not
  send(terms, details, committed)
  // @ts-expect-error: a permit is for what moves money
  client.submit(DmtFino.sendOtp, order, permit)
  // @ts-expect-error
  send(terms, details)
  // @ts-expect-error: whether it was used is the permit's own knowledge
  permit.isUsed = false
  return [made, second, again]
}

export const anOtpIsRedacted = (confirmation: Confirmation, otp: Otp, redacted: Redacted.Redacted<string>) => {
  // @ts-expect-error: an OTP comes redacted
  const plain: Confirmation = { ...confirmation, otp }
  // @ts-expect-error: and checked
  const unchecked: Confirmation = { ...confirmation, otp: redacted }
  return [plain, unchecked]
}

export const aLoadObeysTheSameRules = (
  doubt: LoadState.InDoubt,
  unknown: Extract<Outcome.LoadOutcome, { readonly _tag: "Unknown" }>,
  loaded: Extract<Outcome.LoadOutcome, { readonly _tag: "Loaded" }>,
  outcome: Outcome.LoadOutcome,
  finding: Finding,
  declined: Outcome.Declined,
  atMillis: number,
  client: EkoClient["Service"],
  request: Parameters<typeof loadWallet.interpret>[1],
  permit: SendPermit<"load">,
  debitPermit: SendPermit<"debit">,
  send: (permit: SendPermit<"load">) => void
) => {
  failedLoad(doubt, declined)
  // @ts-expect-error: an unknown outcome is no proof
  failedLoad(doubt, unknown)
  // @ts-expect-error: nor is a load
  failedLoad(doubt, loaded)
  // @ts-expect-error: nor is an outcome that nobody has looked at
  failedLoad(doubt, outcome)
  // @ts-expect-error: nor is a finding, "not found" among them
  failedLoad(doubt, finding)
  // @ts-expect-error: nor is one that is written by hand
  failedLoad(doubt, { _tag: "NotSent", cause: "I say so" })
  // @ts-expect-error: nor does a person's word become one without its ticket
  Outcome.ofResolution({ _tag: "NotMoved", operator: "A. Nair", evidence: "I say so" })
  // @ts-expect-error: what is in doubt is not failed
  const asFailed: LoadState.Failed = doubt
  // @ts-expect-error: failing needs a reason
  const renamed: LoadState.Failed = { ...doubt, state: "failed" }
  // @ts-expect-error: no command fails a load
  const command: LoadCommand = { _tag: "Fail", atMillis }
  // @ts-expect-error: nor begins another attempt of one that is there
  const again: LoadCommand = { _tag: "Retry", atMillis }

  client.submit(loadWallet, request, permit)
  send(permit)
  // @ts-expect-error: it moves money, so it is not called like what moves none
  client.call(loadWallet, request)
  // @ts-expect-error: it needs a permit
  client.submit(loadWallet, request)
  // @ts-expect-error: which an attempt is not
  client.submit(loadWallet, request, doubt.attempt)
  // @ts-expect-error: nor a permit for another kind
  send(debitPermit)
  return [asFailed, renamed, command, again]
}
