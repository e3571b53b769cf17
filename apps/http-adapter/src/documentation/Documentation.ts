/**
 * The routes and problems as Markdown, from their declarations, and beside Eko's failures what a caller is told of them.
 *
 * @module
 */
import { OperationsPage } from "@bhejo/core"
import type { Route } from "../http/Route.ts"
import * as Problem from "../problems/Problem.ts"
import type { Webhook } from "../webhooks/Webhook.ts"
import * as OpenApi from "./OpenApi.ts"

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

const webhookRow = ({ name, summary }: Webhook) => [`\`${name}\``, summary]

/** The page about the HTTP API. */
export const httpApi = (
  routes: ReadonlyArray<Route<unknown>>,
  webhooks: ReadonlyArray<Webhook>
): string => `# The HTTP API

Generated from the declarations in \`apps/http-adapter/src\` by \`pnpm --filter @bhejo/http-adapter docs\`; a test keeps it
current.

## Routes

A team's or an operator's API key goes into \`Authorization: Bearer …\`. Bodies and answers are JSON, sums are paise,
instants ISO 8601. Routes marked so need the header \`Idempotency-Key\`.

${table(["route", "who", "key", "answers", "what for"], routes.map(routeRow))}

## Webhooks

A team is told of changes at addresses of its own, as [Standard Webhooks](https://www.standardwebhooks.com) has it: each at least
once, and those of one transfer or wallet load in their order. Check the signature with any of its libraries and the
endpoint's secret, take each \`webhook-id\` once, and answer 2xx.

${table(["type", "what it tells"], webhooks.map(webhookRow))}

## Problems

Every error is a problem by RFC 9457, \`application/problem+json\`, with \`type\` (\`/problems/…\`), \`title\`, \`status\` and
\`detail\`. Fields that are wrong are listed in \`errors\`, each by its JSON Pointer; what to do is in \`advice\`. Where waiting
helps, \`retryAfterSeconds\` and the header \`Retry-After\` say how long.

${table(["type", "status", "title", "advice"], Problem.types.map(problemRow))}
`

/** The OpenAPI document as a file, for whoever generates from it or reads what a change does to it. */
export const openApi = (routes: ReadonlyArray<Route<unknown>>, webhooks: ReadonlyArray<Webhook>): string =>
  `${JSON.stringify(OpenApi.document(routes, webhooks), undefined, 1)}\n`

const problem = (error: Problem.DomainError): string => {
  const { status, type } = Problem.ofError(error, 0)
  return `\`${status}\` \`${type.replace("/problems/", "")}\``
}

const transfer = (status: number, state: string): string => `\`${status}\`, the transfer is \`${state}\``

/** What stands between a transfer's call to Eko and its answer: most of Eko's failures are states, and no problems. */
const ofTransfer: Readonly<Record<string, { readonly status: number; readonly unknown: string }>> = {
  initiate: { status: 200, unknown: "in_doubt" },
  "send-otp": { status: 201, unknown: "requested" }
}

const answerTo = (failure: OperationsPage.EkoFailure): string => {
  const [product, call = ""] = failure.operation.split("/")
  if (failure._tag === "OtpConsumed") return transfer(200, "in_doubt")
  if (failure._tag === "NotSent") return problem(failure)
  const known = product === "refund" ? { status: 200, unknown: "refunding" } : ofTransfer[call]
  if (known === undefined) return problem(failure)
  if (failure._tag === "OutcomeUnknown") return transfer(known.status, known.unknown)
  if (failure.reason === "AuthenticationFailed" || failure.reason === "WrongOtp") return problem(failure)
  const isRefund = product === "refund"
  if (failure.reason === "OtpExpired") return transfer(known.status, isRefund ? "refund_pending" : "awaiting_otp")
  return isRefund ? problem(failure) : transfer(known.status, "failed")
}

/** The page about Eko's operations, with what the HTTP API answers to each of their failures. */
export const ekoOperations = (): string => OperationsPage.render([{ title: "the HTTP API answers", of: answerTo }])
