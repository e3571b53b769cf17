/**
 * One step while it happens: each fact is put onto the state at once, and told afterwards together with the callbacks
 * that follow from it.
 *
 * @module
 */
import { HashMap, Option } from "effect"
import type { Callback } from "./Callback.ts"
import * as Evolution from "./Evolution.ts"
import * as Fault from "./Fault.ts"
import * as FaultSeed from "./FaultSeed.ts"
import type { SimulatorEvent } from "./SimulatorEvent.ts"
import type * as SimulatorState from "./SimulatorState.ts"
import * as TransactionStatus from "./TransactionStatus.ts"

/** What happened, the state after it, what Eko wants to call back, and what came out of it. */
export interface Step<A> {
  readonly state: SimulatorState.SimulatorState
  readonly events: ReadonlyArray<SimulatorEvent>
  /** In the order in which they are made; each says when it is to be delivered. */
  readonly callbacks: ReadonlyArray<Callback>
  readonly value: A
}

export class Recording {
  state: SimulatorState.SimulatorState
  private readonly events: Array<SimulatorEvent> = []
  private readonly callbacks: Array<Callback> = []

  constructor(state: SimulatorState.SimulatorState) {
    this.state = state
  }

  record(event: SimulatorEvent): void {
    const before =
      event._tag === "DebitSettled" ? Option.getOrUndefined(HashMap.get(this.state.debits, event.tid)) : undefined
    this.state = Evolution.evolve(this.state, event)
    this.events.push(event)
    if (event._tag === "DebitAccepted") {
      if (!TransactionStatus.isInFlight(event.status)) this.callBack(event.tid, "awaited", event.atMillis)
    } else if (before !== undefined && event._tag === "DebitSettled") {
      this.callBack(event.tid, before.status, event.atMillis)
    }
  }

  step<A>(value: A): Step<A> {
    return { state: this.state, events: this.events, callbacks: this.callbacks, value }
  }

  /**
   * What hits the next, or the present, call of an operation at some stages: the faults that are planned, and for the
   * stages without one those of the seed.
   */
  hit(operation: string, stages: ReadonlyArray<Fault.Stage>, callNumber: number): Fault.Hit {
    const { faults, faultSeed } = this.state
    if (faults.length === 0 && faultSeed === null) return noHit
    const seeded = faultSeed === null ? noHit : at(FaultSeed.hit(faultSeed, operation, callNumber), stages)
    if (!Fault.isPlannedFor(faults, operation, stages)) return seeded
    const { hit } = Fault.count(faults, operation, stages, callNumber)
    this.record({ _tag: "CallCounted", operation, stages, callNumber })
    return { ...seeded, ...hit }
  }

  /** A transaction's status changed: Eko calls back, once if nothing befalls the callback. */
  private callBack(tid: string, oldStatus: TransactionStatus.TransactionStatus, atMillis: number): void {
    const debit = Option.getOrUndefined(HashMap.get(this.state.debits, tid))
    if (debit === undefined) return
    const customer = Option.getOrUndefined(HashMap.get(this.state.customers, debit.customerId))
    const recipient = customer?.recipients.find(({ recipientId }) => recipientId === debit.recipientId)
    const callback: Callback = {
      tid: debit.tid,
      clientRefId: debit.clientRefId,
      status: debit.status,
      oldStatus,
      amountPaise: debit.amountPaise,
      feePaise: debit.feePaise,
      gstPaise: debit.gstPaise,
      bankReference: debit.status === "success" ? debit.bankReference : "",
      account: debit.account,
      ifsc: recipient?.ifsc ?? "",
      senderName: customer?.name ?? "",
      recipientName: recipient?.name ?? "",
      acceptedAtMillis: debit.atMillis,
      deliverAtMillis: atMillis
    }
    const number = (this.state.calls[Fault.callbacks] ?? 0) + 1
    const fault = this.hit(Fault.callbacks, callbackStage, number).callback
    const waiting = this.state.heldCallbacks
    const later = { ...callback, deliverAtMillis: atMillis + (fault?.millis ?? 0) }
    switch (fault?.how) {
      case "reorder":
        this.record({ _tag: "CallbackMade", held: [...waiting, callback] })
        return
      case undefined:
        this.callbacks.push(callback)
        break
      case "duplicate":
        this.callbacks.push(callback, later)
        break
      case "delay":
        this.callbacks.push(later)
        break
      case "drop":
        break
    }
    this.callbacks.push(...waiting.map((held) => ({ ...held, deliverAtMillis: atMillis })))
    this.record({ _tag: "CallbackMade", held: [] })
  }
}

const noHit: Fault.Hit = {}
const callbackStage: ReadonlyArray<Fault.Stage> = ["callback"]

const at = (hit: Fault.Hit, stages: ReadonlyArray<Fault.Stage>): Fault.Hit =>
  Object.fromEntries(Object.entries(hit).filter(([stage]) => stages.some((one) => one === stage)))
