/**
 * Evidence in the words of the report: what each value is called, in which order, and how it is written.
 *
 * @module
 */
import type { Break } from "@bhejo/core"
import { instant, rupees } from "./PageWords.ts"

/** What each value is called, in the order in which they are read. */
const names: ReadonlyMap<string, string> = new Map([
  ["day", "day"],
  ["source", "told by"],
  ["place", "where"],
  ["answer", "answer"],
  ["amountPaise", "amount"],
  ["state", "state"],
  ["belief", "we take it for"],
  ["because", "because"],
  ["txStatus", "Eko's status"],
  ["at", "when"],
  ["startedAt", "sent"],
  ["attempt", "attempt number"],
  ["kind", "kind of line"],
  ["reference", "our reference"],
  ["clientRefId", "reference"],
  ["tid", "Eko's tid"],
  ["bankReference", "bank reference"],
  ["wallet", "wallet"],
  ["balancePaise", "balance"],
  ["expectedPaise", "known movements"],
  ["movementsWithoutBalance", "of those without a balance"],
  ["feePaise", "fee"],
  ["gstPaise", "GST"],
  ["commissionPaise", "commission"],
  ["tdsPaise", "TDS"],
  ["cashReturnedBy", "cash handed back by"],
  ["ticket", "ticket"],
  ["disputedReference", "disputed bank reference"],
  ["raisedDay", "raised on"],
  ["dueDay", "answer due on"],
  ["team", "team"],
  ["product", "product"],
  ["transfer", "transfer"],
  ["wallet load", "wallet load"]
])
const order = [...names.keys()]

const statuses: Readonly<Record<string, string>> = {
  "0": "success",
  "1": "failed",
  "2": "awaited",
  "3": "refund pending",
  "4": "refunded",
  "5": "on hold",
  "6": "response awaited"
}
const answers: Readonly<Record<string, string>> = { NotFound: "not found", Unanswered: "nothing that proves anything" }

const written = (name: string, value: string | number): string => {
  if (typeof value === "number") return name.endsWith("Paise") ? rupees(value) : String(value)
  if (name === "at" || name === "startedAt") return `${instant(Date.parse(value))} in India`
  if (name === "txStatus") return statuses[value] === undefined ? value : `${value}, ${statuses[value]}`
  if (name === "answer") return answers[value] ?? value
  return name === "state" || name === "belief" || name === "because" ? value.replaceAll("_", " ") : value
}

/** `someValue` as "some value", without the unit, which the value shows. */
const plain = (name: string): string =>
  name.replace(/Paise$/, "").replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const placeOf = (name: string): number => (names.has(name) ? order.indexOf(name) : order.length)

/** What a side says, as pairs of words. */
export const of = (statement: Break.Statement): ReadonlyArray<readonly [name: string, value: string]> =>
  Object.entries(statement)
    .sort(([one], [other]) => placeOf(one) - placeOf(other))
    .map(([name, value]) => [names.get(name) ?? plain(name), written(name, value)])
