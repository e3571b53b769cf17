/**
 * JSON as RFC 8259 and I-JSON (RFC 7493) want it between systems: UTF-8, and no name twice in one object.
 *
 * Of two members with one name most parsers take the last, and some the first. Whoever checks a request before us would
 * then have checked another amount than the one that we would pay.
 *
 * @module
 */
import { Data, Result } from "effect"

/** The bytes are no JSON, or JSON that two readers could read as two things. Nothing of them is repeated. */
export class NotJson extends Data.TaggedError("NotJson")<{
  readonly why: "is not UTF-8" | "is not JSON" | "has a name twice in one object"
}> {}

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** Reads one JSON value. */
export const parse = (bytes: Uint8Array | ArrayBuffer): Result.Result<unknown, NotJson> =>
  Result.gen(function* () {
    const text = yield* attempt(() => utf8.decode(bytes), "is not UTF-8")
    const value = yield* attempt((): unknown => JSON.parse(text), "is not JSON")
    return repeatsName(text) ? yield* Result.fail(new NotJson({ why: "has a name twice in one object" })) : value
  })

const attempt = <A>(read: () => A, why: NotJson["why"]) => Result.try({ try: read, catch: () => new NotJson({ why }) })

/** Whether any object of a JSON text has two members with one name. The text is known to be JSON. */
const repeatsName = (text: string): boolean => {
  // For each object or array around the place, the names that were seen in it; an array has none.
  const around: Array<Set<string> | undefined> = []
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === "{") around.push(new Set())
    else if (sign === "[") around.push(undefined)
    else if (sign === "}" || sign === "]") around.pop()
    else if (sign === '"') {
      const end = endOfString(text, at)
      const names = around.at(-1)
      if (names !== undefined && isName(text, end)) {
        // Two spellings can be one name: "a" and "\u0061".
        const name = String(JSON.parse(text.slice(at, end)))
        if (names.has(name)) return true
        names.add(name)
      }
      at = end - 1
    }
  }
  return false
}

/** Where the string that begins at a quotation mark ends, behind its last one. */
const endOfString = (text: string, begin: number): number => {
  let at = begin + 1
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1
  return at + 1
}

/** Whether the string that ends here is a member's name: a colon follows. */
const isName = (text: string, end: number): boolean => {
  let at = end
  while (" \t\n\r".includes(text[at] ?? "x")) at++
  return text[at] === ":"
}
