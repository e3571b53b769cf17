/**
 * The programs on a store in memory and an Eko that answers as it is told, with every call and every log kept.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Logger, Redacted, Result, Schema, Tracer } from "effect"
import { TestClock } from "effect/testing"
import * as EkoClient from "../src/EkoClient.ts"
import { EkoTransport, NotSent, OutcomeUnknown, type RawAnswer, type SignedRequest } from "../src/EkoTransport.ts"
import * as Id from "../src/Identifiers.ts"
import { AccessKey, TimestampMillis } from "../src/Signing.ts"
import { nextSlot, SigningTimestamps } from "../src/SigningTimestamps.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import type { TransferState } from "../src/TransferState.ts"
import { type Commit, type QueuedStep, StepQueue, StoreUnavailable, TransferStore } from "../src/TransferStore.ts"
import * as TransferStoreMemory from "../src/TransferStoreMemory.ts"
import { type Confirmation, type RefundRequest, Transfers } from "../src/Transfers.ts"
import { earlier, terms } from "./Given.ts"

/* Eko */

const operations = {
  "dmt-fino/send-otp": "otp",
  "dmt-fino/initiate": "debit",
  "ppi-digikhata/send-otp": "otp",
  "ppi-digikhata/initiate": "debit",
  "ppi-digikhata/load-wallet": "load",
  "transaction/inquire": "inquiry",
  "refund/send-otp": "refundOtp",
  "refund/initiate": "refund"
} as const
type Kind = "otp" | "debit" | "load" | "inquiry" | "refundOtp" | "refund"

/** One request as Eko saw it; `reference` is what an inquiry asked for. */
export interface Call {
  readonly kind: Kind
  readonly reference: string
  readonly body: Readonly<Record<string, unknown>>
  readonly atMillis: number
  readonly signedAtMillis: number
}

/** What becomes of a call. */
export type Reply = (call: Call) => Effect.Effect<RawAnswer, NotSent | OutcomeUnknown>

export const json =
  (body: unknown, httpStatus = 200): Reply =>
  () =>
    Effect.map(Clock.currentTimeMillis, (dateMillis) => ({ httpStatus, dateMillis, body: JSON.stringify(body) }))

export const otpSent = (otpRefId = "TXNOTP1"): Reply =>
  json({ status: 0, response_type_id: 1388, data: { otp_ref_id: otpRefId, mobile: "XXXXXX3210" } })
export const limitExhausted = json({ status: 314, message: "Monthly limit exceeded" })
export const badSignature = json({ status: 2484, message: "Signature mismatch" }, 401)
export const http502: Reply = () => Effect.succeed({ httpStatus: 502, dateMillis: undefined, body: "<html>" })
export const notSent: Reply = ({ kind }) => Effect.fail(new NotSent({ operation: kind, cause: "connect" }))
export const lost: Reply = ({ kind }) =>
  Effect.fail(new OutcomeUnknown({ operation: kind, phase: "waiting", cause: "timeout" }))

const transaction = (status: string, tid: string, more: Readonly<Record<string, unknown>> = {}) => ({
  status: 0,
  message: "Transaction",
  data: { tx_status: status, tid, amount: 500, ...more }
})
/** Eko has it, with this tx_status. */
export const accepted = (status = "0", tid = "2309876541"): Reply => json(transaction(status, tid))
/** Eko has it, and tells this besides. */
export const acceptedWith = (more: Readonly<Record<string, unknown>>): Reply =>
  json(transaction("0", "2309876541", more))
export const declined = (reason: string, tid?: string): Reply =>
  json({
    status: 55,
    message: "Declined",
    data: { tx_status: "1", reason, ...(tid === undefined ? {} : { tid }) }
  })
export const wrongOtp = declined("Wrong OTP")
export const otpExpired = declined("OTP expired")
export const otpConsumed = declined("OTP already Consumed", "999")
export const refundOtpSent = (otpRefId = "REFUNDOTP1"): Reply =>
  json({
    status: 2133,
    response_status_id: 1,
    response_type_id: 2133,
    message: "Send OTP",
    data: { otp_ref_id: otpRefId }
  })
/** The refund is done, under an id of its own. */
export const refunded = (refundTid = "2147591637", tid = "2309876541"): Reply =>
  json({
    status: 0,
    response_status_id: 0,
    response_type_id: 74,
    message: "Refund done",
    data: { refund_tid: refundTid, tid, amount: "500.00", refunded_amount: "505.00", fee: "5.0", tds: "0.1" }
  })
export const refundWrongOtp: Reply = json({ status: 302, response_type_id: 2131, message: "Wrong OTP" })

