/** What is secret in a call is in no error, span or log of the transport. */
import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Logger, Redacted, Tracer } from "effect"
import { answer, deadPort, rawServer, request, secrets, using } from "./support.ts"

describe("errors, spans and logs", () => {
  it.live("hold no header, no body, no path and no answer", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.NativeSpan> = []
      const logs: Array<unknown> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      const server = yield* rawServer((socket, { name }) => {
        const text = answer(secrets.answer)
        if (name === "answers") socket.write(text)
        if (name === "closes") socket.end()
        if (name === "resets") socket.resetAndDestroy()
        if (name === "truncates") socket.end(text.slice(0, -1))
        if (name === "babbles") socket.write(`${secrets.answer}\r\n${text}`)
        if (name === "floods") socket.write(answer(secrets.answer.repeat(100)))
      })
      const dead = yield* deadPort
      const outcomes = yield* Effect.all([
        using({ ...server, callTimeoutMillis: 500, maxBodyBytes: 500 }, (transport) =>
          Effect.forEach(["answers", "closes", "resets", "truncates", "babbles", "floods", "stalls"], (name) =>
            Effect.exit(transport.send(request(name)))
          )
        ),
        using(server, (transport) =>
          Effect.forEach(
            [
              { sendBeforeMillis: 0 },
              { path: `/ ${secrets.path}` },
              { headers: Redacted.make({ developer_key: `${secrets.header}\r\n` }) },
              { headers: Redacted.make({ [`${secrets.header} `]: "x" }) }
            ],
            (overrides) => Effect.exit(transport.send(request("refused", overrides)))
          )
        ),
        using({ url: `http://127.0.0.1:${dead}` }, (transport) =>
          Effect.map(Effect.exit(transport.send(request("one"))), (exit) => [exit])
        ),
        using({ url: server.url.replace("http:", "https:"), connectTimeoutMillis: 50 }, (transport) =>
          Effect.map(Effect.exit(transport.send(request("one"))), (exit) => [exit])
        )
      ]).pipe(
        Effect.map((each) => each.flat()),
        Effect.withTracer(tracer),
        Effect.provide(Logger.layer([Logger.make(({ message, cause }) => logs.push(message, cause))]))
      )

      const failures = outcomes.filter(Exit.isFailure)
      expect(failures.length).toBe(12)
      expect(spans.length).toBe(13)
      const texts = [
        ...failures.flatMap(({ cause }) => [
          Cause.pretty(cause),
          JSON.stringify(cause),
          inspect(cause, { depth: 20, showHidden: true })
        ]),
        ...spans.map(({ name, attributes }) => `${name} ${inspect([...attributes])}`),
        // A span that succeeded ends with the answer itself, which nobody exports.
        ...spans.flatMap(({ status }) =>
          status._tag === "Ended" && Exit.isFailure(status.exit) ? [inspect(status.exit, { depth: 20 })] : []
        ),
        inspect(logs, { depth: 20 })
      ]
      for (const secret of Object.values(secrets)) {
        for (const text of texts) expect(text).not.toContain(secret)
      }
      expect(Object.fromEntries(spans[0]?.attributes ?? [])).toEqual({
        "eko.operation": "test-operation",
        "http.request.method": "POST",
        "eko.phase": "answer",
        "http.response.status_code": 200
      })
      expect(spans.at(-1)?.attributes.get("eko.phase")).toBe("not sent")
    })
  )
})
