/**
 * The leave to send one attempt, good for one use.
 *
 * Only what a store's confirmed commit returns holds one: the class is not exported, and {@link issuing} makes one for the
 * attempt that a commit records, after that commit has succeeded. A store records an attempt once ever, so no second
 * permit for it can come about.
 *
 * @module
 */
import { Effect } from "effect"
import type { Kind, OpenAttempt } from "./Attempt.ts"

class Permit<out A extends OpenAttempt> {
  readonly attempt: A
  readonly kind: A["kind"]
  #isUsed = false

  constructor(attempt: A) {
    this.attempt = attempt
    this.kind = attempt.kind
  }

  /**
   * True on the first call, and never again. The client takes it before it hands the request to the transport, so that
   * running the same program again cannot send again.
   */
  take(): boolean {
    const isFirst = !this.#isUsed
    this.#isUsed = true
    return isFirst
  }
}

/** A permit for an attempt of one kind, or of any. */
export type SendPermit<K extends Kind = Kind> = K extends Kind
  ? Permit<Extract<OpenAttempt, { readonly kind: K }>>
  : never

/**
 * Makes a store's commit return the permit for the attempt that it records, once it is known to have succeeded; nothing
 * for a commit that records none.
 */
export const issuing =
  <Commit, E, R>(
    append: (commit: Commit) => Effect.Effect<void, E, R>,
    recorded: (commit: Commit) => OpenAttempt | undefined
  ) =>
  (commit: Commit): Effect.Effect<SendPermit | undefined, E, R> =>
    Effect.map(append(commit), () => permitFor(recorded(commit)))

const permitFor = (attempt: OpenAttempt | undefined): SendPermit | undefined => {
  switch (attempt?.kind) {
    case undefined:
      return undefined
    case "debit":
      return new Permit(attempt)
    case "refund":
      return new Permit(attempt)
    case "load":
      return new Permit(attempt)
  }
}
