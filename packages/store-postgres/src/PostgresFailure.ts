/**
 * What went wrong at PostgreSQL, in words that hold nothing of a row.
 *
 * A server's own message can quote values ("Failing row contains …"), and a driver's error can hold the address with its
 * password. So errors are reduced to their kind, code and constraint before they leave this package.
 *
 * @module
 */
import { TransferStore } from "@bhejo/core"
import { Cause, Effect, Fiber, Predicate, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import { SqlError } from "effect/sql"
import { Unopenable } from "./DataKeys.ts"

export class PostgresFailure extends Schema.TaggedError<PostgresFailure>("@bhejo/store-postgres/PostgresFailure")(
  "PostgresFailure",
  {
    /** The kind of error, such as `ConnectionError`, `UniqueViolation`, `Timeout`, `Unreadable` or `Unopenable`. */
    kind: Schema.String,
    /** PostgreSQL's SQLSTATE, the system's name for the error (`ECONNREFUSED`), or why a sealed text does not open. */
    code: Schema.optionalKey(Schema.String),
    constraint: Schema.optionalKey(Schema.String)
  }
) {
  override readonly message = ["PostgreSQL:", this.kind, this.code, this.constraint]
    .filter(Predicate.isString)
    .join(" ")
}

/** A call that takes longer is given up, in milliseconds; what it did is unknown then. */
const callTimeoutMillis = 30_000

/** The code that PostgreSQL or the system gave an error. */
export const codeOf = ({ reason: { cause } }: SqlError.SqlError): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : undefined

/** The constraint of uniqueness that a statement ran into. */
export const violatedConstraint = (error: unknown): string | undefined =>
  SqlError.isSqlError(error) && error.reason._tag === "UniqueViolation" ? error.reason.constraint : undefined

/** The check that a statement ran into. */
export const violatedCheck = (error: unknown): string | undefined => {
  if (!SqlError.isSqlError(error) || codeOf(error) !== "23514") return undefined
  const { cause } = error.reason
  return Predicate.hasProperty(cause, "constraint") && Predicate.isString(cause.constraint)
    ? cause.constraint
    : undefined
}

const ofSqlError = (error: SqlError.SqlError): PostgresFailure => {
  const code = codeOf(error)
  const constraint = violatedConstraint(error)
  return new PostgresFailure({
    kind: error.reason._tag,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint })
  })
}

const ofError = (error: unknown): PostgresFailure | undefined => {
  if (error instanceof PostgresFailure) return error
  if (SqlError.isSqlError(error)) return ofSqlError(error)
  if (Schema.isSchemaError(error)) return new PostgresFailure({ kind: "Unreadable" })
  if (error instanceof Unopenable) {
    return new PostgresFailure({
      kind: "Unopenable",
      code: [error.reason, error.keyId].filter(Predicate.isString).join(" ")
    })
  }
  if (!(error instanceof PersistedQueue.PersistedQueueError)) return undefined
  return (Cause.isCause(error.cause) ? ofCause(error.cause) : undefined) ?? new PostgresFailure({ kind: "QueueError" })
}

/** The failure in a cause, be it an error or a defect; nothing where PostgreSQL has no part in it. */
export const ofCause = (cause: Cause.Cause<unknown>): PostgresFailure | undefined => {
  for (const reason of cause.reasons) {
    const error = Cause.isFailReason(reason) ? reason.error : Cause.isDieReason(reason) ? reason.defect : undefined
    const failure = ofError(error)
    if (failure !== undefined) return failure
  }
  return undefined
}

type Foreign =
  | SqlError.SqlError
  | Schema.SchemaError
  | PersistedQueue.PersistedQueueError
  | Unopenable
  | PostgresFailure

/**
 * Turns every failure of PostgreSQL, the driver, the queue or a decoder, be it an error or a defect, into
 * `StoreUnavailable` with a {@link PostgresFailure} for its cause; all else stays as it is.
 */
export const asUnavailable =
  (operation: string) =>
  <E>(cause: Cause.Cause<E>): Effect.Effect<never, Exclude<E, Foreign> | TransferStore.StoreUnavailable> => {
    const failure = ofCause(cause)
    if (failure !== undefined) return Effect.fail(new TransferStore.StoreUnavailable({ operation, cause: failure }))
    // Nothing foreign is in it, or there would be a failure.
    return Effect.failCause(cause as Cause.Cause<Exclude<E, Foreign>>)
  }

/**
 * Ends a call within the limit. A BEGIN or COMMIT on a network that went silent cannot be interrupted; it is left behind,
 * with its connection, until the system gives the connection up.
 */
const bounded = <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<A, E | PostgresFailure, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDetach(call), (fiber) =>
      Fiber.join(fiber).pipe(
        Effect.timeoutOrElse({
          duration: callTimeoutMillis,
          orElse: () => {
            fiber.interruptUnsafe()
            return Effect.fail(new PostgresFailure({ kind: "Timeout" }))
          }
        }),
        restore,
        Effect.onInterrupt(() => Fiber.interrupt(fiber))
      )
    )
  )

/**
 * Runs one call to PostgreSQL: it ends within 30 seconds, and fails as {@link asUnavailable} says.
 */
export const guarded =
  (operation: string) =>
  <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<A, Exclude<E, Foreign> | TransferStore.StoreUnavailable, R> =>
    Effect.catchCause(bounded(call), asUnavailable(operation))
