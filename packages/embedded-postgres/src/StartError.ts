/**
 * Why the server could not be had, and what to do about it.
 *
 * @module
 */
import { Schema } from "effect"

/** Another program listens on the port that was asked for. */
export class PortTaken extends Schema.TaggedError<PortTaken>("@bhejo/embedded-postgres/PortTaken")("PortTaken", {
  port: Schema.Int
}) {
  override readonly message =
    `Port ${this.port} on 127.0.0.1 is taken. Stop the program that listens there, ask for another port, or for none: then a free one is chosen.`
}

/** A process that is alive already runs the server of this folder: one folder has one owner. */
export class FolderInUse extends Schema.TaggedError<FolderInUse>("@bhejo/embedded-postgres/FolderInUse")(
  "FolderInUse",
  {
    folder: Schema.String,
    /** The process that opened it. */
    ownerPid: Schema.Int
  }
) {
  override readonly message =
    `The database in ${this.folder} is in use by process ${this.ownerPid}. Stop that process, or take another folder.`
}

/** PostgreSQL cannot live in the folder, or its programs cannot be run from theirs. */
export class FolderUnusable extends Schema.TaggedError<FolderUnusable>("@bhejo/embedded-postgres/FolderUnusable")(
  "FolderUnusable",
  {
    folder: Schema.String,
    /** What is wrong and what to do, as sentences. */
    reason: Schema.String
  }
) {
  override readonly message = `PostgreSQL cannot use ${this.folder}. ${this.reason}`
}

/** PostgreSQL did not start, for a reason that its log tells. */
export class StartFailed extends Schema.TaggedError<StartFailed>("@bhejo/embedded-postgres/StartFailed")(
  "StartFailed",
  {
    folder: Schema.String,
    /** What happened and what to do, as sentences. */
    reason: Schema.String,
    /** The end of what PostgreSQL printed, or nothing. */
    log: Schema.String
  }
) {
  override readonly message =
    `PostgreSQL did not start in ${this.folder}. ${this.reason}${this.log === "" ? "" : `\n${this.log}`}`
}

export const StartError = Schema.Union([PortTaken, FolderInUse, FolderUnusable, StartFailed])
export type StartError = typeof StartError.Type
