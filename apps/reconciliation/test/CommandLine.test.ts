/** The commands on a real database: each way of ending as a real process, and the rest within this one. */
import { generateKeyPairSync } from "node:crypto"
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { Money } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { Webhook } from "standardwebhooks"
import { migratedDatabase } from "../../../packages/store-postgres/test/MigratedDatabase.ts"
import * as Cli from "./Cli.ts"
import * as DatabaseCorpus from "./DatabaseCorpus.ts"
import { databaseEnvironment, folder, storeAt } from "./support.ts"

const { from, to } = DatabaseCorpus.window
const asOf = ["--as-of", new Date(DatabaseCorpus.asOfMillis).toISOString()]
const first = `${from}_${to}_all_1`

const prepared = Effect.gen(function* () {
  const url = yield* migratedDatabase
  const path = yield* folder
  const statement = join(path, "eko.csv")
  const expected = yield* Effect.provide(DatabaseCorpus.write(3, 200, statement), storeAt(url))
  const env = { ...databaseEnvironment(url), RECONCILE_CHUNK_SIZE: "50" }
  const run = (args: ReadonlyArray<string>, more: Readonly<Record<string, string>> = {}) =>
    Cli.runHere(args, { ...env, ...more })
  const process = (args: ReadonlyArray<string>) => Cli.run(args, env, path)
  const range = ["run", "--from", from, "--to", to]
  const everything = [...range, "--statement", statement, "--sources", "statement,wallet", ...asOf]
  const out = join(path, "out")
  const reconcile = (args: ReadonlyArray<string> = [], more: Readonly<Record<string, string>> = {}) =>
    run([...everything, "--out", out, ...args], more)
  const ask = <A extends object>(statement: string) =>
    SqlClient.SqlClient.use((sql) => sql.unsafe<A>(statement)).pipe(Effect.provide(storeAt(url)))
  return { url, path, statement, expected, run, process, everything, out, reconcile, ask }
})

/** Everything in the database that a run could have written. */
const rows = `
  SELECT (SELECT count(*) FROM reconciliation_runs) + (SELECT count(*) FROM reconciliation_breaks)
    + (SELECT count(*) FROM statements) + (SELECT count(*) FROM statement_lines)
    + (SELECT count(*) FROM wallet_movements WHERE origin <> 'operator')
    + (SELECT count(*) FROM reconciliation_chunks) + (SELECT count(*) FROM wallet_readings) AS rows`