/** The inquiry finds it, under the reference that it asked for. */
export const found =
  (status: string, tid = "2309876541", more: Readonly<Record<string, unknown>> = {}): Reply =>
  (call) =>
    json(transaction(status, tid, { client_ref_id: call.reference.replace("client_ref_id:", ""), ...more }))(call)
export const notFound = json({ status: 1, response_status_id: 463, message: "Transaction not found." })

/** A reply that follows something else, such as a wait. */
export const following =
  (open: Effect.Effect<unknown>, reply: Reply): Reply =>
  (call) =>
    Effect.andThen(open, reply(call))

export const makeEko = () => {
  const calls: Array<Call> = []
  const script: Record<Kind, Array<Reply>> = {
    otp: [otpSent()],
    debit: [],
    load: [],
    inquiry: [],
    refundOtp: [refundOtpSent()],
    refund: []
  }

  const send = Effect.fnUntraced(function* (request: SignedRequest) {
    const atMillis = yield* Clock.currentTimeMillis
    // The sender checks its deadline just before the first byte.
    if (atMillis > request.sendBeforeMillis) {
      return yield* new NotSent({ operation: request.operation, cause: "deadline" })
    }
    const kind = Reflect.get(operations, request.operation) as Kind
    const call: Call = {
      kind,
      reference: decodeURIComponent(/(?:transaction|refund)\/([^?/]*)/.exec(request.path)?.[1] ?? ""),
      body: request.body === undefined ? {} : JSON.parse(Redacted.value(request.body)),
      atMillis,
      signedAtMillis: Number(Redacted.value(request.headers)["secret-key-timestamp"])
    }
    calls.push(call)
    // The last reply stays.
    const [reply, ...rest] = script[kind]
    if (rest.length > 0) script[kind] = rest
    return yield* reply === undefined ? Effect.die(new Error(`no reply to ${kind}`)) : reply(call)
  })

  const of = (kind: Kind) => calls.filter((call) => call.kind === kind)
  return {
    send,
    calls,
    /** Replies to calls of one kind, in their order; the last one stays. */
    replies: (kind: Kind, ...replies: ReadonlyArray<Reply>) => {
      script[kind] = [...replies]
    },
    get otps() {
      return of("otp")
    },
    get debits() {
      return of("debit")
    },
    get loads() {
      return of("load")
    },
    get refunds() {
      return of("refund")
    },
    get inquiries() {
      return of("inquiry")
    },
    /** Which kinds of calls came, in their order. */
    get order() {
      return calls.map(({ kind }) => kind)
    }
  }
}

/* The store's faults */

type Write = ReturnType<TransferStore["Service"]["append"]>
export const unavailable = new StoreUnavailable({ operation: "append", cause: new Error("connection lost") })
/** The commit never happens, or it happens and its answer is lost. */
export const losing = {
  commit: (_: Write): Write => unavailable,
  answer: (write: Write): Write => Effect.andThen(write, unavailable)
}

export const has = (tag: TransferEvent["_tag"]) => (commit: Commit) => commit.events.some(({ _tag }) => _tag === tag)

/* Everything together */

const account: EkoClient.EkoAccount = {
  developerKey: Redacted.make("DEVELOPER-KEY"),
  accessKey: Schema.decodeSync(AccessKey)("ACCESS-KEY"),
  initiatorId: Id.InitiatorId.make("9962981729"),
  generation: "seed"
}

export const ekoClient = EkoClient.EkoClient.layer(account)
export const otp = "251834"
export const confirmation = (confirmationKey: string, typed = otp): Confirmation => ({
  team: terms.team,
  id: terms.id,
  otp: Redacted.make(Id.Otp.make(typed)),
  latlong: Id.LatLong.make("28.6139,77.2090"),
  confirmationKey
})

/** Asks for a refund: the agent has handed the cash back now. */
export const refundRequest = (confirmationKey: string, typed = otp): RefundRequest => ({
  team: terms.team,
  id: terms.id,
  otp: Redacted.make(Id.Otp.make(typed)),
  confirmationKey,
  cashReturned: { by: "Agent 20810200", atMillis: earlier }
})

/** Timestamps that don't wait for a clock which moves only when a test says so: each is unused, and hardly ahead. */
export const timestampsWithoutWait = Layer.sync(SigningTimestamps, () => {
  let lastMillis = 0
  const next = Effect.map(Clock.currentTimeMillis, (nowMillis) => {
    lastMillis = nextSlot({ lastMillis, modulus: 1, residue: 0 }, nowMillis)
    return TimestampMillis.make(lastMillis)
  })
  return SigningTimestamps.of({ next })
})

/** A handler of the queue where only transfers wait for steps. */
export const transferSteps =
  ({ perform }: Pick<Transfers["Service"], "perform">) =>
  (step: QueuedStep) =>
    step.record === "load" ? Effect.die(new Error("a wallet load's step")) : perform(step)

