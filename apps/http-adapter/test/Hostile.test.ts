/** What nobody sends by mistake: every answer is a problem, no fault of ours, and nothing reaches Eko or another's data. */
import { connect } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import * as RawHttp from "./RawHttp.ts"
import * as ScriptedEko from "./ScriptedEko.ts"
import {
  apiKeys,
  assertProblem,
  dmtFino,
  environment,
  newKey,
  operatorKey,
  serve,
  start,
  surroundings
} from "./support.ts"

const nobody = "00000000-0000-8000-8000-000000000000"
const bearer = `authorization: Bearer ${apiKeys.payments}`
const lookup = (headers: string) => `GET /v1/transfers/${nobody} HTTP/1.1\r\nhost: bhejo\r\n${bearer}\r\n${headers}\r\n`

/** A service before an Eko that would say so if it were asked anything. */
const guarded = Effect.gen(function* () {
  const eko = yield* ScriptedEko.start
  const { api } = yield* start({ environment: { EKO_BASE_URL: eko.baseUrl } })
  return { eko, api, baseUrl: api.baseUrl }
})

const post = (headers: string, body: string) =>
  `POST /v1/transfers HTTP/1.1\r\nhost: bhejo\r\n${bearer}\r\nidempotency-key: k\r\n` +
  `content-type: application/json\r\n${headers}\r\n${body}`

/** A request that would make a transfer if it were found behind another. */
const hidden = post(`content-length: ${JSON.stringify(dmtFino.create).length}\r\n`, JSON.stringify(dmtFino.create))

const smuggled: Readonly<Record<string, string>> = {
  "a length beside chunks": post(`content-length: 5\r\ntransfer-encoding: chunked\r\n`, `0\r\n\r\n${hidden}`),
  "chunks that are not the last coding": post(`transfer-encoding: chunked, identity\r\n`, `0\r\n\r\n${hidden}`),
  "a space before a header's colon": post(`transfer-encoding : chunked\r\n`, `0\r\n\r\n${hidden}`),
  "two lengths": post(`content-length: 0\r\ncontent-length: ${hidden.length}\r\n`, hidden),
  "a length with a sign": post(`content-length: +0\r\n`, hidden),
  "a length with a comma": post(`content-length: 0, 0\r\n`, hidden),
  "a length that is no number": post(`content-length: 0x0\r\n`, hidden),
  "a length beyond all numbers": post(`content-length: 99999999999999999999\r\n`, hidden),
  "a folded header": lookup(`x-a: 1\r\n transfer-encoding: chunked\r\n`) + hidden,
  "a line feed alone": `GET /livez HTTP/1.1\nhost: bhejo\n\n${hidden}`,
  "a carriage return in a value": lookup(`x-a: 1\rtransfer-encoding: chunked\r\n`) + hidden,
  "a zero byte in a value": lookup("x-a: 1\0\r\n") + hidden,
  "a method of no kind": `SMUGGLE / HTTP/1.1\r\nhost: bhejo\r\n\r\n${hidden}`,
  "a version of no kind": `GET / HTTP/9.9\r\nhost: bhejo\r\n\r\n${hidden}`,
  "HTTP/2 without TLS": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "the beginning of TLS": "\u0016\u0003\u0001\u0002\u0000\u0001"
}

const assertRawProblem = ({ status, headers, body }: RawHttp.RawAnswer, type: string, why: string) => {
  assert.strictEqual(headers.get("content-type"), "application/problem+json", why)
  assert.strictEqual(headers.get("cache-control"), "no-store", why)
  const problem = JSON.parse(body)
  assert.strictEqual(problem.type, `/problems/${type}`, why)
  assert.strictEqual(problem.status, status, why)
  assert.strictEqual(problem.instance, `urn:uuid:${headers.get("x-request-id")}`, why)
}

