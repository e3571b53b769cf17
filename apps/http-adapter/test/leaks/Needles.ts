/** What must not be found, and how it is looked for: as it is, in groups, encoded, and as a digest that anybody can make. */
import { createHash } from "node:crypto"
import type { Signal } from "./Signals.ts"

export interface Needle {
  readonly what: string
  readonly text: string
  /** Where it may stand all the same. */
  /** It is long and by chance, so its digest may be kept. */
  readonly isHashed?: boolean
  readonly allowedIn?: ReadonlyArray<Signal["source"]>
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** The ways in which a needle could stand in a text. */
const patternOf = ({ text, isHashed = false }: Needle): RegExp => {
  const isNumber = /^\d+$/.test(text)
  // Six digits stand in many a longer number, and eleven in none by chance; those are known in groups, too.
  const asIs = !isNumber
    ? escaped(text)
    : text.length < 9
      ? `(?<![\\w.-])${text}(?![\\w.-])`
      : `(?<!\\d)${[...text].join("[ -]?")}(?!\\d)`
  if (text.length < 9 && !isNumber) return new RegExp(asIs)
  const bytes = Buffer.from(text, "utf8")
  const encodings = text.length < 9 ? [] : [bytes.toString("hex"), bytes.toString("base64").replace(/=+$/, "")]
  if (encodeURIComponent(text) !== text) encodings.push(encodeURIComponent(text))
  const digests = (isHashed ? [] : ["sha256", "sha1", "md5"]).flatMap((algorithm) => {
    const digest = createHash(algorithm).update(text).digest()
    return [digest.toString("hex"), digest.toString("base64").replace(/=+$/, ""), digest.toString("base64url")]
  })
  return new RegExp([asIs, ...[...encodings, ...digests].map(escaped)].join("|"), "i")
}

export interface Leak {
  readonly what: string
  readonly source: Signal["source"]
  /** Where it stands, with what surrounds it. */
  readonly excerpt: string
}

/** Every needle that is found where it may not stand. */
export const find = (needles: ReadonlyArray<Needle>, signals: ReadonlyArray<Signal>): ReadonlyArray<Leak> =>
  needles.flatMap((needle) => {
    const pattern = patternOf(needle)
    return signals.flatMap(({ source, text }): ReadonlyArray<Leak> => {
      if (needle.allowedIn?.includes(source) === true) return []
      const found = pattern.exec(text)
      if (found === null) return []
      return [{ what: needle.what, source, excerpt: text.slice(Math.max(0, found.index - 120), found.index + 120) }]
    })
  })
