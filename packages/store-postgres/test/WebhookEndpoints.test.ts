/** Endpoints are their team's own, their secrets rest sealed, and those that keep failing are disabled. */
import { randomUUID } from "node:crypto"
import { Identifiers } from "@bhejo/core"
import { expect, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { WebhookAttempts } from "../src/WebhookAttempts.ts"
import { maxEndpoints, WebhookEndpoints } from "../src/WebhookEndpoints.ts"
import { layerFresh, query } from "./support.ts"
import { alone, attemptOf, endpoint, pending, secret, team } from "./Webhooks.ts"

const other = Identifiers.TeamId.make("payouts")
const hour = 3_600_000

const record = (attempt: Parameters<typeof attemptOf>[1] & { readonly endpointId: string }) => {
  const made = attemptOf(attempt.endpointId, attempt)
  const { endpointId, record, recordId, version, atMillis: sinceMillis } = made
  return WebhookAttempts.use((attempts) =>
    attempts.record({ kind: "single", endpointId, record, recordId, version, sinceMillis, attempt: made.attempt }, made)
  )
}

const failed = { httpStatus: 503, cause: "status" } as const

layer(layerFresh, { excludeTestServices: true })("WebhookEndpoints", (it) => {
  it.effect("are their team's own: another's are not there", () =>
    Effect.gen(function* () {
      const endpoints = yield* WebhookEndpoints
      const { id, url } = yield* endpoint()
      const strange = { team: other, id }
      expect(yield* endpoints.find({ team, id })).toMatchObject({ id, team, disabled: null, failures: 0 })
      expect(yield* endpoints.list(other)).toEqual([])
      expect(yield* endpoints.find(strange)).toBeUndefined()
      expect(yield* endpoints.update(strange, { url, description: "mine", isEnabled: false })).toBeUndefined()
      expect(yield* endpoints.rotate(strange, secret, hour)).toBeUndefined()
      expect(yield* endpoints.remove(strange)).toBeUndefined()
      expect(yield* endpoints.list(team)).toMatchObject([{ id, description: null, disabled: null }])
      expect(yield* endpoints.remove({ team, id })).toMatchObject({ id })
      expect(yield* endpoints.list(team)).toEqual([])
    }).pipe(alone)
  )

  it.effect("have one address each in a team, and are so many and no more, however many are made at once", () =>
    Effect.gen(function* () {
      yield* endpoint("same")
      expect(yield* Effect.flip(endpoint("same"))).toMatchObject({ _tag: "EndpointRefused", why: "exists" })
      yield* endpoint("same", other)
      const more = yield* Effect.forEach(Array.from({ length: 12 }), () => Effect.result(endpoint()), {
        concurrency: "unbounded"
      })
      expect(more.filter(({ _tag }) => _tag === "Success")).toHaveLength(maxEndpoints - 1)
      const endpoints = yield* WebhookEndpoints
      const [, second] = yield* endpoints.list(team)
      const moved = endpoints.update(
        { team, id: second?.id ?? "" },
        { url: "https://hooks.example/same", description: undefined, isEnabled: true }
      )
      expect(yield* Effect.flip(moved)).toMatchObject({ why: "exists" })
    }).pipe(alone)
  )

  it.effect("have secrets that rest sealed, each in its own row, two of them while one replaces the other", () =>
    Effect.gen(function* () {
      const endpoints = yield* WebhookEndpoints
      const [one, two] = [yield* endpoint(), yield* endpoint()]
      const second = Redacted.make("whsec_dGhlLXNlY29uZC1zZWNyZXQtb2YtdGhlLWVuZHBvaW50")
      const secretsOf = (id: string) => Effect.map(endpoints.secretsOf(id), (all) => all.map(Redacted.value))
      expect(yield* secretsOf(one.id)).toEqual([Redacted.value(secret)])
      const rotated = yield* endpoints.rotate({ team, id: one.id }, second, hour)
      expect(rotated?.previousSecretUntilMillis).toBeGreaterThan(Date.now() + hour - 60_000)
      expect(yield* secretsOf(one.id)).toEqual([Redacted.value(second), Redacted.value(secret)])
      yield* query("UPDATE webhook_endpoints SET previous_until = now() - interval '1 second' WHERE id = $1", one.id)
      expect(yield* secretsOf(one.id)).toEqual([Redacted.value(second)])
      // At once, where the present one is in wrong hands.
      yield* endpoints.rotate({ team, id: one.id }, secret, 0)
      expect(yield* secretsOf(one.id)).toEqual([Redacted.value(secret)])
      const rows = yield* query("SELECT to_jsonb(e) AS row FROM webhook_endpoints AS e")
      expect(JSON.stringify(rows)).not.toContain("whsec_")
      yield* query(
        "UPDATE webhook_endpoints SET secret = (SELECT secret FROM webhook_endpoints WHERE id = $1) WHERE id = $2",
        one.id,
        two.id
      )
      expect(yield* Effect.flip(endpoints.secretsOf(two.id))).toMatchObject({
        _tag: "StoreUnavailable",
        cause: { kind: "Unopenable" }
      })
    }).pipe(alone)
  )

  it.effect("rest after failures in a row, and begin anew with the first success", () =>
    Effect.gen(function* () {
      const { id } = yield* endpoint()
      const find = WebhookEndpoints.use((endpoints) => endpoints.find({ team, id }))
      const atMillis = Date.now()
      for (let failure = 1; failure <= 4; failure++) yield* record({ endpointId: id, atMillis, ...failed })
      expect(yield* find).toMatchObject({ failures: 4, failingSinceMillis: atMillis, restingUntilMillis: null })
      for (const seconds of [1, 2, 4, 8]) {
        yield* record({ endpointId: id, atMillis, ...failed })
        expect((yield* find)?.restingUntilMillis).toBe(atMillis + seconds * 1_000)
      }
      for (let failure = 0; failure < 30; failure++) yield* record({ endpointId: id, atMillis, ...failed })
      expect((yield* find)?.restingUntilMillis).toBe(atMillis + 300_000)
      yield* record({ endpointId: id, atMillis })
      expect(yield* find).toMatchObject({ failures: 0, failingSinceMillis: null, restingUntilMillis: null })
    }).pipe(alone)
  )

  it.effect("are disabled once they have failed for too long, and the team's others are told, once", () =>
    Effect.gen(function* () {
      const [failing, healthy, asleep] = [yield* endpoint(), yield* endpoint(), yield* endpoint()]
      yield* endpoint("of-others", other)
      const endpoints = yield* WebhookEndpoints
      yield* endpoints.update({ team, id: asleep.id }, { ...asleep, description: undefined, isEnabled: false })
      const since = Date.now() - 10 * hour
      const fail = (atMillis: number) =>
        record({ endpointId: failing.id, ...failed, atMillis, disableAfterMillis: 2 * hour })
      expect(yield* fail(since)).toEqual({ disabled: undefined })
      expect(yield* fail(since + 2 * hour - 1)).toEqual({ disabled: undefined })
      expect(yield* pending).toEqual([])
      const atMillis = since + 2 * hour
      expect(yield* fail(atMillis)).toEqual({ disabled: "failing" })
      expect(yield* fail(atMillis + 1)).toEqual({ disabled: undefined })
      expect(yield* endpoints.find({ team, id: failing.id })).toMatchObject({ disabled: { atMillis, why: "failing" } })
      expect((yield* pending).map(({ element }) => element)).toEqual([
        {
          kind: "single",
          endpointId: healthy.id,
          record: "endpoint",
          recordId: failing.id,
          version: atMillis,
          sinceMillis: atMillis,
          attempt: 1
        }
      ])
      // A success between begins the time anew.
      yield* record({ endpointId: healthy.id, ...failed, atMillis: since, disableAfterMillis: hour })
      yield* record({ endpointId: healthy.id, atMillis: since + 1 })
      const later = yield* record({
        endpointId: healthy.id,
        ...failed,
        atMillis: since + hour,
        disableAfterMillis: hour
      })
      expect(later).toEqual({ disabled: undefined })
      // One that says that it is gone is believed at once.
      expect(yield* record({ endpointId: healthy.id, httpStatus: 410, cause: "gone", isGone: true })).toEqual({
        disabled: "gone"
      })
      const enabled = yield* endpoints.update(
        { team, id: failing.id },
        { url: failing.url, description: undefined, isEnabled: true }
      )
      expect(enabled).toMatchObject({ disabled: null, failures: 0, failingSinceMillis: null })
    }).pipe(alone)
  )
})

layer(layerFresh, { excludeTestServices: true })("WebhookAttempts", (it) => {
  it.effect("are listed latest first, page by page, by record and by outcome, and each endpoint's alone", () =>
    Effect.gen(function* () {
      const [{ id }, another] = [yield* endpoint(), yield* endpoint()]
      const attempts = yield* WebhookAttempts
      const recordId = randomUUID()
      for (let attempt = 1; attempt <= 5; attempt++) {
        const retryAtMillis = attempt < 5 ? Date.now() + 1_000 : undefined
        yield* record({ endpointId: id, attempt, recordId, ...failed, retryAtMillis })
      }
      yield* record({ endpointId: id })
      yield* record({ endpointId: another.id })
      const first = yield* attempts.list(id, { limit: 4 })
      expect(first.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
        [1, "delivered"],
        [5, "given_up"],
        [4, "retrying"],
        [3, "retrying"]
      ])
      const rest = yield* attempts.list(id, { limit: 4, before: first.at(-1)?.id })
      expect(rest.map(({ attempt }) => attempt)).toEqual([2, 1])
      expect(yield* attempts.list(id, { limit: 4, outcome: "given_up" })).toHaveLength(1)
      expect(yield* attempts.list(id, { limit: 10, recordId })).toHaveLength(5)
      expect(yield* attempts.list(another.id, { limit: 4, before: first[0]?.id })).toEqual([])
      // Each retry was offered with its attempt.
      expect((yield* pending).map(({ element }) => "attempt" in element && element.attempt)).toEqual([2, 3, 4, 5])
    }).pipe(alone)
  )

  it.effect("are delivered once more where a team asks for it, one by one or all that were given up", () =>
    Effect.gen(function* () {
      const [{ id }, another] = [yield* endpoint(), yield* endpoint()]
      const attempts = yield* WebhookAttempts
      const lost = { endpointId: id, messageId: "msg_lost", recordId: randomUUID(), version: 3, ...failed }
      const found = { endpointId: id, messageId: "msg_found", recordId: randomUUID(), ...failed }
      const atMillis = Date.now()
      yield* record({ ...lost, atMillis })
      yield* record({ ...lost, atMillis, isRedelivery: true })
      yield* record({ ...found, atMillis })
      yield* record({ ...found, atMillis, httpStatus: 204, cause: undefined })
      const [delivered] = yield* attempts.list(id, { limit: 1 })
      expect(yield* attempts.redeliver(another.id, delivered?.id ?? "")).toBeUndefined()
      expect(yield* pending).toEqual([])
      expect(yield* attempts.redeliver(id, delivered?.id ?? "")).toMatchObject({ messageId: "msg_found" })
      expect(yield* attempts.redeliverGivenUp(id, atMillis + 1)).toBe(0)
      expect(yield* attempts.redeliverGivenUp(id, atMillis)).toBe(1)
      expect((yield* pending).map(({ element }) => element)).toMatchObject([
        { kind: "single", endpointId: id, record: "transfer", recordId: found.recordId, version: 1, attempt: 1 },
        { kind: "single", endpointId: id, record: "transfer", recordId: lost.recordId, version: 3, attempt: 1 }
      ])
    }).pipe(alone)
  )

  it.effect("offer what follows once, though they are recorded twice, and are forgotten after a month", () =>
    Effect.gen(function* () {
      const { id } = yield* endpoint()
      const again = { endpointId: id, recordId: randomUUID(), atMillis: 1_000, ...failed, retryAtMillis: 5_000 }
      yield* record(again)
      yield* record(again)
      expect(yield* pending).toHaveLength(1)
      yield* record({ endpointId: id })
      const attempts = yield* WebhookAttempts
      yield* attempts.clean
      expect(yield* attempts.list(id, { limit: 9 })).toHaveLength(1)
    }).pipe(alone)
  )
})
