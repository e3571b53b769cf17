/**
 * A Vitest `globalSetup`: one empty PostgreSQL for a whole run, removed when the run ends.
 *
 * Name it in the configuration as `globalSetup: ["@bhejo/embedded-postgres/vitest"]`; tests take a database of their own
 * with `freshDatabase` from `@bhejo/embedded-postgres/testing`.
 *
 * @module
 */
import { Context, Effect, Exit, Layer, Redacted, Scope } from "effect"
import type { TestProject } from "vitest/node"
import { EmbeddedPostgres } from "./EmbeddedPostgres.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser's address of the run's server. */
    postgresUrl: string
  }
}

/** Starts the server, provides `postgresUrl`, and returns what stops it. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const scope = Effect.runSync(Scope.make())
  const close = () => Effect.runPromise(Scope.close(scope, Exit.void))
  try {
    const context = await Effect.runPromise(Layer.buildWithScope(EmbeddedPostgres.layerInMemory, scope))
    project.provide("postgresUrl", Redacted.value(Context.get(context, EmbeddedPostgres).url))
  } catch (error) {
    await close()
    throw error
  }
  return close
}
