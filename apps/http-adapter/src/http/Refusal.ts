/**
 * A request that the adapter itself refuses.
 *
 * @module
 */
import { Data } from "effect"
import type { Problem } from "../problems/Problem.ts"

export class Refusal extends Data.TaggedError("Refusal")<{
  readonly problem: Problem
  readonly headers?: Readonly<Record<string, string>>
}> {}
