/** Following a transfer over HTTP, in one instance and across two of which one is killed. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Queue, Scope } from "effect"
import {
  apiKeys,
  assertProblem,
  type Client,
  client,
  digiKhata,
  environment,
  killed,
  newKey,
  serve,
  spawnServer,
  start,
  surroundings
} from "./support.ts"

interface Told {
  readonly id: number
  readonly event: { readonly version: number; readonly type: string }
}

/** A reader of server-sent events; what it is told, until its stream ends or breaks. */
const reader = Effect.fnUntraced(function* (
  baseUrl: string,
  path: string,
  { lastEventId, apiKey = apiKeys.payments }: { lastEventId?: number | undefined; apiKey?: string } = {}
) {
  const told = yield* Queue.unbounded<Told | "ended" | "broken">()
  const stopping = new AbortController()
  yield* Effect.addFinalizer(() => Effect.sync(() => stopping.abort()))
  const response = yield* Effect.promise(() =>
    fetch(baseUrl + path, {
      headers: {
        accept: "text/event-stream",
        authorization: `Bearer ${apiKey}`,
        ...(lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) })
      },
      signal: stopping.signal
    })
  )
  const read = async () => {
    let text = ""
    try {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = (text + chunk).split("\n\n")
        text = blocks.pop() ?? ""
        for (const block of blocks) {
          const [, id, data = ""] = /^id: (\d+)\ndata: (.*)$/.exec(block) ?? []
          if (id !== undefined) Queue.offerUnsafe(told, { id: Number(id), event: JSON.parse(data) })
        }
      }
      Queue.offerUnsafe(told, "ended")
    } catch {
      Queue.offerUnsafe(told, "broken")
    }
  }
  if (response.ok) void read()
  const answer = Effect.promise(async () => ({
    status: response.status,
    headers: response.headers,
    body: await response.json()
  }))
  const next = Effect.flatMap(Queue.take(told), (one) =>
    typeof one === "string" ? Effect.die(new Error(`the stream has ${one}`)) : Effect.succeed(one)
  )
  /** Everything up to an event of this type. */
  const until = (type: string) =>
    Effect.gen(function* () {
      const all = [yield* next]
      while (all.at(-1)?.event.type !== type) all.push(yield* next)
      return all
    })
  return { response, answer, told, until, stop: Effect.sync(() => stopping.abort()) }
})

const journalOf = (api: Client, path: string) =>
  Effect.map(api.send("GET", path), ({ body }): ReadonlyArray<Told["event"]> => body.events)

/** Every event once, in order, as the journal has it. */
const assertWhole = (told: ReadonlyArray<Told>, journal: ReadonlyArray<Told["event"]>) => {
  assert.deepStrictEqual(
    told.map(({ event }) => event),
    journal
  )
  assert.deepStrictEqual(
    told.map(({ id }) => id),
    journal.map(({ version }) => version)
  )
}

describe("following", () => {
  it.live("tells a journal as it grows, from where its reader stands, to its own team", () =>
    Effect.gen(function* () {
      const { api } = yield* start({
        environment: { EVENT_STREAM_HEARTBEAT: "100 millis", EVENT_STREAMS_OF_TEAM: "2" }
      })
      const { body: made } = yield* api.create()
      const path = `/v1/transfers/${made.id}/events`
      const { response, until } = yield* reader(api.baseUrl, path)
      assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
      assert.strictEqual(response.headers.get("cache-control"), "no-store")
      const before = yield* until("otp_send_answered")
      yield* api.confirm(made.id, yield* api.otpOf("9123456789"))
      const after = yield* until("debit_answered")
      const journal = yield* journalOf(api, path)
      assertWhole([...before, ...after], journal)

      const last = journal.length
      const resumed = yield* reader(api.baseUrl, path, { lastEventId: last - 1 })
      assertWhole(yield* resumed.until("debit_answered"), journal.slice(last - 1))
      const third = yield* reader(api.baseUrl, path)
      assertProblem(yield* third.answer, 429, "too-many-requests")
      yield* resumed.stop
      // Its place is free once the service has seen that it left.
      const again = Effect.repeat(Effect.delay(reader(api.baseUrl, path, { lastEventId: last + 1 }), 10), {
        until: ({ response }) => response.status !== 429
      })
      assertProblem(yield* Effect.flatMap(again, ({ answer }) => answer), 422, "invalid-request")
      const others = yield* reader(api.baseUrl, path, { apiKey: apiKeys.payouts })
      assertProblem(yield* others.answer, 404, "not-found")
      // Without the wish for a stream, whatever was read last, there is none.
      const plain = yield* api.send("GET", path)
      assert.deepStrictEqual(plain.body.events, journal)

      const { body: load } = yield* api.send("POST", "/v1/ppi-digikhata/loads", {
        key: newKey(),
        body: { customerId: digiKhata.create.customerId, amountPaise: 100_000 }
      })
      const ofLoad = `/v1/ppi-digikhata/loads/${load.id}/events`
      const followed = yield* reader(api.baseUrl, ofLoad)
      assertWhole(yield* followed.until("load_answered"), yield* journalOf(api, ofLoad))
    }).pipe(Effect.scoped)
  )

  it.live("ends when the service ends, and holds nothing up", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const scope = yield* Scope.make()
      const baseUrl = yield* serve(environment(simulator, databaseUrl, "seed")).pipe(Scope.provide(scope))
      const api = client(baseUrl, simulator)
      const { body: made } = yield* api.create()
      const { until, told } = yield* reader(baseUrl, `/v1/transfers/${made.id}/events`)
      yield* until("otp_send_answered")
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(yield* Queue.take(told), "ended")
    }).pipe(Effect.scoped)
  )

  it.live("holds across two instances while one is killed", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const env = environment(simulator, databaseUrl, "seed")
      const [stays, dies] = yield* Effect.all([spawnServer(env), spawnServer(env)], { concurrency: 2 })
      const [api, other] = [client(stays.baseUrl, simulator), client(dies.baseUrl, simulator)]
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
      const { body: made } = yield* other.create()
      const path = `/v1/transfers/${made.id}/events`
      const [here, there] = [yield* reader(stays.baseUrl, path), yield* reader(dies.baseUrl, path)]
      const [before, seen] = [yield* here.until("otp_send_answered"), yield* there.until("otp_send_answered")]

      // Confirmed by the one that dies while Eko's answer is still to come; the other finds out what became of it.
      const confirming = yield* Effect.forkChild(Effect.exit(other.confirm(made.id, yield* api.otpOf("9123456789"))))
      const started = yield* here.until("debit_started")
      assertWhole(
        yield* there.until("debit_started"),
        started.map(({ event }) => event)
      )
      yield* Effect.promise(() => killed(dies.child))
      assert.strictEqual(yield* Queue.take(there.told), "broken")
      void confirming
      const settled = yield* api.until(made.id, "succeeded", "failed")
      assert.strictEqual(settled.state, "succeeded")
      const after = yield* here.until("debit_inquired")
      const journal = yield* journalOf(api, path)
      assertWhole([...before, ...started, ...after], journal)
      // Whoever had followed there goes on here, and has everything once.
      const last = [...seen, ...started].at(-1)?.id
      const moved = yield* reader(stays.baseUrl, path, { lastEventId: last })
      assertWhole([...seen, ...started, ...(yield* moved.until("debit_inquired"))], journal)
      assert.lengthOf(yield* api.debits(made.id), 1)
    }).pipe(Effect.scoped)
  )
})
