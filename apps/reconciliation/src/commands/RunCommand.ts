/**
 * The commands that work: `run` reconciles a window, and `worker` helps whoever does.
 *
 * @module
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { EkoClient, EkoClock, IndiaTime, TransferPolicy, Transfers, WalletLoads } from "@bhejo/core"
import { UndiciTransport } from "@bhejo/eko-transport"
import { PostgresStore } from "@bhejo/store-postgres"
import { Clock, Console, Data, Effect, FileSystem, Layer, Option, Redacted, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import * as Configuration from "../Configuration.ts"
import { Inquiry } from "../eko/Inquiry.ts"
import * as Notice from "../report/Notice.ts"
import { count, rupees, walletsOf } from "../report/PageWords.ts"
import { countsByClass, exitCodeOf, type Report } from "../report/Report.ts"
import { ChunkQueue } from "../runs/ChunkQueue.ts"
import type { Closed } from "../runs/Closing.ts"
import * as Runner from "../runs/Runner.ts"
import type { RunParameters } from "../runs/RunParameters.ts"
import * as RunStore from "../runs/RunStore.ts"
import { type RunWindow, Source } from "../runs/RunWindow.ts"
import * as StatementFormat from "../statement/StatementFormat.ts"
import * as Balances from "../wallets/Balances.ts"
import { Ended, workingUntilTold } from "./Ended.ts"
import * as IndiaDayFlag from "./IndiaDayFlag.ts"
import * as Progress from "./Progress.ts"
import { Output } from "./Terminal.ts"

const pollIntervalMillis = 250

/** The database and its queue. */
const storeLayer = Layer.unwrap(
  Effect.map(Configuration.database, ({ url, dataKeys, leaseMillis }) =>
    ChunkQueue.layer({ leaseMillis, pollIntervalMillis }).pipe(
      Layer.provideMerge(PostgresStore.layer({ url, dataKeys, applicationName: "bhejo-reconciliation" }))
    )
  )
)

/** Eko, and the state machine over the store. */
const ekoLayer = (eko: Configuration.EkoSettings, options: Configuration.Settings["inquiry"]) =>
  Inquiry.layer(options).pipe(
    Layer.provideMerge(Layer.mergeAll(Transfers.Transfers.layer, WalletLoads.WalletLoads.layer)),
    Layer.provideMerge(EkoClient.EkoClient.layer(eko.account)),
    Layer.provide(UndiciTransport.layer({ baseUrl: eko.baseUrl, callTimeoutMillis: eko.policy.callTimeoutMillis })),
    Layer.provideMerge(storeLayer),
    Layer.provideMerge(EkoClock.layer),
    Layer.provideMerge(Layer.succeed(TransferPolicy.TransferPolicy, eko.policy))
  )

const day = (name: string, words: string) => IndiaDayFlag.make(name).pipe(Flag.withDescription(words), Flag.optional)

const sourceNames = Source.literals.join(", ")

/** The sources that a text names, each once, where it names nothing else. */
const sourcesOf = (text: string): Option.Option<ReadonlyArray<Source>> =>
  Option.map(decodeSources(text.split(",").map((name) => name.trim())), (named) =>
    Source.literals.filter((source) => named.includes(source))
  )
const decodeSources = Schema.decodeUnknownOption(Schema.Array(Source))

const flags = {
  date: day("date", "One day of business in India, such as 2026-11-20; yesterday by default"),
  from: day("from", "The first of several days"),
  to: day("to", "The last of several days"),
  product: Flag.Literals("product", ["dmt-fino", "ppi-digikhata"]).pipe(
    Flag.withDescription("One product alone, without the wallet, which holds the other's money as well"),
    Flag.optional
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Compare and report, and change nothing"),
    Flag.withDefault(false)
  ),
  statement: Flag.File("statement", { mustExist: true }).pipe(
    Flag.withDescription("Eko's settlement report as CSV"),
    Flag.optional
  ),
  format: Flag.File("statement-format", { mustExist: true }).pipe(
    Flag.withDescription("How the statement is written, as JSON"),
    Flag.optional
  ),
  sources: Flag.String("sources").pipe(
    Flag.filterMap(sourcesOf, () => `one or more of ${sourceNames}, comma-separated`),
    Flag.withDescription(`Of ${sourceNames}, comma-separated; the statement where one is given, and the others`),
    Flag.optional
  ),
  out: Flag.String("out").pipe(
    Flag.withDescription("A folder for the report's files; reconciliation/<run> by default, none for a dry run"),
    Flag.optional
  ),
  asOf: Flag.Date("as-of").pipe(
    Flag.withDescription("The instant that ages are counted to; now by default"),
    Flag.optional
  )
}

