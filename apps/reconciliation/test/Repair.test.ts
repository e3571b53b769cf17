/** Eko's word brought to the state machine: runs against a simulated Eko that lost an answer, and reversed a success. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { EkoClient, EkoClock, Identifiers, IndiaTime, Money, TransferPolicy, Transfers, WalletLoads } from "@bhejo/core"
import { EkoSimulator, Configuration as SimulatorConfiguration } from "@bhejo/eko-simulator"
import { UndiciTransport } from "@bhejo/eko-transport"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Context, Effect, Layer, Option, Redacted, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { migratedDatabase } from "../../../packages/store-postgres/test/MigratedDatabase.ts"
import * as Cli from "./Cli.ts"
import { header } from "./DatabaseCorpus.ts"
import { databaseEnvironment, folder, storeAt } from "./support.ts"

const team = Identifiers.TeamId.make("retail")
const customerId = Identifiers.CustomerId.make("9123456789")
const initiatorId = Identifiers.InitiatorId.make("9962981729")
const idOf = (number: number) => Identifiers.TransferId.make(`00000000-0000-4000-8000-00000000000${number}`)

const policy = { ...TransferPolicy.defaults, callTimeoutMillis: 1_000, inquiryFirstDelayMillis: 2_000 }

const prepared = Effect.gen(function* () {
  const url = yield* migratedDatabase
  const path = yield* folder
  const out = join(path, "out")
  const configuration = SimulatorConfiguration.development("seed")
  const simulator = Context.get(
    yield* Layer.build(EkoSimulator.EkoSimulator.layer({ configuration })),
    EkoSimulator.EkoSimulator
  )
  const { developerKey, accessKey } = configuration
  const services = yield* Layer.build(
    Layer.mergeAll(Transfers.Transfers.layer, WalletLoads.WalletLoads.layer).pipe(
      Layer.provide(EkoClient.EkoClient.layer({ developerKey, accessKey, initiatorId, generation: "seed" })),
      Layer.provide(UndiciTransport.layer({ baseUrl: simulator.baseUrl, callTimeoutMillis: policy.callTimeoutMillis })),
      Layer.provide(storeAt(url)),
      Layer.provide(EkoClock.layer),
      Layer.provideMerge(Layer.succeed(TransferPolicy.TransferPolicy, policy))
    )
  )
  const transfers = Context.get(services, Transfers.Transfers)
  const send = Effect.fnUntraced(function* (number: number) {
    const id = idOf(number)
    yield* transfers.request({
      id,
      team,
      product: "dmt-fino",
      customerId,
      recipientId: Identifiers.RecipientId.make(98765),
      amountPaise: Money.paise(500_00),
      userCode: Identifiers.UserCode.make("20810200")
    })
    const otp = Option.getOrThrow(yield* simulator.latestOtp(customerId)).otp
    const latlong = Identifiers.LatLong.make("28.6139,77.2090")
    const confirmed = yield* transfers.confirm({
      id,
      team,
      otp: Redacted.make(Identifiers.Otp.make(Redacted.value(otp))),
      latlong,
      confirmationKey: `key-${number}`
    })
    return confirmed.state
  })
  const loads = Context.get(services, WalletLoads.WalletLoads)
  const loadId = Identifiers.WalletLoadId.make("00000000-0000-4000-8000-00000000000a")
  const load = Effect.map(
    loads.load({ id: loadId, team, customerId, amountPaise: Money.paise(200_00) }),
    ({ state }) => state
  )
  const found = loads.find({ team, id: loadId })
  const loadState = Effect.map(found, ({ state }) => state)
  const loadTid = Effect.map(found, ({ attempt }) => attempt.tid)
  const stateOf = (number: number) => Effect.map(transfers.find({ team, id: idOf(number) }), ({ state }) => state)
  const env = {
    ...databaseEnvironment(url),
    EKO_BASE_URL: simulator.baseUrl,
    EKO_DEVELOPER_KEY: Redacted.value(developerKey),
    EKO_ACCESS_KEY: Redacted.value(accessKey),
    EKO_INITIATOR_ID: initiatorId,
    EKO_CALL_TIMEOUT: "1 second",
    INQUIRY_FIRST_DELAY: "2 seconds",
    QUEUE_LEASE: "3 seconds"
  }
  const today = IndiaTime.dayOf(yield* Clock.currentTimeMillis)
  const reconcile = (...more: ReadonlyArray<string>) =>
    Cli.runHere(["run", "--from", IndiaTime.plusDays(today, -1), "--to", today, "--out", out, ...more], env)
  const report = () => JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Report
  return { simulator, send, load, loadState, loadTid, stateOf, reconcile, report, env, path, out, url }
})

/** Today in India, as the processes see it. */
const today = (): string => IndiaTime.dayOf(Effect.runSync(Clock.currentTimeMillis))

