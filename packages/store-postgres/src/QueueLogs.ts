/**
 * What the queue's library says of its own troubles, in words of ours.
 *
 * While PostgreSQL is away, it logs each error as it is, every half second: without a word of what failed, and with the
 * server's own text, which may quote a row.
 *
 * @module
 */
import { Cause, Effect, Layer, Logger } from "effect"
import { ofCause } from "./PostgresFailure.ts"

const inOurWords = <Output>(logger: Logger.Logger<unknown, Output>): Logger.Logger<unknown, Output> =>
  Logger.make((options) => {
    const failure = ofCause(options.cause)
    return logger.log(
      failure === undefined
        ? options
        : { ...options, message: ["The queue cannot be reached and will be tried again", failure], cause: Cause.empty }
    )
  })

type Loggers = ReadonlySet<Logger.Logger<unknown, unknown>>

const wrapped = (loggers: Loggers): Loggers => new Set([...loggers].map(inOurWords))

/** For what the library does from the start. */
export const layer: Layer.Layer<never> = Layer.effect(Logger.CurrentLoggers, Effect.map(Logger.CurrentLoggers, wrapped))

/**
 * For what it does from the first taker on: within the take, but not within the handler, which logs as its caller does.
 */
export const taking = <Element, A, E, R, E2, R2>(
  handler: (element: Element) => Effect.Effect<A, E, R>,
  take: (handler: (element: Element) => Effect.Effect<A, E, R>) => Effect.Effect<A, E2, R2>
): Effect.Effect<A, E2, R2> =>
  Effect.flatMap(Logger.CurrentLoggers, (loggers) =>
    Effect.provideService(
      take((element) => Effect.provideService(handler(element), Logger.CurrentLoggers, loggers)),
      Logger.CurrentLoggers,
      wrapped(loggers)
    )
  )
