/**
 * What the entry points share: logs, configuration, and an end with a clear word.
 *
 * @module
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Cause, Console, Effect, Exit, type Layer, Logger, Option, References, Runtime, type Scope } from "effect"
import * as Adapter from "./Adapter.ts"
import * as Configuration from "./Configuration.ts"
import * as Ending from "./operations/Ending.ts"
import * as Telemetry from "./operations/Telemetry.ts"

type Services = Layer.Success<ReturnType<typeof Adapter.layer>>

/** Says why a process ends that was not told to: a failure in its own plain words, a defect with where it comes from. */
export const telling = <A, E extends { readonly message: string }, R>(program: Effect.Effect<A, E, R>) =>
  Effect.tapCause(program, (cause) => {
    const failure = Cause.findErrorOption(cause)
    if (Option.isSome(failure)) return Console.error(failure.value.message)
    return Cause.hasInterruptsOnly(cause) ? Effect.void : Effect.logFatal("Ended in a defect", cause)
  })

/** Being told to end, and having ended in order, is a success. */
export const teardown: Runtime.Teardown = (exit, onExit) =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause) ? onExit(0) : Runtime.defaultTeardown(exit, onExit)

/**
 * Runs a program over the adapter's services until the process is told to end (SIGINT, SIGTERM); then everything is
 * closed in order. What is wrong at the start is said in plain words, and the process ends with 1.
 */
export const main = <E extends { readonly message: string }>(
  isTerminal: boolean,
  program: (configuration: Configuration.Configuration) => Effect.Effect<unknown, E, Services | Scope.Scope>
): void => {
  const logs = Logger.layer([isTerminal ? Logger.consolePretty() : Logger.consoleJson])
  Effect.gen(function* () {
    const configuration = yield* Configuration.load
    yield* Ending.within(configuration.shutdownTimeoutMillis)
    // The program's own scope lies within that of its services: what it runs has ended before they are closed.
    yield* Effect.scoped(Effect.andThen(program(configuration), Effect.never)).pipe(
      Effect.provide(Adapter.layer(configuration)),
      // What is told last is told when all else has ended.
      Effect.provide(Telemetry.layer),
      Effect.provideService(References.MinimumLogLevel, configuration.logLevel)
    )
  }).pipe(
    telling,
    Effect.provide(logs),
    NodeRuntime.runMain({
      disableErrorReporting: true,
      teardown
    })
  )
}
