/**
 * The text of a statement from its bytes: strictly decoded, and never more than a piece at a time.
 *
 * @module
 */
import { TextDecoder } from "node:util"
import { StatementInvalid } from "./StatementInvalid.ts"

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"

const marks: ReadonlyArray<readonly [Encoding, ReadonlyArray<number>]> = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]]
]

const markOf = (bytes: Uint8Array) => marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))

/**
 * Yields the text piece by piece, without a byte order mark. Throws a {@link StatementInvalid} at the first byte that the
 * encoding does not know, at a NUL, and where the last line has no end although it should have one.
 */
export async function* decode(
  bytes: AsyncIterable<Uint8Array>,
  options: { readonly file: string; readonly encoding: Encoding; readonly endsWithNewline: boolean }
): AsyncGenerator<string> {
  const { file } = options
  const place = new Place()
  const fail = (problem: string) => new StatementInvalid({ file, line: place.line, column: place.column, problem })
  let decoder: TextDecoder | undefined
  let encoding = options.encoding
  let last = ""
  const read = (chunk: Uint8Array, isLast: boolean): string => {
    const decoding = decoder ?? new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
    decoder = decoding
    const text = decodeOrPoint(decoding, chunk, !isLast, place, () =>
      fail(`These bytes are not ${encoding}. Export the file as UTF-8, or set the format's encoding.`)
    )
    const nul = text.indexOf("\0")
    if (nul !== -1) {
      place.pass(text.slice(0, nul))
      throw fail("There is a NUL character. The file is damaged, or its encoding is UTF-16 without a byte order mark.")
    }
    place.pass(text)
    if (text !== "") last = text.slice(-1)
    return text
  }
  for await (const chunk of bytes) {
    let rest = chunk
    if (decoder === undefined) {
      const mark = markOf(chunk)
      if (mark !== undefined) {
        encoding = mark[0]
        rest = chunk.subarray(mark[1].length)
      }
    }
    yield read(rest, false)
  }
  const end = read(new Uint8Array(), true)
  if (last === "") throw new StatementInvalid({ file, line: 0, column: 0, problem: "The file is empty." })
  if (options.endsWithNewline && last !== "\n" && last !== "\r") {
    throw fail(
      "The last line has no end: the file may be cut off. Fetch it again, or set the format's endsWithNewline to false."
    )
  }
  yield end
}

/** Where the reading is: line and character, both from 1. */
class Place {
  line = 1
  column = 1

  pass(text: string): void {
    let index = text.indexOf("\n")
    let start = 0
    while (index !== -1) {
      this.line++
      start = index + 1
      index = text.indexOf("\n", start)
    }
    this.column = start === 0 ? this.column + text.length : text.length - start + 1
  }
}

/** Decodes a piece; where it cannot be, goes through it byte by byte up to the place that is wrong. */
const decodeOrPoint = (
  decoder: TextDecoder,
  chunk: Uint8Array,
  stream: boolean,
  place: Place,
  fail: () => StatementInvalid
): string => {
  try {
    return decoder.decode(chunk, { stream })
  } catch {
    const careful = new TextDecoder(decoder.encoding, { fatal: true, ignoreBOM: true })
    for (let index = 0; index < chunk.length; index++) {
      try {
        place.pass(careful.decode(chunk.subarray(index, index + 1), { stream: true }))
      } catch {
        break
      }
    }
    throw fail()
  }
}
