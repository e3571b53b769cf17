/**
 * The keys under which personal data and secrets rest in the database: sealed where they must be read again, as keyed
 * hashes where they are only looked for.
 *
 * `DATA_KEY` holds `keyId:base64(32 bytes)` pairs, comma-separated. The first one is current: everything new is written
 * under it. The others are still read, which is how a key is rotated; a key can go when nothing rests under it any more.
 *
 * No key is used itself. Each {@link Purpose} has a key of its own, derived by HKDF-SHA256, so that what was sealed for
 * one purpose opens for no other, and a hash of one purpose says nothing about the same text in another.
 *
 * @module
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes
} from "node:crypto"
import { Data, Effect, Result, Schema, SchemaIssue, SchemaTransformation } from "effect"

/** What derived keys are for. A purpose's name is part of its key: renaming one loses what rests under it. */
export type Purpose =
  /** Customers' numbers and Eko's otp_ref_id, sealed. */
  | "personal"
  /** Customers' numbers, hashed to be found by. */
  | "lookup"
  /** The bodies of requests that can be repeated, hashed to be compared. */
  | "idempotency"
  /** The secrets that webhooks are signed with, sealed. */
  | "webhook"

interface DataKey {
  readonly id: string
  readonly derived: (purpose: Purpose) => KeyObject
}

/** Reads nothing of itself aloud: derived keys live in closures, and what prints it sees the ids alone. */
export class DataKeys {
  readonly all: readonly [DataKey, ...ReadonlyArray<DataKey>]

  constructor(all: readonly [DataKey, ...ReadonlyArray<DataKey>]) {
    this.all = all
  }

  get current(): DataKey {
    return this.all[0]
  }
}

/** What was sealed cannot be opened: its key is not among ours, or it is not what was sealed for this place. */
export class Unopenable extends Data.TaggedError("Unopenable")<{
  readonly reason: "not-sealed" | "unknown-key" | "altered-or-misplaced"
  /** The id of the key that sealed it; undefined where the text is not of our making. */
  readonly keyId: string | undefined
}> {
  override get message() {
    if (this.reason === "not-sealed") return "The text was not sealed by us."
    return this.reason === "unknown-key"
      ? `It was sealed under the key "${this.keyId}", which DATA_KEY does not hold. Add it after the current one.`
      : `It was altered, or stands where it was not sealed for, or another key is called "${this.keyId}" now.`
  }
}

const keyBytes = 32
const ivBytes = 12
const tagBytes = 16
const keyId = /^[A-Za-z0-9_-]{1,32}$/

const dataKey = (id: string, key: Uint8Array): DataKey => {
  const derived = new Map<Purpose, KeyObject>()
  return {
    id,
    derived: (purpose) => {
      const known = derived.get(purpose)
      if (known !== undefined) return known
      // Each use of a key that is bytes would import it anew, which takes four times as long as the use.
      const made = createSecretKey(Buffer.from(hkdfSync("sha256", key, new Uint8Array(), `bhejo/${purpose}`, keyBytes)))
      derived.set(purpose, made)
      return made
    }
  }
}

/** Reads `DATA_KEY`; `undefined` where any part of it is not as it should be. */
const parse = (text: string): DataKeys | undefined => {
  const keys: Array<DataKey> = []
  for (const pair of text.split(",")) {
    const [id = "", base64 = "", ...rest] = pair.trim().split(":")
    const key = Buffer.from(base64, "base64")
    // Node's decoder passes over what is not base64, so the text must be what the bytes give again.
    const isWhole = key.length === keyBytes && key.toString("base64") === base64
    if (!keyId.test(id) || rest.length > 0 || !isWhole || keys.some((other) => other.id === id)) return undefined
    keys.push(dataKey(id, key))
  }
  const [first, ...others] = keys
  return first === undefined ? undefined : new DataKeys([first, ...others])
}

