/**
 * What an owner and the child process that keeps its server say to each other.
 *
 * The order travels as JSON in the child's only argument, the answer over the IPC channel. After `Ready` a disturbance
 * may be ordered, and is answered by another `Ready`; the channel's end, by whatever cause, is the order to stop.
 *
 * @module
 */
import { Schema } from "effect"
import { StartError } from "./StartError.ts"

/** Start the server, or attach to the one that runs. */
export interface Start {
  readonly action: "start"
  /** An absolute path, or null for a new folder that is removed in the end. */
  readonly folder: string | null
  /** Whether a new folder is made in memory, where this machine has the room. */
  readonly inMemory: boolean
  /** Null for a free one. */
  readonly port: number | null
  readonly ownerPid: number
  readonly timeoutMillis: number
}

/** Stop a server whose child was killed, if it runs and nobody else has taken it over. */
export interface Stop {
  readonly action: "stop"
  readonly folder: string
  /** Whether the folder is removed afterwards. */
  readonly remove: boolean
  readonly ownerPid: number
  readonly timeoutMillis: number
}

export type Order = Start | Stop

export const Ready = Schema.TaggedStruct("Ready", {
  folder: Schema.String,
  /** Where PostgreSQL itself keeps its files, without symbolic links: below the folder, or where it had to be moved to. */
  dataFolder: Schema.String,
  port: Schema.Int,
  password: Schema.String
})
export type Ready = typeof Ready.Type

const Failed = Schema.TaggedStruct("Failed", { error: StartError })

export const Answer = Schema.Union([Ready, Failed])
/** As it is on the wire. */
export type Answer = typeof Answer.Encoded