interface Report {
  readonly sources: ReadonlyArray<string>
  readonly wallets: ReadonlyArray<{
    readonly wallet: string
    readonly openingPaise: number | null
    readonly closingPaise: number | null
    readonly gaps: number
  }>
  readonly repaired: ReadonlyArray<unknown>
  readonly open: ReadonlyArray<{
    readonly known: { readonly break: { readonly class: string; readonly walletLoadId?: string } }
  }>
  readonly totals: Readonly<Record<string, number>>
}

const classesOf = ({ open }: Report) => open.map(({ known }) => known.break.class)

describe("a run that asks Eko", () => {
  it.live("settles what was in doubt by Eko's word, and a dry one does not", () =>
    Effect.gen(function* () {
      const { simulator, send, stateOf, reconcile, report } = yield* prepared
      assert.strictEqual(yield* send(1), "succeeded")
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "reset", effect: true })
      assert.strictEqual(yield* send(2), "in_doubt")

      const dry = yield* reconcile("--dry-run")
      assert.strictEqual(dry.code, 1, dry.stderr)
      assert.deepStrictEqual(classesOf(report()), ["status_differs"])
      assert.strictEqual(yield* stateOf(2), "in_doubt")

      const done = yield* reconcile()
      assert.strictEqual(done.code, 0, done.stdout + done.stderr)
      assert.include(done.stdout, "Clean: everything agrees.")
      assert.include(done.stdout, "1 transfer moved on Eko's word.")
      assert.deepStrictEqual(report().repaired, [{ after: "succeeded", before: "in_doubt", transferId: idOf(2) }])
      assert.strictEqual(yield* stateOf(2), "succeeded")

      const again = yield* reconcile()
      assert.strictEqual(again.code, 0, again.stdout + again.stderr)
      assert.deepStrictEqual(report().repaired, [])
    })
  )

  it.live("follows a success that Eko reversed, and asks for the refund", () =>
    Effect.gen(function* () {
      const { simulator, send, stateOf, reconcile, report } = yield* prepared
      yield* simulator.planFault({
        operation: "dmt-fino/initiate",
        fault: "reversed",
        as: "refund_pending",
        afterMillis: 1
      })
      assert.strictEqual(yield* send(1), "succeeded")
      const done = yield* reconcile()
      assert.strictEqual(done.code, 1, done.stdout + done.stderr)
      assert.deepStrictEqual(classesOf(report()), ["refund_outstanding"])
      assert.deepStrictEqual(report().repaired, [{ after: "refund_pending", before: "succeeded", transferId: idOf(1) }])
      assert.strictEqual(yield* stateOf(1), "refund_pending")
    })
  )

  it.live(
    "has its chunks done by whichever process works",
    () =>
      Effect.gen(function* () {
        const { send, env, path, url, reconcile } = yield* prepared
        for (const number of [1, 2, 3]) assert.strictEqual(yield* send(number), "succeeded")
        const query = <A extends object>(text: string) =>
          SqlClient.SqlClient.use((sql) => sql.unsafe<A>(text)).pipe(Effect.provide(storeAt(url)))
        // The run that opened it is gone before its first chunk: only the worker is left to do them.
        yield* query(`CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$`)
        yield* query(
          `CREATE TRIGGER wait_here BEFORE UPDATE ON reconciliation_chunks FOR EACH ROW EXECUTE FUNCTION wait_here()`
        )
        const opened = yield* Cli.start(["run", "--date", today(), "--out", "out"], env, path)
        const asleep = query<{ pid: number }>(
          "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
        )
        const [first] = yield* asleep.pipe(
          Effect.repeat({ until: (rows) => rows.length > 0, schedule: Schedule.spaced("50 millis") }),
          Effect.timeout("2 minutes")
        )
        yield* opened.kill
        yield* opened.ended
        // Its chunks run side by side, so more than one may wait.
        yield* asleep.pipe(
          Effect.tap((rows) => Effect.forEach(rows, ({ pid }) => query(`SELECT pg_terminate_backend(${pid})`))),
          Effect.repeat({ until: (rows) => rows.length === 0, schedule: Schedule.spaced("50 millis") })
        )
        assert.isDefined(first)
        yield* query("DROP TRIGGER wait_here ON reconciliation_chunks")
        const working = yield* Cli.start(["worker"], env, path)
        // What the dead process had in hand comes back to the queue when its lease has ended.
        const left = query<{ left: number }>(
          "SELECT count(*)::int AS left FROM reconciliation_chunks WHERE done_at IS NULL"
        )
        yield* left.pipe(
          Effect.repeat({ until: ([row]) => row?.left === 0, schedule: Schedule.spaced("200 millis") }),
          Effect.timeout("2 minutes")
        )
        const closed = yield* Cli.run(["run", "--date", today(), "--out", "out"], env, path)
        assert.strictEqual(closed.code, 0, closed.stdout + closed.stderr)
        assert.include(closed.stderr, "goes on where it stopped")
        assert.strictEqual((yield* reconcile()).code, 0)
        // It has no end of its own: being told to end is none that failed.
        yield* working.endInOrder
        assert.strictEqual((yield* working.ended).code, 0)
      }),
    600_000
  )

  it.live("settles a wallet load by Eko's word, and knows its lines in a statement", () =>
    Effect.gen(function* () {
      const { simulator, load, loadState, loadTid, reconcile, report, path, out, env } = yield* prepared
      yield* simulator.planFault({ operation: "ppi-digikhata/load-wallet", fault: "reset", effect: true })
      assert.strictEqual(yield* load, "in_doubt")
      const dry = yield* reconcile("--dry-run")
      assert.strictEqual(dry.code, 1, dry.stdout + dry.stderr)
      assert.deepStrictEqual(classesOf(report()), ["status_differs"])
      assert.isDefined(report().open[0]?.known.break.walletLoadId)
      assert.strictEqual(yield* loadState, "in_doubt")
      const done = yield* reconcile()
      assert.strictEqual(done.code, 0, done.stdout + done.stderr)
      assert.strictEqual(yield* loadState, "loaded")
      assert.lengthOf(report().repaired, 1)
      assert.strictEqual(report().totals["transfers/wallet load/loaded"], 1)

      // A statement that has it by another amount and one that nobody knows.
      const tid = yield* loadTid
      const at = `${today()} 00:00:01`
      const rows = [`${tid},,0,201.00,,,,,,,,${at},debit`, `77,,0,5.00,,,,,,,,${at},debit`]
      const statement = join(path, "eko.csv")
      writeFileSync(statement, `${header}\n${rows.join("\n")}\n`)
      const args = ["run", "--date", today(), "--statement", statement, "--sources", "statement", "--out", out]
      const listed = yield* Cli.runHere(args, env)
      assert.strictEqual(listed.code, 1, listed.stdout + listed.stderr)
      assert.deepStrictEqual(classesOf(report()).toSorted(), ["amount_differs", "debit_without_transfer"])
      // A run without the statement has not looked for either.
      const again = yield* reconcile()
      assert.strictEqual(again.code, 1, again.stdout + again.stderr)
    })
  )

  it.live("ends each agent's chain with the balance that Eko tells of the agent's number", () =>
    Effect.gen(function* () {
      const { send, env, path, out, report } = yield* prepared
      assert.strictEqual(yield* send(1), "succeeded")
      const here = {
        ...env,
        RECONCILE_WALLETS: "agent",
        RECONCILE_METRICS_FILE: join(path, "metrics.prom"),
        RECONCILE_AGENT_WALLETS: `{"20810200":"${initiatorId}","20810999":"9000000001"}`
      }
      const reconcile = Cli.runHere(["run", "--date", today(), "--out", out], here)
      const first = yield* reconcile
      // Eko knows no wallet by the second number: whether money has left it, nobody has looked.
      assert.strictEqual(first.code, 2, first.stdout + first.stderr)
      assert.include(first.stderr, "Eko does not tell a wallet's balance")
      assert.include(first.stdout, "Eko did not tell the balance of wallet 20810999: the run is not complete.")
      assert.notInclude(first.stdout, "Clean")
      const page = readFileSync(join(out, "report.html"), "utf8")
      assert.include(page, "Not complete: Eko did not tell the balance of wallet 20810999.")
      for (const comfort of ["No rupee is unaccounted for", "Nothing needs you today"]) assert.notInclude(page, comfort)
      const { manifest } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as {
        readonly manifest: { readonly verdict: string; readonly unread: ReadonlyArray<string> }
      }
      assert.strictEqual(manifest.verdict, "incomplete")
      assert.deepStrictEqual(manifest.unread, ["20810999"])
      const metrics = readFileSync(join(path, "metrics.prom"), "utf8")
      assert.match(metrics, /bhejo_reconciliation_wallet_unread\{[^}]*wallet="20810999"[^}]*\} 1\n/)
      assert.match(metrics, /bhejo_reconciliation_wallet_unread\{[^}]*wallet="20810200"[^}]*\} 0\n/)
      for (const said of [first.stdout, first.stderr, page, metrics]) assert.notInclude(said, "9000000001")
      // What could not be finished is no success, and none was before it.
      const success = () =>
        readFileSync(join(path, "metrics.prom"), "utf8").match(/^bhejo_reconciliation_last_success\S+ (\S+)$/m)?.[1]
      assert.isUndefined(success())
      const [before] = report().wallets
      assert.strictEqual(before?.wallet, "20810200")
      assert.strictEqual(yield* send(2), "succeeded")
      const agents = { RECONCILE_AGENT_WALLETS: `{"20810200":"${initiatorId}"}` }
      const second = yield* Cli.runHere(["run", "--date", today(), "--out", out], { ...here, ...agents })
      assert.strictEqual(second.code, 0, second.stdout + second.stderr)
      const succeededAt = success()
      assert.closeTo(Number(succeededAt), Date.now() / 1_000, 60)
      const [after] = report().wallets
      assert.strictEqual(after?.openingPaise, before?.closingPaise)
      assert.strictEqual(after?.closingPaise, Number(before?.closingPaise) - 505_00)
      assert.strictEqual(after?.gaps, 0)
      // A failure after it takes nothing away.
      const third = yield* Cli.runHere(["run", "--date", today(), "--out", out], here)
      assert.strictEqual(third.code, 2)
      assert.strictEqual(success(), succeededAt)
    })
  )

  it.live("leaves the wallet alone where it looks at one product, since a balance holds what the other has moved", () =>
    Effect.gen(function* () {
      const { send, reconcile, report } = yield* prepared
      assert.strictEqual(yield* send(1), "succeeded")
      const done = yield* reconcile("--product", "ppi-digikhata")
      assert.strictEqual(done.code, 0, done.stdout + done.stderr)
      assert.deepStrictEqual(report().sources, ["inquiry"])
      assert.deepStrictEqual(report().wallets, [])
    })
  )

  it.live("asks Eko about transactions that only callbacks tell of", () =>
    Effect.gen(function* () {
      const { send, env, out, url, report } = yield* prepared
      assert.strictEqual(yield* send(1), "succeeded")
      const query = (at: Redacted.Redacted<string>, text: string) =>
        SqlClient.SqlClient.use((sql) => sql.unsafe<{ tid: string }>(text)).pipe(Effect.provide(storeAt(at)))
      const received = (hint: unknown) =>
        `INSERT INTO callbacks (received_at, hint) VALUES (now(), '${JSON.stringify(hint)}')`
      const [held] = yield* query(url, "SELECT tid FROM transaction_ids")
      // To a database that has lost the transfer, Eko's transaction is somebody else's.
      const other = yield* migratedDatabase
      const hints = [
        { tid: held?.tid, amountPaise: 500_00, txStatus: "0" },
        { tid: "987654321", amountPaise: 9_999_00, txStatus: "0" },
        { clientRefId: "POS-0000001", amountPaise: 1_00 }
      ]
      for (const hint of hints) yield* query(other, received(hint))
      const here = { ...env, DATABASE_URL: Redacted.value(other), RECONCILE_OTHER_SYSTEMS: "KIOSK-, POS-" }
      const done = yield* Cli.runHere(["run", "--date", today(), "--sources", "inquiry", "--out", out], here)
      assert.strictEqual(done.code, 1, done.stdout + done.stderr)
      assert.deepStrictEqual(classesOf(report()), ["debit_without_transfer", "callback_without_attempt"])
      // To the database that has it, both are nothing.
      yield* query(url, received(hints[0]))
      const known = yield* Cli.runHere(["run", "--date", today(), "--sources", "inquiry", "--out", out], env)
      assert.strictEqual(known.code, 0, known.stdout + known.stderr)
    })
  )

  it.live("says that it is not complete where Eko does not answer, and resolves nothing by that", () =>
    Effect.gen(function* () {
      const { simulator, send, reconcile, report } = yield* prepared
      assert.strictEqual(yield* send(1), "succeeded")
      yield* simulator.planFault({
        operation: "transaction/inquire",
        fault: "http",
        status: 500,
        effect: false,
        times: 9
      })
      const done = yield* reconcile()
      assert.strictEqual(done.code, 2)
      assert.include(done.stdout, "Eko gave no answer about 1 transaction")
      assert.deepStrictEqual(report().open, [])
      const again = yield* reconcile()
      assert.notStrictEqual(again.code, 1, again.stdout)
    })
  )
})
