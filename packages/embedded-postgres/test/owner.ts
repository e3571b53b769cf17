/**
 * An owner in a process of its own, to be killed: it opens the folder that it is given, and says so to its parent.
 *
 * At SIGINT it still works with the database for a moment, says how that went, and closes.
 *
 * @module
 */
import { once } from "node:events"
import { Effect, Redacted } from "effect"
import { EmbeddedPostgres } from "../src/EmbeddedPostgres.ts"
import { select } from "./support.ts"

const tell = (message: unknown) => Effect.sync(() => process.send?.(message))

// Heeded before anybody is told that we are here, who may send it in that very moment.
const interrupted = once(process, "SIGINT")

const folder = process.argv[2]
const layer = folder === undefined ? EmbeddedPostgres.layerTemporary : EmbeddedPostgres.layer({ folder })

const program = Effect.gen(function* () {
  const server = yield* EmbeddedPostgres
  yield* tell({ url: Redacted.value(server.url), dataFolder: server.dataFolder })
  yield* Effect.promise(() => interrupted)
  yield* Effect.sleep("500 millis")
  const rows = yield* select(server.url, "SELECT 1 AS one")
  yield* tell({ drained: rows })
})

await Effect.runPromise(Effect.provide(program, layer))
process.disconnect()
