/**
 * The configuration of the commands, read from the environment; each command reads what it needs and no more.
 *
 * @module
 */
import type { KeyObject } from "node:crypto"
import {
  type EkoClient,
  EkoOperation,
  Identifiers,
  OperationPaths,
  Signing,
  TransferPolicy,
  WalletFormula
} from "@bhejo/core"
import { BaseUrl } from "@bhejo/eko-transport"
import { DataKeys } from "@bhejo/store-postgres"
import { Config, Data, Duration, Effect, Redacted, Result, Schema, SchemaGetter } from "effect"
import * as Manifest from "./runs/Manifest.ts"

/** Variables that are missing or wrong, each with what it should be and never with its value. */
export class ConfigurationError extends Data.TaggedError("ConfigurationError")<{
  readonly problems: ReadonlyArray<string>
}> {
  override get message() {
    return `The configuration is not usable. Set these environment variables:\n${this.problems.map((line) => `  ${line}`).join("\n")}`
  }
}

interface Variable<Value> {
  readonly schema: Schema.ConstraintCodec<Value, string>
  readonly expected: string
  readonly fallback: string | undefined
}

const required = <Value>(schema: Schema.ConstraintCodec<Value, string>, expected: string): Variable<Value> => ({
  schema,
  expected,
  fallback: undefined
})
const optional = <Value>(
  fallback: string,
  schema: Schema.ConstraintCodec<Value, string>,
  expected: string
): Variable<Value> => ({ schema, expected, fallback })

const urlWith = (protocols: ReadonlyArray<string>) =>
  Schema.String.check(Schema.makeFilter((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol)))

const Millis = Schema.DurationFromString.pipe(
  Schema.decodeTo(Schema.Int.check(Schema.isGreaterThan(0)), {
    decode: SchemaGetter.transform(Duration.toMillis),
    encode: SchemaGetter.transform(Duration.millis)
  })
)
const WholeSeconds = Millis.check(Schema.isMultipleOf(1_000))
const Count = Schema.NumberFromString.pipe(
  Schema.decodeTo(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })))
)
const KeptDays = Schema.NumberFromString.pipe(
  Schema.decodeTo(Schema.Int.check(Schema.isBetween({ minimum: 60, maximum: 36_500 })))
)
const OrEmpty = Schema.String.pipe(Schema.RedactedFromValue)

const databaseVariables = {
  DATABASE_URL: required(
    urlWith(["postgres:", "postgresql:"]).pipe(Schema.RedactedFromValue),
    "a PostgreSQL URL, such as postgresql://user:password@host:5432/bhejo"
  ),
  DATA_KEY: required(DataKeys.FromText, DataKeys.expected),
  QUEUE_LEASE: optional("10 seconds", WholeSeconds, `whole seconds, such as "10 seconds"`)
}

const eko = {
  EKO_BASE_URL: required(BaseUrl.FromText, BaseUrl.expected),
  EKO_DEVELOPER_KEY: required(
    Schema.NonEmptyString.check(Schema.isTrimmed()).pipe(Schema.RedactedFromValue),
    "Eko's developer_key, without white space around it"
  ),
  EKO_ACCESS_KEY: required(Signing.AccessKey, "Eko's access_key, without white space or a newline around it"),
  EKO_INITIATOR_ID: required(Identifiers.InitiatorId, "the 10-digit mobile number registered with Eko"),
  EKO_GENERATION: optional("seed", EkoOperation.Generation, `"seed" or "2026-07"`),
  EKO_PATHS: optional(
    "{}",
    Schema.fromJsonString(OperationPaths.OperationPaths),
    "operations with their paths, as JSON"
  ),
  EKO_CALL_TIMEOUT: optional("30 seconds", Millis, `a duration, such as "30 seconds"`),
  INQUIRY_FIRST_DELAY: optional("45 seconds", Millis, `a duration, such as "45 seconds"`)
}

