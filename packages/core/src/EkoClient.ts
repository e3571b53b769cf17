/**
 * Turns operations into signed requests, and raw answers into typed results.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Option, Redacted } from "effect"
import { DriftSink } from "./Drift.ts"
import * as EkoAnswer from "./EkoAnswer.ts"
import { EkoClock, elapsedMillis, type Instant, instant, weightOf } from "./EkoClock.ts"
import { type EkoOperation, encodeRequest, type Generation, type Interpretation, type Repeats } from "./EkoOperation.ts"
import { EkoTransport, NotSent, OutcomeUnknown } from "./EkoTransport.ts"
import * as Envelope from "./Envelope.ts"
import type { InitiatorId } from "./Identifiers.ts"
import { type OperationPaths, pathOf } from "./OperationPaths.ts"
import type { SendPermit } from "./SendPermit.ts"
import { type AccessKey, sign, type TimestampMillis } from "./Signing.ts"
import { SigningTimestamps } from "./SigningTimestamps.ts"
import { TransferPolicy } from "./TransferPolicy.ts"

/** Who we are at Eko, and which generation of its wire we speak. */
export interface EkoAccount {
  readonly developerKey: Redacted.Redacted<string>
  readonly accessKey: AccessKey
  readonly initiatorId: InitiatorId
  readonly generation: Generation
  /** Where Eko has moved operations to; without it, each is where it is declared to be. */
  readonly paths?: OperationPaths
}

/** A call that moves nothing is not begun later than this after its timestamp, half of what Eko allows a signature. */
const queryWindowMillis = 60_000

export class EkoClient extends Context.Service<
  EkoClient,
  {
    /**
     * Calls an operation that moves no money. Where Eko refuses its timestamp, one that only reads or sends an OTP is
     * signed again and sent once more.
     */
    readonly call: <Input extends object, Success, Failure>(
      operation: EkoOperation<Input, Success, Failure, "nothing">,
      input: Input
    ) => Effect.Effect<Success, NotSent | OutcomeUnknown | Failure>
    /**
     * Sends the attempt that the permit is for, signed with the timestamp that was recorded with it and before its
     * deadline. A permit that was used already, or one for another reference than the input's, is a defect: nothing is
     * sent.
     */
    readonly submit: <Input extends object, Success, Failure>(
      operation: EkoOperation<Input, Success, Failure, "money">,
      input: Input,
      permit: SendPermit
    ) => Effect.Effect<Success, NotSent | OutcomeUnknown | Failure>
  }
>()("@bhejo/core/EkoClient") {
  static readonly layer = (account: EkoAccount): Layer.Layer<EkoClient, never, EkoTransport | SigningTimestamps> =>
    Layer.effect(EkoClient, make(account))
}

