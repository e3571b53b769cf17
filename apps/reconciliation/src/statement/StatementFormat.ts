/**
 * How a settlement report is written: which column holds what, and what its words mean.
 *
 * Eko publishes no format, so this is configuration: a JSON file, or the default, which names the columns as Eko's
 * answers name their fields.
 *
 * @module
 */
import { TransferPolicy, TxStatus } from "@bhejo/core"
import { Effect, Schema } from "effect"

const Header = Schema.String.check(Schema.isNonEmpty())

/** What a row is about: `ignore` is read and left out. */
export const RowKind = Schema.Literals(["debit", "refund", "top_up", "sweep", "other_system", "ignore"])
export type RowKind = typeof RowKind.Type

/** The header of the column that holds each value. Case and surrounding spaces do not matter. */
export const Columns = Schema.Struct({
  tid: Header,
  amount: Header,
  status: Header,
  at: Header,
  clientRefId: Schema.optionalKey(Header),
  kind: Schema.optionalKey(Header),
  fee: Schema.optionalKey(Header),
  gst: Schema.optionalKey(Header),
  commission: Schema.optionalKey(Header),
  tds: Schema.optionalKey(Header),
  balance: Schema.optionalKey(Header),
  bankReference: Schema.optionalKey(Header),
  recipientName: Schema.optionalKey(Header),
  product: Schema.optionalKey(Header),
  wallet: Schema.optionalKey(Header)
})
export type Columns = typeof Columns.Type
export type Column = keyof Columns

export const TimeFormat = Schema.Literals(["yyyy-MM-dd HH:mm:ss", "dd-MM-yyyy HH:mm:ss", "dd/MM/yyyy HH:mm:ss"])
export type TimeFormat = typeof TimeFormat.Type

export const StatementFormat = Schema.Struct({
  columns: Columns,
  delimiter: Schema.Literals([",", ";", "\t", "|"]).pipe(Schema.withDecodingDefaultTypeKey(Effect.succeed(","))),
  /** A byte order mark in the file is believed before this. */
  encoding: Schema.Literals(["utf-8", "utf-16le", "utf-16be", "windows-1252"]).pipe(
    Schema.withDecodingDefaultTypeKey(Effect.succeed("utf-8"))
  ),
  /** The line that the headers stand in; what comes before it is not read. */
  headerLine: Schema.Int.check(Schema.isGreaterThan(0)).pipe(Schema.withDecodingDefaultTypeKey(Effect.succeed(1))),
  timeFormat: TimeFormat.pipe(Schema.withDecodingDefaultTypeKey(Effect.succeed("yyyy-MM-dd HH:mm:ss"))),
  /** Eko's words for a status, in lower case, as tx_status; digits stand for themselves. */
  statuses: Schema.Record(Schema.String, TxStatus.TxStatus).pipe(
    Schema.withDecodingDefaultTypeKey(Effect.succeed(defaultStatuses()))
  ),
  /** Words of the kind column, in lower case. */
  kinds: Schema.Record(Schema.String, RowKind).pipe(
    Schema.withDecodingDefaultTypeKey(Effect.succeed({ debit: "debit", refund: "refund" } as const))
  ),
  products: Schema.Record(Schema.String, TransferPolicy.Product).pipe(
    Schema.withDecodingDefaultTypeKey(
      Effect.succeed({ "dmt-fino": "dmt-fino", "ppi-digikhata": "ppi-digikhata" } as const)
    )
  ),
  /** References that begin so belong to other systems on the same initiator. */
  otherSystemPrefixes: Schema.Array(Header).pipe(Schema.withDecodingDefaultTypeKey(Effect.succeed([]))),
  /** Whether every column that the format names must be there, and not only those that nothing can be compared without. */
  isStrict: Schema.Boolean.pipe(Schema.withDecodingDefaultTypeKey(Effect.succeed(true))),
  /** Whether a last line without an end means that the file was cut off. */
  endsWithNewline: Schema.Boolean.pipe(Schema.withDecodingDefaultTypeKey(Effect.succeed(true)))
})
export type StatementFormat = typeof StatementFormat.Type

function defaultStatuses(): Readonly<Record<string, TxStatus.TxStatus>> {
  const words = {
    success: "0",
    fail: "1",
    failed: "1",
    "response awaited": "2",
    "refund pending": "3",
    refunded: "4"
  }
  return Object.fromEntries(Object.entries(words).map(([word, status]) => [word, TxStatus.TxStatus.make(status)]))
}

/** Reads a format from its JSON text. */
export const fromJson = Schema.decodeUnknownEffect(Schema.fromJsonString(StatementFormat))

/** The columns by the names of Eko's own fields. */
export const defaultFormat: StatementFormat = Schema.decodeUnknownSync(StatementFormat)({
  columns: {
    tid: "tid",
    amount: "amount",
    status: "tx_status",
    at: "timestamp",
    clientRefId: "client_ref_id",
    kind: "type",
    fee: "fee",
    gst: "gst",
    commission: "commission",
    tds: "tds",
    balance: "balance",
    bankReference: "bank_ref_num",
    recipientName: "recipient_name"
  },
  isStrict: false
})
