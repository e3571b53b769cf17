/**
 * Databases for tests, on the server that the `globalSetup` of `@bhejo/embedded-postgres/vitest` has started.
 *
 * @module
 */
import { randomUUID } from "node:crypto"
import { Effect, Redacted, type Scope } from "effect"
import { inject } from "vitest"
import * as Cluster from "./Cluster.ts"
import * as Database from "./Database.ts"
import type {} from "./vitest.ts"

/**
 * The superuser's address of a new, empty database, which is dropped when the scope closes.
 *
 * Each use makes another one, under a name that no other test has.
 */
export const freshDatabase: Effect.Effect<
  Redacted.Redacted<string>,
  Database.DatabaseError,
  Scope.Scope
> = Effect.suspend(() => dropped(Database.create))

/**
 * The same, as a copy of a database that is prepared once for all tests on the server: what takes long to make anew.
 *
 * The name tells one original from another.
 */
export const freshCopy = (
  original: string,
  prepare: (url: Redacted.Redacted<string>) => Effect.Effect<void>
): Effect.Effect<Redacted.Redacted<string>, Database.DatabaseError, Scope.Scope> =>
  Effect.suspend(() => dropped((server, name) => Database.createCopy(server, original, name, prepare)))

const dropped = (
  create: (
    server: Redacted.Redacted<string>,
    name: string
  ) => Effect.Effect<Redacted.Redacted<string>, Database.DatabaseError>
) => {
  const server = Redacted.make(inject("postgresUrl"))
  // Not from the Random service: in a test that is seeded, and would give every file the same name.
  const name = `test_${randomUUID().replaceAll("-", "")}`
  return Effect.acquireRelease(create(server, name), () => Effect.ignore(Database.drop(server, name)))
}

/** What the rows of such a database are sealed under, as `DATA_KEY` has it; known to everybody. */
export const dataKey = `test:${Buffer.from("a test's key, known to everybody").toString("base64")}`

/** A new folder for a test's own server, in memory where this machine has the room; whoever takes it removes it. */
export const serverFolder: Effect.Effect<string> = Effect.promise(() => Cluster.temporaryFolder(true))
