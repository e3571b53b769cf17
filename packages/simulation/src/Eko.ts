/**
 * The simulated Eko of a world, with the network between it and our processes: the transport port carried out in
 * memory, with every way in which a request or its answer can be lost, doubled or distorted.
 *
 * @module
 */
import { EkoTransport } from "@bhejo/core"
import { Eko as Simulator, SimulatorState } from "@bhejo/eko-simulator"
import { Effect, HashMap, Option, Redacted } from "effect"
import * as Checks from "./Checks.ts"
import type { Fault } from "./Fault.ts"
import * as Population from "./Population.ts"
import type { Process } from "./Process.ts"
import * as Wire from "./Wire.ts"
import type { World } from "./World.ts"

type Failure = EkoTransport.NotSent | EkoTransport.OutcomeUnknown
type Sent = Effect.Effect<EkoTransport.RawAnswer, Failure>

const hearts = {
  seed: Simulator.make(Population.configuration("seed")),
  "2026-07": Simulator.make(Population.configuration("2026-07"))
} as const

/** A request that moves money, once it is on the wire. */
export const isDebit = (operation: string): boolean => operation.endsWith("/initiate")

const reference = /"client_ref_id":"([^"]+)"/

export class Eko {
  state: SimulatorState.SimulatorState
  /** How far Eko's clock is ahead of the true time. */
  clockOffsetMillis = 0
  /** How often each attempt's request was begun to be written, by its reference. */
  readonly written = new Map<string, number>()
  /** What Eko itself answered about each attempt, before anything happened to the answer: its word. */
  readonly words = new Map<string, Array<string>>()
  /** Every OTP that Eko sent. */
  readonly otps: Array<string> = []
  readonly #world: World
  readonly #heart: Simulator.Eko
  readonly #basePath: string
  readonly #timestamps = new Set<string>()

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

