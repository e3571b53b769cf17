/**
 * Eko's transaction status, and what each value says about the money.
 *
 * It comes as a string, as a number in callbacks, and may be empty. A value that no page lists is in flight: it is
 * kept as it came and inquired, and never read as a success or a failure.
 *
 * @module
 */
import { Predicate, Schema, SchemaGetter } from "effect"
import { plainText } from "./Wire.ts"

export const TxStatus = plainText(16).pipe(Schema.brand("TxStatus"))
export type TxStatus = typeof TxStatus.Type

/** Numbers and strings alike. */
export const TxStatusFromWire = Schema.Union([Schema.Int, Schema.String]).pipe(
  Schema.decodeTo(TxStatus, { decode: SchemaGetter.String(), encode: SchemaGetter.passthrough() })
)

/**
 * What a status says: the money is with the recipient, nothing moved, Eko holds it for the customer to take back, it
 * went back, or the transaction is still on its way.
 */
export type Meaning = "success" | "failed" | "refund_pending" | "refunded" | "in_flight"

export const meaning = (status: TxStatus): Meaning => {
  switch (status) {
    case "0":
      return "success"
    case "1":
      return "failed"
    case "3":
      return "refund_pending"
    case "4":
      return "refunded"
    default:
      // 2 awaited, 5 on hold, 6 response awaited, an empty one, and whatever Eko adds next.
      return "in_flight"
  }
}

/** Whether a page lists the status; an empty one is documented, too. */
export const isListed = (status: TxStatus): boolean => listed.has(status)

const listed: ReadonlySet<string> = new Set(["0", "1", "2", "3", "4", "5", "6", ""])

/** Words of `txstatus_desc` by which a transaction runs or has paid; a status of 1 beside them contradicts itself. */
const deniesFailure: ReadonlySet<string> = new Set([
  "success",
  "successful",
  "initiated",
  "pending",
  "in progress",
  "awaited",
  "response awaited",
  "on hold",
  "hold",
  "refund pending",
  "refunded"
])

/** Whether a status of 1 is described as something that did not fail. */
export const isContradicted = (status: TxStatus, descriptions: ReadonlyArray<unknown>): boolean =>
  meaning(status) === "failed" &&
  descriptions.some(
    (words) => Predicate.isString(words) && deniesFailure.has(words.trim().toLowerCase().replace(/\s+/g, " "))
  )