export const run = Command.make(
  "run",
  flags,
  Effect.fnUntraced(function* (given) {
    const settings = yield* Configuration.settings
    const nowMillis = Option.match(given.asOf, {
      onNone: () => undefined,
      onSome: (date) => date.getTime()
    })
    const openedAtMillis = nowMillis ?? (yield* Clock.currentTimeMillis)
    const window = yield* windowOf(given, openedAtMillis)
    const sources = Option.getOrElse(given.sources, () => sourcesByDefault(given))
    if (sources.includes("wallet") && Option.isSome(given.product)) {
      yield* Console.error("--sources: a wallet's balance is of both products; leave the wallet out, or --product.")
      return yield* new Ended({ code: 2 })
    }
    if (sources.includes("statement") !== Option.isSome(given.statement)) {
      yield* Console.error("Give --statement FILE where the statement is a source, and only there.")
      return yield* new Ended({ code: 2 })
    }
    const output = yield* Output
    const order = {
      window,
      isDryRun: given.dryRun,
      statement: yield* statementOf(given),
      key: settings.key,
      lanes: settings.lanes,
      agentByMobile: new Map(
        Object.entries(Redacted.value(settings.agentWallets)).map(([userCode, mobile]) => [mobile, userCode])
      ),
      onProgress: Progress.make(output)
    }
    const common = { window, openedAtMillis, sources, settings }
    const closed = yield* sources.includes("inquiry") ? withEko(order, common) : withoutEko(order, common)
    yield* publish(closed, Option.getOrUndefined(given.out), settings)
    yield* Console.log(summaryOf(closed.report))
    const code = exitCodeOf(closed.report)
    if (code !== 0) return yield* new Ended({ code })
  })
).pipe(
  Command.withDescription("Reconcile days of business; a run that was interrupted goes on where it stopped"),
  Command.withExamples([
    { command: "bhejo-reconcile run --date 2026-11-20", description: "One day, by inquiry and by the wallet" },
    {
      command: "bhejo-reconcile run --from 2026-11-01 --to 2026-11-30 --statement eko.csv --dry-run",
      description: "A month against a statement, changing nothing"
    }
  ])
)

/** All that there is to go by; but a wallet's balance, which holds what every product has moved, for a run of all alone. */
const sourcesByDefault = ({ statement, product }: Given): ReadonlyArray<Source> =>
  Source.literals.filter(
    (source) => source === "inquiry" || (source === "statement" ? Option.isSome(statement) : Option.isNone(product))
  )

type Given = {
  readonly [Name in keyof typeof flags]: (typeof flags)[Name] extends Flag.Flag<infer Value> ? Value : never
}

const windowOf = Effect.fnUntraced(function* ({ date, from, to, product }: Given, nowMillis: number) {
  const isRange = Option.isSome(from) || Option.isSome(to)
  if (isRange && (Option.isSome(date) || Option.isNone(from) || Option.isNone(to))) {
    yield* Console.error("Give --date alone, or --from and --to together.")
    return yield* new Ended({ code: 2 })
  }
  const one = Option.getOrElse(date, () => IndiaTime.plusDays(IndiaTime.dayOf(nowMillis), -1))
  const window: RunWindow = {
    from: Option.getOrElse(from, () => one),
    to: Option.getOrElse(to, () => one),
    ...Option.match(product, { onNone: () => ({}), onSome: (product) => ({ product }) })
  }
  if (window.from <= window.to) return window
  yield* Console.error("The first day comes after the last.")
  return yield* new Ended({ code: 2 })
})

const statementOf = Effect.fnUntraced(function* ({ statement, format }: Given) {
  if (Option.isNone(statement)) return undefined
  if (Option.isNone(format)) return { path: statement.value, format: StatementFormat.defaultFormat }
  const files = yield* FileSystem.FileSystem
  const text = yield* files.readFileString(format.value)
  return { path: statement.value, format: yield* StatementFormat.fromJson(text) }
})

interface Common {
  readonly window: RunWindow
  readonly openedAtMillis: number
  readonly sources: ReadonlyArray<Source>
  readonly settings: Configuration.Settings
}

type Ordered = Omit<Runner.Order, "parameters">

/** A run that asks Eko nothing needs no credentials of Eko's, and ends its wallet's chain with the last known balance. */
const withoutEko = (order: Ordered, common: Common) =>
  Effect.gen(function* () {
    const parameters = yield* parametersOf(common, Balances.none)
    return yield* Runner.run({ ...order, parameters: Effect.succeed(parameters) })
  }).pipe(Effect.provide(Layer.mergeAll(storeLayer, Inquiry.silent)))

const withEko = Effect.fnUntraced(function* (order: Ordered, common: Common) {
  const eko = yield* Configuration.ekoSettings
  const { initiatorId } = eko.account
  return yield* Effect.gen(function* () {
    const { settings, sources } = common
    const agents = Object.entries(Redacted.value(settings.agentWallets))
    const wallets = settings.walletBy === "initiator" ? [[walletName, initiatorId] as const] : agents
    const read = sources.includes("wallet")
      ? yield* Balances.read(wallets, settings.inquiry.concurrency)
      : Balances.none
    const parameters = yield* parametersOf(common, read)
    return yield* Runner.run({ ...order, parameters: Effect.succeed(parameters) })
  }).pipe(Effect.provide(ekoLayer(eko, common.settings.inquiry)))
})

