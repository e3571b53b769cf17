/**
 * Why a transport cannot be built from what it was given.
 *
 * @module
 */
import { Schema } from "effect"

/** An option is unusable. The value itself is not repeated: a URL may hold a password. */
export class InvalidOptions extends Schema.TaggedError<InvalidOptions>("@bhejo/eko-transport/InvalidOptions")(
  "InvalidOptions",
  {
    option: Schema.String,
    /** What it must be, as the end of a sentence. */
    requirement: Schema.String
  }
) {
  override readonly message = `The transport's ${this.option} ${this.requirement}.`
}
