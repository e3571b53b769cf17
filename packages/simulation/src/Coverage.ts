/**
 * What the worlds reached: how often each fault struck, each state was entered, each event was recorded.
 *
 * @module
 */
import { Evidence, Outcome, Resolution, TransferEvent, TransferState } from "@bhejo/core"
import { type Schema, SchemaAST } from "effect"
import * as Fault from "./Fault.ts"

export class Coverage {
  readonly #counts = new Map<string, number>()

  hit(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  add(others: Iterable<readonly [string, number]>): void {
    for (const [what, count] of others) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count)
  }

  entries(): ReadonlyArray<readonly [string, number]> {
    return [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1))
  }

  /** Which of these was never reached. */
  missing(expected: Iterable<string>): ReadonlyArray<string> {
    return [...expected].filter((what) => !this.#counts.has(what))
  }
}

/** The names under which a transfer's event counts. */
export const nameOf = (event: TransferEvent.TransferEvent): string => {
  switch (event._tag) {
    case "DebitAnswered":
      return `outcome ${event.outcome._tag}`
    case "DebitInquired":
      return `finding ${event.finding._tag}`
    case "RefundAnswered":
      return `refund outcome ${event.outcome._tag}`
    case "AttemptResolved":
      return `resolution ${event.resolution._tag}`
    case "AlarmRaised":
      return `alarm ${event.kind}`
    default:
      return `event ${event._tag}`
  }
}

/** The tags of a union of tagged structs. */
const tagsOf = (schema: Schema.Constraint): ReadonlyArray<string> => tagsIn(schema.ast)

const tagsIn = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (SchemaAST.isUnion(ast)) return ast.types.flatMap(tagsIn)
  if (!SchemaAST.isObjects(ast)) throw new Error("not a union of tagged structs")
  return ast.propertySignatures.flatMap(({ name, type }) =>
    name === "_tag" && SchemaAST.isLiteral(type) ? [String(type.literal)] : []
  )
}

const named = new Set(["DebitAnswered", "DebitInquired", "AlarmRaised", "RefundAnswered", "AttemptResolved"])

/** Everything that many worlds are to reach: each fault, state, event, outcome, finding and alarm that there is. */
export const expected: ReadonlyArray<string> = [
  ...Fault.all,
  ...TransferState.StateName.literals.map((state) => `state ${state}`),
  ...tagsOf(TransferEvent.TransferEvent).flatMap((tag) => (named.has(tag) ? [] : [`event ${tag}`])),
  ...tagsOf(Outcome.Outcome).map((tag) => `outcome ${tag}`),
  ...tagsOf(Outcome.RefundOutcome).map((tag) => `refund outcome ${tag}`),
  ...tagsOf(Resolution.Resolution).map((tag) => `resolution ${tag}`),
  ...tagsOf(Evidence.Finding).map((tag) => `finding ${tag}`),
  // Journals of an earlier version alone have a refund_status.
  ...TransferEvent.AlarmKind.literals.filter((kind) => kind !== "refund_status").map((kind) => `alarm ${kind}`)
]
