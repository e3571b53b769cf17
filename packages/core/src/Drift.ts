/**
 * Where an answer of Eko differs from what is documented, as records that name the place and never the value.
 *
 * Drift never decides anything: it tells operations that Eko has begun to answer otherwise, before that costs a transfer.
 *
 * @module
 */
import { Context, Effect, Schema } from "effect"

export const Kind = Schema.Literals([
  "missing",
  "type",
  "unexpected field",
  "unknown tx_status",
  "unknown code",
  "differing echo",
  "unreadable"
])
export type Kind = typeof Kind.Type

/** One difference. Neither place nor expectation holds anything of the answer but names of fields. */
export const Drift = Schema.Struct({
  operation: Schema.String,
  /** Where in the answer: `data.fee`, `data.recipient_list[].ifsc`; `*` stands for a name that may be personal. */
  path: Schema.String,
  /** What is documented there. */
  expected: Schema.String,
  kind: Kind
})
export type Drift = typeof Drift.Type

/** One answer can differ in as many places as it likes; so many records say enough. */
export const maxRecords = 32

const none: ReadonlyArray<Drift> = []

/** Gathers the differences of one answer, each once. */
export class Differences {
  readonly #operation: string
  // Most answers have none.
  #records: Map<string, Drift> | undefined

  constructor(operation: string) {
    this.#operation = operation
  }

  add(path: string, kind: Kind, expected: string): void {
    this.#records ??= new Map()
    if (this.#records.size < maxRecords) {
      this.#records.set(`${kind} ${path}`, { operation: this.#operation, path, expected, kind })
    }
  }

  /** An empty gathering for the same answer. */
  fresh(): Differences {
    return new Differences(this.#operation)
  }

  get records(): ReadonlyArray<Drift> {
    return this.#records === undefined ? none : [...this.#records.values()]
  }
}

/** A name as Eko gives its fields. Where a document has names of its own making, a name may be somebody's. */
const fieldName = /^[a-z]+([A-Z][a-z]*)*(_[a-z]+)*$/

/** A field's name for a record, or `*` where it may be more than a name. */
export const nameable = (name: string): string => (name.length <= 40 && fieldName.test(name) ? name : "*")

/**
 * The port that takes the differences of each answer, to count and to store them. Without one they are dropped.
 *
 * It is called beside the call that found them: what it does can neither fail that call nor keep it waiting.
 */
export const DriftSink = Context.Reference<(records: ReadonlyArray<Drift>) => Effect.Effect<void>>(
  "@bhejo/core/DriftSink",
  { defaultValue: () => () => Effect.void }
)
