/**
 * A worker without a server: `node src/worker.ts`.
 *
 * @module
 */
// First, so that every schema is compiled: Eko's answers are then read two to three times as fast.
import "effect/schema/SchemaJITCompiler/enable"
import { workAlone } from "./Adapter.ts"
import { main } from "./Entry.ts"

main(process.stdout.isTTY, workAlone)
