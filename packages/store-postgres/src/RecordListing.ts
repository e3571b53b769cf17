/**
 * The records of one team, newest first, page by page.
 *
 * A walk through the pages gives exactly the records that were there when its first page was read, each once, whatever
 * arrives meanwhile. Neither a time nor a sequence could promise that: a record is dated, or numbered, before it is
 * committed, so one that commits late would stand among pages that were read already. Each record therefore knows the
 * transaction that brought it, and a walk knows which transactions it can see: PostgreSQL's own snapshot, in the position
 * of each page. By the same means {@link Position}'s `since` finds what has arrived after a walk began, and misses nothing.
 *
 * @module
 */
import type { Identifiers, TransferState, TransferStore, WalletLoadState } from "@bhejo/core"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import type * as DataKeys from "./DataKeys.ts"
import { guarded } from "./PostgresFailure.ts"
import * as PostgresRecords from "./PostgresRecords.ts"
import * as PostgresTransferStore from "./PostgresTransferStore.ts"
import * as PostgresWalletLoadStore from "./PostgresWalletLoadStore.ts"
import * as Sealing from "./Sealing.ts"

/** Transactions that can be seen, as PostgreSQL writes a snapshot: `xmin:xmax:xip,…`. What is none is refused by its type. */
export const Snapshot = Schema.String.check(
  Schema.isMaxLength(20_000),
  Schema.makeFilter((text) => {
    const [, xmin = "", xmax = "", running = ""] =
      /^(\d{1,18}):(\d{1,18}):((?:\d{1,18}(?:,\d{1,18})*)?)$/.exec(text) ?? []
    const ids = [xmin, ...(running === "" ? [] : running.split(",")), xmax].map((id) => BigInt(id || 0))
    return (
      ids.every((id, index) => id > 0n && id >= (ids[index - 1] ?? 1n)) && (running === "" || ids.at(-2) !== ids.at(-1))
    )
  })
)

/** Where a walk stands. */
export const Position = Schema.Struct({
  /** What the walk can see. */
  asOf: Schema.optionalKey(Snapshot),
  /** Where it is set, the walk is through what this could not see. */
  since: Schema.optionalKey(Snapshot),
  /** The last record that was given. */
  after: Schema.optionalKey(
    Schema.Struct({
      createdAtMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 253_402_300_799_999 })),
      id: Schema.String.check(Schema.isUUID())
    })
  )
})
export type Position = typeof Position.Type

/** What is listed: records of which all of this is true. */
export interface Filters<State extends string = string> {
  readonly team: Identifiers.TeamId
  readonly states?: ReadonlyArray<State> | undefined
  readonly customerId?: Identifiers.CustomerId | undefined
  /** Of transfers alone. */
  readonly recipientId?: Identifiers.RecipientId | undefined
  readonly reference?: string | undefined
  /** Our reference to one of its attempts. */
  readonly clientRefId?: string | undefined
  /** Eko's id of a transaction of one of its attempts. */
  readonly tid?: string | undefined
  /** Made at this time or later, … */
  readonly fromMillis?: number | undefined
  /** … and before this one. */
  readonly beforeMillis?: number | undefined
}

export interface Page<out Record> {
  readonly records: ReadonlyArray<Record>
  /** Where the walk goes on; nothing where it has ended. */
  readonly next: Position | undefined
  /** Where a later walk begins, through what has arrived since this one began. */
  readonly newer: Position
}

export type List<Record, State extends string> = (
  filters: Filters<State>,
  walk: { readonly position?: Position | undefined; readonly limit: number }
) => Effect.Effect<Page<Record>, TransferStore.StoreUnavailable>

export class TransferListing extends Context.Service<
  TransferListing,
  { readonly list: List<TransferState.TransferState, TransferState.StateName> }
>()("@bhejo/store-postgres/TransferListing") {}

export class WalletLoadListing extends Context.Service<
  WalletLoadListing,
  { readonly list: List<WalletLoadState.WalletLoadState, WalletLoadState.StateName> }
>()("@bhejo/store-postgres/WalletLoadListing") {}

interface Kind<Record> {
  readonly table: "transfers" | "wallet_loads"
  readonly journal: "transfer_events" | "wallet_load_events"
  readonly owner: "transfer_id" | "wallet_load_id"
  readonly Record: Schema.Codec<Record, unknown>
}

/** The transactions that the position of an older walk or page lets through. */
const within = (sql: SqlClient.SqlClient, { asOf, since }: Position): ReadonlyArray<Statement.Fragment> => [
  // What this statement sees while its transaction is still to come was restored from another cluster, and is old.
  ...(asOf === undefined
    ? []
    : [
        sql`(pg_visible_in_snapshot(arrived_in, ${asOf}::text::pg_snapshot)
          OR NOT pg_visible_in_snapshot(arrived_in, pg_current_snapshot()))`
      ]),
  ...(since === undefined
    ? []
    : [
        sql`arrived_in >= pg_snapshot_xmin(${since}::text::pg_snapshot)`,
        sql`NOT pg_visible_in_snapshot(arrived_in, ${since}::text::pg_snapshot)`,
        sql`pg_visible_in_snapshot(arrived_in, pg_current_snapshot())`
      ])
]

