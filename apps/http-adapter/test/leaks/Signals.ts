/** Everything that a running adapter lets out, kept as text: logs, spans, metrics, output, answers, webhooks, the database. */
import { PgClient } from "@effect/sql-pg"
import { Cause, Context, Effect, Exit, Layer, Logger, Metric, Option, type Redacted, Tracer } from "effect"

/** One text that was let out, and by what. */
export interface Signal {
  readonly source:
    | "log"
    | "span"
    | "error"
    | "metric"
    | "output"
    | "answer"
    | "problem"
    | "webhook"
    | "database"
    | "queue"
    | "report"
  readonly text: string
}

/** JSON of whatever it is, with what JSON leaves out. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return String(part)
    if (part instanceof Map || part instanceof Set) return [...part]
    if (part instanceof Error)
      return `${part.stack} ${JSON.stringify(Object.entries(part))} ${plain(part.cause ?? null)}`
    return part
  })

const textOfSpan = (span: Tracer.NativeSpan): string =>
  plain({
    name: span.name,
    attributes: [...span.attributes],
    events: span.events,
    links: span.links.map(({ attributes }) => attributes),
    // As an exporter writes it.
    failed: Option.map(causeOf(span), (cause) => [
      Cause.pretty(cause),
      ...Cause.prettyErrors(cause, { includeCauseInStack: true }).map(({ name, message, stack }) => [
        name,
        message,
        stack
      ])
    ])
  })

const causeOf = (span: Tracer.NativeSpan): Option.Option<Cause.Cause<unknown>> =>
  span.status._tag === "Ended" && Exit.isFailure(span.status.exit) ? Option.some(span.status.exit.cause) : Option.none()

/** The error itself, which says more than what is written of it: it carries a transfer to whoever handles it. */
const textsOfErrors = (span: Tracer.NativeSpan): ReadonlyArray<string> =>
  Option.match(causeOf(span), {
    onNone: () => [],
    onSome: (cause) => cause.reasons.map((reason) => plain(Cause.isFailReason(reason) ? reason.error : reason))
  })

/** Notes what is let out from now on, until the scope closes. */
export const capture = Effect.gen(function* () {
  const signals: Array<Signal> = []
  const spans: Array<Tracer.NativeSpan> = []
  const add = (source: Signal["source"], text: string) => void signals.push({ source, text })
  const logger = <Message>(format: Logger.Logger<Message, string>) => Logger.map(format, (text) => add("log", text))
  const logs = Logger.layer([logger(Logger.formatJson), logger(Logger.formatLogFmt)])
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  for (const stream of [process.stdout, process.stderr]) {
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        const write = stream.write
        stream.write = ((chunk: unknown, ...rest: ReadonlyArray<never>) => {
          add("output", typeof chunk === "string" ? chunk : Buffer.from(chunk as Uint8Array).toString("utf8"))
          return Reflect.apply(write, stream, [chunk, ...rest])
        }) as typeof write
        return write
      }),
      (write) =>
        Effect.sync(() => {
          stream.write = write
        })
    )
  }
  return {
    add,
    layer: Layer.merge(logs, Layer.succeed(Tracer.Tracer, tracer)),
    /** All of it, with spans and metrics as they are by now. */
    all: Effect.map(
      Metric.snapshot,
      (metrics): ReadonlyArray<Signal> => [
        ...signals,
        ...spans.map((span): Signal => ({ source: "span", text: textOfSpan(span) })),
        ...spans.flatMap(textsOfErrors).map((text): Signal => ({ source: "error", text })),
        ...metrics.map((metric): Signal => ({ source: "metric", text: plain(metric) }))
      ]
    )
  }
})
export type Capture = Effect.Success<typeof capture>

/** Every row of every table. */
export const dump = Effect.fnUntraced(function* (url: Redacted.Redacted<string>) {
  const services = yield* Layer.build(PgClient.layer({ url, maxConnections: 1 }))
  const sql = Context.get(services, PgClient.PgClient)
  const tables = yield* sql<{ schema: string; name: string }>`
    SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE' ORDER BY 1, 2`
  const rows = yield* Effect.forEach(tables, ({ schema, name }) =>
    Effect.map(
      sql<{ row: string }>`SELECT to_jsonb(entry)::text AS row FROM ${sql(`${schema}.${name}`)} AS entry`,
      (found) =>
        found.map(
          ({ row }): Signal => ({ source: name === "bhejo_steps" ? "queue" : "database", text: `${name} ${row}` })
        )
    )
  )
  return rows.flat()
}, Effect.scoped)
