/**
 * Core's `CallbackStore` on PostgreSQL: an append-only table, from which only what is old is removed.
 *
 * @module
 */
import { Callback, CallbackStore } from "@bhejo/core"
import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { guarded } from "./PostgresFailure.ts"

const Kept = Schema.Array(Schema.Struct({ hint: Callback.Kept, receivedAtMillis: Schema.Int }))
const decodeKept = Schema.decodeUnknownEffect(Kept)

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const keep: CallbackStore.CallbackStore["Service"]["keep"] = Effect.fn("PostgresCallbackStore.keep")(function* (
    hint,
    receivedAtMillis
  ) {
    yield* sql`
        INSERT INTO callbacks (received_at, hint)
        VALUES (${new Date(receivedAtMillis)}, ${JSON.stringify(hint)})
        ON CONFLICT (hint) DO NOTHING`
  }, guarded("keepCallback"))

  const forget: CallbackStore.CallbackStore["Service"]["forget"] = Effect.fn("PostgresCallbackStore.forget")(function* (
    keptForMillis
  ) {
    const millis = Math.max(keptForMillis, CallbackStore.leastKeptMillis)
    const rows = yield* sql`
      DELETE FROM callbacks WHERE received_at < clock_timestamp() - ${millis}::float8 * interval '1 millisecond' RETURNING id`
    return rows.length
  }, guarded("forgetCallbacks"))

  const since: CallbackStore.CallbackStore["Service"]["since"] = Effect.fn("PostgresCallbackStore.since")(function* (
    fromMillis
  ) {
    const rows = yield* sql`
        SELECT hint, (extract(epoch FROM received_at) * 1000)::float8 AS "receivedAtMillis" FROM callbacks
        WHERE received_at >= ${new Date(fromMillis)} ORDER BY received_at, id LIMIT ${CallbackStore.maxKept}`
    return yield* decodeKept(rows)
  }, guarded("callbacksSince"))

  return CallbackStore.CallbackStore.of({ keep, forget, since })
})

export const layer: Layer.Layer<CallbackStore.CallbackStore, never, SqlClient.SqlClient> = Layer.effect(
  CallbackStore.CallbackStore,
  make
)
