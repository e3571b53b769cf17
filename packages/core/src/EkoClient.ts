/**
 * Turns operations into signed requests, and raw answers into typed results.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Redacted } from "effect"
import { masking } from "./EkoAnswer.ts"
import { type EkoOperation, encodeRequest, type Generation } from "./EkoOperation.ts"
import { EkoTransport, NotSent, OutcomeUnknown } from "./EkoTransport.ts"
import * as Envelope from "./Envelope.ts"
import type { InitiatorId } from "./Identifiers.ts"
import type { SendPermit } from "./SendPermit.ts"
import { type AccessKey, sign, type TimestampMillis } from "./Signing.ts"
import { SigningTimestamps } from "./SigningTimestamps.ts"

/** Who we are at Eko, and which generation of its wire we speak. */
export interface EkoAccount {
  readonly developerKey: Redacted.Redacted<string>
  readonly accessKey: AccessKey
  readonly initiatorId: InitiatorId
  readonly generation: Generation
}

/** A call that moves nothing is not begun later than this after its timestamp, half of what Eko allows a signature. */
const queryWindowMillis = 60_000

export class EkoClient extends Context.Service<
  EkoClient,
  {
    /** Calls an operation that moves no money. */
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

  const send = Effect.fnUntraced(function* <Input extends object, Success, Failure>(
    operation: EkoOperation<Input, Success, Failure, "money" | "nothing">,
    input: Input,
    signedAtMillis: TimestampMillis,
    sendBeforeMillis: number
  ): Effect.fn.Return<Success, NotSent | OutcomeUnknown | Failure> {
    const { path, body } = yield* Effect.try({
      try: () => encodeRequest(operation, account.generation, account.initiatorId, input),
      // The cause is left out: it may repeat the input.
      catch: () => new NotSent({ operation: operation.name, cause: "invalid input" })
    })
    const developerKey = Redacted.value(account.developerKey)
    const signature = sign(account.accessKey, signedAtMillis)
    const started = yield* instant
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
    const answered = yield* instant
    const interpretation = operation.interpret(
      {
        operation: operation.name,
        raw,
        envelope: Envelope.read(raw),
        signedAtMillis,
        elapsedMillis: elapsedMillis(started, answered),
        mask: masking([...secretsOf(input), developerKey, signature["secret-key"]])
      },
      input
    )
    return interpretation._tag === "Success" ? interpretation.success : yield* Effect.fail(interpretation.failure)
  })

  return EkoClient.of({
    call: Effect.fn("EkoClient.call")(function* (operation, input) {
      yield* Effect.annotateCurrentSpan("eko.operation", operation.name)
      const signedAtMillis = yield* timestamps.next.pipe(
        Effect.mapError(() => new NotSent({ operation: operation.name, cause: "timestamp" }))
      )
      return yield* send(operation, input, signedAtMillis, signedAtMillis + queryWindowMillis)
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
      return yield* send(operation, input, permit.attempt.signedAtMillis, permit.attempt.sendBeforeMillis)
    })
  })
})

interface Instant {
  readonly wallMillis: number
  readonly monotonicNanos: bigint
}

const instant: Effect.Effect<Instant> = Effect.all({
  wallMillis: Clock.currentTimeMillis,
  monotonicNanos: Clock.monotonicTimeNanos
})

/** By the clock that says more: one of the two can be set back, the other stops while the machine is suspended. */
const elapsedMillis = (from: Instant, to: Instant): number =>
  Math.ceil(Math.max(to.wallMillis - from.wallMillis, Number(to.monotonicNanos - from.monotonicNanos) / 1_000_000))

/** Every redacted text of an input, so that an answer which repeats one can be masked. */
const secretsOf = (input: object): ReadonlyArray<string> =>
  Object.values(input).flatMap((value: unknown) =>
    Redacted.isRedacted(value) ? [String(Redacted.value(value as Redacted.Redacted<unknown>))] : []
  )
