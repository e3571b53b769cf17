/**
 * The commands that look at runs and breaks, and those by which a person adds to them.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Break, BreakAdvice, BreakLifecycle, IndiaTime, Money } from "@bhejo/core"
import { PostgresStore } from "@bhejo/store-postgres"
import { Clock, Console, Effect, Layer, Option, Redacted, Result, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import * as Configuration from "../Configuration.ts"
import * as EvidenceWords from "../report/EvidenceWords.ts"
import * as MonthlyStatement from "../report/MonthlyStatement.ts"
import { count, instant, rupees } from "../report/PageWords.ts"
import { type Report, type ReportedBreak, reportedBreak } from "../report/Report.ts"
import * as CanonicalJson from "../runs/CanonicalJson.ts"
import * as Closing from "../runs/Closing.ts"
import * as Manifest from "../runs/Manifest.ts"
import * as Retention from "../runs/Retention.ts"
import * as RunStore from "../runs/RunStore.ts"
import * as WalletChain from "../wallets/WalletChain.ts"
import { Ended } from "./Ended.ts"
import * as IndiaDayFlag from "./IndiaDayFlag.ts"
import { summaryOf, walletName, writeFiles } from "./RunCommand.ts"

const store = Layer.unwrap(
  Effect.map(Configuration.database, ({ url, dataKeys }) =>
    PostgresStore.layer({ url, dataKeys, applicationName: "bhejo-reconciliation" })
  )
)

/** Says what is wrong and ends with 2. */
const refuse = (words: string) => Effect.andThen(Console.error(words), new Ended({ code: 2 }))

const asOfToday = Effect.map(Clock.currentTimeMillis, IndiaTime.dayOf)

interface RunLine {
  readonly id: string
  readonly phase: string
  readonly opened: string
  readonly done: number
  readonly all: number
  readonly open: number | null
}

export const status = Command.make(
  "status",
  {},
  Effect.fnUntraced(function* () {
    yield* Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const runs = yield* sql<RunLine>`
        SELECT r.id, r.phase, to_char(r.opened_at AT TIME ZONE 'Asia/Kolkata', 'YYYY-MM-DD HH24:MI') AS opened,
          count(c.done_at)::int AS done, count(c.number)::int AS all, jsonb_array_length(r.report -> 'open') AS open
        FROM reconciliation_runs AS r LEFT JOIN reconciliation_chunks AS c ON c.run_id = r.id
        GROUP BY r.id ORDER BY r.opened_at DESC, r.id DESC LIMIT 20`
      if (runs.length === 0) return yield* Console.log("There has been no run yet.")
      for (const { id, phase, opened, done, all, open } of runs) {
        const state =
          phase === "closed"
            ? `closed, ${count(open ?? 0, "break")} open then`
            : `${phase}, ${done} of ${all} parts done`
        yield* Console.log(`${id.padEnd(40)} opened ${opened}  ${state}`)
      }
      const now = yield* RunStore.openBreaks({})
      yield* Console.log(`\n${count(now.length, "break")} open now.`)
    }).pipe(Effect.provide(store))
  })
).pipe(Command.withDescription("The latest runs, and how many breaks are open"))

const loadReport = Effect.fnUntraced(function* (run: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ readonly report: Report | null; readonly manifest: unknown; readonly phase: string }>`
    SELECT report, manifest, phase FROM reconciliation_runs WHERE id = ${run}`
  if (row === undefined) return yield* refuse(`There is no run ${run}. \`bhejo-reconcile status\` lists them.`)
  if (row.report === null && row.phase === "closed") {
    return yield* refuse(`The report of run ${run} is older than RECONCILE_KEEP_DAYS and was removed.`)
  }
  if (row.report === null) return yield* refuse(`Run ${run} is not closed. Start it again to go on with it.`)
  return { report: row.report, manifest: CanonicalJson.encode(row.manifest) }
})

/** Which files are not those that the run wrote: what `verify` is going to say of them. */
const differingFrom = (manifest: string, files: ReadonlyMap<string, string>): ReadonlyArray<string> => {
  const readFile = (name: string) => {
    const content = files.get(name)
    return content === undefined ? undefined : Buffer.from(content)
  }
  return Result.match(Manifest.decode(manifest), {
    onFailure: () => [],
    onSuccess: (sealed) => Manifest.check(sealed, readFile, undefined).problems
  })
}

const laidOutAnew =
  "This version of bhejo-reconcile writes them otherwise, from the run's own data: report.json is as it was."

