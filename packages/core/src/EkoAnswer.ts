/**
 * What an answer of Eko proves, in general: when it decides, and when it leaves the outcome unknown.
 *
 * @module
 */
import { Option, Predicate, Redacted, Schema } from "effect"
import { OutcomeUnknown, type RawAnswer } from "./EkoTransport.ts"
import type * as Envelope from "./Envelope.ts"
import { TidFromWire } from "./Identifiers.ts"
import * as Rejection from "./Rejection.ts"

/** A raw answer together with what is needed to judge it. */
export interface EkoAnswer {
  readonly operation: string
  readonly raw: RawAnswer
  readonly envelope: Option.Option<Envelope.Envelope>
  /** The timestamp that the request was signed with, in epoch milliseconds of Eko's time as it was known then. */
  readonly signedAtMillis: number
  /** From handing the request to the transport to its answer, in milliseconds, rounded up. */
  readonly elapsedMillis: number
  /** Masks the request's secrets and anything else that may be personal in Eko's own words. */
  readonly mask: (text: string) => string
}

/** Eko tolerates this much between its clock and a signed timestamp, in milliseconds. */
export const clockToleranceMillis = 120_000

/**
 * HTTP statuses that say nothing about the effect: the request may have been executed, executed twice, or not at all.
 * All are such but 200, in which Eko answers, and the clear ones of 4xx.
 */
export const provesNothing = (httpStatus: number): boolean =>
  httpStatus !== 200 && !(httpStatus >= 400 && httpStatus < 499 && !unclear.has(httpStatus))

const unclear: ReadonlySet<number> = new Set([408, 421, 425, 429])

export const unknown = (answer: EkoAnswer, cause: string): OutcomeUnknown =>
  new OutcomeUnknown({ operation: answer.operation, phase: "answer", cause })

export const rejected = <R extends Rejection.Reason>(
  answer: EkoAnswer,
  envelope: Envelope.Envelope,
  reason: R
): Rejection.Rejected<R> =>
  new Rejection.Rejected<R>({
    operation: answer.operation,
    reason,
    code: envelope.status,
    detail: answer.mask(declineText(envelope)),
    ...Option.match(tidOf(envelope), { onNone: () => ({}), onSome: (tid) => ({ tid }) })
  })

/** The words in which a decline names its cause, empty where it has none. */
export const declineText = (envelope: Envelope.Envelope): string => envelope.words[0] ?? ""

/** The reason that a decline names in one of its words, if it is a known one. */
export const reasonOfWords = (envelope: Envelope.Envelope): Rejection.Reason | undefined =>
  envelope.words.map(Rejection.reasonOfText).find((reason) => reason !== undefined)

const tidOf = (envelope: Envelope.Envelope) => Schema.decodeUnknownOption(TidFromWire)(envelope.data["tid"])

/**
 * The reason of a refusal that is no decision about money: from its words, its status, the finer status behind it, since
 * families such as "Validate OTP Failed" (2131) name the cause nowhere else, or the type of the answer.
 */
export const reasonOf = (envelope: Envelope.Envelope): Rejection.Reason | undefined =>
  reasonOfWords(envelope) ??
  [envelope.status, envelope.responseStatusId, envelope.responseTypeId]
    .map((code) => (code === undefined ? undefined : Rejection.reasonOf(code)))
    .find((reason) => reason !== undefined) ??
  (envelope.responseTypeId === validation && Predicate.isObject(envelope.body["invalid_params"])
    ? "ValidationFailed"
    : undefined)

/** The type of an answer that names the parameters it refuses. */
const validation = -1

/**
 * Whether an answer's `Date` shows that the signed timestamp was off by more than Eko tolerates. Without that, a
 * refused timestamp can also mean that a copy of the same request was executed before.
 *
 * The date is that of the answer, in whole seconds: the request, or its first copy, arrived up to the call's duration
 * earlier. An answer that was slow to come proves nothing about the clock.
 */
export const clockProvedWrong = ({ raw, signedAtMillis, elapsedMillis }: EkoAnswer): boolean =>
  raw.dateMillis !== undefined &&
  (raw.dateMillis - elapsedMillis - signedAtMillis > clockToleranceMillis ||
    signedAtMillis - (raw.dateMillis + 999) > clockToleranceMillis)

/** Whether Eko refuses the signed timestamp: it is stale, ahead, or was used by an earlier request. */
export const refusesTimestamp = ({ raw, envelope }: EkoAnswer): boolean =>
  !provesNothing(raw.httpStatus) &&
  Option.exists(envelope, ({ status, responseStatusId }) =>
    [status, responseStatusId].includes(Rejection.timestampRefused)
  )

/** Six digits or more, also where they are written in groups. */
const longNumber = /\d(?:[ -]?\d){5,}/g

/**
 * A PAN, and what no sentence has: sixteen characters or more in one, a digit among them. That may be a piece of a
 * fingerprint, of a key, or of a reference that holds a customer's number.
 */
const noWord = /\b[A-Z]{5}\d{4}[A-Z]\b|(?<!\S)(?=\S*\d)\S{16,}/gi

/**
 * A mask for Eko's own words: the given secrets, every long run of digits (mobile, account, Aadhaar) and what is no word
 * are hidden, and what is left is kept short and storable.
 */
export const masking =
  (secrets: ReadonlyArray<string>) =>
  (text: string): string =>
    secrets
      .filter((secret) => secret !== "")
      // A secret that contains another is hidden whole.
      .toSorted((one, other) => other.length - one.length)
      .reduce((masked, secret) => masked.replaceAll(secret, "•••"), text)
      .replace(noWord, "•••")
      .replace(longNumber, "•••")
      .replace(/\p{Cc}+/gu, " ")
      .slice(0, 200)
      .toWellFormed()

/** Every redacted text of an input, so that an answer which repeats one can be masked. */
export const secretsOf = (input: object): ReadonlyArray<string> =>
  Object.values(input).flatMap((value: unknown) =>
    Redacted.isRedacted(value) ? [String(Redacted.value(value as Redacted.Redacted<unknown>))] : []
  )
