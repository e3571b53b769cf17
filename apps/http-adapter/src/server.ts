/**
 * The server: `node src/server.ts`.
 *
 * @module
 */
import { serve } from "./Adapter.ts"
import { main } from "./Entry.ts"

main(process.stdout.isTTY, serve)