export const report = Command.make(
  "report",
  {
    run: Argument.String("run").pipe(Argument.withDescription("A run, as `status` names it")),
    format: Flag.Literals("format", ["text", "json", "csv", "html"]).pipe(
      Flag.withDescription("What is written to the standard output; text by default"),
      Flag.withDefault("text")
    ),
    out: Flag.String("out").pipe(Flag.withDescription("A folder for all files instead"), Flag.optional)
  },
  Effect.fnUntraced(function* ({ run, format, out }) {
    yield* Effect.gen(function* () {
      const { report, manifest } = yield* loadReport(run)
      const files = Closing.filesOf(report)
      files.set("manifest.json", manifest)
      if (Option.isSome(out)) {
        yield* writeFiles(out.value, run, files)
        const differing = differingFrom(manifest, files)
        if (differing.length > 0) yield* Console.error([...differing, laidOutAnew].join("\n"))
        return yield* Console.log(`Report: ${join(out.value, "report.html")}`)
      }
      const names = { json: "report.json", csv: "breaks.csv", html: "report.html" } as const
      yield* Console.log(format === "text" ? summaryOf(report) : (files.get(names[format]) ?? ""))
    }).pipe(Effect.provide(store))
  })
).pipe(Command.withDescription("The report of a closed run, as it was"))

export const month = Command.make(
  "month",
  {
    month: Argument.String("month").pipe(
      Argument.withSchema(MonthlyStatement.Month),
      Argument.withDescription("A month in India, such as 2026-11")
    ),
    format: Flag.Literals("format", ["text", "csv", "json"]).pipe(
      Flag.withDescription("How it is written; text by default"),
      Flag.withDefault("text")
    )
  },
  Effect.fnUntraced(function* ({ month, format }) {
    const lines = yield* Effect.provide(MonthlyStatement.of(month), store)
    yield* format === "csv"
      ? Effect.sync(() => process.stdout.write(MonthlyStatement.csvOf(month, lines)))
      : Console.log(format === "json" ? CanonicalJson.encode({ month, lines }) : MonthlyStatement.textOf(month, lines))
  })
).pipe(Command.withDescription("A month's fees, commission, TDS and GST, by what statements and answers say"))

const lineOf = ({ known, severity, ageDays, exposurePaise }: ReportedBreak): string =>
  [
    severity.padEnd(8),
    `${ageDays} d`.padStart(6),
    rupees(known.break.amountPaise).padStart(14),
    rupees(exposurePaise).padStart(12),
    ` ${known.break.id}`
  ].join(" ")

const decodeClass = Schema.decodeUnknownOption(Break.BreakClass)

