/**
 * What stands in our tables and reports in the place of a person's name or number: a keyed hash, good for comparing alone.
 *
 * @module
 */
import { DataKeys } from "@bhejo/store-postgres"

type Keys = DataKeys.DataKeys

const hexOf = (keys: Keys, text: string, length: number): string =>
  Buffer.from(DataKeys.keyedHash(keys, "lookup", text), "base64url")
    .toString("hex")
    .slice(0, length)

/**
 * A recipient's name, whatever its case, spaces and punctuation, under the current key; nothing where there is none. It
 * begins with the key's id: what was made under another key cannot be compared.
 */
export const ofName = (keys: Keys, name: string | undefined): string | undefined => {
  const plain = name?.toUpperCase().replaceAll(/[^\p{L}\p{M}\p{N}]/gu, "") ?? ""
  return plain === "" ? undefined : `${keys.current.id}:${hexOf(keys, `recipient name ${plain}`, 32)}`
}

/** Whether a name's pseudonym was made under the current key. */
export const isCurrent = (keys: Keys, pseudonym: string): boolean => pseudonym.startsWith(`${keys.current.id}:`)

/** A wallet as it is called here: by the agent whose number it is, and never by a number of anybody. */
export const ofWallet = (keys: Keys, agentByMobile: ReadonlyMap<string, string>, wallet: string): string => {
  const digits = wallet.replaceAll(/[ +()-]/g, "")
  const agent = agentByMobile.get(digits.slice(-10))
  if (agent !== undefined) return agent
  return /\d{9,}/.test(digits) ? `wallet-${hexOf(keys, `wallet ${digits}`, 12)}` : wallet
}
