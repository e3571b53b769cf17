/**
 * Endpoints and what comes out of the queue for them, for tests.
 *
 * @module
 */
import { randomUUID } from "node:crypto"
import { Identifiers } from "@bhejo/core"
import { Effect, Redacted } from "effect"
import type { WebhookAttempts } from "../src/index.ts"
import { WebhookEndpoints } from "../src/WebhookEndpoints.ts"
import * as WebhookQueue from "../src/WebhookQueue.ts"
import { query } from "./support.ts"

/** The team of the transfers that core's tests make. */
export const team = Identifiers.TeamId.make("retail")

export const secret = Redacted.make("whsec_c2VjcmV0LW9mLXRoZS10ZXN0LXdoaWNoLWlzLWxvbmc=")

export const endpoint = (path: string = randomUUID(), of = team) =>
  WebhookEndpoints.use(({ create }) =>
    create({ id: randomUUID(), team: of, url: `https://hooks.example/${path}`, description: undefined, secret })
  )

/** A test that finds nothing of another's, on a database that it shares. */
export const alone = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  Effect.andThen(
    Effect.forEach(
      [
        "TRUNCATE webhook_endpoints, webhook_chains, webhook_attempts",
        "DELETE FROM bhejo_steps WHERE queue_name = 'webhooks'",
        "ALTER TABLE bhejo_steps DROP CONSTRAINT IF EXISTS never"
      ],
      (statement) => query(statement)
    ),
    test
  )

/** The elements that wait in the queue, due or not. */
export const pending = Effect.map(
  query<{ id: string; element: string; delay: number }>(`
    SELECT id, element, extract(epoch FROM visible_at - (now() AT TIME ZONE 'UTC'))::float8 AS delay FROM bhejo_steps
    WHERE queue_name = 'webhooks' AND state = 'pending' ORDER BY sequence`),
  (rows) => rows.map((row) => ({ ...row, element: JSON.parse(row.element) as WebhookQueue.Element }))
)

/** Takes one element and handles it. */
export const take = <A, E, R>(handle: (element: WebhookQueue.Element) => Effect.Effect<A, E, R>) =>
  WebhookQueue.WebhookQueue.use(({ take }) => take((element) => Effect.asVoid(handle(element))))

export const attemptOf = (
  endpointId: string,
  changed: Partial<WebhookAttempts.Attempt> = {}
): WebhookAttempts.Attempt => ({
  endpointId,
  messageId: "msg_1",
  type: "transfer.state_changed",
  record: "transfer",
  recordId: randomUUID(),
  version: 1,
  attempt: 1,
  isRedelivery: false,
  atMillis: Date.now(),
  durationMillis: 12,
  httpStatus: 200,
  cause: undefined,
  retryAtMillis: undefined,
  disableAfterMillis: 3 * 24 * 3_600_000,
  isGone: false,
  ...changed
})
