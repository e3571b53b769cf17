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

const Orphan = Schema.Struct({
  ...TransferStore.QueuedStep.fields,
  version: Schema.Int,
  stepId: Schema.String,
  dueAt: Schema.Date
})
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

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const steps = yield* Steps.Steps

  const orphans = sql`
    SELECT id, version::int AS version, step_kind AS kind, step_id AS "stepId", step_due_at AS "dueAt"
    FROM transfers
    WHERE step_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM ${sql(Steps.tableName)} AS queued
      WHERE queued.id = step_id AND queued.queue_name = ${Steps.queueName} AND queued.state = 'pending'
    )
    LIMIT ${batchSize}`

  /**
   * A step that was not pending once never will be, so the transfer is an orphan as long as it names that step: whoever
   * replaces the name first offers the step, and nobody else does.
   */
  const adopt = ({ id, version, kind, stepId, dueAt }: typeof Orphan.Type) => {
    const freshId = nextId(stepId)
    return sql.withTransaction(
      Effect.gen(function* () {
        const rows = yield* sql`
          UPDATE transfers SET step_id = ${freshId} WHERE id = ${id} AND step_id = ${stepId} RETURNING id`
        if (rows.length === 0) return 0
        yield* Steps.offer(steps, { id, version, kind }, { id: freshId, dueAtMillis: dueAt.getTime() })
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
