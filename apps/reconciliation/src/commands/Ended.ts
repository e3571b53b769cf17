/**
 * How a command ends as a process.
 *
 * @module
 */
import { Cause, Console, Data, Effect, Exit, Logger, Option, References, type Runtime } from "effect"

/** A command that has done its work and ends with another code than 0. */
export class Ended extends Data.TaggedError("Ended")<{ readonly code: 1 | 2 }> {
  override readonly message = `ended with ${this.code}`
}

let worksUntilTold = false

/** Said by a command that has no end of its own: being told to end is no failure of it then. */
export const workingUntilTold: Effect.Effect<void> = Effect.sync(() => {
  worksUntilTold = true
})

/** 0 where all is clean, 1 where breaks were found, 2 for everything that could not be finished. */
export const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  if (worksUntilTold && Cause.hasInterruptsOnly(exit.cause)) return 0
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  return error instanceof Ended ? error.code : 2
}

export const teardown: Runtime.Teardown = (exit, onExit) => onExit(codeOf(exit))

/** What a command says beside its results: a failure once, in words, and what is logged from warnings on. */
export const explained = <A, E extends { readonly _tag: string; readonly message: string }, R>(
  run: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  run.pipe(
    Effect.tapError((error) =>
      error._tag === "Ended" || error._tag === "ShowHelp" ? Effect.void : Console.error(error.message)
    ),
    Effect.provide(Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)])),
    Effect.provideService(References.MinimumLogLevel, "Warn")
  )
