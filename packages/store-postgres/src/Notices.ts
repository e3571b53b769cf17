/**
 * Telling every process on this database that something was committed, by LISTEN and NOTIFY on one connection of each.
 *
 * A notice is a hint, not a proof: it comes a moment after its commit, it may come twice, and it is lost where its process
 * dies in that moment. A listener is told whenever it may have missed some, and looks for itself now and then besides.
 *
 * It is not sent by the transaction that it tells of. PostgreSQL lets only one transaction with a NOTIFY commit at a time,
 * in all databases of a server, and the others wait for its disk: appends of 64 callers fell from 1,570 to 630 a second.
 *
 * @module
 */
import { PgClient } from "@effect/sql-pg"
import * as PgConnection from "@effect/sql-pg/PgConnection"
import { Context, Effect, Latch, Layer, Queue, Schedule, type Scope } from "effect"

/** What is done with notices of one topic; neither may throw or take long. */
export interface Listener {
  /** Something was committed that this names. */
  readonly told: (key: string) => void
  /** Any number of notices may have been missed. */
  readonly missed: () => void
}

export class Notices extends Context.Service<
  Notices,
  {
    /**
     * Tells every process, this one included, and waits for nothing. Topic and key are short, of visible ASCII characters;
     * a key that waits to be told already is told once.
     */
    readonly tell: (topic: string, key: string) => Effect.Effect<void>
    /** Listens until the scope closes; what was told before it listens is missed, and that is said first. */
    readonly listen: (topic: string, listener: Listener) => Effect.Effect<void, never, Scope.Scope>
  }
>()("@bhejo/store-postgres/Notices") {}

const channel = "bhejo_notices"

/** PostgreSQL takes 7,999 bytes. */
const maxPayloadBytes = 7_900

/** So many notices wait while there is no connection; with more, listeners are told that they missed some. */
const maxPending = 10_000

/** What comes within this time is told together. */
const gatherMillis = 5

/** A connection that is silent for so long is asked whether it lives, and is given this time to answer. */
const pingMillis = 10_000
const answerMillis = 5_000

/** Takes so many keys of each topic into a payload as it holds. */
const payloads = (pending: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyArray<string> => {
  const all: Array<string> = []
  for (const [topic, keys] of pending) {
    let payload = topic
    for (const key of keys) {
      if (payload.length + 1 + key.length > maxPayloadBytes) {
        all.push(payload)
        payload = topic
      }
      payload += ` ${key}`
    }
    all.push(payload)
  }
  return all
}

const make = Effect.gen(function* () {
  const { config: pool } = yield* PgClient.PgClient
  const config = { ...pool, applicationName: `${pool.applicationName ?? "bhejo"} notices` }
  const listeners = new Map<string, Set<Listener>>()
  let pending = new Map<string, Set<string>>()
  let count = 0
  /** Something was committed that will not be told by name. */
  let isIncomplete = false
  let isConnected = false
  // Who neither tells nor listens needs no connection.
  const isNeeded = Latch.makeUnsafe(false)
  const isPending = Latch.makeUnsafe(false)
  const isTold = Latch.makeUnsafe(true)

  const allMissed = () => {
    for (const ofTopic of listeners.values()) for (const listener of ofTopic) listener.missed()
  }

  const deliver = ({ payload }: PgConnection.Notification) => {
    const [topic = "", ...keys] = payload.split(" ")
    if (topic === "") return allMissed()
    for (const listener of listeners.get(topic) ?? []) for (const key of keys) listener.told(key)
  }

  const add = (topic: string, key: string) => {
    const keys = pending.get(topic) ?? new Set()
    if (keys.has(key)) return
    if (count >= maxPending) {
      isIncomplete = true
      return
    }
    pending.set(topic, keys.add(key))
    count++
    isTold.closeUnsafe()
    isPending.openUnsafe()
    isNeeded.openUnsafe()
  }

  const send = (connection: PgConnection.PgConnection) =>
    Effect.gen(function* () {
      // Without any, the connection is asked whether it lives.
      yield* Effect.raceFirst(isPending.await, Effect.sleep(pingMillis))
      yield* Effect.sleep(gatherMillis)
      const all = [...(isIncomplete ? [""] : []), ...payloads(pending)]
      pending = new Map()
      count = 0
      isIncomplete = false
      isPending.closeUnsafe()
      yield* connection
        .query("SELECT pg_notify($1, payload) FROM jsonb_array_elements_text($2::jsonb) AS payload", [
          channel,
          JSON.stringify(all)
        ])
        .pipe(Effect.timeout(answerMillis))
      if (count === 0) isTold.openUnsafe()
    })

  /** One connection, as long as it lives. */
  const session = Effect.gen(function* () {
    const connection = yield* Effect.flatMap(PgConnection.make(config), ({ pin }) => pin)
    const notifications = yield* connection.listen(channel)
    isConnected = true
    yield* Effect.addFinalizer(() => Effect.sync(() => (isConnected = false)))
    allMissed()
    const receiving = Effect.forever(Effect.map(Queue.take(notifications), deliver))
    return yield* Effect.all([receiving, Effect.forever(send(connection))], { concurrency: "unbounded" })
  }).pipe(Effect.scoped)

  const lost = (error: { readonly _tag: string }) => {
    // What was on its way may not have been told to anybody.
    isIncomplete = true
    isPending.openUnsafe()
    return Effect.logWarning("The connection for notices is lost and will be made again", { error: error._tag })
  }

  yield* session.pipe(
    Effect.tapError(lost),
    Effect.retry(Schedule.spaced("1 second")),
    (connected) => Effect.andThen(isNeeded.await, connected),
    Effect.forkScoped
  )
  // What was committed by a process that ends is told before its connection goes.
  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => (isConnected ? isTold.await : Effect.void)).pipe(Effect.timeoutOption("1 second"))
  )

  return Notices.of({
    tell: (topic, key) => Effect.sync(() => add(topic, key)),
    listen: (topic, listener) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const ofTopic = listeners.get(topic) ?? new Set()
          listeners.set(topic, ofTopic.add(listener))
          isNeeded.openUnsafe()
          listener.missed()
        }),
        () =>
          Effect.sync(() => {
            const ofTopic = listeners.get(topic)
            ofTopic?.delete(listener)
            if (ofTopic?.size === 0) listeners.delete(topic)
          })
      )
  })
})

export const layer: Layer.Layer<Notices, never, PgClient.PgClient> = Layer.effect(Notices, make)
