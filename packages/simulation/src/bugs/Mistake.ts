/**
 * A known mistake, planted where the right thing would be: a layer or a program in its place, in the same process.
 *
 * @module
 */
import type { Substitutes } from "../Services.ts"

export interface Mistake {
  readonly name: string
  /** What the mistaken program does, in one sentence. */
  readonly does: string
  /** The check that must catch it; others may as well. */
  readonly caughtBy: string
  readonly plant: Substitutes
}
