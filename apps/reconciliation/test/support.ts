/**
 * A database of its own for a test, and the services that a run needs.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { WalletFormula } from "@bhejo/core"
import { dataKey } from "@bhejo/embedded-postgres/testing"
import { DataKeys, PostgresStore } from "@bhejo/store-postgres"
import { Effect, Layer, Redacted, Schema } from "effect"
import { migratedDatabase } from "../../../packages/store-postgres/test/MigratedDatabase.ts"
import { Inquiry } from "../src/eko/Inquiry.ts"
import { ChunkQueue } from "../src/runs/ChunkQueue.ts"
import type { Order } from "../src/runs/Runner.ts"
import type { RunParameters } from "../src/runs/RunParameters.ts"
import * as StatementFormat from "../src/statement/StatementFormat.ts"
import * as DatabaseCorpus from "./DatabaseCorpus.ts"

export const queue = { leaseMillis: 2_000, pollIntervalMillis: 50 }

/** The store of these tests. */
export const storeAt = (url: Redacted.Redacted<string>, options: { readonly maxConnections?: number } = {}) =>
  PostgresStore.layer({ ...options, url, dataKeys: Schema.decodeSync(DataKeys.FromText)(dataKey) })

/** What a command is told of where the database is. */
export const databaseEnvironment = (url: Redacted.Redacted<string>) => ({
  DATABASE_URL: Redacted.value(url),
  DATA_KEY: dataKey
})

/** Runs that ask nobody. */
export const layerAt = (url: Redacted.Redacted<string>) =>
  Layer.mergeAll(ChunkQueue.layer(queue), Inquiry.silent).pipe(Layer.provideMerge(storeAt(url)))

export const layerFresh = Layer.unwrap(Effect.map(migratedDatabase, layerAt))

/** A folder that is gone when the scope closes. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "bhejo-reconciliation-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

export const parameters: RunParameters = {
  window: DatabaseCorpus.window,
  openedAtMillis: DatabaseCorpus.asOfMillis,
  sources: ["statement", "wallet"],
  lookbackDays: 7,
  edgeMillis: 86_400_000,
  settlementWindowMillis: 86_400_000,
  coveredFrom: DatabaseCorpus.window.from,
  formulas: { "dmt-fino": WalletFormula.defaults["dmt-fino"].seed },
  otherSystemPrefixes: [],
  wallet: "main",
  walletBy: "initiator",
  readings: [],
  unread: [],
  chunkSize: 500
}

export const orderOf = (statementPath: string, more: Partial<Order> = {}): Order => ({
  window: DatabaseCorpus.window,
  isDryRun: false,
  statement: { path: statementPath, format: StatementFormat.defaultFormat },
  parameters: Effect.succeed(parameters),
  lanes: 2,
  onProgress: () => Effect.void,
  ...more
})
