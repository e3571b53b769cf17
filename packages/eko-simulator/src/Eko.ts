/**
 * Eko as a pure function of its state, a request, the time and chance.
 *
 * Nothing here reads a clock, rolls dice, or touches the world outside: the same inputs always give the same answer and
 * the same next state, and the state that went in stays as it was. What happens is told as events; the next state is
 * those events put onto the old one, so a caller may keep either.
 *
 * How it is driven:
 * - `const eko = Eko.make(configuration)`, once; `SimulatorState.initial(world)` for each world.
 * - `eko(state, request, timeMillis, chance)` answers a request: the step's `value` is the answer, with its `delivery` and
 *   `delayMillis` to be carried out by whoever has a wire, or to be imagined by whoever has none.
 * - `eko.passTime(state, timeMillis)` lets happen by itself what is due; `Eko.nextAtMillis(state)` says when that is.
 * - `planFault`, `seedFaults`, `settle`, `setBank`, `setAccount` and `skewClock` change the state from outside.
 * - Every step tells its `callbacks`: what Eko wants to post, each with the time at which it is to be delivered.
 * - `Ledger.of(state)` says what moved.
 *
 * @module
 */
import { Identifiers as Id, OperationPaths } from "@bhejo/core"
import { HashMap, Result } from "effect"
import * as Answer from "./Answer.ts"
import * as Authentication from "./Authentication.ts"
import type { Configuration } from "./Configuration.ts"
import * as DigiKhataSender from "./DigiKhataSender.ts"
import * as DmtFinoSender from "./DmtFinoSender.ts"
import * as EkycOtp from "./EkycOtp.ts"
import type * as Fault from "./Fault.ts"
import * as Handler from "./Handler.ts"
import * as Initiate from "./Initiate.ts"
import * as Inquiry from "./Inquiry.ts"
import * as Recipients from "./Recipients.ts"
import { Recording, type Step } from "./Recording.ts"
import * as Refund from "./Refund.ts"
import * as Refusal from "./Refusal.ts"
import * as Routes from "./Routes.ts"
import * as SendOtp from "./SendOtp.ts"
import type { SimulatorEvent } from "./SimulatorEvent.ts"
import type * as SimulatorState from "./SimulatorState.ts"
import * as WalletBalance from "./WalletBalance.ts"
import * as WalletLoad from "./WalletLoad.ts"