describe("bytes that are no request", () => {
  it.live("hide no second request: one problem is answered, and the connection closed", () =>
    Effect.gen(function* () {
      const { eko, api, baseUrl } = yield* guarded
      for (const [name, bytes] of Object.entries(smuggled)) {
        const { answers, isClosed } = yield* RawHttp.send(baseUrl, bytes)
        assert.strictEqual(answers.length, 1, name)
        assert.isTrue(isClosed, name)
        for (const answer of answers) {
          assert.strictEqual(answer.status, 400, name)
          assertRawProblem(answer, "malformed-request", name)
        }
      }
      assert.lengthOf(eko.asked, 0)
      // The service is as well as before.
      assert.strictEqual((yield* api.send("GET", "/readyz")).status, 200)
    }).pipe(Effect.scoped)
  )

  it.live("are never answered in place of a request before them, which may be moving money", () =>
    Effect.gen(function* () {
      const { eko, baseUrl } = yield* guarded
      eko.answers(ScriptedEko.example("dmt-send-otp"))
      for (const bytes of [
        `${hidden}SMUGGLE\r\n\r\n`,
        `${hidden.repeat(2)}\u0016\u0003`,
        post(`transfer-encoding: chunked\r\n`, `zz\r\n\r\n${hidden}`)
      ]) {
        const { answers, isClosed } = yield* RawHttp.send(baseUrl, bytes, 2_000)
        assert.isTrue(isClosed)
        assert.isFalse(answers.some(({ status }) => status === 400))
      }
    }).pipe(Effect.scoped)
  )

  it.live("that break off in the middle are no fault of ours, and the log has none", () =>
    Effect.gen(function* () {
      const levels: Array<string> = []
      const { baseUrl } = yield* Effect.gen(function* () {
        const { simulator, databaseUrl } = yield* surroundings()
        return { baseUrl: yield* serve(environment(simulator, databaseUrl, "seed"), "Info") }
      }).pipe(Effect.provide(Logger.layer([Logger.make(({ logLevel }) => levels.push(logLevel))])))
      for (const length of ["transfer-encoding: chunked", "content-length: 100"]) {
        const socket = connect(Number(new URL(baseUrl).port), "127.0.0.1")
        yield* Effect.promise(() => new Promise<void>((resolve) => socket.once("connect", resolve)))
        // A first answer on the connection shows that the second request has arrived as far as it goes.
        socket.write(`GET /livez HTTP/1.1\r\nhost: bhejo\r\n\r\n${post(`${length}\r\n`, "1\r\n{\r\n")}`)
        yield* Effect.promise(() => new Promise<void>((resolve) => socket.once("data", () => resolve())))
        socket.resetAndDestroy()
      }
      // Whoever is served afterwards finds it all over.
      for (let look = 0; look < 20; look++)
        yield* RawHttp.send(baseUrl, "GET /livez HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
      assert.notInclude(levels, "Error")
      assert.include(levels, "Info")
    }).pipe(Effect.scoped)
  )

  it.live("are told for what they are: no host, two of them, too long, a tunnel, an expectation", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* guarded
      for (const [bytes, status, type] of [
        ["GET /livez HTTP/1.1\r\n\r\n", 400, "malformed-request"],
        ["GET /livez HTTP/1.1\r\nhost: bhejo\r\nhost: evil\r\n\r\n", 400, "malformed-request"],
        ["GET /livez HTTP/1.1\r\nhost: a/b@c\r\n\r\n", 400, "malformed-request"],
        ["GET /livez HTTP/1.1\r\nhost: bhejo\\evil\r\n\r\n", 400, "malformed-request"],
        ["GET /livez\\..\\x HTTP/1.1\r\nhost: bhejo\r\n\r\n", 400, "malformed-request"],
        ["GET /v1/%2e%2e/livez HTTP/1.1\r\nhost: bhejo\r\n\r\n", 400, "malformed-request"],
        ["GET /v1/../livez HTTP/1.1\r\nhost: bhejo\r\n\r\n", 400, "malformed-request"],
        ["GET livez HTTP/1.1\r\nhost: bhejo\r\n\r\n", 400, "malformed-request"],
        [lookup(`x-a: ${"a".repeat(20_000)}\r\n`), 431, "headers-too-large"],
        [`GET /${"a".repeat(20_000)} HTTP/1.1\r\nhost: bhejo\r\n\r\n`, 431, "headers-too-large"],
        ["CONNECT 169.254.169.254:80 HTTP/1.1\r\nhost: bhejo\r\n\r\n", 405, "method-not-allowed"],
        ["TRACE /livez HTTP/1.1\r\nhost: bhejo\r\n\r\n", 405, "method-not-allowed"],
        ["GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nhost: bhejo\r\n\r\n", 404, "not-found"]
      ] as const) {
        const { answers } = yield* RawHttp.send(baseUrl, bytes)
        assert.deepStrictEqual(
          answers.map((answer) => answer.status),
          [status],
          bytes.slice(0, 80)
        )
        for (const answer of answers) assertRawProblem(answer, type, bytes.slice(0, 80))
      }
      const { answers } = yield* RawHttp.send(baseUrl, "GET /livez HTTP/1.1\r\nhost: bhejo\r\nexpect: miracles\r\n\r\n")
      assert.strictEqual(answers[0]?.status, 200)
    }).pipe(Effect.scoped)
  )
})

