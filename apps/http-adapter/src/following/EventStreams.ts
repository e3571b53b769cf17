/**
 * A record's journal as server-sent events: what is there, and then what is committed, by whichever process.
 *
 * Nothing is gathered for a reader who is slow: the journal is read when the reader has taken what was sent, from where it
 * stands. So a stream costs its place and its connection, and of both there are only so many.
 *
 * @module
 */
import type { Identifiers } from "@bhejo/core"
import type { HttpBindings } from "@hono/node-server"
import { Clock, Context, Effect, Exit, Fiber, Latch, Layer, Metric, Option, Result, type Scope, Stream } from "effect"
import type { Context as HonoContext } from "hono"
import { accepts } from "hono/accepts"
import { Refusal } from "../http/Refusal.ts"
import * as Problem from "../problems/Problem.ts"

export interface Options {
  /** Streams that one process keeps open. */
  readonly maxOpen: number
  /** … and of these one team's. */
  readonly maxOfTeam: number
  /** A stream without an event says so often that it lives, so that nobody on the way takes it for dead. */
  readonly heartbeatMillis: number
  /** A stream ends after this time, and its reader goes on with another: no connection is kept for ever. */
  readonly lifetimeMillis: number
}

/** What a stream is of: a record's whole journal, and a wait for what may have been added to it. */
export interface Source<out Event extends { readonly version: number }, out E, out R> {
  readonly journal: Effect.Effect<ReadonlyArray<Event>, E, R>
  /** Where it is awaited again, it waits until there may be more than when it last ended; the first time it does not. */
  readonly changes: Effect.Effect<Effect.Effect<void>, never, Scope.Scope>
}

/** Whom a stream goes to. */
export interface Reader {
  readonly c: HonoContext
  /** Fails once the key that the stream was asked for with is none any more. */
  readonly isAllowed: Effect.Effect<unknown, unknown>
}

/** The media type of server-sent events. */
export const contentType = "text/event-stream"

/** What readers are told. */
export const description =
  "With the header Accept: text/event-stream it is followed: each event as it is committed, with its version as id. A stream ends after a while; go on with the last id that you have, in the header Last-Event-ID, as browsers do by themselves. Nothing is told twice that way, and nothing is missed."

/** A stream, as the documentation has it. */
export const told = {
  schema: { type: "string" },
  example: 'retry: 2000\n\nid: 4\ndata: {"version":4,"type":"debit_started","at":"2026-01-31T12:01:00.000Z"}\n\n:\n\n'
} as const

/** Whether the caller asks for a stream rather than for what is there. */
export const isAsked = (c: HonoContext): boolean =>
  accepts(c, { header: "Accept", supports: ["application/json", contentType], default: "application/json" }) ===
  contentType

/** A reader that lost its stream comes back after this time. */
const retryMillis = 2_000

/** Events of one chunk; the next ones are read when it was taken. */
const maxEvents = 100

/** After a fault of the database the journal is read again. */
const faultMillis = 1_000

/** Streams are waited for so long when the process ends. */
const endMillis = 1_000

const open = Metric.gauge("bhejo_event_streams_open", { description: "Event streams that are open" })

/** The version after which the reader wants to go on. */
const readFrom = (c: HonoContext, latest: number): Result.Result<number, Refusal> => {
  const id = c.req.header("last-event-id") ?? ""
  if (id === "") return Result.succeed(0)
  return /^\d{1,9}$/.test(id) && Number(id) <= latest
    ? Result.succeed(Number(id))
    : Result.fail(
        new Refusal({
          problem: Problem.invalidRequest([
            { pointer: "", detail: "The header Last-Event-ID must be the version of an event of this journal." }
          ])
        })
      )
}

const written = (events: ReadonlyArray<{ readonly version: number }>): string =>
  events.map((event) => `id: ${event.version}\ndata: ${JSON.stringify(event)}\n\n`).join("")

const alive = ":\n\n"

const full = (detail: string) =>
  new Refusal({ problem: Problem.make("overloaded", detail, { retryAfterSeconds: retryMillis / 1_000 }) })

const fullForTeam = (maxOfTeam: number) =>
  new Refusal({
    problem: Problem.make(
      "too-many-requests",
      `One process keeps ${maxOfTeam} streams of a team open. End one first.`,
      {
        retryAfterSeconds: retryMillis / 1_000
      }
    )
  })

export class EventStreams extends Context.Service<
  EventStreams,
  {
    /** Answers with a stream, or refuses where too many are open. */
    readonly respond: <Event extends { readonly version: number }, E, R>(
      reader: Reader,
      team: Identifiers.TeamId,
      source: Source<Event, E, R>
    ) => Effect.Effect<Response, E | Refusal, R>
    /** Ends all streams, for good, and waits a moment until they have. */
    readonly end: Effect.Effect<void>
  }
>()("@bhejo/http-adapter/EventStreams") {}

