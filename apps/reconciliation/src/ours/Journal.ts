/**
 * Whether a record's journal leads to its snapshot.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util"
import { type DataKeys, Sealing } from "@bhejo/store-postgres"
import { Result, Schema } from "effect"
import type { SqlClient } from "effect/sql"

/** A record with its journal as the database has them. */
export interface Row {
  readonly id: string
  readonly snapshot: unknown
  readonly events: ReadonlyArray<unknown>
  /** The number of each event. */
  readonly versions: ReadonlyArray<number>
  /** Whether the events are numbered from 1 without a gap, up to the snapshot's version. */
  readonly isNumbered: boolean
}

/** What tells one kind of record from another. */
export interface Kind<State, Event> {
  readonly table: "transfers" | "wallet_loads"
  readonly journal: "transfer_events" | "wallet_load_events"
  readonly State: Schema.Codec<State, unknown>
  readonly Event: Schema.Codec<Event, unknown>
  readonly replay: (events: ReadonlyArray<Event>) => State | undefined
}

/** What joins each record of a query to its journal, as `j`; the condition says which events `e` are a record's. */
export const joined = (sql: SqlClient.SqlClient, journal: Kind<unknown, unknown>["journal"], isOfRecord: string) => sql`
  CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(e.event ORDER BY e.version), '[]') AS events,
      coalesce(jsonb_agg(e.version ORDER BY e.version), '[]') AS versions, max(e.version) AS last,
      count(*) = max(e.version) AS is_numbered
    FROM ${sql(journal)} AS e WHERE ${sql.literal(isOfRecord)}
  ) AS j`

/** State and events where they can be read, and what is wrong with them in words. */
export interface Read<State, Event> {
  readonly state: State | undefined
  readonly events: ReadonlyArray<Event> | undefined
  readonly problem: string | undefined
}

/** Reads rows of one kind; what is wrong with a journal fails nothing. */
export const reader = <State, Event>({ table, journal, State, Event, replay }: Kind<State, Event>) => {
  const codec = Schema.toCodecJson(State)
  const decodeState = Schema.decodeUnknownResult(codec)
  const encodeState = Schema.encodeSync(codec)
  const decodeEvents = Schema.decodeUnknownResult(Schema.toCodecJson(Schema.Array(Event)))
  const replayed = (events: ReadonlyArray<Event>): State | undefined => {
    try {
      return replay(events)
    } catch {
      return undefined
    }
  }
  const problemOf = (
    isNumbered: boolean,
    snapshot: unknown,
    state: State | undefined,
    events: ReadonlyArray<Event> | undefined
  ): string | undefined => {
    if (state === undefined) return "its snapshot cannot be read"
    if (events === undefined) return "one of its events cannot be read"
    if (!isNumbered) return "its events are not numbered without a gap"
    const led = replayed(events)
    if (led === undefined) return "its events cannot follow each other"
    // The snapshot may have been written before a field had its default: what it means is compared, not how it is put.
    return isDeepStrictEqual(encodeState(led), encodeState(state)) || isDeepStrictEqual(encodeState(led), snapshot)
      ? undefined
      : "its events lead to another state"
  }
  return (keys: DataKeys.DataKeys, row: Row): Read<State, Event> => {
    const snapshot = Result.getOrUndefined(Sealing.open(keys, [table, row.id], row.snapshot))
    const state = Result.getOrUndefined(decodeState(snapshot))
    const opened = Result.all(
      row.events.map((event, index) => Sealing.open(keys, [journal, row.id, row.versions[index] ?? 0], event))
    )
    const events = Result.getOrUndefined(Result.flatMap(opened, decodeEvents))
    return { state, events, problem: problemOf(row.isNumbered, snapshot, state, events) }
  }
}
