/**
 * Core's `TransferStore` on PostgreSQL.
 *
 * A use of an OTP limit is part of the statement that writes a commit and costs no round trip of its own.
 *
 * @module
 */
import { Identifiers, Transfer, TransferError, TransferEvent, TransferState, TransferStore } from "@bhejo/core"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import type * as Notices from "./Notices.ts"
import { violatedConstraint } from "./PostgresFailure.ts"
import * as PostgresOtpLimits from "./PostgresOtpLimits.ts"
import * as PostgresRecords from "./PostgresRecords.ts"
import type { SealingKeys } from "./Sealing.ts"
import type * as Steps from "./Steps.ts"
import * as UniqueReferences from "./UniqueReferences.ts"

/** Where transfers are kept, and how they are read. */
export const kind = {
  ...TransferStore.kind,
  record: "transfer",
  table: "transfers",
  journal: "transfer_events",
  owner: "transfer_id",
  Record: TransferState.TransferState,
  Id: Identifiers.TransferId,
  Event: TransferEvent.TransferEvent,
  isFinal: TransferState.isFinal
} as const

type Commit = ReturnType<typeof TransferStore.asRecord>

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const limits = yield* PostgresOtpLimits.make

  const records = yield* PostgresRecords.make<
    Identifiers.TransferId,
    TransferState.TransferState,
    TransferEvent.TransferEvent,
    TransferStore.QueuedTransferStep,
    Commit,
    TransferStore.Refusal
  >(kind, {
    part: ({ use }) => (use === undefined ? undefined : limits.counted(use)),
    refused: (commit, error): ReturnType<PostgresRecords.Also<Commit, TransferStore.Refusal>["refused"]> => {
      if (violatedConstraint(error) === UniqueReferences.index("transfers")) {
        return UniqueReferences.refused(
          sql,
          "transfers",
          commit,
          error,
          (holder) => new TransferError.ReferenceTaken(holder)
        )
      }
      return limits.refused(commit.use, error)
    }
  })

  const load = (id: Identifiers.TransferId) =>
    Effect.flatMap(records.load(id), (transfer) =>
      transfer !== undefined && TransferState.isOutlived(transfer)
        ? Effect.map(records.journal(id), Transfer.replay)
        : Effect.succeed(transfer)
    )

  return TransferStore.make({
    ...records,
    load,
    append: (commit) => records.append(TransferStore.asRecord(commit))
  })
})

export const layer: Layer.Layer<
  TransferStore.TransferStore,
  never,
  SqlClient.SqlClient | Steps.Steps | Notices.Notices | SealingKeys
> = Layer.effect(TransferStore.TransferStore, make)