export const breaks = Command.make(
  "breaks",
  {
    class: Flag.String("class").pipe(
      Flag.filterMap(decodeClass, () => `one of ${Break.BreakClass.literals.join(", ")}`),
      Flag.withDescription("One class alone, such as balance_gap"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* (given) {
    const found = yield* Effect.provide(RunStore.openBreaks({ class: Option.getOrUndefined(given.class) }), store)
    if (found.length === 0) return yield* Console.log("No break is open.")
    const today = yield* asOfToday
    const reported = found.map((known) => reportedBreak(known, today)).sort((one, other) => other.ageDays - one.ageDays)
    yield* Console.log(`severity    age         amount          due  break\n${reported.map(lineOf).join("\n")}`)
    return yield* new Ended({ code: 1 })
  })
).pipe(Command.withDescription("The breaks that are open, the oldest first"))

const breakArgument = Argument.String("break").pipe(Argument.withDescription("A break, as `breaks` names it"))

const findBreak = Effect.fnUntraced(function* (id: string) {
  const known = yield* RunStore.findBreak(id)
  return known ?? (yield* refuse(`There is no break ${id}. \`bhejo-reconcile breaks\` lists those that are open.`))
})

export const explain = Command.make(
  "explain",
  { break: breakArgument },
  Effect.fnUntraced(function* (given) {
    const known = yield* Effect.provide(findBreak(given.break), store)
    const { ageDays, exposurePaise, title } = reportedBreak(known, yield* asOfToday)
    const { meaning, next } = BreakAdvice.of(known.break.class)
    const side = (name: string, statement: Break.Statement) =>
      [name, ...EvidenceWords.of(statement).map(([key, value]) => `  ${key.padEnd(27)} ${value}`)].join("\n")
    const { transferId, walletLoadId, clientRefId } = known.break
    const ours = {
      ...(transferId === undefined ? {} : { transfer: transferId }),
      ...(walletLoadId === undefined ? {} : { "wallet load": walletLoadId }),
      ...(clientRefId === undefined ? {} : { reference: clientRefId }),
      ...known.break.ours
    }
    yield* Console.log(
      [
        `${title} (${known.status}): ${known.break.summary}`,
        "",
        `amount ${rupees(known.break.amountPaise)}, ${count(ageDays, "day")} old, ${rupees(exposurePaise)} of compensation due`,
        meaning,
        `Next: ${next}`,
        "",
        side("We hold", ours),
        ...known.break.eko.map((values) => side("Eko says", values)),
        "",
        `First found by ${known.firstRun}, last by ${known.lastRun}, in ${count(known.runs, "run")}.`,
        ...(known.resolution === undefined ? [] : [`Settled by ${known.resolution.by}: ${known.resolution.note}`])
      ].join("\n")
    )
  })
).pipe(Command.withDescription("What both sides say about a break, and what to do"))

const words = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.filter(
      (text) => text.trim() !== "",
      () => "some words"
    ),
    Flag.withDescription(description)
  )
const by = words("by", "Who says so, by name")

export const resolve = Command.make(
  "resolve",
  { break: breakArgument, by, note: words("note", "On what it rests; no customer's number belongs here") },
  Effect.fnUntraced(function* (given) {
    yield* Effect.gen(function* () {
      const known = yield* findBreak(given.break)
      if (!BreakLifecycle.isOpen(known)) return yield* refuse(`${given.break} is not open.`)
      const atMillis = yield* Clock.currentTimeMillis
      yield* RunStore.saveBreaks([BreakLifecycle.resolve(known, { by: given.by, note: given.note, atMillis })])
      yield* Console.log(`${given.break} is settled. Other facts than those of today reopen it.`)
    }).pipe(Effect.provide(store))
  })
).pipe(Command.withDescription("Settle a break by your word; it moves no transfer"))

const amount = Flag.String("amount").pipe(
  Flag.withDescription("Rupees, such as 5000.00; a sweep's is taken out of the wallet")
)

export const movement = Command.make(
  "movement",
  {
    kind: Argument.Literals("kind", ["top_up", "sweep", "other_system"]).pipe(
      Argument.withDescription("Money put into the wallet, taken out of it, or what another system paid from it")
    ),
    amount,
    at: Flag.Date("at").pipe(Flag.withDescription("When it was, such as 2026-11-20T10:15:00+05:30")),
    reference: words(
      "reference",
      "The bank's or the other system's name for it; the same one twice is the same movement"
    ),
    wallet: Flag.String("wallet").pipe(
      Flag.withDescription("Which wallet; the initiator's by default"),
      Flag.withDefault(walletName)
    ),
    by,
    note: words("note", "What it was")
  },
  Effect.fnUntraced(function* ({ kind, amount, at, reference, wallet, by, note }) {
    const amountPaise = Option.getOrElse(Money.fromRupees(amount), () => Money.paise(0))
    if (amountPaise <= 0) return yield* refuse("--amount: rupees with at most two decimals, and more than 0.")
    const delta = kind === "top_up" ? amountPaise : 0 - amountPaise
    const { agentWallets } = yield* Configuration.settings
    const isConfigured = wallet === walletName || Object.hasOwn(Redacted.value(agentWallets), wallet)
    yield* Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      if (at.getTime() > (yield* Clock.currentTimeMillis)) {
        return yield* refuse(`--at: ${instant(at.getTime())} is still to come. Note what has happened.`)
      }
      const firstMillis = yield* WalletChain.firstKnown(wallet)
      if (firstMillis === undefined && !isConfigured) {
        return yield* refuse(
          `--wallet: nothing is known of a wallet ${wallet}. The initiator's is called ${walletName}.`
        )
      }
      if (firstMillis !== undefined && at.getTime() < firstMillis) {
        const first = `the first balance that is known of wallet ${wallet} (${instant(firstMillis)})`
        return yield* refuse(`--at: ${instant(at.getTime())} lies before ${first}, which holds it already.`)
      }
      const rows = yield* sql`
        INSERT INTO wallet_movements (wallet, reference, kind, at_millis, delta_paise, origin, recorded_by, note)
        VALUES (${wallet}, ${reference}, ${kind}, ${at.getTime()}, ${delta}, 'operator', ${by}, ${note})
        ON CONFLICT DO NOTHING RETURNING reference`
      if (rows.length === 0) return yield* refuse(`--reference: wallet ${wallet} has a movement ${reference} already.`)
      yield* Console.log(`Recorded: ${rupees(delta)} in wallet ${wallet}. The next run takes it into account.`)
    }).pipe(Effect.provide(store))
  })
).pipe(Command.withDescription("Record a top-up, a sweep, or what another system did on the same initiator"))