  get nowMillis(): number {
    return this.#world.agenda.nowMillis + this.clockOffsetMillis
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
      const fault = world.draw("call")
      if (fault === "connection refused") {
        agenda.after(chance.between(0, 3_000), process, () => resume(notSent("connect")))
        return
      }
      if (fault === "crash before the first byte") return world.kill(process)

      const connectMillis = fault === "connection slow" ? chance.between(1_000, 40_000) : chance.below(3)
      const write = () => {
        // In the turn of the first byte, and by the process's own clock.
        if (process.nowMillis > request.sendBeforeMillis) return resume(notSent("deadline"))
        this.#write(process, request, fault, resume, unknown)
      }
      if (connectMillis === 0) write()
      else agenda.after(connectMillis, process, write)
    })
  }

  #write(
    process: Process,
    request: EkoTransport.SignedRequest,
    fault: Fault | undefined,
    resume: (sent: Sent) => void,
    unknown: (phase: "sending" | "waiting", cause: string) => Sent
  ) {
    const world = this.#world
    const { agenda, chance } = world
    const { callTimeoutMillis } = world.plan.policy
    const clientRefId = this.#note(process, request)
    let isOver = false
    const answer = (delayMillis: number, sent: Sent): void => {
      agenda.after(delayMillis, process, () => {
        if (isOver) return
        isOver = true
        resume(sent)
      })
    }
    /** Eko has the request after a while, and answers it. */
    const reach = (delayMillis: number, then: (raw: EkoTransport.RawAnswer) => void): void => {
      agenda.after(delayMillis, undefined, () => {
        const raw = this.#answer(request, clientRefId)
        if (world.boundary(process, `after ${request.operation}`)) return
        then(raw)
      })
    }

    const thereMillis = chance.between(1, 400)
    const backMillis = chance.between(1, 1_500)
    switch (fault) {
      case "reset before the effect":
        return answer(thereMillis, unknown(chance.pick(["sending", "waiting"]), "reset"))
      case "timeout before the effect":
        return answer(callTimeoutMillis, unknown("waiting", "timeout"))
      case "reset after the effect":
        return reach(thereMillis, () => answer(chance.below(100), unknown("waiting", "reset")))
      case "timeout, effect in time":
        answer(callTimeoutMillis, unknown("waiting", "timeout"))
        return reach(thereMillis, () => {})
      case "timeout, effect late":
        answer(callTimeoutMillis, unknown("waiting", "timeout"))
        // It lies in a queue somewhere, within what Eko still accepts of a signature.
        return reach(chance.between(callTimeoutMillis, 118_000), () => {})
      case "crash while waiting":
        reach(chance.between(0, 2_000), () => {})
        return world.kill(process)
      case "request duplicated": {
        const isFirst = chance.happens(0.5)
        let first: EkoTransport.RawAnswer | undefined
        reach(thereMillis, (raw) => {
          first = raw
        })
        return reach(thereMillis + chance.between(0, 300), (raw) =>
          answer(backMillis, Effect.succeed(isFirst ? (first ?? raw) : raw))
        )
      }
      case undefined:
        return reach(thereMillis, (raw) => answer(backMillis, Effect.succeed(raw)))
      default: {
        const distorted = (raw: EkoTransport.RawAnswer) =>
          Effect.succeed(Wire.distort(fault, raw, (choices) => chance.pick(choices)))
        return Wire.keepsFromEko.has(fault)
          ? answer(thereMillis + backMillis, distorted({ httpStatus: 200, dateMillis: undefined, body: "" }))
          : reach(thereMillis, (raw) => answer(backMillis, distorted(raw)))
      }
    }
  }

  /** Keeps count of what was put on the wire. */
  #note(process: Process, request: EkoTransport.SignedRequest): string | undefined {
    const { operation } = request
    const timestamp = Redacted.value(request.headers)["secret-key-timestamp"] ?? ""
    if (this.#timestamps.has(timestamp)) {
      this.#world.alarm(Checks.timestamps, `${operation} at ${timestamp}`)
    }
    this.#timestamps.add(timestamp)
    this.#world.record(() => `${process.name} > ${operation} ${request.path.split("?")[0] ?? ""}`)
    if (!isDebit(operation) || request.body === undefined) return undefined
    const clientRefId = reference.exec(Redacted.value(request.body))?.[1]
    if (clientRefId === undefined) return undefined
    this.written.set(clientRefId, (this.written.get(clientRefId) ?? 0) + 1)
    const attempt = this.#world.database.attempt(clientRefId)
    if (attempt === undefined) this.#world.alarm(Checks.recorded, `${operation} ${clientRefId}`)
    else if (process.nowMillis > attempt.sendBeforeMillis) {
      this.#world.alarm(Checks.deadline, `${operation} ${clientRefId}`)
    }
    return clientRefId
  }

  /** Eko's own answer, and its effect. */
  #answer(request: EkoTransport.SignedRequest, clientRefId: string | undefined): EkoTransport.RawAnswer {
    const world = this.#world
    const [path = "", query = ""] = request.path.split("?")
    const sentBefore = HashMap.size(this.state.otps)
    // An OTP that begins with 0, as no number does that stands anywhere else.
    const chance = world.chance.below(100_000)
    const step = this.#heart(
      this.state,
      {
        method: request.method,
        path: this.#basePath + path,
        query: queryOf(query),
        headers: Redacted.value(request.headers),
        body: request.body === undefined ? "" : Redacted.value(request.body)
      },
      this.nowMillis,
      chance
    )
    this.state = step.state
    if (HashMap.size(this.state.otps) > sentBefore) this.otps.push(String(chance).padStart(6, "0"))
    const { httpStatus, body } = step.value
    world.record(() => `eko < ${request.operation} ${httpStatus} ${body.slice(0, 160)}`)
    const about =
      clientRefId ?? (request.method === "GET" ? decodeURIComponent(path.split("/").at(-1) ?? "") : undefined)
    if (about !== undefined) {
      const words = this.words.get(about)
      if (words === undefined) this.words.set(about, [body])
      else words.push(body)
    }
    return { httpStatus, dateMillis: Math.floor(this.nowMillis / 1000) * 1000, body }
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