const reconciliation = {
  EKO_GENERATION: eko.EKO_GENERATION,
  SETTLEMENT_WINDOW: optional("1 day", Millis, `a duration, such as "1 day"`),
  RECONCILE_EDGE: optional("1 day", Millis, `a duration, such as "1 day"`),
  RECONCILE_LOOKBACK_DAYS: optional("7", Count, "days, such as 7"),
  RECONCILE_CHUNK_SIZE: optional("500", Count, "transfers, such as 500"),
  RECONCILE_LANES: optional("2", Count, "chunks at a time, such as 2"),
  RECONCILE_INQUIRY_CONCURRENCY: optional("8", Count, "inquiries at a time, such as 8"),
  RECONCILE_INQUIRIES_PER_SECOND: optional("20", Count, "inquiries, such as 20"),
  RECONCILE_WALLETS: optional("initiator", Schema.Literals(["initiator", "agent"]), `"initiator" or "agent"`),
  RECONCILE_AGENT_WALLETS: optional(
    "{}",
    Schema.fromJsonString(Schema.Record(Identifiers.UserCode, Identifiers.CustomerId)).pipe(Schema.RedactedFromValue),
    `the agents' mobile numbers by user code as JSON, such as {"20810200":"9123456789"}`
  ),
  RECONCILE_WALLET_FORMULAS: optional(
    "{}",
    Schema.fromJsonString(
      Schema.Struct({
        "dmt-fino": Schema.optionalKey(WalletFormula.WalletFormula),
        "ppi-digikhata": Schema.optionalKey(WalletFormula.WalletFormula),
        "wallet-load": Schema.optionalKey(WalletFormula.WalletFormula)
      })
    ),
    `signs by product as JSON, such as {"dmt-fino":{"amount":-1,"fee":-1,"gst":0,"commission":1,"tds":-1}}`
  ),
  RECONCILE_OTHER_SYSTEMS: optional(
    "",
    Schema.String,
    `prefixes of references, comma-separated, such as "POS-,KIOSK-"`
  ),
  RECONCILE_KEEP_DAYS: optional("400", KeptDays, "days, at least 60, such as 400"),
  RECONCILE_SIGNING_KEY: optional("", OrEmpty, "an Ed25519 private key, PKCS #8 in PEM or base64"),
  RECONCILE_WEBHOOK_URL: optional("", Schema.String, "a URL, https:// or http://"),
  RECONCILE_WEBHOOK_SECRET: optional("", OrEmpty, "a Standard Webhooks secret, whsec_ and base64"),
  RECONCILE_METRICS_FILE: optional("", Schema.String, "a path that a Prometheus textfile collector reads")
}

type Values<Variables> = {
  readonly [Name in keyof Variables]: Variables[Name] extends Variable<infer Value> ? Value : never
}

const readAll = Effect.fnUntraced(function* <Variables extends Readonly<Record<string, unknown>>>(
  variables: Variables
) {
  const problems: Array<string> = []
  const values: Record<string, unknown> = {}
  for (const [name, variable] of Object.entries(variables)) {
    const { schema, expected, fallback } = variable as Variable<unknown>
    const text = yield* Config.String(name).pipe(
      fallback === undefined ? (config) => config : Config.withDefault(fallback),
      Effect.result
    )
    const value = Result.flatMap(text, Schema.decodeResult(schema))
    if (Result.isSuccess(value)) values[name] = value.success
    else problems.push(`${name}: ${expected}`)
  }
  if (problems.length > 0) return yield* new ConfigurationError({ problems })
  // The loop has visited every name, so what is not a problem is a value.
  return values as Values<Variables>
})

/** Where the database is, what its rows are sealed under, and after what time a chunk of a process that died goes to another. */
export const database = Effect.map(readAll(databaseVariables), ({ DATABASE_URL, DATA_KEY, QUEUE_LEASE }) => ({
  url: DATABASE_URL,
  dataKeys: DATA_KEY,
  leaseMillis: QUEUE_LEASE
}))

export interface EkoSettings {
  readonly baseUrl: string
  readonly account: EkoClient.EkoAccount
  readonly policy: TransferPolicy.TransferPolicy
}

/** Who we are at Eko. */
export const ekoSettings: Effect.Effect<EkoSettings, ConfigurationError> = Effect.map(
  readAll({ ...eko, SETTLEMENT_WINDOW: reconciliation.SETTLEMENT_WINDOW }),
  (values) => ({
    baseUrl: values.EKO_BASE_URL,
    account: {
      developerKey: values.EKO_DEVELOPER_KEY,
      accessKey: values.EKO_ACCESS_KEY,
      initiatorId: values.EKO_INITIATOR_ID,
      generation: values.EKO_GENERATION,
      paths: values.EKO_PATHS
    },
    policy: {
      ...TransferPolicy.defaults,
      callTimeoutMillis: values.EKO_CALL_TIMEOUT,
      inquiryFirstDelayMillis: values.INQUIRY_FIRST_DELAY,
      settlementWindowMillis: values.SETTLEMENT_WINDOW
    }
  })
)