export const dispute = Command.make(
  "dispute",
  {
    transfer: Argument.String("transfer").pipe(Argument.withDescription("The id of the transfer that succeeded")),
    bankReference: words("bank-reference", "The reference that the credit should carry"),
    ticket: words("ticket", "Eko's or the bank's ticket"),
    due: IndiaDayFlag.make("due").pipe(Flag.withDescription("When an answer is due")),
    by,
    settled: Flag.String("settled").pipe(Flag.withDescription("How it ended, once it has"), Flag.optional)
  },
  Effect.fnUntraced(function* ({ transfer, bankReference, ticket, due, by, settled }) {
    const today = yield* asOfToday
    yield* Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const [note, settler] = Option.match(settled, { onNone: () => [null, null], onSome: (note) => [note, by] })
      const rows = yield* sql`
        INSERT INTO credit_disputes
          (transfer_id, bank_reference, ticket, raised_day, due_day, recorded_by, settled_by, settled_note)
        SELECT id, ${bankReference}, ${ticket}, ${today}::date, ${due}::date, ${by}, ${settler}, ${note}
        FROM transfers WHERE id::text = ${transfer} AND state = 'succeeded'
        ON CONFLICT (transfer_id) DO UPDATE SET ticket = excluded.ticket, due_day = excluded.due_day,
          settled_by = excluded.settled_by, settled_note = excluded.settled_note
        RETURNING transfer_id`
      if (rows.length === 0) return yield* refuse(`There is no succeeded transfer ${transfer}.`)
      yield* Console.log(Option.isNone(settled) ? `Recorded; the next run lists it.` : "Settled.")
    }).pipe(Effect.provide(store))
  })
).pipe(Command.withDescription("Record that a customer says a success never arrived, or how that ended"))

export const clean = Command.make(
  "clean",
  { dryRun: Flag.Boolean("dry-run").pipe(Flag.withDescription("Tell what would go"), Flag.withDefault(false)) },
  Effect.fnUntraced(function* ({ dryRun }) {
    const { keepDays } = yield* Configuration.settings
    const today = yield* asOfToday
    const day = IndiaTime.plusDays(today, 0 - keepDays)
    const removed = yield* Effect.provide(Retention.clean(IndiaTime.startOf(day), { isDryRun: dryRun }), store)
    const what = Object.entries(removed).map(([name, number]) => `  ${name.padEnd(16)} ${number}`)
    yield* Console.log([`${dryRun ? "Would be removed" : "Removed"}, from before ${day}:`, ...what].join("\n"))
  })
).pipe(
  Command.withDescription("Remove what is older than RECONCILE_KEEP_DAYS, and nothing that an open break rests on")
)

export const verify = Command.make(
  "verify",
  {
    manifest: Argument.String("manifest").pipe(Argument.withDescription("A manifest.json with its files beside it")),
    publicKey: Flag.String("public-key").pipe(
      Flag.withDescription("The key that must have signed it: base64 of its SPKI form"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ manifest, publicKey }) {
    const folder = dirname(manifest)
    const text = yield* Effect.sync(() => (existsSync(manifest) ? readFileSync(manifest, "utf8") : undefined))
    if (text === undefined) return yield* refuse(`There is no file ${manifest}.`)
    const sealed = Manifest.decode(text)
    if (Result.isFailure(sealed)) return yield* refuse(`${manifest} is not a manifest.`)
    const readFile = (name: string) => {
      const path = join(folder, name)
      return !name.includes("/") && existsSync(path) ? readFileSync(path) : undefined
    }
    const { problems, signedBy } = Manifest.check(sealed.success, readFile, Option.getOrUndefined(publicKey))
    for (const problem of problems) yield* Console.error(problem)
    if (problems.length > 0) return yield* new Ended({ code: 1 })
    const { run, files } = sealed.success.manifest
    const whose = Option.isNone(publicKey) ? " Give --public-key to make sure that this key is yours." : ""
    const signed = signedBy === undefined ? "It is not signed." : `Signed by ${signedBy}.${whose}`
    yield* Console.log(`Run ${run}: ${count(files.length, "file")} as the run wrote them. ${signed}`)
  })
).pipe(Command.withDescription("Check a manifest and its files, without a database or network"))
