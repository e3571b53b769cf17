/**
 * Eko as a pure function of its state, a request, the time and chance.
 *
 * Nothing here reads a clock, rolls dice, or touches the world outside: the same inputs always give the same answer and
 * the same next state, and the state that went in stays as it was. What happens is told as events; the next state is
 * those events put onto the old one, so a caller may keep either.
 *
 * @module
 */
import { HashMap, Option, Result } from "effect"
import * as Authentication from "./Authentication.ts"
import type { Configuration } from "./Configuration.ts"
import * as EkycOtp from "./EkycOtp.ts"
import * as Fault from "./Fault.ts"
import * as Handler from "./Handler.ts"
import * as Initiate from "./Initiate.ts"
import * as Inquiry from "./Inquiry.ts"
import * as Refusal from "./Refusal.ts"
import * as Routes from "./Routes.ts"
import * as SendOtp from "./SendOtp.ts"
import type { DebitSettled, SimulatorEvent } from "./SimulatorEvent.ts"
import * as SimulatorState from "./SimulatorState.ts"
import { httpDate } from "./WireFormat.ts"

/** Every operation that is simulated: another one is one more handler. */
const handlers: ReadonlyArray<Handler.Handler> = [
  SendOtp.dmtFino,
  Initiate.dmtFino,
  EkycOtp.dmtFino,
  SendOtp.ppiDigiKhata,
  Initiate.ppiDigiKhata,
  Inquiry.inquire
]

/** The names of the operations, as core declares them: `dmt-fino/initiate`, … */
export const operations: ReadonlyArray<string> = handlers.map(({ name }) => name)

/** A request as it came over the wire. */
export interface Request {
  readonly method: string
  /** As it stands in the request line, still percent-encoded, without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Answer {
  readonly httpStatus: number
  readonly headers: { readonly date: string; readonly "content-type": string }
  readonly body: string
  /** Whether the answer is sent, or lost: the connection stays open in silence, or is reset. */
  readonly delivery: "sent" | "never" | "reset"
}

/** What happened, the state after it, and what came out of it. */
export interface Step<A> {
  readonly state: SimulatorState.SimulatorState
  readonly events: ReadonlyArray<SimulatorEvent>
  readonly value: A
}

/**
 * Answers one request.
 *
 * `timeMillis` is Eko's clock in epoch milliseconds; `chance` is a whole number from 0 on, of which the last six digits
 * become the OTP that the request may cause to be sent.
 */
export type Eko = (
  state: SimulatorState.SimulatorState,
  request: Request,
  timeMillis: number,
  chance: number
) => Step<Answer>

/** Sets an Eko up; what can be worked out beforehand is worked out here, once. */
export const make = (configuration: Configuration): Eko => {
  const find = Routes.make(
    configuration.basePath,
    handlers.map(
      ({ name, method, path, reader }): Route => ({
        name,
        method,
        path,
        read: reader(configuration.generation)
      })
    )
  )

  return (before, request, timeMillis, chance) => {
    const due = settleDue(before, timeMillis)
    const events: Array<SimulatorEvent> = [...due.events]
    let state = due.state
    const record = (event: SimulatorEvent) => {
      events.push(event)
      state = SimulatorState.evolve(state, event)
    }
    const answer = (httpStatus: number, body: Refusal.Body, delivery: Answer["delivery"] = "sent"): Step<Answer> => ({
      state,
      events,
      value: {
        httpStatus,
        headers: { date: httpDate(timeMillis), "content-type": "application/json" },
        body: JSON.stringify(body),
        delivery
      }
    })

    const found = find(request.method, request.path)
    const parameters = parametersOf(request)
    const clientRefId = Result.isSuccess(parameters) ? parameters.success["client_ref_id"] : undefined
    if (typeof clientRefId === "string") {
      record({ _tag: "RequestArrived", operation: found.route?.name ?? unrouted, clientRefId })
    }

    const authentication = Authentication.check(configuration, state, request.headers, timeMillis)
    if (authentication._tag === "Refused") {
      const { status, message } = authentication
      return answer(configuration.generation === "seed" ? 403 : 401, Refusal.byCode(status, message))
    }
    record({ _tag: "TimestampUsed", timestampMillis: authentication.timestampMillis, atMillis: timeMillis })

    const { route } = found
    if (route === undefined) {
      return found.pathIsKnown
        ? answer(405, { message: "Method not allowed" })
        : answer(404, { message: "No mapping rule matched" })
    }
    if (request.method !== "GET" && !isJson(request.headers["content-type"])) {
      return answer(415, { message: "Unsupported media type" })
    }

    const { hit } = Fault.count(state.faults, route.name)
    if (Fault.isPlannedFor(state.faults, route.name)) record({ _tag: "CallCounted", operation: route.name })
    const reply = reach(route, found.pathParameters, parameters, { configuration, state, timeMillis, chance, hit })
    for (const event of reply.events) record(event)
    return answer(200, reply.body, deliveryOf(hit.delivery))
  }
}

