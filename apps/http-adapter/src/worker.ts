/**
 * A worker without a server: `node src/worker.ts`.
 *
 * @module
 */
import { Effect } from "effect"
import { work } from "./Adapter.ts"
import { main } from "./Entry.ts"

main(process.stdout.isTTY, () => Effect.andThen(work, Effect.logInfo("Working")))
