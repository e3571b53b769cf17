/**
 * What Eko posts to us when a transaction changes: a hint of which transaction to inquire, and nothing more.
 *
 * **It proves nothing.** No signature, source address, order or repetition is published, so anybody may have sent it, at
 * any time, with any content. It is no evidence and has no way to become any: whoever takes one inquires the transaction
 * that it names, and believes that inquiry.
 *
 * Two versions are documented, flat and without the envelope, which differ in what is a number and what is a text; both
 * are taken, and whatever of them cannot be read is absent. Names and account numbers are not read at all.
 *
 * @module
 */
import { Option, Predicate, Result, Schema, SchemaGetter } from "effect"
import { BankReference, TidFromWire } from "./Identifiers.ts"
import { PaiseFromRupees } from "./Money.ts"
import { TxStatusFromWire } from "./TxStatus.ts"
import { camelKeys, jsonObject, lenient, plainText } from "./Wire.ts"

/** A text of one form alone: a free one may be anybody's name, and hints are kept. */
const text = (form: RegExp) =>
  Schema.Union([Schema.Natural, Schema.String]).pipe(
    Schema.decodeTo(Schema.String.check(Schema.isPattern(form)), {
      decode: SchemaGetter.String(),
      encode: SchemaGetter.passthrough()
    })
  )

const fields = {
  tid: lenient(TidFromWire),
  /** As Eko echoes it; it need not be one of ours. */
  clientRefId: lenient(text(/^[A-Za-z0-9_-]{1,64}$/)),
  txStatus: lenient(TxStatusFromWire),
  oldTxStatus: lenient(TxStatusFromWire),
  amountPaise: lenient(PaiseFromRupees),
  feePaise: lenient(PaiseFromRupees),
  gstPaise: lenient(PaiseFromRupees),
  bankRefNum: lenient(BankReference),
  paymentMode: lenient(text(/^\d{1,3}$/)),
  /** Eko's time of the change, `2024-06-01 14:23:05`, without a zone. */
  timestamp: lenient(text(/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[\d.Z+:-]{0,12}$/))
}

/** What a callback says; every field is hearsay, and a tid or a reference is there. */
export type Hint = Schema.Struct<typeof fields>["Type"]

const older = Schema.optionalKey(plainText(64))

/** A hint as it is kept: the same fields, in our names. What was kept before these had a form is read, too. */
export const Kept = Schema.toType(
  Schema.Struct({ ...fields, clientRefId: older, paymentMode: older, timestamp: older })
)

/**
 * A callback from which no transaction to inquire can be learnt. Nothing of it is repeated here: it may be anything.
 */
export class UnreadableCallback extends Schema.TaggedError<UnreadableCallback>("@bhejo/core/UnreadableCallback")(
  "UnreadableCallback",
  { why: Schema.Literals(["too large", "not text", "not a JSON object", "names no transaction"]) }
) {
  override readonly message = `A callback ${this.why === "names no transaction" ? "" : "is "}${this.why}.`
}

/** Documented callbacks have half a kilobyte; more than this is none, and not looked into. */
export const maxBytes = 16_384

const decodeUtf8 = new TextDecoder("utf-8", { fatal: true })
const decodeHint = Schema.decodeUnknownOption(camelKeys(fields))

/**
 * Reads the body of a callback, as bytes or as text.
 */
export const parse = (body: Uint8Array | string): Result.Result<Hint, UnreadableCallback> => {
  if (body.length > maxBytes) return unreadable("too large")
  const decoded = Predicate.isString(body)
    ? Option.some(body)
    : Result.getSuccess(Result.try(() => decodeUtf8.decode(body)))
  if (Option.isNone(decoded)) return unreadable("not text")
  const json = jsonObject(decoded.value)
  if (Option.isNone(json)) return unreadable("not a JSON object")
  return Option.match(
    Option.filter(decodeHint(json.value), ({ tid, clientRefId }) => tid !== undefined || clientRefId !== undefined),
    { onNone: () => unreadable("names no transaction"), onSome: Result.succeed }
  )
}

const unreadable = (why: UnreadableCallback["why"]) => Result.fail(new UnreadableCallback({ why }))
