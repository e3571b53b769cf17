/** Each change of state is told to each endpoint in its order, by one live element at a time. */
import { randomUUID } from "node:crypto"
import { Identifiers, StateChange, Transfer, TransferStore, WalletLoadDecider, WalletLoadStore } from "@bhejo/core"
import { beforeEach, expect, layer } from "@effect/vitest"
import { Context, Effect, Fiber, Layer } from "effect"
import * as Given from "../../core/test/Given.ts"
import * as Load from "../../core/test/GivenLoad.ts"
import { commitOf, newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import { WebhookChains } from "../src/WebhookChains.ts"
import { WebhookEndpoints } from "../src/WebhookEndpoints.ts"
import * as WebhookQueue from "../src/WebhookQueue.ts"
import { migratedDatabase } from "./MigratedDatabase.ts"
import * as PostgresProxy from "./PostgresProxy.ts"
import { layerAt, layerFresh, query } from "./support.ts"
import { alone, attemptOf, endpoint, pending, take, team } from "./Webhooks.ts"

const append = (commit: TransferStore.Commit) => TransferStore.TransferStore.use((store) => store.append(commit))

/** A transfer's commits up to its success. */
const history = () => {
  const number = newNumber()
  const [requested, sent, debit] = untilDebit(number)
  return [requested, sent, debit, commitOf(debit.transfer, Given.recordOutcome(number, Given.accepted("0", number)))]
}

/** The state changes of a journal, as versions. */
const changes = (journal: Parameters<typeof Transfer.replay>[0]) =>
  StateChange.changesOf(undefined, journal, Transfer.evolve).map(({ record }) => record.version)

const toldBy = new Map<string, Array<number>>()

/** Tells the next change as a worker does, and keeps which version it was. */
const tell = (element: WebhookQueue.Element) =>
  Effect.gen(function* () {
    const chains = yield* WebhookChains
    if (element.kind !== "next") return
    const due = yield* chains.due(element)
    if (due === undefined) return
    const store = yield* TransferStore.TransferStore
    const journal = yield* store.journal(due.recordId as Parameters<typeof store.journal>[0])
    const version = changes(journal).find((version) => version > due.doneVersion)
    if (version === undefined) throw new Error("nothing to tell")
    const key = `${element.endpointId} ${element.recordId}`
    toldBy.set(key, [...(toldBy.get(key) ?? []), version])
    yield* chains.advance(element, { _tag: "Done", version }, attemptOf(element.endpointId, { version }))
  })

/** Of no chain two elements are live, whatever else is in the queue. */
const twins = query(`
  SELECT element::jsonb ->> 'endpointId' FROM bhejo_steps AS queued JOIN webhook_chains AS chain ON chain.live::text = queued.id
  WHERE queued.state = 'pending' GROUP BY chain.endpoint_id, chain.record_id,  element::jsonb ->> 'endpointId' HAVING count(*) > 1`)

layer(layerFresh, { excludeTestServices: true })("WebhookChains", (it) => {
  beforeEach(() => toldBy.clear())

  it.effect("queues by a commit's statement what the queue itself would", () =>
    Effect.gen(function* () {
      const [requested] = history()
      if (requested === undefined) return
      const { id } = yield* endpoint()
      yield* append(requested)
      const [offered] = yield* pending
      const queue = yield* WebhookQueue.WebhookQueue
      const element = offered?.element
      if (element === undefined) throw new Error("nothing was offered")
      expect(element).toMatchObject({ kind: "next", endpointId: id, record: "transfer" })
      yield* queue.offer(element, { id: randomUUID() })
      const rows = yield* query<Record<string, unknown>>(`
        SELECT queue_name, element::jsonb AS element, state, attempts, last_failure, acquired_at, acquired_by,
          abs(extract(epoch FROM visible_at - created_at)) < 1 AS is_due, updated_at = created_at AS is_new,
          abs(extract(epoch FROM created_at - (now() AT TIME ZONE 'UTC'))) < 60 AS is_now
        FROM bhejo_steps WHERE queue_name = 'webhooks' ORDER BY sequence`)
      expect(rows).toHaveLength(2)
      expect(rows[0]).toEqual(rows[1])
      const columns = yield* query(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'bhejo_steps'"
      )
      expect(columns).toHaveLength(12)
    }).pipe(alone)
  )

  it.effect("costs a commit no round trip, however many endpoints are told", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const proxy = yield* PostgresProxy.make(url)
      const services = yield* Layer.build(Layer.fresh(layerAt(proxy.url)))
      const store = Context.get(services, TransferStore.TransferStore)
      for (const endpoints of [0, 2]) {
        for (let made = 0; made < endpoints; made++) yield* Effect.provideContext(endpoint(), services)
        for (const commit of history().slice(0, 2)) {
          yield* proxy.quiet
          expect(yield* proxy.roundTripsOf(store.append(commit))).toBe(1)
        }
      }
      expect(yield* Effect.provideContext(pending, services)).toHaveLength(2)
    })
  )

  it.effect("has one live element, which offers its successor, and begins anew where nothing was left", () =>
    Effect.gen(function* () {
      const commits = history()
      const { id } = yield* endpoint()
      const others = yield* endpoint("elsewhere", Identifiers.TeamId.make("payouts"))
      const key = () => toldBy.get(`${id} ${commits[0]?.transfer.terms.id}`)
      for (const commit of commits.slice(0, 3)) yield* append(commit)
      expect(yield* pending).toHaveLength(1)
      for (const told of [[1], [1, 3], [1, 3, 4]]) {
        yield* take(tell)
        expect(key()).toEqual(told)
        expect(yield* pending).toHaveLength(told.length === 3 ? 0 : 1)
      }
      for (const commit of commits.slice(3)) yield* append(commit)
      yield* take(tell)
      expect(key()).toEqual([1, 3, 4, 5])
      expect(yield* pending).toEqual([])
      yield* WebhookChains.use(({ clean }) => clean(0))
      expect(yield* query("SELECT 1 FROM webhook_chains")).toEqual([])
      expect([...toldBy.keys()].filter((told) => told.startsWith(others.id))).toEqual([])
    }).pipe(alone)
  )

  it.effect("tells of wallet loads as well", () =>
    Effect.gen(function* () {
      const { id } = yield* endpoint()
      const start = Load.start(newNumber(), { id: Identifiers.WalletLoadId.make(randomUUID()) })
      const decided = WalletLoadDecider.decide(undefined, start, Load.policy)
      if (decided._tag === "Failure" || decided.success[0] === undefined) throw new Error("refused")
      const record = WalletLoadDecider.replay(decided.success)
      if (record === undefined) throw new Error("nothing")
      const loads = yield* WalletLoadStore.WalletLoadStore
      const step = { kind: "settle", delayMillis: 0 } as const
      yield* loads.append({ expectedVersion: 0, events: [decided.success[0]], record, tids: [], step, notify: 1 })
      expect((yield* pending).map(({ element }) => element)).toMatchObject([
        { kind: "next", endpointId: id, record: "load", recordId: start.terms.id }
      ])
    }).pipe(alone)
  )

  it.effect("leaves nothing to be told of a commit that was refused", () =>
    Effect.gen(function* () {
      const [requested, sent] = history()
      if (requested === undefined || sent === undefined) return
      yield* endpoint()
      yield* append(requested)
      yield* Effect.flip(append(requested))
      const [row] = yield* query<{ wanted: number }>("SELECT wanted_version::int AS wanted FROM webhook_chains")
      expect(row?.wanted).toBe(1)
      yield* query("ALTER TABLE bhejo_steps ADD CONSTRAINT never CHECK (queue_name <> 'transfer-steps') NOT VALID")
      yield* Effect.flip(append(sent))
      expect(yield* query("SELECT 1 FROM webhook_chains WHERE wanted_version > 1")).toEqual([])
    }).pipe(alone)
  )

  it.effect("loses no change and tells none out of order, however commits and workers race", () =>
    Effect.gen(function* () {
      const endpoints = [yield* endpoint(), yield* endpoint()]
      const histories = Array.from({ length: 25 }, history)
      const worker = yield* Effect.forkChild(
        Effect.all(
          Array.from({ length: 6 }, () => Effect.forever(take(tell))),
          { concurrency: "unbounded" }
        )
      )
      const sweeper = yield* Effect.forkChild(
        Effect.forever(
          WebhookChains.use(({ adopt, clean }) => Effect.andThen(adopt, clean(1_000_000))).pipe(
            Effect.andThen(Effect.sleep("5 millis"))
          )
        )
      )
      yield* Effect.forEach(histories, (commits) => Effect.forEach(commits, append, { discard: true }), {
        concurrency: 8,
        discard: true
      })
      const done = query<{ count: number }>(
        "SELECT count(*)::int AS count FROM webhook_chains WHERE done_version < wanted_version"
      )
      yield* Effect.repeat(Effect.delay(done, "20 millis"), { until: ([row]) => row?.count === 0, times: 500 })
      yield* Fiber.interrupt(sweeper)
      yield* Fiber.interrupt(worker)
      expect(yield* twins).toEqual([])
      for (const { id } of endpoints) {
        for (const [requested] of histories) {
          expect(toldBy.get(`${id} ${requested?.transfer.terms.id}`)).toEqual([1, 3, 4, 5])
        }
      }
    }).pipe(alone)
  )

  it.effect("keeps what a disabled endpoint is to be told, and offers it when it is enabled", () =>
    Effect.gen(function* () {
      const commits = history()
      const { id, url } = yield* endpoint()
      const endpoints = yield* WebhookEndpoints
      const chains = yield* WebhookChains
      const owned = { team, id }
      const told = { url, description: undefined }
      yield* append(commits[0] as TransferStore.Commit)
      // What was live before it was disabled is parked when it comes.
      yield* endpoints.update(owned, { ...told, isEnabled: false })
      yield* take((element) =>
        element.kind === "next" ? chains.advance(element, { _tag: "Park" }) : Effect.die(new Error("unexpected"))
      )
      for (const commit of commits.slice(1)) yield* append(commit)
      expect(yield* pending).toEqual([])
      expect(yield* chains.adopt).toBe(0)
      yield* chains.clean(3_600_000)
      const enabled = yield* endpoints.update(owned, { ...told, isEnabled: true })
      expect(enabled?.disabled).toBeNull()
      expect(yield* chains.adopt).toBe(1)
      expect(yield* chains.adopt).toBe(0)
      // One that waits for a later attempt is told at once, too, and once.
      const [waiting] = yield* pending
      if (waiting?.element.kind !== "next") throw new Error("no element")
      yield* chains.advance(waiting.element, { _tag: "Retry", delayMillis: 3_600_000 })
      expect(yield* chains.wake(randomUUID())).toBe(0)
      expect(yield* chains.wake(id)).toBe(1)
      // The first to come is the one that is stale.
      for (let round = 0; round < 5; round++) yield* take(tell)
      expect(toldBy.get(`${id} ${commits[0]?.transfer.terms.id}`)).toEqual([1, 3, 4, 5])

      // Nobody is told for ever what nobody wanted to hear for long.
      yield* endpoints.update(owned, { ...told, isEnabled: false })
      yield* append(history()[0] as TransferStore.Commit)
      expect(yield* query("SELECT 1 FROM webhook_chains WHERE live IS NULL")).not.toEqual([])
      yield* chains.clean(-60_000)
      expect(yield* query("SELECT 1 FROM webhook_chains")).toEqual([])
    }).pipe(alone)
  )

  it.effect("offers a lost element anew, and does nothing by a stale one", () =>
    Effect.gen(function* () {
      const [requested] = history()
      const { id } = yield* endpoint()
      const chains = yield* WebhookChains
      yield* append(requested as TransferStore.Commit)
      const [lost] = yield* pending
      yield* query("DELETE FROM bhejo_steps WHERE queue_name = 'webhooks'")
      expect(yield* chains.adopt).toBe(1)
      const [fresh] = yield* pending
      if (lost?.element.kind !== "next" || fresh?.element.kind !== "next") throw new Error("no element")
      expect(fresh.element.live).not.toBe(lost.element.live)
      expect(yield* chains.due(lost.element)).toBeUndefined()
      yield* chains.advance(lost.element, { _tag: "Done", version: 1 })
      expect(yield* chains.due(fresh.element)).toMatchObject({ doneVersion: 0, wantedVersion: 1, endpoint: { id } })

      // A retry comes later, by another element; it counts, and a mere delay does not.
      yield* chains.advance(fresh.element, { _tag: "Retry", delayMillis: 20_500 })
      const [, retry] = [...(yield* pending)]
      if (retry?.element.kind !== "next") throw new Error("no retry")
      expect(retry.delay).toBeGreaterThan(20)
      expect(retry.delay).toBeLessThan(21.5)
      yield* chains.advance(retry.element, { _tag: "Defer", delayMillis: 0 })
      const deferred = (yield* pending).at(-1)?.element
      if (deferred?.kind !== "next") throw new Error("no element")
      expect(yield* chains.due(deferred)).toMatchObject({ attempts: 1 })

      yield* WebhookEndpoints.use(({ remove }) => remove({ team, id }))
      expect(yield* chains.due(deferred)).toBeUndefined()
      yield* chains.clean(1_000_000)
      expect(yield* query("SELECT 1 FROM webhook_chains")).toEqual([])
    }).pipe(alone)
  )
})