/** The statement of one page: each record with the snapshot that it was read in; without records, the snapshot alone. */
export const statement = (
  sql: SqlClient.SqlClient,
  keys: DataKeys.DataKeys,
  { table, journal, owner }: Omit<Kind<unknown>, "Record">,
  filters: Filters,
  position: Position,
  limit: number
) => {
  const { team, states, customerId, recipientId, reference, clientRefId, tid, fromMillis, beforeMillis } = filters
  const { after } = position
  const given = <Value>(value: Value | undefined, condition: (value: Value) => Statement.Fragment) =>
    value === undefined ? [] : [condition(value)]
  const conditions = sql.and([
    sql`team = ${team}`,
    ...given(customerId, (value) => Sealing.isOfCustomer(sql, keys, value)),
    ...given(recipientId, (value) => sql`(snapshot #>> '{terms,recipientId}')::bigint = ${value}`),
    ...given(reference, (value) => sql`reference = ${value}`),
    ...given(
      clientRefId,
      (value) =>
        sql`id IN (SELECT ${sql(owner)} FROM ${sql(journal)} WHERE event #>> '{attempt,clientRefId}' = ${value})`
    ),
    ...given(tid, (value) => sql`id IN (SELECT ${sql(owner)} FROM transaction_ids WHERE tid = ${value})`),
    ...given(fromMillis, (value) => sql`created_at >= ${new Date(value)}`),
    ...given(beforeMillis, (value) => sql`created_at < ${new Date(value)}`),
    ...given(after, ({ createdAtMillis, id }) => sql`(created_at, id) < (${new Date(createdAtMillis)}, ${id}::uuid)`),
    ...within(sql, position)
  ])
  const newestFirst = sql`ORDER BY created_at DESC, id DESC LIMIT ${limit}`
  const ofState = (state: string) =>
    sql`(SELECT id, created_at, snapshot FROM ${sql(table)} WHERE state = ${state} AND ${conditions} ${newestFirst})`
  const [first, ...others] = states ?? []
  // The newest of each state are read from its own end of an index, however rare it is among the newest of all.
  const found =
    first === undefined
      ? sql`SELECT id, created_at, snapshot FROM ${sql(table)} WHERE ${conditions} ${newestFirst}`
      : others.reduce((union, state) => sql`${union} UNION ALL ${ofState(state)}`, sql`${ofState(first)}`)
  return sql<{ readonly asOf: string; readonly id: string | null; readonly snapshot: unknown }>`
    SELECT pg_current_snapshot()::text AS "asOf", page.id, page.snapshot
    FROM (VALUES (1)) AS always LEFT JOIN (SELECT * FROM (${found}) AS found ${newestFirst}) AS page ON true
    ORDER BY page.created_at DESC, page.id DESC`
}

interface Listed {
  readonly createdAtMillis: number
  readonly terms: { readonly id: string }
}

const make = Effect.fnUntraced(function* <Record extends Listed, State extends string>(kind: Kind<Record>) {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* Sealing.SealingKeys
  const read = PostgresRecords.reader(kind, keys)

  const list: List<Record, State> = Effect.fn("RecordListing.list")(function* (filters, { position = {}, limit }) {
    // Planned for its own values each time: a plan for any would read all of a team to find what has arrived lately.
    const rows = yield* statement(sql, keys, kind, filters, position, limit + 1).unprepared
    const asOf = position.asOf ?? rows[0]?.asOf
    if (asOf === undefined) return yield* Effect.die(new Error("a page always has a row"))
    const found = yield* Effect.forEach(
      // One row without a record tells the snapshot alone.
      rows.flatMap(({ id, snapshot }) => (id === null ? [] : [{ id, snapshot }])),
      ({ id, snapshot }) => read(id, snapshot)
    )
    const records = found.slice(0, limit)
    const last = found.length > limit ? records.at(-1) : undefined
    return {
      records,
      next:
        last === undefined
          ? undefined
          : { ...position, asOf, after: { createdAtMillis: last.createdAtMillis, id: last.terms.id } },
      newer: { since: asOf }
    }
  }, guarded("list"))

  return { list }
})

export const layer: Layer.Layer<TransferListing | WalletLoadListing, never, SqlClient.SqlClient | Sealing.SealingKeys> =
  Layer.merge(
    Layer.effect(TransferListing, Effect.map(make(PostgresTransferStore.kind), TransferListing.of)),
    Layer.effect(WalletLoadListing, Effect.map(make(PostgresWalletLoadStore.kind), WalletLoadListing.of))
  )
