/**
 * The net below the queue: a transfer whose step is not alive gets a fresh one.
 *
 * A step is lost where a handler ended well but left its transfer unfinished, or where somebody deleted it. Each commit
 * and its step are one transaction, so nothing else loses one.
 *
 * @module
 */
import { TransferStore } from "@bhejo/core"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { guarded } from "./PostgresFailure.ts"
import * as Steps from "./Steps.ts"

/** How many transfers one sweep looks after; the rest waits for the next one. */
const batchSize = 100

const place = { stepId: Schema.String, delayMillis: Schema.Finite }
const Orphan = Schema.Union([
  Schema.Struct({ ...TransferStore.QueuedTransferStep.fields, record: Schema.Literal("transfer"), ...place }),
  Schema.Struct({ ...TransferStore.QueuedLoadStep.fields, ...place })
])
const decodeOrphans = Schema.decodeUnknownEffect(Schema.Array(Orphan))

export class StepSweep extends Context.Service<
  StepSweep,
  {
    /**
     * Offers a fresh step for each transfer whose own is not pending in the queue, and tells how many it
     * offered; at most 100. Any number of processes may sweep at once.
     */
    readonly sweep: Effect.Effect<number, TransferStore.StoreUnavailable>
  }
>()("@bhejo/store-postgres/StepSweep") {}

/** A name that is new each time, because one that was handled is never delivered again: `…:sweep-1`, `…:sweep-2`. */
export const nextId = (stepId: string): string => {
  const [base, count = "0"] = stepId.split(":sweep-")
  return `${base}:sweep-${Number(count) + 1}`
}

/** The step as its commit queued it: a transfer's does not say what it is. */
const stepOf = (orphan: TransferStore.QueuedStep): TransferStore.QueuedStep => {
  if (orphan.record === "load") return orphan
  const { id, version, kind } = orphan
  return { id, version, kind }
}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const steps = yield* Steps.Steps

  const orphans = sql`
    SELECT record, id, version::int AS version, step_kind AS kind, step_id AS "stepId",
      greatest(0, extract(epoch FROM step_due_at - clock_timestamp()) * 1000)::float8 AS "delayMillis"
    FROM (
      SELECT 'transfer' AS record, id, version, step_kind, step_id, step_due_at FROM transfers
      UNION ALL SELECT 'load', id, version, step_kind, step_id, step_due_at FROM wallet_loads
    ) AS records
    WHERE step_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM ${sql(Steps.tableName)} AS queued
      WHERE queued.id = step_id AND queued.queue_name = ${Steps.queueName} AND queued.state = 'pending'
    )
    LIMIT ${batchSize}`

  /**
   * A step that was not pending once never will be, so the transfer is an orphan as long as it names that step: whoever
   * replaces the name first offers the step, and nobody else does.
   */
  const adopt = ({ stepId, delayMillis, ...orphan }: typeof Orphan.Type) => {
    const freshId = nextId(stepId)
    return sql.withTransaction(
      Effect.gen(function* () {
        const rows = yield* sql`
          UPDATE ${sql(orphan.record === "load" ? "wallet_loads" : "transfers")} SET step_id = ${freshId}
          WHERE id = ${orphan.id} AND step_id = ${stepId} RETURNING id`
        if (rows.length === 0) return 0
        yield* Steps.offer(steps, stepOf(orphan), { id: freshId, delayMillis })
        return 1
      })
    )
  }

  const sweep = Effect.gen(function* () {
    let offered = 0
    for (const orphan of yield* decodeOrphans(yield* orphans)) offered += yield* adopt(orphan)
    return offered
  }).pipe(Effect.withSpan("StepSweep.sweep"), guarded("sweep"))

  return StepSweep.of({ sweep })
})

export const layer: Layer.Layer<StepSweep, never, SqlClient.SqlClient | Steps.Steps> = Layer.effect(StepSweep, make)
