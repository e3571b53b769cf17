/**
 * Where Eko is: an origin, and the path below which its operations live.
 *
 * @module
 */
import { Effect } from "effect"
import { InvalidOptions } from "./InvalidOptions.ts"

export interface BaseUrl {
  /** Scheme, host and port: `https://staging.eko.in`. */
  readonly origin: string
  /** Empty, or a path without a slash at its end: `/ekoapi/v3`. */
  readonly pathPrefix: string
}

/**
 * Reads a base URL such as `https://staging.eko.in/ekoapi/v3`, and refuses whatever a request could not keep: another
 * scheme than http and https, credentials, a query, a fragment.
 */
export const parse = (input: URL | string): Effect.Effect<BaseUrl, InvalidOptions> => {
  const url = URL.parse(String(input))
  if (url === null) return refuse("must be a URL")
  if (url.protocol !== "https:" && url.protocol !== "http:") return refuse("must begin with https:// or http://")
  if (url.username !== "" || url.password !== "") return refuse("must not hold credentials")
  if (/[?#]/.test(url.href)) return refuse("must not have a query or a fragment")
  return Effect.succeed({ origin: url.origin, pathPrefix: url.pathname.replace(/\/+$/, "") })
}

const refuse = (requirement: string) => Effect.fail(new InvalidOptions({ option: "baseUrl", requirement }))
