/**
 * What a person or a test may do to the simulated Eko past its API, as pure steps of its state.
 *
 * @module
 */
import { HashMap, Option, Result } from "effect"
import type * as Bank from "./Bank.ts"
import type * as Fault from "./Fault.ts"
import type { FaultSeed } from "./FaultSeed.ts"
import { Recording, type Step } from "./Recording.ts"
import type { SimulatorEvent } from "./SimulatorEvent.ts"
import * as SimulatorState from "./SimulatorState.ts"
import * as TransactionStatus from "./TransactionStatus.ts"

type State = SimulatorState.SimulatorState

const step = (state: State, event: SimulatorEvent): Step<void> => {
  const recording = new Recording(state)
  recording.record(event)
  return recording.step(undefined)
}

/** Plans a fault for calls to come, behind those that are planned already. */
export const planFault = (state: State, plan: Fault.PlannedFault): Step<void> =>
  step(state, { _tag: "FaultPlanned", plan })

/** Draws faults from a seed from now on, beside those that are planned; `null` ends it. */
export const seedFaults = (state: State, plan: FaultSeed | null): Step<void> =>
  step(state, { _tag: "FaultsSeeded", plan })

/** Sets Eko's clock ahead of the true time, or behind it where `skewMillis` is negative. */
export const skewClock = (state: State, skewMillis: number): Step<void> =>
  step(state, { _tag: "ClockSkewed", skewMillis })

/** Lets a bank go down or come up again: debits to its accounts are answered 544 while it is down. */
export const setBank = (state: State, bank: string, isUp: boolean): Step<void> =>
  step(state, { _tag: "BankChanged", bank, isUp })

/** Changes what a recipient's bank does with credits to an account. */
export const setAccount = (state: State, account: string, condition: Bank.Condition): Step<void> =>
  step(state, { _tag: "AccountChanged", account, condition })

/** Why a debit cannot be told to settle. */
export type NotSettled = "unknown" | "final already"

/**
 * Changes a debit's status now, whatever was planned for it: what is on its way may become anything, a success may be
 * reversed, a pending refund may be refunded. A debit is named by its tid or by its client_ref_id, which means the newest
 * one with it.
 */
export const settle = (
  state: State,
  which: { readonly tid: string } | { readonly clientRefId: string },
  settledAs: TransactionStatus.Settled,
  timeMillis: number
): Step<Result.Result<void, NotSettled>> => {
  const recording = new Recording(state)
  const debit = Option.getOrUndefined(
    "tid" in which ? HashMap.get(state.debits, which.tid) : SimulatorState.debitByReference(state, which.clientRefId)
  )
  if (debit === undefined) return recording.step(Result.fail("unknown"))
  if (!TransactionStatus.mayBecome(debit.status, settledAs)) return recording.step(Result.fail("final already"))
  recording.record({ _tag: "DebitSettled", tid: debit.tid, settledAs, atMillis: timeMillis })
  return recording.step(Result.void)
}
