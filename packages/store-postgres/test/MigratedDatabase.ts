/**
 * A new database that has had every migration, as a copy of one that is migrated once for all tests on a server: most of
 * them care for what is in the tables, and not for how those were made.
 *
 * @module
 */
import { freshCopy } from "@bhejo/embedded-postgres/testing"
import { Effect, Layer } from "effect"
import * as Migrations from "../src/Migrations.ts"
import * as PostgresClient from "../src/PostgresClient.ts"

export const migratedDatabase = freshCopy("migrated", (url) =>
  Layer.build(Layer.provide(Migrations.layer, PostgresClient.layer({ url }))).pipe(Effect.scoped, Effect.orDie)
)