/** One process with the programs, and a store and an Eko that further processes share. */
export const make = Effect.gen(function* () {
  yield* TestClock.setTime(earlier)
  const eko = makeEko()
  const memory = yield* Layer.build(TransferStoreMemory.layer)
  const kept = Context.get(memory, TransferStore)
  const queue = Context.get(memory, StepQueue)
  /** What happens to a commit; it just happens, unless a test says otherwise. */
  const faults = {
    append: (_: Commit, write: Write): Write => write,
    load: Effect.void as Effect.Effect<void, StoreUnavailable>
  }
  const commits: Array<Commit> = []
  const store = TransferStore.of({
    ...kept,
    load: (id) => Effect.suspend(() => Effect.andThen(faults.load, kept.load(id))),
    append: (commit) =>
      Effect.suspend(() =>
        faults.append(
          commit,
          Effect.tap(kept.append(commit), () => Effect.sync(() => commits.push(commit)))
        )
      )
  })

  const logs: Array<string> = []
  const spans: Array<Tracer.Span> = []
  const observed = Layer.merge(
    Logger.layer([Logger.map(Logger.formatStructured, (line) => void logs.push(JSON.stringify(line)))]),
    Layer.succeed(
      Tracer.Tracer,
      Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
    )
  )
  const observe = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, observed)

  /** Another process on the same store and the same Eko. */
  const process = (timestamps: Layer.Layer<SigningTimestamps> = timestampsWithoutWait, client = ekoClient) =>
    Effect.map(
      Layer.build(
        Transfers.layer.pipe(
          Layer.provide(client),
          Layer.provide(timestamps),
          Layer.provide(Layer.succeed(TransferStore, store)),
          Layer.provide(Layer.succeed(EkoTransport, EkoTransport.of({ send: eko.send })))
        )
      ),
      (context) => {
        const programs = Context.get(context, Transfers)
        return Transfers.of({
          request: (terms) => observe(programs.request(terms)),
          resendOtp: (lookup) => observe(programs.resendOtp(lookup)),
          confirm: (confirmation) => observe(programs.confirm(confirmation)),
          cancel: (lookup) => observe(programs.cancel(lookup)),
          sendRefundOtp: (lookup) => observe(programs.sendRefundOtp(lookup)),
          refund: (request) => observe(programs.refund(request)),
          hint: (hint) => observe(programs.hint(hint)),
          resolve: (request) => observe(programs.resolve(request)),
          unblock: (id, judgement) => observe(programs.unblock(id, judgement)),
          find: (lookup) => observe(programs.find(lookup)),
          journal: (lookup) => observe(programs.journal(lookup)),
          perform: (step) => observe(programs.perform(step)),
          absorb: (id, findings) => observe(programs.absorb(id, findings))
        })
      }
    )

  const transfers = yield* process()
  const current = Effect.map(kept.load(terms.id), (transfer): TransferState => {
    if (transfer === undefined) throw new Error("no transfer")
    return transfer
  })
  /** Settles the transfer now, whatever its step's time. */
  const settle = Effect.flatMap(current, ({ version }) => transfers.perform({ id: terms.id, version, kind: "settle" }))

  return {
    eko,
    faults,
    commits,
    logs,
    spans,
    store: kept,
    queue,
    process,
    transfers,
    current,
    settle,
    state: Effect.map(current, ({ state }) => state),
    journal: kept.journal(terms.id),
    /** Works through the queue until the test ends. */
    work: Effect.forkScoped(Effect.forever(queue.take(transferSteps(transfers))))
  }
})
export type World = Effect.Success<typeof make>

/** A world whose transfer waits for its OTP. */
export const awaitingOtp = Effect.tap(make, ({ transfers }) => transfers.request(terms))

/** A world whose money waits at Eko for the customer, who has the refund's OTP. */
export const refundPending = Effect.gen(function* () {
  const world = yield* awaitingOtp
  world.eko.replies("debit", accepted("3"))
  yield* world.transfers.confirm(confirmation("key"))
  yield* world.transfers.sendRefundOtp(terms)
  return world
})

/** The failure of an effect that must fail. */
export const failureOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.result(effect), (result) => {
    if (Result.isSuccess(result)) throw new Error(`succeeded with ${JSON.stringify(result.success)}`)
    return result.failure
  })

/** Lets the other fibers run as far as they can without time passing. */
export const settleFibers = TestClock.adjust(0)

/** How many answers to debits a world's transfer has on record. */
export const answersIn = (world: World) =>
  Effect.map(world.journal, (journal) => journal.filter(({ _tag }) => _tag === "DebitAnswered").length)
