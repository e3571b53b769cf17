/**
 * A typed error on its way out of the child process, which does without effect to start quickly.
 *
 * @module
 */
import type { StartError } from "./StartError.ts"

export class Failure extends Error {
  readonly error: typeof StartError.Encoded

  constructor(error: typeof StartError.Encoded) {
    super(error._tag)
    this.error = error
  }
}
