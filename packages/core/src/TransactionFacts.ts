/**
 * What Eko tells about one transaction, in our words.
 *
 * @module
 */
import { Option, Schema, Struct } from "effect"
import type { Envelope } from "./Envelope.ts"
import { BankReference, Tid, TidFromWire } from "./Identifiers.ts"
import { Paise, PaiseFromRupees } from "./Money.ts"
import { camelKeys, lenient, plainText } from "./Wire.ts"

/** Everything but the transaction id may be missing. */
export const TransactionFacts = Schema.Struct({
  tid: Tid,
  bankReference: Schema.optionalKey(BankReference),
  feePaise: Schema.optionalKey(Paise),
  commissionPaise: Schema.optionalKey(Paise),
  tdsPaise: Schema.optionalKey(Paise),
  balancePaise: Schema.optionalKey(Paise),
  recipientName: Schema.optionalKey(Schema.String)
})
export type TransactionFacts = typeof TransactionFacts.Type

const decodeWire = Schema.decodeUnknownOption(
  camelKeys({
    tid: TidFromWire,
    feePaise: lenient(PaiseFromRupees),
    commissionPaise: lenient(PaiseFromRupees),
    tdsPaise: lenient(PaiseFromRupees),
    balancePaise: lenient(PaiseFromRupees),
    recipientName: lenient(plainText(200).check(Schema.isNonEmpty())),
    // The generations name the bank's reference differently, and some answers carry both names with one empty.
    bankRefNum: lenient(BankReference),
    utrnumber: lenient(BankReference)
  })
)

/**
 * The facts in an answer's payload, or nothing where it has no readable transaction id. Any other figure that is
 * missing, empty or unreadable is left out.
 */
export const read = ({ data }: Pick<Envelope, "data">): Option.Option<TransactionFacts> =>
  Option.map(decodeWire(data), (wire) => {
    const bankReference = wire.bankRefNum ?? wire.utrnumber
    return {
      ...Struct.omit(wire, ["bankRefNum", "utrnumber"]),
      ...(bankReference === undefined ? {} : { bankReference })
    }
  })
