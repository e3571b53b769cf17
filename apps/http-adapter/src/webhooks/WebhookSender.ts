/**
 * Posts a message to a team's address, once, and says whether it was taken.
 *
 * The name is looked up here, every address that it leads to is judged, and the connection is made to one of those very
 * addresses. No redirect is followed, no body of an answer is read, and no connection is used twice.
 *
 * @module
 */
import { Resolver } from "node:dns/promises"
import { request as requestHttp } from "node:http"
import { request as requestHttps } from "node:https"
import { isIP, type LookupFunction } from "node:net"
import { Context, Effect, Layer, Predicate } from "effect"
import { type AllowedNetworks, hostOf, mayCall } from "./WebhookAddress.ts"

/** Why a message was not taken, in words of ours; nothing of an answer is repeated. */
export type Cause =
  | "name_unresolved"
  | "address_refused"
  | "connection_failed"
  | "tls_failed"
  | "timeout"
  | "unreadable_answer"
  | "redirect"
  | "gone"
  | "status"

/** What became of a message; without a cause it was taken. */
export interface Sent {
  readonly httpStatus: number | undefined
  readonly cause: Cause | undefined
}

export interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Options {
  /** For the whole of it: look-up, connection, and the answer's headers. */
  readonly timeoutMillis: number
  readonly allowed: AllowedNetworks
  /** Where a name leads; asks DNS by default. */
  readonly resolve?: (name: string, signal: AbortSignal) => Promise<ReadonlyArray<string>>
}

export class WebhookSender extends Context.Service<
  WebhookSender,
  { readonly send: (post: Post) => Effect.Effect<Sent> }
>()("@bhejo/http-adapter/WebhookSender") {
  static readonly layer = (options: Options): Layer.Layer<WebhookSender> =>
    Layer.succeed(WebhookSender, { send: (post) => Effect.promise(() => send(post, options)) })
}

/**
 * Asks DNS itself, and not the system's resolver: that one works in the few threads that the rest of the process shares,
 * and a team's name may be one that nobody ever answers for.
 */
const resolveByDns = async (name: string, signal: AbortSignal): Promise<ReadonlyArray<string>> => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  const cancel = () => resolver.cancel()
  signal.addEventListener("abort", cancel, { once: true })
  try {
    const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    return found.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []))
  } finally {
    signal.removeEventListener("abort", cancel)
  }
}

/** So many addresses of one name are tried. */
const maxAddresses = 4

const failed = (cause: Cause, httpStatus?: number): Sent => ({ cause, httpStatus })

const send = async ({ url, headers, body }: Post, options: Options): Promise<Sent> => {
  const { allowed, timeoutMillis, resolve = resolveByDns } = options
  const target = new URL(url)
  const host = hostOf(target)
  const signal = AbortSignal.timeout(timeoutMillis)
  const late = new Promise<undefined>((end) => signal.addEventListener("abort", () => end(undefined), { once: true }))
  const addresses = isIP(host) === 0 ? await Promise.race([resolve(host, signal).catch(() => []), late]) : [host]
  if (addresses === undefined) return failed("timeout")
  if (addresses.length === 0) return failed("name_unresolved")
  // One that must not be called says enough about the name: none of them is.
  if (!addresses.every((address) => mayCall(address, target.protocol, allowed))) return failed("address_refused")
  return post(target, addresses.slice(0, maxAddresses), headers, body, signal)
}

const post = (
  target: URL,
  addresses: ReadonlyArray<string>,
  headers: Post["headers"],
  body: string,
  signal: AbortSignal
): Promise<Sent> =>
  new Promise((end) => {
    let isSecured = target.protocol !== "https:"
    const checked = addresses.map((address) => ({ address, family: isIP(address) }))
    const lookup: LookupFunction = (_, { all }, callback) => {
      const [first] = checked
      if (all === true || first === undefined) callback(null, checked)
      else callback(null, first.address, first.family)
    }
    const bytes = Buffer.from(body, "utf8")
    const request = (target.protocol === "https:" ? requestHttps : requestHttp)(target, {
      method: "POST",
      agent: false,
      rejectUnauthorized: true,
      lookup,
      signal,
      headers: { ...headers, "content-length": bytes.length, connection: "close", accept: "*/*" }
    })
    request.once("socket", (socket) =>
      socket.once(isSecured ? "connect" : "secureConnect", () => {
        isSecured = true
      })
    )
    request.once("response", ({ statusCode = 0 }) => {
      // What the answer goes on to say is nobody's business, however long it is.
      request.destroy()
      end(judge(statusCode))
    })
    request.on("error", (error) => {
      if (signal.aborted) end(failed("timeout"))
      else if (String(Predicate.hasProperty(error, "code") ? error.code : "").startsWith("HPE_")) {
        end(failed("unreadable_answer"))
      } else end(failed(isSecured || isOfConnecting(error) ? "connection_failed" : "tls_failed"))
    })
    // Whatever else a receiver thinks of, such as switching to another protocol.
    request.once("close", () => end(failed(signal.aborted ? "timeout" : "connection_failed")))
    request.end(bytes)
  })

/** Whether an error comes of a connection that was not made; on one that was made, TLS was not agreed. */
const isOfConnecting = (error: unknown): boolean =>
  (Predicate.hasProperty(error, "syscall") && error.syscall === "connect") ||
  (error instanceof AggregateError && error.errors.every(isOfConnecting))

const judge = (status: number): Sent => {
  if (status >= 200 && status < 300) return { httpStatus: status, cause: undefined }
  if (status >= 300 && status < 400) return failed("redirect", status)
  return failed(status === 410 ? "gone" : "status", status)
}