/** What a right `DATA_KEY` looks like, for a message about a wrong one. */
export const expected = "keyId:base64(32 bytes) pairs, comma-separated, the current one first (openssl rand -base64 32)"

/** `DATA_KEY` as the environment has it. Nothing of a key is in an error, and nothing leads back to its text. */
export const FromText = Schema.String.pipe(
  Schema.decodeTo(
    Schema.declare((u): u is DataKeys => u instanceof DataKeys),
    SchemaTransformation.transformEffect<DataKeys, string>({
      decode: (text) => {
        const keys = parse(text)
        return keys === undefined ? Effect.fail(new SchemaIssue.InvalidValue({ expected })) : Effect.succeed(keys)
      },
      encode: () => Effect.succeed("")
    })
  )
)

/**
 * Where sealed text stands: table, row, field. It is authenticated with the text, so that nobody who can write to the
 * database can move one customer's number into another's row.
 */
export type Place = ReadonlyArray<string | number>

const associated = (place: Place) => Buffer.from(JSON.stringify(place), "utf8")

const prefix = "sealed."

/** Whether a text is of {@link seal}'s form. */
export const isSealed = (text: string): boolean => text.startsWith(prefix)

/**
 * Seals a text for one place by AES-256-GCM under the current key: `sealed.<keyId>.<base64url(iv, ciphertext, tag)>`.
 *
 * The iv is random, 96 bits: a key is good for 2^32 texts of one purpose, and is rotated before that.
 */
export const seal = (keys: DataKeys, purpose: Purpose, place: Place, text: string): string => {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv("aes-256-gcm", keys.current.derived(purpose), iv).setAAD(associated(place))
  const sealed = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()])
  return `${prefix}${keys.current.id}.${sealed.toString("base64url")}`
}

/** Opens what {@link seal} sealed for the same purpose and place, under whichever of the keys. */
export const open = (
  keys: DataKeys,
  purpose: Purpose,
  place: Place,
  sealed: string
): Result.Result<string, Unopenable> => {
  const [head, id, base64Url, ...rest] = sealed.split(".")
  if (`${head}.` !== prefix || id === undefined || base64Url === undefined || rest.length > 0) {
    return Result.fail(new Unopenable({ reason: "not-sealed", keyId: undefined }))
  }
  const key = keys.all.find((one) => one.id === id)
  if (key === undefined) return Result.fail(new Unopenable({ reason: "unknown-key", keyId: id }))
  const bytes = Buffer.from(base64Url, "base64url")
  const altered = () => new Unopenable({ reason: "altered-or-misplaced", keyId: id })
  if (bytes.length < ivBytes + tagBytes) return Result.fail(altered())
  return Result.try({
    try: () => {
      const decipher = createDecipheriv("aes-256-gcm", key.derived(purpose), bytes.subarray(0, ivBytes))
        .setAAD(associated(place))
        .setAuthTag(bytes.subarray(-tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString("utf8")
    },
    catch: altered
  })
}

/** Whether a sealed text rests under another key than the current one, so that rotation has to seal it again. */
export const isOutdated = (keys: DataKeys, sealed: string): boolean =>
  isSealed(sealed) && !sealed.startsWith(`${prefix}${keys.current.id}.`)

const hash = (key: DataKey, purpose: Purpose, text: string): string =>
  createHmac("sha256", key.derived(purpose)).update(text, "utf8").digest("base64url")

/** A text's HMAC-SHA256 under the current key, in 43 characters of base64url: what new rows carry. */
export const keyedHash = (keys: DataKeys, purpose: Purpose, text: string): string => hash(keys.current, purpose, text)

/**
 * A text's hashes under every key, the current one's first: rows are found by any of them, so that a look-up holds while
 * a key is rotated.
 */
export const keyedHashes = (
  keys: DataKeys,
  purpose: Purpose,
  text: string
): readonly [string, ...ReadonlyArray<string>] => {
  const [current, ...others] = keys.all
  return [hash(current, purpose, text), ...others.map((key) => hash(key, purpose, text))]
}
