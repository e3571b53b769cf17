/**
 * One thread of a simulation: takes ranges of seeds, and answers each with its tally.
 *
 * @module
 */
import { parentPort } from "node:worker_threads"
import * as Batch from "./Batch.ts"

parentPort?.on("message", (range: Batch.Range) => parentPort?.postMessage(Batch.run(range)))
