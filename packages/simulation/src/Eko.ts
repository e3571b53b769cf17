/**
 * The simulated Eko of a world, with the network between it and our processes: the transport port carried out in
 * memory, with every way in which a request or its answer can be lost, doubled or distorted.
 *
 * @module
 */
import { EkoTransport, WalletLoad } from "@bhejo/core"
import { Callback, Eko as Simulator, SimulatorState } from "@bhejo/eko-simulator"
import { Effect, HashMap, Option, Redacted } from "effect"
import * as Checks from "./Checks.ts"
import { type Fault, planOf } from "./Fault.ts"
import * as Population from "./Population.ts"
import type { Process } from "./Process.ts"
import type { World } from "./World.ts"

type Failure = EkoTransport.NotSent | EkoTransport.OutcomeUnknown
type Sent = Effect.Effect<EkoTransport.RawAnswer, Failure>

const hearts = {
  seed: Simulator.make(Population.configuration("seed")),
  "2026-07": Simulator.make(Population.configuration("2026-07"))
} as const

/** A request that debits, once it is on the wire. */
export const isDebit = (operation: string): boolean =>
  operation.endsWith("/initiate") && !operation.startsWith("refund/")

/** A request that loads a wallet. */
export const isLoad = (operation: string): boolean => operation === WalletLoad.loadWallet.name

/** A request that moves money: a debit, a refund, or a load. */
const movesMoney = (operation: string): boolean => operation.endsWith("/initiate") || isLoad(operation)

const reference = /"client_ref_id":"([^"]+)"/

export class Eko {
  state: SimulatorState.SimulatorState
  /** How often each attempt's request was begun to be written, by its reference. */
  readonly written = new Map<string, number>()
  /** What Eko itself answered about each attempt, by its reference, or by what an inquiry asked for: its word. */
  readonly words = new Map<string, Array<string>>()
  /** Every OTP that Eko sent. */
  readonly otps: Array<string> = []
  /** Until then no connection comes about. */
  downUntilMillis = 0
  /** Attempts about which Eko has contradicted itself, so that nobody could know better. */
  readonly contradicted = new Set<string>()
  /** Bodies of earlier inquiries' answers. */
  readonly #inquired: Array<string> = []
  readonly #world: World
  readonly #heart: Simulator.Eko
  readonly #basePath: string
  readonly #timestamps = new Set<number>()
  #wakesAtMillis: number | undefined

  constructor(world: World) {
    this.#world = world
    const { generation, eko } = world.plan.population
    this.#heart = hearts[generation]
    this.#basePath = Population.configuration(generation).basePath
    this.state = (world.plan.script ?? []).reduce(
      (state, planned) => Simulator.planFault(state, planned).state,
      SimulatorState.initial(eko)
    )
  }

  /** The newest OTP on a customer's phone. */
  phone(customerId: string): { readonly otp: string; readonly otpRefId: string } | undefined {
    return Option.getOrUndefined(SimulatorState.newestOtp(this.state, customerId))
  }

  /** The transport of one process: one request, once. */
  send(process: Process, request: EkoTransport.SignedRequest): Sent {
    return Effect.callback((resume: (sent: Sent) => void) => {
      const world = this.#world
      const { agenda, chance } = world
      const { operation } = request
      const unknown = (phase: "sending" | "waiting", cause: string) =>
        Effect.fail(new EkoTransport.OutcomeUnknown({ operation, phase, cause }))
      const notSent = (cause: string) => Effect.fail(new EkoTransport.NotSent({ operation, cause }))

      world.portCalls++
      if (world.boundary(process, `before ${operation}`)) return
      const isDown = agenda.nowMillis < this.downUntilMillis
      const fault = isDown ? "connection refused" : world.draw("connection")
      if (fault === "connection refused") {
        agenda.after(chance.between(0, 3_000), process, () => resume(notSent("connect")))
        return
      }
      if (fault === "crash before the first byte") {
        world.kill(process)
        return
      }
      const write = () => {
        // In the turn of the first byte, and by the process's own clock.
        if (process.nowMillis > request.sendBeforeMillis) return resume(notSent("deadline"))
        this.#write(process, request, resume, unknown)
        if (fault === "crash while waiting") world.kill(process)
        // Its answer is read when it wakes, and others may have found out by then.
        if (fault === "freeze while waiting") world.freeze(process, chance.pick([20_000, 150_000, 600_000]))
      }
      const connectMillis = fault === "connection slow" ? chance.between(1_000, 40_000) : chance.below(3)
      if (connectMillis === 0) write()
      else agenda.after(connectMillis, process, write)
    })
  }