describe("bhejo-reconcile", () => {
  it.live("reconciles, reports to the byte as it was, explains, settles, and reopens what changes", () =>
    Effect.gen(function* () {
      const { path, expected, run, process, everything, reconcile } = yield* prepared
      assert.include((yield* run(["status"])).stdout, "no run yet")
      assert.strictEqual((yield* process(["breaks"])).code, 0)
      const done = yield* process(everything)
      assert.strictEqual(done.code, 1, done.stderr)
      const written = join(path, "reconciliation", first)
      assert.deepStrictEqual(readdirSync(written).sort(), ["breaks.csv", "manifest.json", "report.html", "report.json"])
      for (const name of [".", ...readdirSync(written)]) {
        assert.strictEqual(statSync(join(written, name)).mode & 0o077, 0, `${name} is its owner's alone`)
      }
      const untaken = yield* run(["report", first, "--out", join(path, "eko.csv")])
      assert.strictEqual(untaken.code, 2)
      assert.include(untaken.stderr, "The report could not be written to ")
      assert.strictEqual((yield* process(["report", first, "--out", "again"])).code, 0)
      for (const name of readdirSync(written)) {
        assert.strictEqual(
          readFileSync(join(path, "again", name), "utf8"),
          readFileSync(join(written, name), "utf8"),
          name
        )
      }
      const csv = (yield* run(["report", first, "--format", "csv"])).stdout
      assert.lengthOf(csv.trim().split("\r\n"), expected.length + 1)
      // The month by the database is what the run has counted transfer by transfer, since it covers all of them.
      const { totals } = JSON.parse(readFileSync(join(written, "report.json"), "utf8")) as {
        readonly totals: Readonly<Record<string, number>>
      }
      const total = (name: string) => totals[`months/2026-11/dmt-fino/${name}`] ?? 0
      const figures = ["feePaise", "commissionPaise", "tdsPaise", "gstPaise"].flatMap((figure) => [
        Money.toRupees(Money.paise(total(figure))),
        total(`${figure}/unknown`)
      ])
      assert.isAbove(total("gstPaise"), 0)
      assert.isAbove(total("gstPaise/unknown"), 0)
      const month = yield* process(["month", "2026-11", "--format", "csv"])
      assert.strictEqual(
        month.stdout.trim().split("\r\n").at(-1),
        ["2026-11", "dmt-fino", total("transfers"), Money.toRupees(Money.paise(total("amountPaise"))), ...figures].join(
          ","
        )
      )
      assert.include((yield* run(["month", "2026-11"])).stdout, `${total("transfers")} transfers succeeded`)
      assert.include((yield* run(["month", "2026-12"])).stdout, "No transfer of 2026-12 has succeeded.")
      assert.notStrictEqual((yield* run(["month", "2026-13"])).code, 0)
      const listed = yield* run(["breaks"])
      assert.strictEqual(listed.code, 1)
      assert.isTrue(expected.every((id) => listed.stdout.includes(id)))
      const gap = expected.find((id) => id.startsWith("balance_gap")) ?? ""
      const explained = yield* run(["explain", gap])
      assert.strictEqual(explained.code, 0, explained.stderr)
      for (const words of ["Gap in the balance (new)", "−₹37.13", "We hold", "Eko says", "Next:", "known movements"]) {
        assert.include(explained.stdout, words)
      }
      assert.strictEqual((yield* process(["explain", "balance_gap:none"])).code, 2)

      // The bank's charge explains the gap: a person says so, and the next run agrees as long as the facts are the same.
      assert.strictEqual((yield* run(["resolve", gap, "--by", "Meera", "--note", "a charge, ticket 7"])).code, 0)
      assert.strictEqual((yield* run(["resolve", gap, "--by", "Meera", "--note", "again"])).code, 2)
      assert.include((yield* reconcile()).stdout, `${expected.length - 1} breaks are open, 0 of them new.`)
      const movement = [
        "movement",
        "sweep",
        "--amount",
        "10.00",
        "--by",
        "Meera",
        "--note",
        "x",
        "--reference",
        "charge-7"
      ]
      const inTheGap = ["--at", `${/when +(\S+ \S+) in India/.exec(explained.stdout)?.[1]?.replace(" ", "T")}:59+05:30`]
      assert.strictEqual((yield* run([...movement, ...inTheGap])).code, 0)
      assert.strictEqual((yield* run([...movement, ...inTheGap])).code, 2)
      const reopened = yield* reconcile()
      assert.include(reopened.stdout, `${expected.length} breaks are open, 0 of them new.`)
      assert.include((yield* run(["explain", gap])).stdout, "Gap in the balance (reopened): The wallet fell by ₹27.13")
      const rest = movement.map((part) => (part === "10.00" ? "27.13" : part === "charge-7" ? "charge-8" : part))
      assert.strictEqual((yield* run([...rest, ...inTheGap])).code, 0)
      assert.include((yield* reconcile()).stdout, `${expected.length - 1} breaks are open, 0 of them new.`)
      assert.include((yield* run(["explain", gap])).stdout, "(resolved)")
      assert.include((yield* run(["status"])).stdout, `${first.replace(/1$/, "4")} `)
    })
  )

  it.live("writes the same bytes for the same inputs, however many work on them", () =>
    Effect.gen(function* () {
      const files = yield* Effect.forEach([false, true], (isShared) =>
        Effect.gen(function* () {
          const url = yield* migratedDatabase
          const path = yield* folder
          const statement = join(path, "eko.csv")
          yield* Effect.provide(DatabaseCorpus.write(3, 200, statement), storeAt(url))
          const env = { ...databaseEnvironment(url), RECONCILE_LANES: isShared ? "4" : "1" }
          const range = ["run", "--from", from, "--to", to]
          const args = [...range, "--statement", statement, "--sources", "statement,wallet", ...asOf]
          yield* Cli.runHere([...args, "--out", join(path, "out")], env)
          return readdirSync(join(path, "out")).map((name) => readFileSync(join(path, "out", name), "utf8"))
        })
      )
      assert.deepStrictEqual(files[0], files[1])
    })
  )

  it.live("changes nothing in a dry run, and finds the same", () =>
    Effect.gen(function* () {
      const { out, expected, reconcile, ask } = yield* prepared
      const before = yield* ask(rows)
      const dry = yield* reconcile(["--dry-run"])
      assert.strictEqual(dry.code, 1, dry.stderr)
      assert.include(dry.stdout, `${expected.length} breaks are open`)
      assert.include(dry.stdout, "nothing was changed")
      assert.deepStrictEqual(yield* ask(rows), before)
      assert.isTrue(existsSync(join(out, "report.html")))
    })
  )

  it.live("takes nothing of a statement that is wrong, and goes on once it is right", () =>
    Effect.gen(function* () {
      const { statement, expected, reconcile, ask } = yield* prepared
      const right = readFileSync(statement, "utf8")
      const lines = right.split("\n")
      for (const [wrong, problem] of [
        [[...lines.slice(0, 60), lines[5], ...lines.slice(60)].join("\n"), /line 61: The row repeats line 6/],
        [[...lines.slice(0, 60), "1E+9,x", ...lines.slice(60)].join("\n"), /line 61, column 2: The row has 2 columns/],
        [right.slice(0, -30), /no end/],
        [`${lines[0]}\n`, /There is a header and no row/]
      ] as const) {
        writeFileSync(statement, wrong)
        const failed = yield* reconcile()
        assert.strictEqual(failed.code, 2)
        assert.match(failed.stderr, problem)
        assert.deepStrictEqual(
          yield* ask(
            "SELECT (SELECT count(*) FROM statement_lines)::int AS lines, (SELECT count(*) FROM statements)::int AS files"
          ),
          [{ lines: 0, files: 0 }]
        )
      }
      writeFileSync(statement, right)
      assert.include((yield* reconcile()).stdout, `${expected.length} breaks are open, ${expected.length} of them new.`)
    })
  )

  it.live("lets a window have one run at a time, and a run one statement", () =>
    Effect.gen(function* () {
      const { url, statement, out, reconcile, run } = yield* prepared
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const connection = yield* sql.reserve
        const key = `bhejo-reconciliation ${from}_${to}_all`
        yield* connection.executeValues("SELECT pg_advisory_lock(hashtextextended($1, 0))", [key])
        const busy = yield* reconcile()
        assert.strictEqual(busy.code, 2)
        assert.include(busy.stderr, "Another process is reconciling")
        // Another window is another matter.
        const other = yield* run([
          "run",
          "--date",
          to,
          "--statement",
          statement,
          "--sources",
          "statement",
          ...asOf,
          "--out",
          out
        ])
        assert.notStrictEqual(other.code, 2, other.stderr)
      }).pipe(Effect.scoped, Effect.provide(storeAt(url)))
    })
  )

  it.live("signs, verifies without a database, and notices any change", () =>
    Effect.gen(function* () {
      const { path, out, run, reconcile } = yield* prepared
      const { privateKey, publicKey } = generateKeyPairSync("ed25519")
      const key = privateKey.export({ format: "pem", type: "pkcs8" }).toString()
      const trusted = publicKey.export({ format: "der", type: "spki" }).toString("base64")
      yield* reconcile([], { RECONCILE_SIGNING_KEY: key })
      const file = join(out, "manifest.json")
      const verify = (...more: ReadonlyArray<string>) => Cli.runHere(["verify", file, ...more], {})
      const good = yield* Cli.run(["verify", "out/manifest.json", "--public-key", trusted], {}, path)
      assert.strictEqual(good.code, 0, good.stderr)
      assert.include(good.stdout, trusted)
      const other = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).toString("base64")
      assert.strictEqual((yield* verify("--public-key", other)).code, 1)
      const manifest = readFileSync(file, "utf8")
      writeFileSync(file, manifest.replace(/"attempts":(\d+)/, '"attempts":1$1'))
      assert.include((yield* verify()).stderr, "the manifest was changed")
      writeFileSync(file, manifest)
      const csv = join(out, "breaks.csv")
      writeFileSync(csv, readFileSync(csv, "utf8").replace("0.00", "9.00"))
      assert.include((yield* verify()).stderr, "breaks.csv is not the file")
      assert.strictEqual((yield* run(["verify", join(path, "eko.csv")])).code, 2)
      assert.strictEqual((yield* reconcile([], { RECONCILE_SIGNING_KEY: "nonsense" })).code, 2)
    })
  )

  it.live("tells a webhook and the metrics, and stays closed when nobody listens", () =>
    Effect.gen(function* () {
      const { path, expected, reconcile } = yield* prepared
      const secret = `whsec_${Buffer.from("a secret of thirty-two bytes, so").toString("base64")}`
      const received: Array<unknown> = []
      const server = yield* Effect.acquireRelease(
        Effect.promise(
          () =>
            new Promise<ReturnType<typeof createServer>>((resolve) => {
              const listening = createServer((request, response) => {
                let body = ""
                request.on("data", (chunk) => {
                  body += String(chunk)
                })
                request.on("end", () => {
                  received.push(new Webhook(secret).verify(body, request.headers as Record<string, string>))
                  response.writeHead(received.length > 1 ? 500 : 204).end()
                })
              }).listen(0, "127.0.0.1", () => resolve(listening))
            })
        ),
        (listening) => Effect.sync(() => listening.close())
      )
      const metrics = join(path, "metrics.prom")
      const env = {
        RECONCILE_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
        RECONCILE_WEBHOOK_SECRET: secret,
        RECONCILE_METRICS_FILE: metrics
      }
      const told = yield* reconcile([], env)
      assert.strictEqual(told.code, 1, told.stderr)
      assert.deepInclude(received[0] as object, { type: "reconciliation.closed" })
      assert.deepInclude((received[0] as { data: object }).data, {
        run: first,
        verdict: "breaks",
        open: expected.length
      })
      const text = readFileSync(metrics, "utf8")
      assert.match(text, /bhejo_reconciliation_last_success_timestamp_seconds\S* \d+/)
      assert.match(text, /bhejo_reconciliation_open_breaks\{[^}]*class="balance_gap"[^}]*\} 1\n/)
      const untold = yield* reconcile([], env)
      assert.strictEqual(untold.code, 1)
      assert.include(untold.stderr, "The webhook was not delivered: it answered 500.")
    })
  )
})
