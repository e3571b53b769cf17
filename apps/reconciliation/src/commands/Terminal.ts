/**
 * Where progress goes, and whether a person looks at it.
 *
 * @module
 */
import { Context } from "effect"
import type * as Progress from "./Progress.ts"

export class Output extends Context.Service<Output, Progress.Output>()("@bhejo/reconciliation/Output") {}
