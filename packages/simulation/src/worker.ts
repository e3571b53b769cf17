/**
 * One thread of a simulation: takes tasks, and answers each with its result.
 *
 * @module
 */
import "./Synchronous.ts"
import { parentPort } from "node:worker_threads"
import * as Task from "./Task.ts"

parentPort?.on("message", (task: Task.Task) => parentPort?.postMessage(Task.perform(task)))
