/**
 * Where Eko is: an origin, and the path below which its operations live.
 *
 * @module
 */
import { Effect, Schema } from "effect"
import { InvalidOptions } from "./InvalidOptions.ts"

export interface BaseUrl {
  /** Scheme, host and port: `https://staging.eko.in`. */
  readonly origin: string
  /** Empty, or a path without a slash at its end: `/ekoapi/v3`. */
  readonly pathPrefix: string
}

/** This machine, in the forms to which a URL's parser brings every way to write it. */
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname)

/**
 * What a URL lacks to be Eko's, if anything: whatever a request could not keep is refused. In plain text anybody on the way
 * could read an OTP with the signature that spends it, so nothing but a simulator on this machine is spoken to without TLS.
 */
const requirementOf = (url: URL): string | undefined => {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https://"
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return "must begin with https://, since only this machine is spoken to in plain text"
  }
  if (url.username !== "" || url.password !== "") return "must not hold credentials"
  if (/[?#]/.test(url.href)) return "must not have a query or a fragment"
  return undefined
}

/** Reads a base URL such as `https://staging.eko.in/ekoapi/v3`. */
export const parse = (input: URL | string): Effect.Effect<BaseUrl, InvalidOptions> => {
  const url = URL.parse(String(input))
  if (url === null) return refuse("must be a URL")
  const requirement = requirementOf(url)
  if (requirement !== undefined) return refuse(requirement)
  return Effect.succeed({ origin: url.origin, pathPrefix: url.pathname.replace(/\/+$/, "") })
}

const refuse = (requirement: string) => Effect.fail(new InvalidOptions({ option: "baseUrl", requirement }))

/** The same as a text of a configuration, for whoever names every wrong variable at once. */
export const FromText = Schema.String.check(
  Schema.makeFilter((text) => {
    const url = URL.parse(text)
    return url !== null && requirementOf(url) === undefined
  })
)

/** What such a text should be, in words. */
export const expected =
  "Eko's base URL, such as https://staging.eko.in/ekoapi/v3; http:// to this machine alone, and no credentials or query"