/** Every operation that is simulated: another one is one more handler. */
const handlers: ReadonlyArray<Handler.Handler> = [
  DmtFinoSender.getSender,
  DmtFinoSender.onboardSender,
  DmtFinoSender.senderEkyc,
  EkycOtp.dmtFino,
  Recipients.listDmtFino,
  Recipients.addDmtFino,
  SendOtp.dmtFino,
  Initiate.dmtFino,
  DigiKhataSender.getSender,
  DigiKhataSender.onboardSender,
  DigiKhataSender.generateSenderOtp,
  DigiKhataSender.verifyOtp,
  DigiKhataSender.consentLanguages,
  DigiKhataSender.consentDetails,
  DigiKhataSender.generateAadhaarOtp,
  DigiKhataSender.verifyAadhaarOtp,
  DigiKhataSender.validatePan,
  WalletLoad.loadWallet,
  Recipients.listDigiKhata,
  Recipients.addDigiKhata,
  Recipients.recipientBankOtp,
  Recipients.validateRecipientOtp,
  SendOtp.ppiDigiKhata,
  Initiate.ppiDigiKhata,
  Inquiry.inquire,
  Refund.sendOtp,
  Refund.initiate,
  Refund.pending,
  WalletBalance.getBalance
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

export type { Answer } from "./Answer.ts"
export type { NotSettled } from "./Intervention.ts"
export { planFault, seedFaults, setAccount, setBank, settle, skewClock } from "./Intervention.ts"
export type { Step } from "./Recording.ts"

export interface Eko {
  /**
   * Answers one request.
   *
   * `timeMillis` is the true time in epoch milliseconds, of which Eko's clock may differ; `chance` is a whole number from
   * 0 on, of which the last six digits become the OTP that the request may cause to be sent.
   */
  (state: SimulatorState.SimulatorState, request: Request, timeMillis: number, chance: number): Step<Answer.Answer>
  /**
   * Lets time pass: every debit whose time has come settles, and calls that were held are executed. Answering a request
   * does so first.
   */
  readonly passTime: (state: SimulatorState.SimulatorState, timeMillis: number) => Step<void>
}

/** When something next happens by itself; nothing, if nothing does. */
export const nextAtMillis = ({ due: [due], held: [held] }: SimulatorState.SimulatorState): number | undefined =>
  due === undefined || held === undefined
    ? (due?.atMillis ?? held?.dueAtMillis)
    : Math.min(due.atMillis, held.dueAtMillis)

/** Sets an Eko up; what can be worked out beforehand is worked out here, once. */
export const make = (configuration: Configuration): Eko => {
  const routes = handlers.map(
    ({ name, method, path, reader }): Route => ({
      name,
      method,
      path: OperationPaths.pathOf(configuration.paths, { name, path }),
      read: reader(configuration.generation)
    })
  )
  const find = Routes.make(configuration.basePath, routes)

  /** Executes a call that is past authentication, in the step that is being recorded. */
  const execute = (
    recording: Recording,
    route: Route,
    fields: Result.Result<Handler.Fields, Refusal.Body>,
    context: Pick<Handler.Call, "timeMillis" | "chance" | "decision">
  ): Refusal.Body => {
    const { events, body } = Result.isFailure(fields)
      ? Handler.refuse(fields.failure)
      : reach(route, fields.success, { configuration, state: recording.state, ...context })
    for (const event of events) recording.record(event)
    return body
  }

  const passTime = (recording: Recording, timeMillis: number): void => {
    for (
      let at = nextAtMillis(recording.state);
      at !== undefined && at <= timeMillis;
      at = nextAtMillis(recording.state)
    ) {
      const { due, held } = recording.state
      const [call] = held
      if (call !== undefined && call.dueAtMillis === at) {
        recording.record({ _tag: "RequestReleased" })
        const route = routes.find(({ name }) => name === call.operation)
        const context = { timeMillis: at, chance: call.chance, decision: undefined }
        if (route !== undefined) execute(recording, route, Result.succeed(call.fields), context)
      } else if (due[0] !== undefined) {
        recording.record({ _tag: "DebitSettled", tid: Id.Tid.make(due[0].tid), settledAs: due[0].as, atMillis: at })
      }
    }
  }

  /** Everything behind the wire: who calls, what for, and what comes of it. */
  const serve = (
    recording: Recording,
    request: Request,
    { route, pathIsKnown, pathParameters }: Routes.Found<Route>,
    parameters: Result.Result<Handler.Fields, Refusal.Body>,
    arrival: Fault.Hit["arrival"],
    time: {
      readonly timeMillis: number
      readonly ekoMillis: number
      readonly chance: number
      readonly callNumber: number
    }
  ): Answer.Answer => {
    const { timeMillis, ekoMillis, chance, callNumber } = time
    const authentication = Authentication.check(configuration, recording.state, request.headers, ekoMillis)
    if (authentication._tag === "Refused") {
      const { status, message } = authentication
      return Answer.json(configuration.generation === "seed" ? 403 : 401, Refusal.byCode(status, message), ekoMillis)
    }
    const { timestampMillis } = authentication
    // Remembered by the slower of the clocks, so that a clock which is set back finds no timestamp forgotten.
    recording.record({ _tag: "TimestampUsed", timestampMillis, atMillis: Math.min(timeMillis, ekoMillis) })

    if (route === undefined) {
      return pathIsKnown
        ? Answer.json(405, { message: "Method not allowed" }, ekoMillis)
        : Answer.json(404, { message: "No mapping rule matched" }, ekoMillis)
    }
    if (request.method !== "GET" && !isJson(request.headers["content-type"])) {
      return Answer.json(415, { message: "Unsupported media type" }, ekoMillis)
    }

    const { decision, delivery } = recording.hit(route.name, behindAuthentication, callNumber)
    const fields = fieldsOf(parameters, pathParameters)
    const isLate = delivery?.fault === "delay" && delivery.effect === "late"
    if (isLate && Result.isSuccess(fields) && !neverKept.some((name) => name in fields.success)) {
      recording.record({
        _tag: "RequestHeld",
        operation: route.name,
        fields: fields.success,
        chance,
        dueAtMillis: timeMillis + delivery.millis
      })
      return Answer.deliver(Answer.json(200, {}, ekoMillis), delivery, request.path, ekoMillis)
    }
    const first = execute(recording, route, fields, { timeMillis, chance, decision })
    const isTriedTwice = arrival?.fault === "duplicate" && arrival.at === "gateway"
    const second = isTriedTwice
      ? execute(recording, route, fields, { timeMillis, chance: chance + 1, decision: undefined })
      : first
    const heard = isTriedTwice && arrival.heard === "second" ? second : first
    return Answer.deliver(Answer.json(200, heard, ekoMillis), delivery, request.path, ekoMillis)
  }

  const answer = (
    before: SimulatorState.SimulatorState,
    request: Request,
    timeMillis: number,
    chance: number
  ): Step<Answer.Answer> => {
    const recording = new Recording(before)
    passTime(recording, timeMillis)

    const found = find(request.method, request.path)
    const operation = found.route?.name ?? unrouted
    const callNumber = (recording.state.calls[operation] ?? 0) + 1
    const { arrival } = recording.hit(operation, onArrival, callNumber)
    const ekoMillis = timeMillis + recording.state.skewMillis + (arrival?.fault === "clock-skew" ? arrival.millis : 0)
    if (arrival?.fault === "refuse") recording.record({ _tag: "ConnectionRefused", operation })
    const parameters = parametersOf(request)
    const arrived: Extract<SimulatorEvent, { readonly _tag: "RequestArrived" }> = {
      _tag: "RequestArrived",
      operation,
      ...clientRefIdIn(parameters)
    }
    if (arrival?.fault !== "refuse") recording.record(arrived)
    const kept = Answer.ofArrival(arrival, request.path, ekoMillis)
    if (kept !== undefined) return recording.step(kept)

    const time = { timeMillis, ekoMillis, chance, callNumber }
    const first = serve(recording, request, found, parameters, arrival, time)
    if (arrival?.fault !== "duplicate" || arrival.at !== "wire") return recording.step(first)
    recording.record({ ...arrived, isCopy: true })
    // No fault is planned for a copy: it has no call number of its own.
    const second = serve(recording, request, found, parameters, undefined, {
      ...time,
      chance: chance + 1,
      callNumber: 0
    })
    return recording.step(arrival.heard === "second" ? second : first)
  }

  return Object.assign(answer, {
    passTime: (state: SimulatorState.SimulatorState, timeMillis: number): Step<void> => {
      const recording = new Recording(state)
      passTime(recording, timeMillis)
      return recording.step(undefined)
    }
  })
}

/** What no state may hold: a call with any of these is executed at once, and its answer unheard all the same. */
const neverKept = ["aadhar", "piddata", "pan_number"]

const onArrival: ReadonlyArray<Fault.Stage> = ["arrival"]
const behindAuthentication: ReadonlyArray<Fault.Stage> = ["decision", "delivery"]

const clientRefIdIn = (parameters: Result.Result<Handler.Fields, Refusal.Body>): { readonly clientRefId?: string } => {
  const clientRefId = Result.isSuccess(parameters) ? parameters.success["client_ref_id"] : undefined
  return typeof clientRefId === "string" ? { clientRefId } : {}
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

/** All parameters of a request, those in its path included, or the body that refuses them. */
const fieldsOf = (
  parameters: Result.Result<Handler.Fields, Refusal.Body>,
  encodedPathParameters: Readonly<Record<string, string>>
): Result.Result<Handler.Fields, Refusal.Body> => {
  if (Result.isFailure(parameters) || encodedPathParameters === Routes.noParameters) return parameters
  const pathParameters = decodeAll(encodedPathParameters)
  if (pathParameters === undefined) return Result.fail(malformed)
  if (Object.keys(pathParameters).some((name) => name in parameters.success)) return Result.fail(Refusal.noKey)
  return Result.succeed({ ...parameters.success, ...pathParameters })
}

/** Runs a call whose route and signature are right: reads its fields, checks who is named, and lets it happen. */
const reach = (route: Route, fields: Handler.Fields, context: Omit<Handler.Call, "userCode">): Handler.Reply => {
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