/** The initiator's wallet, whose number is nobody's business in a report. */
export const walletName = "main"

const parametersOf = Effect.fnUntraced(function* (
  { window, openedAtMillis, sources, settings }: Common,
  { readings, unread }: Balances.Read
) {
  const coveredFrom = sources.includes("statement") ? yield* RunStore.coveredFrom(window) : undefined
  return {
    window,
    openedAtMillis,
    sources,
    lookbackDays: settings.lookbackDays,
    edgeMillis: settings.edgeMillis,
    settlementWindowMillis: settings.settlementWindowMillis,
    ...(coveredFrom === undefined ? {} : { coveredFrom }),
    otherSystemPrefixes: settings.otherSystemPrefixes,
    wallet: walletName,
    walletBy: settings.walletBy,
    chunkSize: settings.chunkSize,
    formulas: settings.formulas,
    readings,
    unread
  } satisfies RunParameters as RunParameters
})

/** Writes the files, and tells whoever wants to know. */
const publish = Effect.fnUntraced(function* (
  { report, files, lastCompleteAtMillis }: Closed,
  out: string | undefined,
  settings: Configuration.Settings
) {
  const folder = out ?? (report.isDryRun ? undefined : join("reconciliation", report.run))
  if (folder !== undefined) {
    yield* writeFiles(folder, report.run, files)
    yield* Console.log(`Report: ${join(folder, "report.html")}`)
  }
  if (report.isDryRun) return
  if (settings.metricsFile !== undefined) {
    yield* Notice.writeMetrics(report, lastCompleteAtMillis, settings.metricsFile)
  }
  if (settings.webhook === undefined) return
  // The run is closed whether or not anybody hears of it.
  yield* Effect.catchTag(Notice.send(report, settings.webhook), "NotDelivered", (error) => Console.error(error.message))
})

/** The run is closed, and its files could not be written. */
export class NotWritten extends Data.TaggedError("NotWritten")<{
  readonly folder: string
  readonly run: string
  readonly reason: string
}> {
  override get message() {
    return `The report could not be written to ${this.folder}: ${this.reason}. Run ${this.run} is closed; \`bhejo-reconcile report ${this.run} --out FOLDER\` writes it.`
  }
}

/** Writes a run's files into a folder, each whole or not at all, for nobody but their owner. */
export const writeFiles = (folder: string, run: string, files: ReadonlyMap<string, string>) =>
  Effect.try({
    try: () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (const [name, content] of files) {
        const path = join(folder, name)
        writeFileSync(`${path}.new`, content, { mode: 0o600 })
        renameSync(`${path}.new`, path)
      }
    },
    catch: (error) => new NotWritten({ folder, run, reason: error instanceof Error ? error.message : "it failed" })
  })

/** A run in a few lines. */
export const summaryOf = (report: Report): string => {
  const { open, resolved, repaired, exposurePaise, verdict, unanswered, unread = [] } = report
  const fresh = open.filter(({ known }) => known.status === "new").length
  return [
    verdict === "clean"
      ? "Clean: everything agrees."
      : `${count(open.length, "break")} ${open.length === 1 ? "is" : "are"} open, ${fresh} of them new.`,
    ...countsByClass(report).map(([name, number]) => `  ${name.padEnd(24)} ${number}`),
    ...(exposurePaise > 0 ? [`Compensation due by now: ${rupees(exposurePaise)}.`] : []),
    ...(resolved.length > 0 ? [`${count(resolved.length, "break")} gone or settled.`] : []),
    ...(repaired.length > 0 ? [`${count(repaired.length, "transfer")} moved on Eko's word.`] : []),
    ...(unanswered.length > 0
      ? [`Eko gave no answer about ${count(unanswered.length, "transaction")}: the run is not complete.`]
      : []),
    ...(unread.length > 0 ? [`Eko did not tell the balance of ${walletsOf(unread)}: the run is not complete.`] : []),
    ...(report.isDryRun ? ["It was a dry run: nothing was changed."] : [])
  ].join("\n")
}

export const worker = Command.make(
  "worker",
  {},
  Effect.fnUntraced(function* () {
    const settings = yield* Configuration.settings
    const eko = yield* Configuration.ekoSettings
    yield* Console.log("Working on the chunks of runs until it is told to end.")
    yield* workingUntilTold
    return yield* Effect.provide(Runner.lanes(settings.lanes, Runner.performQueued), ekoLayer(eko, settings.inquiry))
  })
).pipe(Command.withDescription("Help with the chunks of whatever run is open on this database"))
