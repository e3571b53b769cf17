/**
 * A secret of which the SHA-256 alone is known: long and random, so that nobody finds it by trying.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto"

export interface HashedSecret {
  readonly sha256: Uint8Array
}

export const hash = (secret: string): Buffer => createHash("sha256").update(secret).digest()

/**
 * The one that a secret is, if it is any. All are compared, each in constant time, so that the time taken says nothing
 * about which one came near.
 */
export const find = <A extends HashedSecret>(known: ReadonlyArray<A>, secret: string): A | undefined => {
  const sha256 = hash(secret)
  let found: A | undefined
  for (const one of known) {
    if (timingSafeEqual(sha256, one.sha256)) found = one
  }
  return found
}
