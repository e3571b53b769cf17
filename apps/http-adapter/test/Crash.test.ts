/** The adapter as a real process, killed where it hurts most. */

import { connect } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { sqlOn } from "./DatabaseClient.ts"
import { eventually } from "./Eventually.ts"
import { apiKeys, client, environment, killed, newKey, spawnServer, surroundings } from "./support.ts"

describe("a process that is killed", () => {
  it.live("after the debit and before its answer: the transfer settles with one debit", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const env = environment(simulator, databaseUrl, "seed")
      const first = yield* spawnServer(env)
      const before = client(first.baseUrl, simulator)
      const { body: created } = yield* before.create()
      const otp = yield* before.otpOf("9123456789")
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
      // Its connection ends with the process; what matters is what the books say afterwards.
      yield* Effect.forkScoped(Effect.ignoreCause(before.confirm(created.id, otp)))
      yield* eventually(
        "the debit",
        Effect.map(simulator.ledger(), (entries) => entries.length === 1)
      )
      yield* Effect.promise(() => killed(first.child))

      const second = yield* spawnServer(env)
      const after = client(second.baseUrl, simulator)
      assert.include(["debiting", "in_doubt", "succeeded"], (yield* after.get(created.id)).body.state)
      const settled = yield* after.until(created.id, "succeeded", "failed")
      assert.strictEqual(settled.state, "succeeded")
      assert.deepStrictEqual(
        (yield* after.debits(created.id)).map((entry) => entry.kind),
        ["debit"]
      )
      assert.lengthOf(yield* simulator.ledger(), 1)
    }).pipe(Effect.scoped)
  )

  it.live("after the recorded attempt and before it is sent: it stays in doubt with no debit, and says so", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const env = environment(simulator, databaseUrl, "seed")
      const first = yield* spawnServer(env)
      const before = client(first.baseUrl, simulator)
      const { body: created } = yield* before.create()
      const otp = yield* before.otpOf("9123456789")

      // PostgreSQL itself dawdles in the attempt's COMMIT, which its backend completes without the client.
      const sql = yield* sqlOn(databaseUrl, 1)
      yield* sql.unsafe(`
        CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END'`)
      yield* sql.unsafe(`
        CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON transfer_events DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.type = 'DebitStarted') EXECUTE FUNCTION dawdle()`)
      yield* Effect.forkScoped(Effect.ignoreCause(before.confirm(created.id, otp)))
      yield* eventually(
        "a COMMIT that dawdles",
        Effect.map(sql`SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`, (rows) => rows.length === 1)
      )
      yield* Effect.promise(() => killed(first.child))
      yield* eventually(
        "the attempt on record",
        Effect.map(sql`SELECT 1 FROM transfer_events WHERE type = 'DebitStarted'`, (rows) => rows.length === 1)
      )

      const second = yield* spawnServer(env)
      const after = client(second.baseUrl, simulator)
      yield* after.until(created.id, "in_doubt")
      // Further inquiries find nothing either, and prove nothing.
      yield* eventually(
        "a second inquiry",
        Effect.map(after.get(created.id), ({ body }) => body.doubt?.inquiries >= 2)
      )
      const { body } = yield* after.get(created.id)
      assert.strictEqual(body.state, "in_doubt")
      assert.strictEqual(body.doubt.reason, "abandoned")
      assert.match(body.doubt.message, /Do not pay again/)
      assert.lengthOf(yield* simulator.ledger(), 0)
      assert.strictEqual((yield* after.confirm(created.id, otp, newKey())).status, 409)
    }).pipe(Effect.scoped)
  )
})

describe("a process that is told to end", () => {
  it.live("finishes the debit that is under way, for a client that hung up as well", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const env = environment(simulator, databaseUrl, "seed", {
        EKO_CALL_TIMEOUT: "3 seconds",
        INQUIRY_FIRST_DELAY: "1 minute"
      })
      const server = yield* spawnServer(env)
      const api = client(server.baseUrl, simulator)
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf("9123456789")
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
      const leaving = new AbortController()
      yield* Effect.forkScoped(
        Effect.ignoreCause(
          api.send("POST", `/v1/transfers/${created.id}/confirm`, {
            key: newKey(),
            body: { otp, latlong: "28.6139,77.2090" },
            signal: leaving.signal
          })
        )
      )
      yield* eventually(
        "the debit",
        Effect.map(simulator.ledger(), (entries) => entries.length === 1)
      )
      leaving.abort()
      const ended = new Promise((resolve) => server.child.once("exit", (code) => resolve(code)))
      server.child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => ended), 0)

      // The call was let run to its own end and its outcome recorded: the doubt is that of an answer that never came,
      // not of a process that went away.
      const sql = yield* sqlOn(databaseUrl, 1)
      const rows = yield* sql<{ type: string; outcome: string; cause: string }>`
        SELECT type, event #>> '{outcome,_tag}' AS outcome, event #>> '{outcome,cause}' AS cause FROM transfer_events ORDER BY version DESC LIMIT 1`
      assert.deepStrictEqual(rows, [{ type: "DebitAnswered", outcome: "Unknown", cause: "timeout" }])
    }).pipe(Effect.scoped)
  )

  it.live("answers what is under way, takes nothing new, waits for no idler, and leaves nothing behind", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const server = yield* spawnServer(
        environment(simulator, databaseUrl, "seed", { EKO_CALL_TIMEOUT: "2 seconds", INQUIRY_FIRST_DELAY: "1 minute" })
      )
      const api = client(server.baseUrl, simulator)
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf("9123456789")

      // A client that announces a body and never sends it.
      const idler = connect({ port: Number(new URL(server.baseUrl).port), host: "127.0.0.1" })
      idler.on("error", () => undefined)
      idler.write(
        `POST /v1/transfers HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${apiKeys.payments}\r\n` +
          "idempotency-key: idle\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"
      )
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
      const confirming = yield* Effect.forkScoped(api.confirm(created.id, otp))
      yield* eventually(
        "the debit",
        Effect.map(simulator.ledger(), (entries) => entries.length === 1)
      )
      const ended = new Promise((resolve) => server.child.once("exit", (code) => resolve(code)))
      server.child.kill("SIGTERM")
      yield* eventually(
        "a refused connection",
        Effect.promise(() =>
          fetch(`${server.baseUrl}/livez`).then(
            () => false,
            () => true
          )
        )
      )
      const { status, body, headers } = yield* Fiber.join(confirming)
      assert.strictEqual(status, 200)
      assert.strictEqual(body.state, "in_doubt")
      assert.strictEqual(headers.get("connection"), "close")
      assert.strictEqual(yield* Effect.promise(() => ended), 0)
      idler.destroy()

      const sql = yield* sqlOn(databaseUrl, 1)
      const rows = yield* sql`
        SELECT 1 FROM pg_stat_activity
        WHERE application_name LIKE 'bhejo%' AND datname = current_database()`
      assert.lengthOf(rows, 0)
    }).pipe(Effect.scoped)
  )
})