const create = (fields: string) => `{"product":"dmt-fino","customerId":"9123456789","recipientId":98765,${fields}}`

const bodies: ReadonlyArray<readonly [string, string | Uint8Array, number, string]> = [
  ["arrays to the bottom", "[".repeat(30_000) + "]".repeat(30_000), 422, "invalid-request"],
  ["objects to the bottom", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, 422, "invalid-request"],
  ["an amount beyond all numbers", create('"amountPaise":1e999'), 422, "invalid-request"],
  ["an amount of a thousand digits", create(`"amountPaise":${"9".repeat(1_000)}`), 422, "invalid-request"],
  ["an amount beyond the whole numbers", create('"amountPaise":9007199254740993'), 422, "invalid-request"],
  ["an amount below nothing", create('"amountPaise":-50000'), 422, "invalid-request"],
  ["minus nothing", create('"amountPaise":-0'), 422, "invalid-request"],
  ["a fraction of a paisa", create('"amountPaise":50000.5'), 422, "invalid-request"],
  ["an amount twice", create('"amountPaise":10000,"amountPaise":500000'), 400, "malformed-json"],
  [
    "an amount twice, spelled in two ways",
    create('"amountPaise":10000,"amount\\u0050aise":500000'),
    400,
    "malformed-json"
  ],
  ["a prototype", create('"amountPaise":50000,"__proto__":{"amountPaise":10000}'), 422, "invalid-request"],
  ["a constructor", create('"amountPaise":50000,"constructor":{"prototype":{}}'), 422, "invalid-request"],
  ["bytes that are no text", Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), 400, "malformed-json"],
  ["half of a character", Buffer.from(create('"amountPaise":50000,"reference":"\\ud800"')), 422, "invalid-request"],
  ["a line break in a reference", create('"amountPaise":50000,"reference":"a\\r\\nb"'), 422, "invalid-request"],
  [
    "an address for a user code",
    create('"amountPaise":50000,"userCode":"http://169.254.169.254/"'),
    422,
    "invalid-request"
  ],
  ["SQL", create(`"amountPaise":50000,"userCode":"'; DROP TABLE transfers;--"`), 422, "invalid-request"],
  ["two values", `${create('"amountPaise":50000')}${create('"amountPaise":50000')}`, 400, "malformed-json"],
  ["nothing", "", 400, "malformed-json"],
  ["more than is read", `"${"a".repeat(70_000)}"`, 413, "body-too-large"]
]

describe("bodies that are no mistake", () => {
  it.live("are refused, each for what it is", () =>
    Effect.gen(function* () {
      const { eko, baseUrl } = yield* guarded
      for (const [name, body, status, type] of bodies) {
        const response = yield* Effect.promise(() =>
          fetch(`${baseUrl}/v1/transfers`, {
            method: "POST",
            headers: {
              authorization: `Bearer ${apiKeys.payments}`,
              "content-type": "application/json",
              "idempotency-key": newKey()
            },
            body
          })
        )
        const answer = {
          status: response.status,
          headers: response.headers,
          body: yield* Effect.promise(() => response.json())
        }
        assert.strictEqual(answer.status, status, `${name}: ${JSON.stringify(answer.body)}`)
        assertProblem(answer, status, type)
      }
      assert.lengthOf(eko.asked, 0)
    }).pipe(Effect.scoped)
  )

  it.live("are read as UTF-8 JSON alone, whatever they are called", () =>
    Effect.gen(function* () {
      const { eko, baseUrl } = yield* guarded
      const body = JSON.stringify(dmtFino.create)
      const ask = (headers: Record<string, string>, sent: string | Uint8Array = body) =>
        Effect.promise(async () => {
          const response = await fetch(`${baseUrl}/v1/transfers`, {
            method: "POST",
            headers: { authorization: `Bearer ${apiKeys.payments}`, "idempotency-key": newKey(), ...headers },
            body: sent
          })
          return { status: response.status, headers: response.headers, body: await response.json() }
        })
      for (const type of [
        "text/plain",
        "application/json-patch+json",
        "application/jsonx",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "application/json;charset=iso-8859-1",
        "application/json, text/plain"
      ]) {
        assertProblem(yield* ask({ "content-type": type }), 415, "unsupported-media-type")
      }
      const json = { "content-type": "application/json" }
      for (const encoding of ["gzip", "br", "gzip, identity"]) {
        assertProblem(yield* ask({ ...json, "content-encoding": encoding }), 415, "unsupported-media-type")
      }
      assertProblem(yield* ask(json, Buffer.from(body, "utf16le")), 400, "malformed-json")
      assert.lengthOf(eko.asked, 0)
      eko.answers(ScriptedEko.example("dmt-send-otp"))
      for (const type of [
        "Application/JSON",
        "application/json; charset=UTF-8",
        'application/json;charset="utf-8"; a=b'
      ]) {
        assert.strictEqual((yield* ask({ "content-type": type })).status, 201, type)
      }
    }).pipe(Effect.scoped)
  )
})

