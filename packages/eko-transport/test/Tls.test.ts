/** Over TLS nothing is sent to a server that nobody vouches for. */
import { createServer, getCACertificates, setDefaultCACertificates } from "node:tls"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import { selfSigned } from "./certificate.ts"
import { answer, listening, observe, pause, type Received, request, using } from "./support.ts"

const trusted = selfSigned()
const untrusted = selfSigned()
const authorities = getCACertificates("default")
beforeAll(() => setDefaultCACertificates([...authorities, trusted.cert]))
afterAll(() => setDefaultCACertificates(authorities))

const sessions: Array<boolean> = []

const tlsServer = (options: Parameters<typeof createServer>[0]) =>
  listening((observed) => {
    const server = createServer(options, (socket) => {
      sessions.push(socket.isSessionReused())
      observe(observed, socket, (_, { name }: Received) => socket.write(answer(name)))
    })
    return server.on("tlsClientError", () => {})
  }, "https")

describe("over TLS", () => {
  it.live("a request is answered, over HTTP/1.1 alone, and a later handshake resumes the session", () =>
    Effect.gen(function* () {
      const offered: Array<ReadonlyArray<string>> = []
      const server = yield* tlsServer({
        ...trusted,
        ALPNCallback: ({ protocols }) => {
          offered.push(protocols)
          return protocols[0]
        }
      })
      sessions.length = 0
      yield* using(server, (transport) =>
        Effect.gen(function* () {
          for (const [index, method] of (["POST", "POST", "GET", "GET"] as const).entries()) {
            const raw = yield* transport.send(request(`${index}`, { method }))
            expect(raw.body).toBe(`${index}`)
            yield* pause(5)
          }
        })
      )
      expect(offered).toEqual([["http/1.1"], ["http/1.1"], ["http/1.1"]])
      expect(server.requests.length).toBe(4)
      expect(sessions).toEqual([false, true, true])
    })
  )

  it.live("nothing is sent to a server whose certificate is not trusted, or not for it, or missing", () =>
    Effect.gen(function* () {
      const stranger = yield* tlsServer(untrusted)
      const other = yield* tlsServer(trusted)
      const bare = yield* tlsServer({})
      const urls = [stranger.url, other.url.replace("127.0.0.1", "localhost"), bare.url]
      for (const url of urls) {
        const failure = yield* Effect.flip(using({ url }, (transport) => transport.send(request("one"))))
        expect(failure).toMatchObject({ _tag: "NotSent", cause: "tls" })
      }
      expect([...stranger.requests, ...other.requests, ...bare.requests]).toEqual([])
    })
  )

  it.live.each(["TLSv1.2", "TLSv1.3"] as const)(
    "nor on a session that a server with a certificate for another name has given before: %s",
    (maxVersion) =>
      Effect.gen(function* () {
        const other = yield* tlsServer({ ...trusted, maxVersion })
        yield* using({ url: other.url.replace("127.0.0.1", "localhost") }, (transport) =>
          Effect.gen(function* () {
            for (let nth = 0; nth < 3; nth++) {
              const failure = yield* Effect.flip(transport.send(request("one")))
              expect(failure).toMatchObject({ _tag: "NotSent", cause: "tls" })
              yield* pause(20)
            }
          })
        )
        expect(other.requests).toEqual([])
      })
  )

  it.live("nor when the environment allows untrusted certificates", () =>
    Effect.gen(function* () {
      const stranger = yield* tlsServer(untrusted)
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0"
          // Node warns of the variable, rightly, and here in vain.
          return vi.spyOn(process, "emitWarning").mockImplementation(() => undefined)
        }),
        (warnings) =>
          Effect.sync(() => {
            warnings.mockRestore()
            delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"]
          })
      )
      const failure = yield* Effect.flip(using(stranger, (transport) => transport.send(request("one"))))
      expect(failure).toMatchObject({ _tag: "NotSent", cause: "tls" })
      expect(stranger.requests).toEqual([])
    })
  )
})