const make = Effect.fnUntraced(function* (account: EkoAccount) {
  const transport = yield* EkoTransport
  const timestamps = yield* SigningTimestamps
  const report = yield* DriftSink
  const clock = yield* EkoClock

  /**
   * Learns from an answer's date; the answer without it where it contradicts what is certain of Eko's clock. Where money
   * moves, one wrong date must not turn a copy's "already used" into a refusal: there it counts only where other answers
   * have proven Eko's time before.
   */
  const weighDate = (answer: EkoAnswer.EkoAnswer, moves: "money" | "nothing", sent: Instant, received: Instant) => {
    const { dateMillis, httpStatus } = answer.raw
    // A page of something between us and Eko is no witness.
    if (dateMillis === undefined || Option.isNone(answer.envelope) || EkoAnswer.provesNothing(httpStatus)) {
      return Effect.succeed(answer)
    }
    const weight = weightOf({
      isTimeRefused: EkoAnswer.refusesTimestamp(answer),
      isProvedWrong: EkoAnswer.clockProvedWrong(answer)
    })
    return Effect.map(clock.observe({ sent, received, dateMillis, weight }), (credit) =>
      credit === "proven" || (credit === "alone" && moves === "nothing")
        ? answer
        : { ...answer, raw: { ...answer.raw, dateMillis: undefined } }
    )
  }

  const send = Effect.fnUntraced(function* <Input extends object, Success, Failure>(
    operation: EkoOperation<Input, Success, Failure, "money" | "nothing">,
    input: Input,
    signedAtMillis: TimestampMillis,
    sendBeforeMillis: number
  ): Effect.fn.Return<Sent<Success, Failure>, NotSent | OutcomeUnknown> {
    const { path, body } = yield* Effect.try({
      try: () => {
        const path = pathOf(account.paths, operation)
        return encodeRequest({ ...operation, path }, account.generation, account.initiatorId, input)
      },
      // The cause is left out: it may repeat the input.
      catch: () => new NotSent({ operation: operation.name, cause: "invalid input" })
    })
    const developerKey = Redacted.value(account.developerKey)
    const signature = sign(account.accessKey, signedAtMillis)
    const sent = yield* instant
    const raw = yield* transport
      .send({
        operation: operation.name,
        method: operation.method,
        path,
        headers: Redacted.make({
          developer_key: developerKey,
          ...signature,
          "content-type": "application/json"
        }),
        body: body === undefined ? undefined : Redacted.make(body),
        sendBeforeMillis
      })
      .pipe(
        // A defect says nothing about the effect at Eko, and its text may repeat the request.
        Effect.catchDefect(() =>
          Effect.andThen(
            Effect.logError("The transport ended in a defect", { operation: operation.name }),
            Effect.fail(new OutcomeUnknown({ operation: operation.name, phase: "waiting", cause: "defect" }))
          )
        )
      )
    const received = yield* instant
    const answer: EkoAnswer.EkoAnswer = {
      operation: operation.name,
      raw,
      envelope: Envelope.read(raw),
      signedAtMillis,
      elapsedMillis: elapsedMillis(sent, received),
      mask: EkoAnswer.masking([...EkoAnswer.secretsOf(input), developerKey, signature["secret-key"]])
    }
    const weighed = yield* weighDate(answer, operation.moves, sent, received)
    const interpretation = operation.interpret(weighed, input)
    if (interpretation.drift.length > 0) {
      // Beside the call: whatever the sink does, or does not do, is nothing to the answer.
      yield* Effect.forkDetach(
        Effect.suspend(() => report(interpretation.drift)).pipe(
          Effect.catchCause(() => Effect.logWarning("Drift was not recorded", { operation: operation.name }))
        )
      )
    }
    return {
      interpretation,
      isTimestampRefused: EkoAnswer.refusesTimestamp(answer),
      isClockWrong: EkoAnswer.clockProvedWrong(weighed)
    }
  })

  /** Signs afresh and sends; the deadline counts in our own time, from before the timestamp was taken. */
  const signAndSend = Effect.fnUntraced(function* <Input extends object, Success, Failure>(
    operation: EkoOperation<Input, Success, Failure, "nothing">,
    input: Input,
    windowMillis: number
  ): Effect.fn.Return<Sent<Success, Failure>, NotSent | OutcomeUnknown> {
    const fromMillis = yield* Clock.currentTimeMillis
    const signedAtMillis = yield* timestamps.next.pipe(
      Effect.mapError(() => new NotSent({ operation: operation.name, cause: "timestamp" }))
    )
    return yield* send(operation, input, signedAtMillis, fromMillis + windowMillis)
  })

  return EkoClient.of({
    call: Effect.fn("EkoClient.call")(function* (operation, input) {
      yield* Effect.annotateCurrentSpan("eko.operation", operation.name)
      const fromMillis = yield* Clock.currentTimeMillis
      const first = yield* signAndSend(operation, input, queryWindowMillis)
      if (!first.isTimestampRefused || !isSignedAgain(operation.repeats, first.isClockWrong))
        return yield* resultOf(first)
      // Within a call's time of the first, so that both together take no longer than two.
      const { callTimeoutMillis } = yield* TransferPolicy
      const leftMillis = fromMillis + callTimeoutMillis - (yield* Clock.currentTimeMillis)
      const again = signAndSend(operation, input, Math.min(leftMillis, queryWindowMillis))
      // What could not be sent leaves the first answer to stand.
      return yield* resultOf(yield* Effect.catchTag(again, "NotSent", () => Effect.succeed(first)))
    }),
    submit: Effect.fn("EkoClient.submit")(function* (operation, input, permit) {
      yield* Effect.annotateCurrentSpan("eko.operation", operation.name)
      const { clientRefId } = permit.attempt
      if ("clientRefId" in input && input.clientRefId !== clientRefId) {
        return yield* Effect.die(new Error(`${operation.name}: the permit is for ${clientRefId} alone`))
      }
      if (!permit.take()) {
        return yield* Effect.die(new Error(`${operation.name}: ${clientRefId} may be sent only once`))
      }
      return yield* resultOf(
        yield* send(operation, input, permit.attempt.signedAtMillis, permit.attempt.sendBeforeMillis)
      )
    })
  })
})

/**
 * What is signed and sent once more after a refused timestamp. Eko checks the timestamp before it does anything, so
 * nothing has happened; but "already used" can also mean that something on the way made a copy, and that the copy was
 * taken. Then a read costs nothing, while the customer would get a second OTP: that one is sent again only where the
 * clock is proved wrong, which no copy explains. The caller of what changes a record is told of the refusal, and looks.
 */
const isSignedAgain = (repeats: Repeats, isClockWrong: boolean): boolean =>
  repeats === "safely" || (repeats === "sends an OTP" && isClockWrong)

/** What one sending came to. */
interface Sent<Success, Failure> {
  readonly interpretation: Interpretation<Success, Failure>
  readonly isTimestampRefused: boolean
  readonly isClockWrong: boolean
}

const resultOf = <Success, Failure>({ interpretation }: Sent<Success, Failure>): Effect.Effect<Success, Failure> =>
  interpretation._tag === "Success" ? Effect.succeed(interpretation.success) : Effect.fail(interpretation.failure)
