/**
 * How a command ends as a process.
 *
 * @module
 */
import { Cause, Data, Exit, Option, type Runtime } from "effect"

/** A command that has done its work and ends with another code than 0. */
export class Ended extends Data.TaggedError("Ended")<{ readonly code: 1 | 2 }> {
  override readonly message = `ended with ${this.code}`
}

/** 0 where all is clean, 1 where breaks were found, 2 for everything that could not be finished. */
export const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  return error instanceof Ended ? error.code : 2
}

export const teardown: Runtime.Teardown = (exit, onExit) => onExit(codeOf(exit))
