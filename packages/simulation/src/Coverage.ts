/**
 * What the worlds reached: how often each fault struck, each state was entered, each event was recorded.
 *
 * @module
 */
import {
  Evidence,
  Outcome,
  Resolution,
  TransferEvent,
  TransferState,
  WalletLoadEvent,
  WalletLoadState
} from "@bhejo/core"
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

/** The names under which a wallet load's event counts. */
export const nameOfLoad = (event: WalletLoadEvent.WalletLoadEvent): string => {
  switch (event._tag) {
    case "LoadAnswered":
      return `load outcome ${event.outcome._tag}`
    case "LoadInquired":
      return `load finding ${event.finding._tag}`
    case "LoadResolved":
      return `load resolution ${event.resolution._tag}`
    case "AlarmRaised":
      return `load alarm ${event.kind}`
    default:
      return `load event ${event._tag}`
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

/** What the answer to a load never is here: it takes no OTP, and no copy of one is refused as repeated. */
const neverOfLoads = new Set(["OtpConsumed", "WrongOtp", "OtpExpired"])
/** Eko takes no load back by itself. */
const neverAlarms = new Set(["refund_status", "repeated"])

const named = new Set([
  "LoadAnswered",
  "LoadInquired",
  "LoadResolved",
  "DebitAnswered",
  "DebitInquired",
  "AlarmRaised",
  "RefundAnswered",
  "AttemptResolved"
])

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
  ...TransferEvent.AlarmKind.literals.filter((kind) => kind !== "refund_status").map((kind) => `alarm ${kind}`),
  ...WalletLoadState.StateName.literals.map((state) => `load ${state}`),
  ...tagsOf(WalletLoadEvent.WalletLoadEvent).flatMap((tag) => (named.has(tag) ? [] : [`load event ${tag}`])),
  ...tagsOf(Outcome.LoadOutcome).flatMap((tag) => (neverOfLoads.has(tag) ? [] : [`load outcome ${tag}`])),
  ...tagsOf(Evidence.Finding).map((tag) => `load finding ${tag}`),
  ...tagsOf(Resolution.Resolution).map((tag) => `load resolution ${tag}`),
  ...WalletLoadEvent.AlarmKind.literals.filter((kind) => !neverAlarms.has(kind)).map((kind) => `load alarm ${kind}`)
]