/** The name under which requests are counted that meet no operation. */
const unrouted = "unrouted"

interface Route extends Routes.Routed {
  readonly name: string
  readonly read: ReturnType<Handler.Handler["reader"]>
}

const isJson = (contentType: string | undefined): boolean =>
  contentType === "application/json" || /^application\/json\s*(;|$)/i.test(contentType ?? "")

const malformed = Refusal.byFields(461, "Validation failed", { request: "must be a JSON object" })

/** The parameters of a request beside those in its path: the query of a GET, or the body. */
const parametersOf = ({ method, query, body }: Request): Result.Result<Handler.Fields, Refusal.Body> => {
  if (method === "GET") return Result.succeed(query)
  for (const _ in query) return Result.fail(Refusal.noKey)
  try {
    const value: unknown = JSON.parse(body)
    return isRecord(value) ? Result.succeed(value) : Result.fail(malformed)
  } catch {
    return Result.fail(malformed)
  }
}

const isRecord = (value: unknown): value is Handler.Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Runs a call whose route and signature are right: reads its fields, checks who is named, and lets it happen. */
const reach = (
  route: Route,
  encodedPathParameters: Readonly<Record<string, string>>,
  parameters: Result.Result<Handler.Fields, Refusal.Body>,
  context: Omit<Handler.Call, "userCode">
): Handler.Reply => {
  if (Result.isFailure(parameters)) return Handler.refuse(parameters.failure)
  let fields = parameters.success
  if (encodedPathParameters !== Routes.noParameters) {
    const pathParameters = decodeAll(encodedPathParameters)
    if (pathParameters === undefined) return Handler.refuse(malformed)
    if (Object.keys(pathParameters).some((name) => name in fields)) return Handler.refuse(Refusal.noKey)
    fields = { ...fields, ...pathParameters }
  }

  const run = route.read(fields)
  if (Result.isFailure(run)) return Handler.refuse(run.failure)
  const { world, wallets } = context.state
  if (fields["initiator_id"] !== world.initiatorId) return Handler.refuse(Refusal.initiatorInvalid)
  const userCode = typeof fields["user_code"] === "string" ? fields["user_code"] : world.defaultUserCode
  if (!HashMap.has(wallets, userCode)) return Handler.refuse(Refusal.agentInvalid)
  return run.success({ ...context, userCode })
}

const decodeAll = (parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined => {
  try {
    return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]))
  } catch {
    return undefined
  }
}

const deliveryOf = (fault: Fault.AnswerNeverArrives | undefined): Answer["delivery"] => {
  if (fault === undefined) return "sent"
  return fault.connection === "reset" ? "reset" : "never"
}

const after = <A>(state: SimulatorState.SimulatorState, events: ReadonlyArray<SimulatorEvent>, value: A): Step<A> => ({
  state: events.reduce(SimulatorState.evolve, state),
  events,
  value
})

/** Lets time pass: every awaited debit whose time has come settles. */
export const settleDue = (state: SimulatorState.SimulatorState, timeMillis: number): Step<void> => {
  const [next] = state.due
  if (next === undefined || next.atMillis > timeMillis) return { state, events: [], value: undefined }
  const events = state.due.flatMap(({ tid, atMillis }): ReadonlyArray<DebitSettled> => {
    const debit = Option.getOrUndefined(HashMap.get(state.debits, tid))
    return atMillis > timeMillis || debit?.awaited === undefined
      ? []
      : [{ _tag: "DebitSettled", tid: debit.tid, settledAs: debit.awaited.settlesAs, atMillis }]
  })
  return after(state, events, undefined)
}

/** Plans a fault for calls to come, behind those that are planned already. */
export const planFault = (state: SimulatorState.SimulatorState, plan: Fault.PlannedFault): Step<void> =>
  after(state, [{ _tag: "FaultPlanned", plan }], undefined)

/** Why a debit cannot be told to settle. */
export type NotSettled = "unknown" | "final already"

/**
 * Settles an awaited debit now, whatever was planned for it. A debit is named by its tid or by its client_ref_id, which
 * means the newest one with it.
 */
export const settle = (
  state: SimulatorState.SimulatorState,
  which: { readonly tid: string } | { readonly clientRefId: string },
  settledAs: DebitSettled["settledAs"],
  timeMillis: number
): Step<Result.Result<void, NotSettled>> => {
  const debit = Option.getOrUndefined(
    "tid" in which ? HashMap.get(state.debits, which.tid) : SimulatorState.debitByReference(state, which.clientRefId)
  )
  if (debit === undefined) return after(state, [], Result.fail("unknown"))
  if (debit.settled !== undefined) return after(state, [], Result.fail("final already"))
  return after(state, [{ _tag: "DebitSettled", tid: debit.tid, settledAs, atMillis: timeMillis }], Result.void)
}