describe("paths that lead elsewhere", () => {
  it.live("lead nowhere, and nothing of them reaches Eko", () =>
    Effect.gen(function* () {
      const { eko, baseUrl } = yield* guarded
      for (const path of [
        "/v1/transfers/../../etc/passwd",
        "/v1/transfers/%2e%2e/%2e%2e/livez",
        "/v1/transfers/..%2f..%2flivez",
        "//v1/transfers",
        "/v1//transfers",
        `/v1/transfers/${nobody}/`,
        `/v1/transfers/${nobody}%00`,
        `/v1/transfers/${nobody};x=1`,
        `/v1/transfers/${nobody.toUpperCase()}A`,
        `/V1/transfers/${nobody}`,
        "/v1/transfers/%E0%A4%A",
        "/v1/transfers/%ff%fe",
        "/v1/dmt-fino/senders/9123456789%2F..%2F..%2Fuser",
        "/v1/dmt-fino/senders/9123456789%3Finitiator_id=1",
        "/v1/dmt-fino/senders/9123456789%23",
        "/v1/dmt-fino/senders/http:%2F%2F169.254.169.254%2F",
        "/v1/dmt-fino/senders/%0d%0ahost:%20evil",
        "/v1/dmt-fino/senders/9123456789?userCode=1&userCode=2",
        "/v1/dmt-fino/senders/9123456789?userCode=1%262",
        "/v1/dmt-fino/senders/9123456789?initiator_id=1",
        "/v1/ppi-digikhata/senders/9123456789/recipients/1e3/otp",
        "/problems/../v1/transfers",
        "/constructor",
        "/__proto__"
      ]) {
        const raw = `GET ${path} HTTP/1.1\r\nhost: bhejo\r\n${bearer}\r\nconnection: close\r\n\r\n`
        const { answers } = yield* RawHttp.send(baseUrl, raw)
        assert.lengthOf(answers, 1, path)
        assert.include([400, 404, 405, 422], answers[0]?.status, path)
        assert.strictEqual(answers[0]?.headers.get("content-type"), "application/problem+json", path)
        assert.notMatch(answers[0]?.body ?? "", /passwd|169\.254|evil/, path)
      }
      assert.lengthOf(eko.asked, 0)
    }).pipe(Effect.scoped)
  )
})

describe("what is another's", () => {
  it.live("is not there, by any route, and for no key but its own", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start()
      const { body: ours } = yield* api.create()
      const before = yield* api.get(ours.id)
      const otp = yield* api.otpOf(dmtFino.create.customerId)
      for (const apiKey of [apiKeys.payouts]) {
        for (const [method, path, body] of [
          ["GET", "", undefined],
          ["GET", "/events", undefined],
          ["POST", "/otp", undefined],
          ["POST", "/cancel", undefined],
          ["POST", "/confirm", { otp, latlong: dmtFino.latlong }],
          ["POST", "/refund/otp", undefined],
          ["POST", "/refund", { otp, cashReturned: { by: "S. Patil", at: "2026-01-31T12:00:00Z" } }]
        ] as const) {
          const at = `/v1/transfers/${ours.id}${path}`
          const theirs = yield* api.send(method, at, { apiKey, key: newKey(), body })
          const nothing = yield* api.send(method, at.replace(ours.id, nobody), { apiKey, key: newKey(), body })
          assertProblem(theirs, 404, "not-found")
          // What is another's and what is nobody's cannot be told apart.
          assert.deepStrictEqual({ ...theirs.body, instance: "" }, { ...nothing.body, instance: "" })
        }
        for (const path of [`/v1/operator/transfers/${ours.id}`, "/v1/operations/drift"]) {
          assertProblem(yield* api.send("GET", path, { apiKey }), 403, "forbidden")
        }
      }
      // An operator looks, and moves nothing.
      assertProblem(yield* api.send("GET", `/v1/transfers/${ours.id}`, { apiKey: operatorKey }), 403, "forbidden")
      assert.deepStrictEqual((yield* api.get(ours.id)).body, before.body)
      assert.lengthOf(yield* api.debits(ours.id), 0)
      assert.isDefined(simulator)
    }).pipe(Effect.scoped)
  )
})
