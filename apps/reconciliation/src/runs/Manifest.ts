/**
 * What a run closes with: everything it looked at and found, by count and hash, signed where a key is configured.
 *
 * @module
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto"
import { Redacted, Result, Schema } from "effect"
import * as CanonicalJson from "./CanonicalJson.ts"
import { RunWindow, Source } from "./RunWindow.ts"

const Sha256 = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))

export const Manifest = Schema.Struct({
  version: Schema.Literal(1),
  run: Schema.String,
  window: RunWindow,
  openedAt: Schema.String,
  sources: Schema.Array(Source),
  statementSha256: Schema.NullOr(Sha256),
  /** Each part of the comparison with the hash of what it found. */
  parts: Schema.Array(Schema.Struct({ name: Schema.String, sha256: Sha256, breaks: Schema.Int })),
  /** Every count and sum of the run. */
  totals: Schema.Record(Schema.String, Schema.Int),
  breaks: Schema.Struct({
    new: Schema.Int,
    persisting: Schema.Int,
    reopened: Schema.Int,
    resolved: Schema.Int
  }),
  /** Whether it found what there was to find, and the wallets whose balance Eko did not tell; older ones do not say. */
  verdict: Schema.optionalKey(Schema.Literals(["clean", "breaks", "incomplete"])),
  unread: Schema.optionalKey(Schema.Array(Schema.String)),
  files: Schema.Array(Schema.Struct({ name: Schema.String, sha256: Sha256, bytes: Schema.Int })),
  /** The hash of the manifest before this one, so that none can be taken out. */
  previous: Schema.NullOr(Sha256)
})
export type Manifest = typeof Manifest.Type

/** A manifest as it is kept: what is signed are the canonical bytes of `manifest`. */
export const SealedManifest = Schema.Struct({
  manifest: Manifest,
  signature: Schema.optionalKey(
    Schema.Struct({ algorithm: Schema.Literal("ed25519"), publicKey: Schema.String, value: Schema.String })
  )
})
export type SealedManifest = typeof SealedManifest.Type

export const decode = Schema.decodeUnknownResult(Schema.fromJsonString(SealedManifest))

/** An Ed25519 key that a manifest is signed with, from PKCS #8 in PEM or in base64. */
export const signingKey = (text: Redacted.Redacted<string>): Result.Result<KeyObject, string> => {
  const value = Redacted.value(text)
  return Result.flatMap(
    Result.try({
      try: () =>
        value.includes("-----BEGIN")
          ? createPrivateKey(value.replaceAll("\\n", "\n"))
          : createPrivateKey({ key: Buffer.from(value, "base64"), format: "der", type: "pkcs8" }),
      catch: () => "must be an Ed25519 private key, PKCS #8 in PEM or base64"
    }),
    (key) => (key.asymmetricKeyType === "ed25519" ? Result.succeed(key) : Result.fail("must be an Ed25519 key"))
  )
}

/** The public key of a key, in base64 of its SPKI form. */
const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64")

const bytesOf = (manifest: Manifest): Buffer => Buffer.from(CanonicalJson.encode(manifest))

export const seal = (manifest: Manifest, key: KeyObject | undefined): SealedManifest =>
  key === undefined
    ? { manifest }
    : {
        manifest,
        signature: {
          algorithm: "ed25519",
          publicKey: publicKeyOf(key),
          value: sign(null, bytesOf(manifest), key).toString("base64")
        }
      }

/** A file beside the manifest, by name; nothing where it is not there. */
export type ReadFile = (name: string) => Uint8Array | undefined

export interface Verification {
  readonly problems: ReadonlyArray<string>
  /** Whose signature holds, in base64; nothing where it is not signed. */
  readonly signedBy: string | undefined
}

/**
 * Checks a manifest against the files beside it, without a database or network. `trusted` is the public key that must
 * have signed it.
 */
export const check = (
  { manifest, signature }: SealedManifest,
  readFile: ReadFile,
  trusted: string | undefined
): Verification => {
  const problems: Array<string> = []
  for (const { name, sha256, bytes } of manifest.files) {
    const content = readFile(name)
    if (content === undefined) problems.push(`${name} is missing.`)
    else if (content.length !== bytes || createHash("sha256").update(content).digest("hex") !== sha256) {
      problems.push(`${name} is not the file that the run wrote.`)
    }
  }
  const counted = manifest.parts.reduce((sum, { breaks }) => sum + breaks, 0)
  const open = manifest.breaks.new + manifest.breaks.persisting + manifest.breaks.reopened
  if (open > counted) problems.push("It counts more breaks than its parts have found.")
  if (signature === undefined) {
    if (trusted !== undefined) problems.push("It is not signed.")
    return { problems, signedBy: undefined }
  }
  if (trusted !== undefined && trusted !== signature.publicKey)
    problems.push("Another key than the trusted one has signed it.")
  if (!holds(manifest, signature)) problems.push("The signature does not hold: the manifest was changed.")
  return { problems, signedBy: signature.publicKey }
}

const holds = (manifest: Manifest, signature: NonNullable<SealedManifest["signature"]>): boolean => {
  try {
    const key = createPublicKey({ key: Buffer.from(signature.publicKey, "base64"), format: "der", type: "spki" })
    return (
      key.asymmetricKeyType === "ed25519" &&
      verify(null, bytesOf(manifest), key, Buffer.from(signature.value, "base64"))
    )
  } catch {
    return false
  }
}
