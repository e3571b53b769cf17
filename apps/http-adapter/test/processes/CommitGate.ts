/**
 * Holds the commits of attempts back, so that a server can be stopped between a commit and what it sends after it: an
 * instant that no signal at random would meet.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, type Redacted } from "effect"

/** The advisory lock that each attempt's COMMIT passes; whoever has it alone holds them all back. */
const gate = 4_711

/** How many attempts are to wait before the gate opens, and how long that is waited for. */
const enough = 8
const patienceMillis = 5_000

/** Puts the gate into a database that is migrated. */
export const make = async (url: Redacted.Redacted<string>) => {
  /** On one connection of its own, which ends with its use, and the lock with it. */
  const using = <A>(use: (sql: PgClient.PgClient) => Promise<A>): Promise<A> =>
    Layer.build(PgClient.layer({ url, maxConnections: 1, applicationName: "commit gate" })).pipe(
      Effect.flatMap((services) => Effect.promise(() => use(Context.get(services, PgClient.PgClient)))),
      Effect.scoped,
      Effect.runPromise
    )

  await using(async (sql) => {
    const statements = [
      `CREATE FUNCTION test_pass_gate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock_shared(${gate});
          RETURN NULL;
        END
      $$`,
      `CREATE CONSTRAINT TRIGGER test_gate AFTER INSERT ON transfer_events DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.event ->> '_tag' = 'DebitStarted') EXECUTE FUNCTION test_pass_gate()`
    ]
    for (const statement of statements) await Effect.runPromise(sql.unsafe(statement))
  })

  return {
    /** Holds commits back until some wait, does something, and lets them go; the transfers whose attempts waited. */
    heldWhile: (act: () => Promise<void>): Promise<ReadonlyArray<string>> =>
      using(async (sql) => {
        const look = <Row extends object>(statement: string) => Effect.runPromise(sql.unsafe<Row>(statement))
        await look(`SELECT pg_advisory_lock(${gate})`)
        const expired = AbortSignal.timeout(patienceMillis)
        while (!expired.aborted) {
          const [row] = await look<{ waiting: number }>(
            "SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
          )
          if ((row?.waiting ?? 0) >= enough) break
          await sleep(20)
        }
        await act()
        const before = await open(look)
        await look(`SELECT pg_advisory_unlock(${gate})`)
        // What the other server has committed it sends, and has its outcome soon; what stays is this one's.
        await sleep(500)
        return (await open(look)).filter((id) => !before.includes(id))
      }),

    /** Whether an operator has settled one of these transfers. */
    isSettled: (ids: ReadonlyArray<string>): Promise<boolean> =>
      using(async (sql) => {
        const settled = await Effect.runPromise(
          sql`SELECT 1 FROM transfer_events WHERE type = 'AttemptResolved' AND ${sql.in("transfer_id", ids)} LIMIT 1`
        )
        return settled.length > 0
      }).catch(() => false)
  }
}

type Look = <Row extends object>(statement: string) => Promise<ReadonlyArray<Row>>

/** The transfers with an attempt that has no outcome yet. */
const open = async (look: Look): Promise<ReadonlyArray<string>> =>
  (await look<{ id: string }>("SELECT id FROM transfers WHERE state = 'debiting'")).map(({ id }) => id)