  /** From the first byte on: what becomes of the request, and of its answer, is the simulator's to say. */
  #write(
    process: Process,
    request: EkoTransport.SignedRequest,
    resume: (sent: Sent) => void,
    unknown: (phase: "sending" | "waiting", cause: string) => Sent
  ) {
    const world = this.#world
    const { agenda, chance } = world
    const { callTimeoutMillis } = world.plan.policy
    const startedAtMillis = agenda.nowMillis
    const clientRefId = this.#note(process, request)
    world.happens()
    const answer = (delayMillis: number, sent: Sent) => {
      const isLate = agenda.nowMillis + delayMillis > startedAtMillis + callTimeoutMillis
      const atMillis = isLate ? startedAtMillis + callTimeoutMillis : agenda.nowMillis + delayMillis
      agenda.at(atMillis, process, () => resume(isLate ? unknown("waiting", "timeout") : sent))
    }
    agenda.after(chance.between(1, 400), undefined, () => {
      const { delivery, delayMillis, httpStatus, headers, body } = this.#answer(request, clientRefId)
      if (world.boundary(process, `after ${request.operation}`)) return
      const backMillis = chance.between(1, 1_500) + delayMillis
      switch (delivery) {
        case "sent":
          return answer(
            backMillis,
            Effect.succeed({ httpStatus, dateMillis: Date.parse(headers.date) || undefined, body })
          )
        case "torn":
          return answer(backMillis, unknown("waiting", "torn"))
        case "reset":
          return answer(backMillis, unknown(chance.pick(["sending", "waiting"]), "reset"))
        case "refused":
          return answer(
            backMillis,
            Effect.fail(new EkoTransport.NotSent({ operation: request.operation, cause: "connect" }))
          )
        case "never":
          return answer(callTimeoutMillis, unknown("waiting", "timeout"))
      }
    })
  }

  /** Keeps count of what was put on the wire. */
  #note(process: Process, request: EkoTransport.SignedRequest): string | undefined {
    const { operation } = request
    const timestamp = Number(Redacted.value(request.headers)["secret-key-timestamp"])
    if (this.#timestamps.has(timestamp)) this.#world.alarm(Checks.timestamps, `${operation} at ${timestamp}`)
    this.#timestamps.add(timestamp)
    this.#world.record(() => `${process.name} > ${operation} ${request.path.split("?")[0] ?? ""}`)
    if (!movesMoney(operation) || request.body === undefined) return undefined
    // A refund names no attempt of ours; its timestamp is no other's.
    const clientRefId =
      isDebit(operation) || isLoad(operation)
        ? reference.exec(Redacted.value(request.body))?.[1]
        : this.#world.database.attemptSignedAt(timestamp)?.clientRefId
    const attempt = clientRefId === undefined ? undefined : this.#world.database.attempt(clientRefId)
    if (clientRefId === undefined || attempt === undefined) {
      this.#world.alarm(Checks.recorded, `${operation} ${clientRefId ?? timestamp}`)
      return undefined
    }
    this.written.set(clientRefId, (this.written.get(clientRefId) ?? 0) + 1)
    if (process.nowMillis > attempt.sendBeforeMillis) {
      this.#world.alarm(Checks.deadline, `${operation} ${clientRefId}`)
    }
    return clientRefId
  }

  /** The last timestamp that was signed with a residue. */
  lastSigned(residue: number, modulus: number): number {
    let last = 0
    for (const timestamp of this.#timestamps) if (timestamp % modulus === residue) last = Math.max(last, timestamp)
    return last
  }

  /** Eko's own answer, and its effect. */
  #answer(request: EkoTransport.SignedRequest, clientRefId: string | undefined): Simulator.Answer {
    const world = this.#world
    const { operation } = request
    const [path = "", query = ""] = request.path.split("?")
    const attempt = clientRefId ?? this.#attemptIn(path)
    const struck = this.#faultsOf(operation, attempt)
    const planned = struck.flatMap((fault) => {
      const plan = planOf(fault, world.chance)
      return plan === undefined ? [] : [{ operation: plan.fault === "callback" ? "callback" : operation, ...plan }]
    })
    if (struck.includes("refunded by Eko meanwhile")) {
      const tid = path.split("/").at(-1) ?? ""
      this.#take(Simulator.settle(this.state, { tid }, "refunded", world.agenda.nowMillis))
    }
    for (const plan of planned) this.state = Simulator.planFault(this.state, plan).state
    const step = this.#take(
      this.#heart(
        this.state,
        {
          method: request.method,
          path: this.#basePath + path,
          query: queryOf(query),
          headers: struck.includes("signature refused")
            ? { ...Redacted.value(request.headers), "secret-key": "of a key that was just replaced" }
            : Redacted.value(request.headers),
          body: request.body === undefined ? "" : Redacted.value(request.body)
        },
        world.agenda.nowMillis,
        // An OTP that begins with 0, as no number does that stands anywhere else.
        world.chance.below(99_999)
      )
    )
    if (planned.length > 0) {
      // A fault that found nothing to strike in this call strikes no other.
      const faults = this.state.faults.filter((fault) => !planned.some((plan) => plan === fault))
      this.state = { ...this.state, faults }
    }
    const { httpStatus, body, delivery } = step.value
    world.record(() => `eko < ${operation} ${delivery} ${httpStatus} ${body.slice(0, 160)}`)
    const about = clientRefId ?? (request.method === "GET" ? this.#asked(path) : undefined)
    // What a gateway answers in Eko's place is not Eko's word.
    if (about !== undefined && (httpStatus === 200 || /"status":248\d/.test(body))) {
      const words = this.words.get(about)
      if (words === undefined) this.words.set(about, [body])
      else words.push(body)
    }
    if (operation === "transaction/inquire" && /"response_type_id":1472/.test(body)) this.#inquired.push(body)
    return struck.reduce((answer, fault) => this.#distort(answer, fault, clientRefId), step.value)
  }

  /** What befalls a call: on the wire, and in what Eko makes of it. */
  #faultsOf(operation: string, attempt: string | undefined): ReadonlyArray<Fault> {
    const world = this.#world
    const faults: Array<Fault | undefined> = [world.draw("wire")]
    if (isDebit(operation)) faults.push(world.draw("debit"), world.draw("contradiction"), world.draw("callback"))
    if (operation === "refund/initiate") faults.push(world.draw("refund"))
    if (isLoad(operation)) faults.push(world.draw("contradiction"))
    if (operation === "transaction/inquire" && (attempt === undefined || !this.contradicted.has(attempt))) {
      faults.push(world.draw("inquiry"))
    }
    const struck = faults.filter((fault) => fault !== undefined)
    // Nothing that a load carries is used up by it, so an Eko that takes a copy for another request loads twice.
    if (attempt !== undefined && isLoad(operation) && struck.includes("request duplicated behind the authentication")) {
      this.contradicted.add(attempt)
    }
    // One copy is refused as not processed, and the other one is processed.
    if (
      attempt !== undefined &&
      struck.includes("request duplicated behind the authentication") &&
      struck.includes("bank unavailable")
    ) {
      this.contradicted.add(attempt)
    }
    return struck
  }

  /** What the world itself makes of an answer of Eko's. */
  #distort(answer: Simulator.Answer, fault: Fault, clientRefId: string | undefined): Simulator.Answer {
    const world = this.#world
    switch (fault) {
      case "copy refused by a node whose clock is off": {
        // Each such node by its own amount: of dates that agree with each other nobody could know that they are wrong.
        const offMillis = world.chance.between(3_600_000, 12 * 3_600_000)
        const date = new Date(world.agenda.nowMillis + offMillis).toUTCString()
        return this.#unauthenticated({ ...answer, headers: { ...answer.headers, date } }, 2485, "timestamp refused")
      }
      case "copy refused by a node with another key":
        if (clientRefId !== undefined) this.contradicted.add(clientRefId)
        return this.#unauthenticated(answer, 2484, "signature refused")
      case "answer with another attempt's tid": {
        const tids = world.database.tidsOfOthers(clientRefId)
        if (tids.length === 0 || clientRefId === undefined) return answer
        this.contradicted.add(clientRefId)
        return { ...answer, body: answer.body.replace(/"tid":"?\d+"?/, `"tid":"${world.chance.pick(tids)}"`) }
      }
      case "callback forged":
        this.#forge()
        return answer
      case "inquiry answered from a cache":
        return this.#inquired.length === 0 ? answer : { ...answer, body: world.chance.pick(this.#inquired) }
      case "load said to be on its way": {
        const tid = /"tid":"(\d+)"/.exec(answer.body)?.[1]
        const isLoaded = tid !== undefined && HashMap.has(this.state.loads, tid)
        return isLoaded ? { ...answer, body: answer.body.replace('"tx_status":"0"', '"tx_status":"2"') } : answer
      }
      default:
        return answer
    }
  }

  #unauthenticated(answer: Simulator.Answer, code: number, message: string): Simulator.Answer {
    const httpStatus = this.#world.plan.population.generation === "seed" ? 403 : 401
    const body = { status: code, response_type_id: code, response_status_id: 1, message, data: {} }
    return { ...answer, httpStatus, body: JSON.stringify(body) }
  }

  /** What an inquiry asks for: a tid, or our reference. */
  #asked(path: string): string {
    return decodeURIComponent(path.slice(path.lastIndexOf("/") + 1))
  }

  /** The attempt that an inquiry is about. */
  #attemptIn(path: string): string | undefined {
    if (!path.includes("/transaction/")) return undefined
    const asked = this.#asked(path)
    if (asked.startsWith("client_ref_id:")) return asked.slice("client_ref_id:".length)
    const { debits, loads } = this.state
    return (
      Option.getOrUndefined(HashMap.get(debits, asked))?.clientRefId ??
      Option.getOrUndefined(HashMap.get(loads, asked))?.clientRefId
    )
  }

  /** Keeps what a step of Eko's led to, and sees to what it wants done later. */
  #take<A>(step: Simulator.Step<A>): Simulator.Step<A> {
    this.#world.happens()
    this.state = step.state
    for (const event of step.events) if (event._tag === "OtpSent") this.otps.push(event.otp)
    for (const callback of step.callbacks) {
      this.#world.callBack(callback.deliverAtMillis, Callback.body(callback, this.#world.plan.population.generation))
    }
    const dueAtMillis = Simulator.nextAtMillis(step.state)
    if (dueAtMillis !== undefined && dueAtMillis !== this.#wakesAtMillis) {
      this.#wakesAtMillis = dueAtMillis
      this.#world.agenda.at(dueAtMillis, undefined, () => this.passTime())
    }
    return step
  }

  /** Nothing more happens at Eko by itself. */
  get isQuiet(): boolean {
    return Simulator.nextAtMillis(this.state) === undefined
  }

  /** Lets happen at Eko what is due there. */
  passTime(): void {
    const fault = this.#world.draw("callback")
    const plan = fault === undefined ? undefined : planOf(fault, this.#world.chance)
    if (fault === "callback forged") this.#forge()
    if (plan !== undefined) this.state = Simulator.planFault(this.state, { operation: "callback", ...plan }).state
    this.#take(this.#heart.passTime(this.state, this.#world.agenda.nowMillis))
  }

  /** Somebody who is not Eko posts a callback about one of our attempts. */
  #forge(): void {
    const { chance, agenda } = this.#world
    const attempts = [...this.written.keys()]
    if (attempts.length === 0) return
    const txStatus = chance.pick(["0", "1", "3", "4"])
    const body = {
      tx_status: txStatus,
      client_ref_id: chance.pick(attempts),
      tid: String(chance.between(1, 9)),
      amount: 1
    }
    this.#world.callBack(agenda.nowMillis + chance.between(0, 60_000), JSON.stringify(body))
  }
}

const queryOf = (query: string): Readonly<Record<string, string>> => {
  const fields: Record<string, string> = {}
  if (query === "") return fields
  for (const field of query.split("&")) {
    const [name = "", value = ""] = field.split("=")
    fields[name] = decodeURIComponent(value.replaceAll("+", " "))
  }
  return fields
}
