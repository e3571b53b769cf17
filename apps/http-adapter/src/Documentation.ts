/**
 * The routes and problems as Markdown, from their declarations.
 *
 * @module
 */
import * as Problem from "./Problem.ts"
import type { Route } from "./Route.ts"

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

/** A table whose columns are as wide as what is in them, so that it reads as text, too. */
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((cells) => (cells[column] ?? title).length))
  )
  const padded = (cells: ReadonlyArray<string>) => row(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
  return [padded(head), row(widths.map((width) => "-".repeat(width))), ...rows.map(padded)].join("\n")
}

const callers = { anyone: "anyone", read: "team", transfers: "team", operator: "operator" } as const

const routeRow = ({ method, path, summary, access, needsIdempotencyKey, status }: Route<unknown>) => [
  `\`${method} ${path}\``,
  callers[access],
  needsIdempotencyKey ? "yes" : "",
  String(status),
  summary
]

const problemRow = (type: Problem.ProblemType) => {
  const { status, title, advice } = Problem.describe(type)
  return [`\`${type}\``, String(status), title, advice]
}

/** The page about the HTTP API. */
export const httpApi = (routes: ReadonlyArray<Route<unknown>>): string => `# The HTTP API

Generated from the declarations in \`apps/http-adapter/src\` by \`pnpm --filter @bhejo/http-adapter docs\`; a test keeps it
current.

## Routes

A team's or an operator's API key goes into \`Authorization: Bearer …\`. Bodies and answers are JSON, sums are paise,
instants ISO 8601. Routes marked so need the header \`Idempotency-Key\`.

${table(["route", "who", "key", "answers", "what for"], routes.map(routeRow))}

## Problems

Every error is a problem by RFC 9457, \`application/problem+json\`, with \`type\` (\`/problems/…\`), \`title\`, \`status\` and
\`detail\`. Fields that are wrong are listed in \`errors\`, each by its JSON Pointer; what to do is in \`advice\`. Where waiting
helps, \`retryAfterSeconds\` and the header \`Retry-After\` say how long.

${table(["type", "status", "title", "advice"], Problem.types.map(problemRow))}
`