export interface Settings {
  readonly settlementWindowMillis: number
  readonly edgeMillis: number
  readonly lookbackDays: number
  readonly chunkSize: number
  readonly lanes: number
  readonly inquiry: { readonly concurrency: number; readonly perSecond: number }
  readonly walletBy: "initiator" | "agent"
  /** The mobile numbers under which agents' balances are asked for, by user code. */
  readonly agentWallets: Redacted.Redacted<Readonly<Record<Identifiers.UserCode, Identifiers.CustomerId>>>
  readonly formulas: {
    readonly "dmt-fino"?: WalletFormula.WalletFormula
    readonly "ppi-digikhata"?: WalletFormula.WalletFormula
    readonly "wallet-load"?: WalletFormula.WalletFormula
  }
  readonly otherSystemPrefixes: ReadonlyArray<string>
  /** For how long what no open break rests on is kept; longer than any run looks back. */
  readonly keepDays: number
  readonly key: KeyObject | undefined
  readonly webhook: { readonly url: string; readonly secret: Redacted.Redacted<string> } | undefined
  readonly metricsFile: string | undefined
}

/** How a run is made. */
export const settings: Effect.Effect<Settings, ConfigurationError> = Effect.gen(function* () {
  const values = yield* readAll(reconciliation)
  const problems: Array<string> = []
  const key = isEmpty(values.RECONCILE_SIGNING_KEY)
    ? undefined
    : Result.getOrElse(Manifest.signingKey(values.RECONCILE_SIGNING_KEY), (problem) => {
        problems.push(`RECONCILE_SIGNING_KEY: ${problem}`)
        return undefined
      })
  const url = values.RECONCILE_WEBHOOK_URL
  if (url !== "" && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
    problems.push("RECONCILE_WEBHOOK_URL: a URL, https:// or http://")
  }
  if (url !== "" && !/^whsec_[A-Za-z0-9+/=]{24,}$/.test(textOf(values.RECONCILE_WEBHOOK_SECRET))) {
    problems.push("RECONCILE_WEBHOOK_SECRET: a Standard Webhooks secret, whsec_ and base64, to go with the URL")
  }
  if (values.RECONCILE_KEEP_DAYS <= values.RECONCILE_LOOKBACK_DAYS) {
    problems.push("RECONCILE_KEEP_DAYS: more days than RECONCILE_LOOKBACK_DAYS")
  }
  if (problems.length > 0) return yield* new ConfigurationError({ problems })
  return {
    settlementWindowMillis: values.SETTLEMENT_WINDOW,
    edgeMillis: values.RECONCILE_EDGE,
    lookbackDays: values.RECONCILE_LOOKBACK_DAYS,
    chunkSize: values.RECONCILE_CHUNK_SIZE,
    lanes: values.RECONCILE_LANES,
    inquiry: {
      concurrency: values.RECONCILE_INQUIRY_CONCURRENCY,
      perSecond: values.RECONCILE_INQUIRIES_PER_SECOND
    },
    walletBy: values.RECONCILE_WALLETS,
    agentWallets: values.RECONCILE_AGENT_WALLETS,
    formulas: formulasOf(values.EKO_GENERATION, values.RECONCILE_WALLET_FORMULAS),
    otherSystemPrefixes: values.RECONCILE_OTHER_SYSTEMS.split(",")
      .map((prefix) => prefix.trim())
      .filter((prefix) => prefix !== ""),
    keepDays: values.RECONCILE_KEEP_DAYS,
    key,
    webhook: url === "" ? undefined : { url, secret: values.RECONCILE_WEBHOOK_SECRET },
    metricsFile: values.RECONCILE_METRICS_FILE === "" ? undefined : values.RECONCILE_METRICS_FILE
  }
})

/** What is configured, and otherwise what Eko's examples of the generation fit. */
const formulasOf = (generation: EkoOperation.Generation, configured: Settings["formulas"]): Settings["formulas"] => {
  const byDefault = WalletFormula.defaults
  const products = ["dmt-fino", "ppi-digikhata"] as const
  const ofProducts = products.flatMap((product) => {
    const formula = configured[product] ?? byDefault[product][generation]
    return formula === undefined ? [] : [[product, formula]]
  })
  const ofLoads = configured["wallet-load"]
  return { ...Object.fromEntries(ofProducts), ...(ofLoads === undefined ? {} : { "wallet-load": ofLoads }) }
}

const textOf = (text: Redacted.Redacted<string>): string => Redacted.value(text)
const isEmpty = (text: Redacted.Redacted<string>): boolean => textOf(text) === ""
