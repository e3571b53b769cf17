/**
 * Schemas of what is proven: their values come from whoever has the proof, or out of the journal, and from no other code.
 *
 * @module
 */
import type { Schema } from "effect"

/** A schema that decodes proofs and makes none: whoever has no proof cannot give it one to make. */
export interface Decoded<out T, out E> extends Schema.Codec<T, E> {
  readonly "~type.make.in": T
  readonly "~type.make": T
}

/** A branded schema as others may have it: the same one, but that its types forget how to make what it describes. */
export const decoded = <T, E>(schema: Schema.Codec<T, E>): Decoded<T, E> => schema as Decoded<T, E>
