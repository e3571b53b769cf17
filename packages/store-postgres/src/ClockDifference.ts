/**
 * How far this process's clock is from the database's, by which all processes measure what they share.
 *
 * @module
 */
import { Clock, Effect } from "effect"
import { SqlClient } from "effect/sql"
import { guarded } from "./PostgresFailure.ts"

/** A difference that noise and a slow answer do not explain, in milliseconds. */
const tolerableMillis = 30_000

/** Our time less the database's, in milliseconds: as much of it as the time that the answer took leaves certain. */
export const measure = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const sentMillis = yield* Clock.currentTimeMillis
  const [row] = yield* sql<{ readonly millis: number }>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS millis`
  const receivedMillis = yield* Clock.currentTimeMillis
  if (row === undefined) return 0
  const [least, most] = [sentMillis - row.millis, receivedMillis - row.millis]
  return least > 0 ? Math.round(least) : most < 0 ? Math.round(most) : 0
}).pipe(Effect.withSpan("ClockDifference.measure"), guarded("measureClock"))

/**
 * Says in the log where this machine's clock is wrong. Waits and limits are the database's to measure and do not suffer, but
 * windows and lives are judged by the clock of whoever decides.
 */
export const report = Effect.flatMap(measure, (differenceMillis) =>
  Math.abs(differenceMillis) > tolerableMillis
    ? Effect.logError("This machine's clock and the database's differ: mend it, since windows are judged by it", {
        differenceMillis
      })
    : Effect.void
)
