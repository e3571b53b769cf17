/**
 * How webhooks are delivered: how long a message is tried, how long one waits between two attempts, and when an endpoint is
 * given up.
 *
 * @module
 */
import { Context } from "effect"
import type { AllowedNetworks } from "./WebhookAddress.ts"

export interface WebhookPolicy {
  /** An endpoint has so long to answer. */
  readonly timeoutMillis: number
  /** A message is tried for so long after what it tells happened, and once in any case. */
  readonly retryWindowMillis: number
  /** The wait after the first failure; each further one is four times as long, up to {@link maxRetryMillis}. */
  readonly firstRetryMillis: number
  /** An endpoint that has failed for so long is disabled. */
  readonly disableAfterMillis: number
  readonly allowedNetworks: AllowedNetworks
}

export const WebhookPolicy = Context.Service<WebhookPolicy>("@bhejo/http-adapter/WebhookPolicy")

/** Waits grow up to this, give or take a tenth. */
export const maxRetryMillis = 3 * 60 * 60_000

/**
 * When a message is tried again after an attempt has failed; nothing where it is given up. The last attempt is made when
 * its time is over. `spread`, from 0 to 1, draws attempts apart that failed together.
 */
export const retryAtMillis = (
  policy: Pick<WebhookPolicy, "retryWindowMillis" | "firstRetryMillis">,
  message: {
    readonly sinceMillis: number
    readonly attempt: number
    readonly nowMillis: number
    readonly spread: number
  }
): number | undefined => {
  const { sinceMillis, attempt, nowMillis, spread } = message
  const endMillis = sinceMillis + policy.retryWindowMillis
  if (nowMillis >= endMillis) return undefined
  const waitMillis = Math.min(policy.firstRetryMillis * 4 ** Math.min(attempt - 1, 20), maxRetryMillis)
  return Math.min(Math.round(nowMillis + waitMillis * (0.9 + 0.2 * spread)), endMillis)
}
