/**
 * A simulated Eko with a clock and chance that the test holds in its hand.
 *
 * @module
 */
import { type Drift, EkoOperation, Envelope, type Rejection, Signing } from "@bhejo/core"
import { Redacted, Schema } from "effect"
import { Configuration, Eko, type SimulatorEvent, SimulatorState, World } from "../src/index.ts"

export type Wire = Record<string, Schema.Json>

type Operation<Input, Success, Failure> = EkoOperation.EkoOperation<Input, Success, Failure, "money" | "nothing">

export class Bench {
  readonly configuration: Configuration.Configuration
  readonly world: World.World
  readonly eko: Eko.Eko
  state: SimulatorState.SimulatorState
  /** Where successes differed from what core knows of them. */
  readonly drift: Array<Drift.Drift> = []
  /** Everything that was told to have happened by what was sent. */
  readonly events: Array<SimulatorEvent.SimulatorEvent> = []
  timeMillis = Date.parse("2024-01-01T10:30:05.000Z")
  chance = 251_834

  constructor(
    generation: EkoOperation.Generation,
    options: Parameters<typeof World.documented>[1] = {},
    configuration: Partial<Configuration.Configuration> = {}
  ) {
    this.configuration = { ...Configuration.development(generation), ...configuration }
    this.world = World.documented(generation, options)
    this.eko = Eko.make(this.configuration)
    this.state = SimulatorState.initial(this.world)
  }

  /** A correctly signed request, as core's client lays it out. */
  request<Input, Success, Failure>(
    operation: Operation<Input, Success, Failure>,
    wire: Wire,
    initiatorId = "9962981729"
  ): Eko.Request {
    const { generation, basePath } = this.configuration
    const input = Schema.decodeUnknownSync(operation.requests[generation].schema)(wire)
    const { path, body } = EkoOperation.encodeRequest(operation, generation, initiatorId, input)
    const [pathname = "", query = ""] = path.split("?")
    return {
      method: operation.method,
      path: basePath + pathname,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: this.headers(),
      body: body ?? ""
    }
  }

  headers(timestampMillis = this.timeMillis): Record<string, string> {
    return {
      developer_key: Redacted.value(this.configuration.developerKey),
      ...Signing.sign(this.configuration.accessKey, Signing.TimestampMillis.make(timestampMillis)),
      "content-type": "application/json"
    }
  }

  /** Sends a request as it is; a millisecond passes after it. */
  send(request: Eko.Request): Eko.Answer {
    const step = this.eko(this.state, request, this.timeMillis, this.chance)
    this.state = step.state
    this.events.push(...step.events)
    this.timeMillis += 1
    return step.value
  }

  /** Sends a request and reads its body. */
  body(request: Eko.Request): Wire {
    return JSON.parse(this.send(request).body)
  }

  /** Calls an operation, and tells both the body and what core makes of it. */
  call<Input, Success, Failure>(operation: Operation<Input, Success, Failure>, wire: Wire) {
    const signedAtMillis = this.timeMillis
    const answer = this.send(this.request(operation, wire))
    const body = JSON.parse(answer.body)
    const read = meaning(operation, this.configuration.generation, wire, signedAtMillis, answer)
    if (read._tag === "Success") this.drift.push(...read.drift)
    return { body, meaning: read }
  }
}

/** What core reads out of an answer. */
export const meaning = <Input, Success, Failure>(
  operation: Operation<Input, Success, Failure>,
  generation: EkoOperation.Generation,
  wire: Wire,
  signedAtMillis: number,
  answer: Pick<Eko.Answer, "httpStatus" | "headers" | "body">
) => {
  const raw = { httpStatus: answer.httpStatus, dateMillis: Date.parse(answer.headers.date), body: answer.body }
  return operation.interpret(
    {
      operation: operation.name,
      raw,
      envelope: Envelope.read(raw),
      signedAtMillis,
      elapsedMillis: 0,
      mask: (text) => text
    },
    Schema.decodeUnknownSync(operation.requests[generation].schema)(wire)
  )
}

/** The success that an answer means; anything else fails the test. */
export const success = <Success>(interpretation: EkoOperation.Interpretation<Success, unknown>): Success => {
  if (interpretation._tag === "Failure") throw interpretation.failure
  return interpretation.success
}

/** The reason of the refusal that an answer means, or the kind of failure that is none. */
export const refusal = (
  interpretation: EkoOperation.Interpretation<unknown, Rejection.Rejected | { readonly _tag: string }>
): string => {
  if (interpretation._tag === "Success") return "Success"
  return "reason" in interpretation.failure ? interpretation.failure.reason : interpretation.failure._tag
}

/** The example requests of the seed documents, without what is fixed or is added to every call. */
export const dmtOrder = { recipient_id: 98765, amount: 500, customer_id: "9123456789" }
export const seedDmtOrder = { user_code: "20810200", client_ref_id: "REQ-20260101-001", ...dmtOrder }

export const seedInitiate = {
  ...seedDmtOrder,
  otp: "251834",
  otp_ref_id: "TXNOTP20240101001",
  latlong: "28.6139,77.2090",
  timestamp: "2024-01-01T10:30:00Z"
}

/** The example requests of the 2026-07 generation; its example's OTP is left to who was sent one. */
export const laterDmtOrder = {
  client_ref_id: "REQ-20260723-001",
  recipient_id: 117015428,
  amount: 100,
  customer_id: "9123456789"
}

export const digiKhataOrder = {
  client_ref_id: "REQ-20260101-001",
  recipient_id: 10017740,
  amount: 110,
  customer_id: "8617567988",
  beneficiary_id: "4202888"
}
