/**
 * One kind of message that the service sends to a team's own address, as one declared value: what is sent is encoded by
 * its schema, and the documentation is derived from it.
 *
 * @module
 */
import type { Schema } from "effect"

export interface Webhook {
  /** What the message calls itself, such as `transfer.updated`. */
  readonly name: string
  /** What a generated client calls its receiver. */
  readonly operationId: string
  /** What it tells, in one sentence. */
  readonly summary: string
  /** What a receiver should know besides. */
  readonly description?: string
  /** The message as JSON. */
  readonly payload: Schema.Constraint
  /** Headers that come with it, each with what it is for. */
  readonly headers: Readonly<Record<string, string>>
}
