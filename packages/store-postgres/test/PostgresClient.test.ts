import { inspect } from "node:util"
import { freshDatabase } from "@bhejo/embedded-postgres/testing"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import * as PostgresClient from "../src/PostgresClient.ts"
import * as CarelessPostgres from "./CarelessPostgres.ts"
import { query } from "./support.ts"

/** A new database with defaults of its own. */
const databaseWith = (...settings: ReadonlyArray<string>) =>
  Effect.tap(freshDatabase, (url) => {
    const name = new URL(Redacted.value(url)).pathname.slice(1)
    const alterations = settings.map((setting) => query(`ALTER DATABASE ${name} SET ${setting}`))
    return Effect.all(alterations).pipe(Effect.provide(PostgresClient.layer({ url })))
  })

const starting = (url: Redacted.Redacted<string>) => Effect.scoped(Layer.build(PostgresClient.layer({ url })))

describe("PostgresClient", () => {
  it.live("refuses a server whose commits would not survive a crash, and says what to do", () =>
    Effect.gen(function* () {
      const url = yield* CarelessPostgres.make({ fsync: "off", full_page_writes: "off", synchronous_commit: "off" })
      const error = yield* Effect.flip(starting(url))
      expect(error).toBeInstanceOf(PostgresClient.PostgresUnsuitable)
      for (const setting of ["fsync", "full_page_writes", "synchronous_commit"]) {
        expect(error.message).toMatch(new RegExp(`${setting} is off.*Set ${setting} = on`))
      }
    })
  )

  it.live("refuses a database or role that does not wait for the disk by default", () =>
    Effect.gen(function* () {
      const url = yield* databaseWith("synchronous_commit = off")
      const error = yield* Effect.flip(starting(url))
      expect(error).toMatchObject({ _tag: "PostgresUnsuitable", problems: [{ found: expect.stringContaining("off") }] })
    })
  )

  it.live("refuses a database that cannot be written", () =>
    Effect.gen(function* () {
      const url = yield* databaseWith("default_transaction_read_only = on")
      expect(yield* Effect.flip(starting(url))).toMatchObject({
        _tag: "PostgresUnsuitable",
        problems: [{ found: expect.stringContaining("read-only") }]
      })
    })
  )

  it.live("runs every session as it needs it, whatever the defaults are", () =>
    Effect.gen(function* () {
      const url = yield* databaseWith(
        "synchronous_commit = local",
        "timezone = 'Asia/Kolkata'",
        "default_transaction_isolation = 'serializable'",
        "statement_timeout = '1s'"
      )
      const settings = [
        "synchronous_commit",
        "timezone",
        "transaction_isolation",
        "statement_timeout",
        "application_name"
      ]
      const shown = query<Record<string, string>>(
        `SELECT ${settings.map((name) => `current_setting('${name}') AS ${name}`).join(", ")}`
      )
      const client = PostgresClient.layer({ url, applicationName: "bhejo-test" })
      const sessions = yield* Effect.all([shown, shown, shown], { concurrency: 3 }).pipe(Effect.provide(client))
      for (const rows of sessions) {
        expect(rows).toEqual([
          {
            synchronous_commit: "on",
            timezone: "UTC",
            transaction_isolation: "read committed",
            statement_timeout: "0",
            application_name: "bhejo-test"
          }
        ])
      }
    })
  )

  it.live("tells why a server cannot be reached, and never the password", () =>
    Effect.gen(function* () {
      const url = new URL(Redacted.value(yield* freshDatabase))
      url.password = "hunter2"
      const wrongPassword = url.href
      url.port = "1"
      const addresses = [
        [wrongPassword, "28P01"],
        [url.href, "ECONNREFUSED"],
        ["postgres://bhejo:hunter2@127.0.0.1:x/bhejo", "URL"],
        ["http://bhejo:hunter2@127.0.0.1/bhejo", "protocol"]
      ] as const
      for (const [address, why] of addresses) {
        const error = yield* Effect.flip(starting(Redacted.make(address)))
        expect(error).toMatchObject({ _tag: "PostgresUnreachable", message: expect.stringContaining(why) })
        expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain("hunter2")
      }
    })
  )
})