/** {@link EventStreams} as its routes use it. */
export const respond = <Event extends { readonly version: number }, E, R>(
  reader: Reader,
  team: Identifiers.TeamId,
  source: Source<Event, E, R>
): Effect.Effect<Response, E | Refusal, R | EventStreams> =>
  EventStreams.use((streams) => streams.respond(reader, team, source))

const make = Effect.fnUntraced(function* ({ maxOpen, maxOfTeam, heartbeatMillis, lifetimeMillis }: Options) {
  const scope = yield* Effect.scope
  const ending = Latch.makeUnsafe(false)
  const ofTeams = new Map<string, number>()
  let count = 0

  /** Takes a place for a stream; gives back what frees it, which may be done twice. */
  const place = Effect.fnUntraced(function* (team: string) {
    const ofTeam = ofTeams.get(team) ?? 0
    if (ending.isOpen()) return yield* full("This process ends.")
    if (ofTeam >= maxOfTeam) return yield* fullForTeam(maxOfTeam)
    if (count >= maxOpen) return yield* full(`This process keeps ${maxOpen} streams open.`)
    ofTeams.set(team, ofTeam + 1)
    yield* Metric.update(open, ++count)
    let isHeld = true
    return Effect.suspend(() => {
      if (!isHeld) return Effect.void
      isHeld = false
      const left = (ofTeams.get(team) ?? 1) - 1
      if (left === 0) ofTeams.delete(team)
      else ofTeams.set(team, left)
      return Metric.update(open, --count)
    })
  })

  /** Ends when the reader's time is over, the process ends, or the reader may not read any more. */
  const chunks = <Event extends { readonly version: number }, E, R>(
    { journal }: Source<Event, E, R>,
    { isAllowed }: Reader,
    changed: Effect.Effect<void>,
    from: { readonly version: number; readonly endsAtMillis: number }
  ) => {
    const read = journal.pipe(
      Effect.tapCause((cause) =>
        Effect.logWarning("A journal could not be read for its stream, and will be again", cause)
      ),
      Effect.option
    )
    const next = Effect.fnUntraced(function* ({ version, isBehind }: { version: number; isBehind: boolean }) {
      let wait: Effect.Effect<void> = isBehind ? Effect.void : changed
      for (;;) {
        const leftMillis = from.endsAtMillis - (yield* Clock.currentTimeMillis)
        if (leftMillis <= 0) return undefined
        const what = yield* Effect.raceAllFirst([
          Effect.as(ending.await, "end"),
          Effect.as(wait, "changed"),
          Effect.as(Effect.sleep(Math.min(leftMillis, heartbeatMillis)), "beat")
        ])
        if (what === "end" || Exit.isFailure(yield* Effect.exit(isAllowed))) return undefined
        if (what === "beat") return [alive, { version, isBehind: false }] as const
        const events = yield* read
        wait = Option.isSome(events) ? changed : Effect.sleep(faultMillis)
        // An event stands at its version.
        const fresh = Option.getOrElse(events, () => []).slice(version)
        const told = fresh.slice(0, maxEvents)
        const last = told.at(-1)
        if (last !== undefined) {
          return [written(told), { version: last.version, isBehind: fresh.length > told.length }] as const
        }
      }
    })
    return Stream.unfold({ version: from.version, isBehind: false }, next)
  }

  const streams: EventStreams["Service"]["respond"] = Effect.fnUntraced(function* (reader, team, source) {
    const { c } = reader
    const { length: latest } = yield* source.journal
    const version = yield* Effect.fromResult(readFrom(c, latest))
    const headers = { "content-type": contentType, "x-accel-buffering": "no", connection: "close" }
    // Its answer has no body that anybody would take.
    if (c.req.method === "HEAD") return new Response(null, { headers })
    const release = yield* place(team)
    const endsAtMillis = (yield* Clock.currentTimeMillis) + lifetimeMillis
    // A reader who takes nothing does not see that its time is over.
    const cut = yield* Effect.sleep(lifetimeMillis + heartbeatMillis).pipe(
      Effect.andThen(Effect.sync(() => (c.env as Partial<HttpBindings> | undefined)?.outgoing?.destroy())),
      Effect.andThen(release),
      Effect.forkIn(scope)
    )
    const body = Stream.make(`retry: ${retryMillis}\n\n`).pipe(
      Stream.concat(
        Stream.unwrap(
          Effect.map(source.changes, (changed) => chunks(source, reader, changed, { version, endsAtMillis }))
        )
      ),
      Stream.encodeText,
      Stream.ensuring(Effect.andThen(release, Fiber.interrupt(cut)))
    )
    // Not one chunk ahead of its reader.
    const strategy = { highWaterMark: 0 }
    return new Response(yield* Stream.toReadableStreamEffect(body, { strategy }), { headers })
  })

  const end = ending.open.pipe(
    Effect.andThen(Effect.sleep(20).pipe(Effect.repeat({ while: () => count > 0 }))),
    Effect.timeoutOption(endMillis),
    Effect.asVoid
  )
  return EventStreams.of({ respond: streams, end })
})

export const layer = (options: Options): Layer.Layer<EventStreams> => Layer.effect(EventStreams, make(options))
