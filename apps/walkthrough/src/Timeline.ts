/**
 * What the walkthrough prints: one block for each step, with the request as it went out and the answer as it came.
 *
 * @module
 */
import { Console, type Effect } from "effect"

/** One HTTP exchange with the adapter. */
export interface Exchange {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly status: number
  readonly answer: unknown
}

const ansi = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`

/** Colours where a person looks, plain text where a file does. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
}

export const style = (isTerminal: boolean): Style =>
  isTerminal
    ? { bold: ansi(1), dim: ansi(2), good: ansi(32) }
    : { bold: (text) => text, dim: (text) => text, good: (text) => text }

const indented = (text: string, by: string): string => text.replaceAll(/^/gm, by)

const json = (value: unknown): string => JSON.stringify(value, null, 2)

/** A heading that opens a chapter. */
export const chapter = ({ bold }: Style, title: string): Effect.Effect<void> =>
  Console.log(`\n${bold(title)}\n${"─".repeat(title.length)}`)

/** One step, told in a sentence. */
export const step = ({ bold }: Style, number: number, text: string): Effect.Effect<void> =>
  Console.log(`\n${bold(`${number}.`)} ${text}`)

/** A remark below a step. */
export const remark = ({ dim }: Style, text: string): Effect.Effect<void> => Console.log(dim(indented(text, "   ")))

export const exchange = ({ bold, dim, good }: Style, { method, path, headers, body, status, answer }: Exchange) =>
  Console.log(
    [
      `   → ${bold(`${method} ${path}`)}`,
      ...Object.entries(headers).map(([name, value]) => dim(`     ${name}: ${value}`)),
      ...(body === undefined ? [] : [indented(json(body), "     ")]),
      `   ← ${status < 400 ? good(String(status)) : String(status)}`,
      indented(json(answer), "     ")
    ].join("\n")
  )
