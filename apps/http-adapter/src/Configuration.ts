/**
 * The adapter's configuration, read once from the environment.
 *
 * Every wrong variable is named at once, with what it should be and never with its value.
 *
 * @module
 */
import {
  CallbackStore,
  type EkoClient,
  EkoOperation,
  Identifiers,
  Money,
  OperationPaths,
  Signing,
  TransferPolicy,
  WalletLoadPolicy
} from "@bhejo/core"
import { BaseUrl } from "@bhejo/eko-transport"
import { DataKeys } from "@bhejo/store-postgres"
import {
  Config,
  Data,
  Duration,
  Effect,
  type Redacted,
  Result,
  Schema,
  SchemaGetter,
  SchemaTransformation
} from "effect"
import { CallbackTokens } from "./authentication/CallbackToken.ts"
import { OperatorKeys, type SeedKeys, TeamKeys } from "./authentication/SeedKeys.ts"
import type * as EkoGate from "./eko/EkoGate.ts"
import type * as EventStreams from "./following/EventStreams.ts"
import type * as RateLimit from "./http/RateLimit.ts"
import * as WebhookAddress from "./webhooks/WebhookAddress.ts"
import type { WebhookPolicy } from "./webhooks/WebhookPolicy.ts"

/** One variable: how its text is read, what a right value looks like, and what holds where it is not set. */
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

const Port = Schema.NumberFromString.pipe(
  Schema.decodeTo(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65535 })))
)

const Millis = Schema.DurationFromString.pipe(
  Schema.decodeTo(Schema.Int.check(Schema.isGreaterThan(0)), {
    decode: SchemaGetter.transform(Duration.toMillis),
    encode: SchemaGetter.transform(Duration.millis)
  })
)

const millis = (fallback: string) => optional(fallback, Millis, `a duration longer than nothing, such as "${fallback}"`)

const wholeSeconds = (fallback: string) =>
  optional(fallback, Millis.check(Schema.isMultipleOf(1_000)), `a duration of whole seconds, such as "${fallback}"`)

const amountPaise = (fallback: Money.Paise) =>
  optional(
    String(fallback),
    Schema.NumberFromString.pipe(Schema.decodeTo(Money.PositivePaise.check(Schema.isMultipleOf(100)))),
    `paise in whole rupees, such as ${fallback}`
  )

const count = (fallback: number) =>
  optional(
    String(fallback),
    Schema.NumberFromString.pipe(Schema.decodeTo(Schema.Int.check(Schema.isGreaterThan(0)))),
    `a whole number of at least 1, such as ${fallback}`
  )

const urlWith = (protocols: ReadonlyArray<string>) =>
  Schema.String.check(Schema.makeFilter((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol)))

const Yes = Schema.Literals(["true", "false"]).pipe(
  Schema.decodeTo(
    Schema.Boolean,
    SchemaTransformation.transform({
      decode: (text) => text === "true",
      encode: (isSo) => (isSo ? ("true" as const) : ("false" as const))
    })
  )
)

const OptionalPort = Schema.Union([
  Schema.Literal("").pipe(
    Schema.decodeTo(
      Schema.Undefined,
      SchemaTransformation.transform({ decode: () => undefined, encode: () => "" as const })
    )
  ),
  Port
])

const LogLevel = Schema.Literals(["Debug", "Info", "Warn", "Error"])

/** Read by effect's exporter, and checked here so that a wrong one is named with the others. */
const Collector = Schema.Union([Schema.Literal(""), urlWith(["http:", "https:"])])

const limits = TransferPolicy.defaults.amountLimits

/** Every variable, by name; `.env.example` lists the same. */
export const variables = {
  PORT: optional("8080", Port, "a TCP port, such as 8080"),
  METRICS_PORT: optional("", OptionalPort, "a TCP port, such as 9464, or nothing"),
  LOG_LEVEL: optional("Info", LogLevel, `"Debug", "Info", "Warn" or "Error"`),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional("", Collector, "a collector's URL, such as http://127.0.0.1:4318, or nothing"),
  // What effect's exporter does not speak it would take for the default, and no collector would hear of us.
  OTEL_EXPORTER_OTLP_PROTOCOL: optional(
    "http/protobuf",
    Schema.Literals(["http/protobuf", "http/json"]),
    `"http/protobuf" or "http/json"; grpc is not spoken`
  ),
  SHUTDOWN_TIMEOUT: millis("75 seconds"),
  HOST: optional("127.0.0.1", Schema.NonEmptyString, "an address to listen on, such as 127.0.0.1"),
  DATABASE_URL: required(
    urlWith(["postgres:", "postgresql:"]).pipe(Schema.RedactedFromValue),
    "a PostgreSQL URL, such as postgresql://user:password@host:5432/bhejo"
  ),
  DATA_KEY: required(DataKeys.FromText, DataKeys.expected),
  EKO_BASE_URL: required(BaseUrl.FromText, BaseUrl.expected),
  EKO_DEVELOPER_KEY: required(
    Schema.NonEmptyString.check(Schema.isTrimmed()).pipe(Schema.RedactedFromValue),
    "Eko's developer_key, without white space around it"
  ),
  EKO_ACCESS_KEY: required(Signing.AccessKey, "Eko's access_key, without white space or a newline around it"),
  EKO_INITIATOR_ID: required(Identifiers.InitiatorId, "the 10-digit mobile number registered with Eko"),
  EKO_USER_CODE: required(Identifiers.UserCode, "Eko's code of the agent for transfers that name none"),
  EKO_GENERATION: optional("seed", EkoOperation.Generation, `"seed" or "2026-07"`),
  EKO_PATHS: optional(
    "{}",
    Schema.fromJsonString(OperationPaths.OperationPaths),
    'operations with the paths that Eko has moved them to, such as {"dmt-fino/send-otp":"/customer/payment/dmt/otp"}, each with the placeholders of its own'
  ),
  EKO_CALL_TIMEOUT: millis("30 seconds"),
  EKO_CALLBACK_TOKEN: optional("", CallbackTokens, "tokens of 32 to 128 letters, digits, - and _, comma-separated"),
  CALLBACKS_KEPT_FOR: optional(
    "180 days",
    Millis.check(Schema.isGreaterThanOrEqualTo(CallbackStore.leastKeptMillis)),
    'a duration of 30 days or more, such as "180 days"'
  ),
  INQUIRY_FIRST_DELAY: millis("45 seconds"),
  INQUIRY_MAX_DELAY: millis("1 hour"),
  SETTLEMENT_WINDOW: millis("1 day"),
  RESOLUTION_NEEDS_SECOND_PERSON: optional("false", Yes, `"true" or "false"`),
  OTP_LIFETIME: millis("10 minutes"),
  TRANSFER_LIFETIME: millis("30 minutes"),
  OTP_TRIES: count(TransferPolicy.defaults.otpTries),
  OTP_WINDOW: millis("10 minutes"),
  TRANSFER_OTP_SENDS: count(TransferPolicy.defaults.transferOtpSends),
  CUSTOMER_OTP_SENDS: count(TransferPolicy.defaults.customerOtpSends),
  CUSTOMER_OTP_TRIES: count(TransferPolicy.defaults.customerOtpTries),
  ONBOARDING_OTP_SENDS: count(TransferPolicy.defaults.onboardingOtpSends),
  ONBOARDING_OTP_TRIES: count(TransferPolicy.defaults.onboardingOtpTries),
  QUEUE_LEASE: millis("10 seconds"),
  CALLER_RATE_LIMIT: count(1_000),
  CALLER_RATE_WINDOW: wholeSeconds("10 seconds"),
  MAX_REQUESTS_UNDERWAY: count(256),
  HEADERS_TIMEOUT: millis("10 seconds"),
  REQUEST_TIMEOUT: millis("30 seconds"),
  EKO_MAX_NEW_WORK: count(64),
  EKO_MAX_NEW_WORK_OF_TEAM: count(48),
  EKO_MAX_QUERIES: count(32),
  EKO_BREAKER_CALLS: count(20),
  EKO_BREAKER_OPEN: millis("15 seconds"),
  TEAM_API_KEYS: optional("", TeamKeys, "team:sha256hex pairs, comma-separated, each key's SHA-256 in 64 hex digits"),
  OPERATOR_API_KEYS: optional(
    "",
    OperatorKeys,
    "name:sha256hex pairs, comma-separated, each key's SHA-256 in 64 hex digits"
  ),
  EVENT_STREAMS: count(1_000),
  EVENT_STREAMS_OF_TEAM: count(100),
  EVENT_STREAM_HEARTBEAT: millis("15 seconds"),
  EVENT_STREAM_LIFETIME: millis("15 minutes"),
  WEBHOOK_TIMEOUT: millis("15 seconds"),
  WEBHOOK_RETRY_WINDOW: millis("3 days"),
  WEBHOOK_FIRST_RETRY: millis("5 seconds"),
  WEBHOOK_DISABLE_AFTER: millis("3 days"),
  WEBHOOK_ALLOWED_NETWORKS: optional(
    "",
    WebhookAddress.FromText,
    "networks that may be called although they are not public, comma-separated, such as 10.1.0.0/16"
  ),
  RUN_WORKER: optional("true", Yes, `"true" or "false"`),
  DMT_FINO_MIN_AMOUNT_PAISE: amountPaise(limits["dmt-fino"].minPaise),
  DMT_FINO_MAX_AMOUNT_PAISE: amountPaise(limits["dmt-fino"].maxPaise),
  PPI_DIGIKHATA_MIN_AMOUNT_PAISE: amountPaise(limits["ppi-digikhata"].minPaise),
  PPI_DIGIKHATA_MAX_AMOUNT_PAISE: amountPaise(limits["ppi-digikhata"].maxPaise),
  WALLET_LOAD_MIN_AMOUNT_PAISE: amountPaise(WalletLoadPolicy.defaults.amountLimits.minPaise),
  WALLET_LOAD_MAX_AMOUNT_PAISE: amountPaise(WalletLoadPolicy.defaults.amountLimits.maxPaise),
  WALLET_LOAD_ORG_ID: optional(
    WalletLoadPolicy.defaults.orgId,
    Identifiers.OrgId,
    "Eko's number for the organisation that loads wallets, such as 1"
  )
}

type Values = {
  readonly [Name in keyof typeof variables]: (typeof variables)[Name] extends Variable<infer V> ? V : never
}

export interface Configuration {
  readonly port: number
  /** Where health and metrics are told apart from the API; without it, the API's port tells them. */
  readonly metricsPort: number | undefined
  readonly logLevel: typeof LogLevel.Type
  readonly shutdownTimeoutMillis: number
  readonly host: string
  readonly databaseUrl: Redacted.Redacted<string>
  /** What rests in the database sealed, or as keyed hashes, is under these. */
  readonly dataKeys: DataKeys.DataKeys
  readonly ekoBaseUrl: string
  readonly account: EkoClient.EkoAccount
  readonly defaultUserCode: Identifiers.UserCode
  /** What the table of keys is seeded with. */
  readonly seedKeys: SeedKeys
  readonly callbackTokens: CallbackTokens
  readonly callbacksKeptForMillis: number
  readonly policy: TransferPolicy.TransferPolicy
  readonly walletLoadPolicy: WalletLoadPolicy.WalletLoadPolicy
  readonly queueLeaseMillis: number
  readonly limits: {
    readonly rate: RateLimit.Policy
    readonly maxUnderway: number
    readonly headersTimeoutMillis: number
    readonly requestTimeoutMillis: number
    readonly maxQueries: number
    readonly gate: EkoGate.Options
  }
  readonly streams: EventStreams.Options
  readonly webhooks: WebhookPolicy
  readonly runsWorker: boolean
}

/** Variables that are missing or wrong, each with what it should be. */
export class ConfigurationError extends Data.TaggedError("ConfigurationError")<{
  readonly problems: ReadonlyArray<{ readonly variable: string; readonly expected: string }>
}> {
  override get message() {
    const lines = this.problems.map(({ variable, expected }) => `  ${variable}: ${expected}`)
    return `The configuration is not usable. Set these environment variables:\n${lines.join("\n")}`
  }
}

/** Reads one variable from the current provider of configuration. */
const read = <Value>(name: string, { schema, fallback }: Variable<Value>) =>
  Config.String(name).pipe(
    fallback === undefined ? (config) => config : Config.withDefault(fallback),
    Effect.result,
    Effect.map((text) => Result.flatMap(text, Schema.decodeResult(schema)))
  )

/** Reads all variables. */
export const load: Effect.Effect<Configuration, ConfigurationError> = Effect.gen(function* () {
  const problems: Array<{ variable: string; expected: string }> = []
  const values: Record<string, unknown> = {}
  for (const [name, variable] of Object.entries(variables)) {
    const value = yield* read(name, variable as Variable<unknown>)
    if (Result.isSuccess(value)) values[name] = value.success
    else problems.push({ variable: name, expected: variable.expected })
  }
  // The loop has visited every name, so what is not a problem is a value.
  const known = values as Partial<Values>
  problems.push(...contradictions(known))
  return problems.length > 0 ? yield* new ConfigurationError({ problems }) : configuration(known as Values)
})

/** Some variables alone, for what needs nothing else. */
const only = <Name extends keyof Values>(...names: ReadonlyArray<Name>) =>
  Effect.gen(function* () {
    const problems: Array<{ variable: string; expected: string }> = []
    const known: Partial<Record<Name, unknown>> = {}
    for (const name of names) {
      const variable: Variable<unknown> = variables[name]
      const value = yield* read(name, variable)
      if (Result.isSuccess(value)) known[name] = value.success
      else problems.push({ variable: name, expected: variable.expected })
    }
    if (problems.length > 0) return yield* new ConfigurationError({ problems })
    // The loop has visited every name, so what is not a problem is a value.
    return known as Pick<Values, Name>
  })

/** The database alone. */
export const databaseUrl: Effect.Effect<Redacted.Redacted<string>, ConfigurationError> = Effect.map(
  only("DATABASE_URL"),
  ({ DATABASE_URL }) => DATABASE_URL
)

/** The database, and what its rows are sealed under. */
export const sealedDatabase = Effect.map(only("DATABASE_URL", "DATA_KEY"), ({ DATABASE_URL, DATA_KEY }) => ({
  url: DATABASE_URL,
  dataKeys: DATA_KEY
}))

/**
 * The least time between the end of a call that begins at once and the first inquiry: how long an attempt may take from
 * its record to its first byte. Its commit, the wait for its timestamp, and a connection with its look-up, TCP and TLS
 * (three round trips or more) must fit in, on a bad day, or attempts fail as not sent for no reason but this setting.
 */
const minSendWindowMillis = 1_000

/** Calls that the transport has under way at one time, and how many of them stay free for inquiries. */
export const maxCalls = 128
const keptForInquiries = 16

const contradictions = (read: Partial<Values>): ReadonlyArray<{ variable: string; expected: string }> => [
  // An inquiry that overtakes its call would find a debit that is still on its way.
  ...atLeast(read, "INQUIRY_FIRST_DELAY", "EKO_CALL_TIMEOUT", minSendWindowMillis, "at least 1 second longer than"),
  ...atLeast(read, "INQUIRY_MAX_DELAY", "INQUIRY_FIRST_DELAY"),
  ...atLeast(read, "SETTLEMENT_WINDOW", "INQUIRY_FIRST_DELAY", 1, "longer than"),
  // A call that is under way should come to its end.
  ...atLeast(read, "SHUTDOWN_TIMEOUT", "EKO_CALL_TIMEOUT", 1_000, "at least 1 second longer than"),
  // Nobody is asked for an OTP whose transfer is over.
  ...atLeast(read, "TRANSFER_LIFETIME", "OTP_LIFETIME"),
  ...atLeast(read, "REQUEST_TIMEOUT", "HEADERS_TIMEOUT"),
  // What the transport cannot take at once would keep inquiries waiting.
  ...roomForInquiries(read),
  ...sharedKeys(read),
  ...atLeast(read, "DMT_FINO_MAX_AMOUNT_PAISE", "DMT_FINO_MIN_AMOUNT_PAISE"),
  ...atLeast(read, "PPI_DIGIKHATA_MAX_AMOUNT_PAISE", "PPI_DIGIKHATA_MIN_AMOUNT_PAISE"),
  ...atLeast(read, "WALLET_LOAD_MAX_AMOUNT_PAISE", "WALLET_LOAD_MIN_AMOUNT_PAISE")
]

/** A key that is both a team's and an operator's would give each what is the other's. */
const sharedKeys = ({ TEAM_API_KEYS: teams = [], OPERATOR_API_KEYS: operators = [] }: Partial<Values>) => {
  const ofTeams = new Set(teams.map(({ sha256 }) => Buffer.from(sha256).toString("hex")))
  return operators.some(({ sha256 }) => ofTeams.has(Buffer.from(sha256).toString("hex")))
    ? [{ variable: "OPERATOR_API_KEYS", expected: "keys of their own, none of them a team's" }]
    : []
}

const roomForInquiries = ({ EKO_MAX_NEW_WORK: newWork = 0, EKO_MAX_QUERIES: queries = 0 }: Partial<Values>) =>
  newWork + queries > maxCalls - keptForInquiries
    ? [{ variable: "EKO_MAX_NEW_WORK", expected: `at most ${maxCalls - keptForInquiries} with EKO_MAX_QUERIES` }]
    : []

const atLeast = (
  read: Partial<Values>,
  larger: keyof Values,
  smaller: keyof Values,
  by = 0,
  relation = "at least"
): ReadonlyArray<{ variable: string; expected: string }> => {
  const [left, right] = [read[larger], read[smaller]]
  if (typeof left !== "number" || typeof right !== "number" || left >= right + by) return []
  return [{ variable: larger, expected: `${relation} ${smaller}` }]
}

const configuration = (values: Values): Configuration => ({
  port: values.PORT,
  metricsPort: values.METRICS_PORT,
  logLevel: values.LOG_LEVEL,
  shutdownTimeoutMillis: values.SHUTDOWN_TIMEOUT,
  host: values.HOST,
  databaseUrl: values.DATABASE_URL,
  dataKeys: values.DATA_KEY,
  ekoBaseUrl: values.EKO_BASE_URL,
  account: {
    developerKey: values.EKO_DEVELOPER_KEY,
    accessKey: values.EKO_ACCESS_KEY,
    initiatorId: values.EKO_INITIATOR_ID,
    generation: values.EKO_GENERATION,
    paths: values.EKO_PATHS
  },
  defaultUserCode: values.EKO_USER_CODE,
  seedKeys: { teams: values.TEAM_API_KEYS, operators: values.OPERATOR_API_KEYS },
  callbackTokens: values.EKO_CALLBACK_TOKEN,
  callbacksKeptForMillis: values.CALLBACKS_KEPT_FOR,
  policy: {
    ...TransferPolicy.defaults,
    amountLimits: {
      "dmt-fino": { minPaise: values.DMT_FINO_MIN_AMOUNT_PAISE, maxPaise: values.DMT_FINO_MAX_AMOUNT_PAISE },
      "ppi-digikhata": {
        minPaise: values.PPI_DIGIKHATA_MIN_AMOUNT_PAISE,
        maxPaise: values.PPI_DIGIKHATA_MAX_AMOUNT_PAISE
      }
    },
    callTimeoutMillis: values.EKO_CALL_TIMEOUT,
    inquiryFirstDelayMillis: values.INQUIRY_FIRST_DELAY,
    inquiryMaxDelayMillis: values.INQUIRY_MAX_DELAY,
    settlementWindowMillis: values.SETTLEMENT_WINDOW,
    resolutionNeedsSecondPerson: values.RESOLUTION_NEEDS_SECOND_PERSON,
    otpLifetimeMillis: values.OTP_LIFETIME,
    idleLifetimeMillis: values.TRANSFER_LIFETIME,
    otpTries: values.OTP_TRIES,
    otpWindowMillis: values.OTP_WINDOW,
    transferOtpSends: values.TRANSFER_OTP_SENDS,
    customerOtpSends: values.CUSTOMER_OTP_SENDS,
    customerOtpTries: values.CUSTOMER_OTP_TRIES,
    onboardingOtpSends: values.ONBOARDING_OTP_SENDS,
    onboardingOtpTries: values.ONBOARDING_OTP_TRIES
  },
  walletLoadPolicy: {
    amountLimits: { minPaise: values.WALLET_LOAD_MIN_AMOUNT_PAISE, maxPaise: values.WALLET_LOAD_MAX_AMOUNT_PAISE },
    orgId: values.WALLET_LOAD_ORG_ID
  },
  queueLeaseMillis: values.QUEUE_LEASE,
  limits: {
    rate: { requests: values.CALLER_RATE_LIMIT, windowSeconds: values.CALLER_RATE_WINDOW / 1_000 },
    maxUnderway: values.MAX_REQUESTS_UNDERWAY,
    headersTimeoutMillis: values.HEADERS_TIMEOUT,
    requestTimeoutMillis: values.REQUEST_TIMEOUT,
    maxQueries: values.EKO_MAX_QUERIES,
    gate: {
      breakerCalls: values.EKO_BREAKER_CALLS,
      breakerOpenMillis: values.EKO_BREAKER_OPEN,
      maxNewWork: values.EKO_MAX_NEW_WORK,
      maxNewWorkOfTeam: values.EKO_MAX_NEW_WORK_OF_TEAM
    }
  },
  streams: {
    maxOpen: values.EVENT_STREAMS,
    maxOfTeam: values.EVENT_STREAMS_OF_TEAM,
    heartbeatMillis: values.EVENT_STREAM_HEARTBEAT,
    lifetimeMillis: values.EVENT_STREAM_LIFETIME
  },
  webhooks: {
    timeoutMillis: values.WEBHOOK_TIMEOUT,
    retryWindowMillis: values.WEBHOOK_RETRY_WINDOW,
    firstRetryMillis: values.WEBHOOK_FIRST_RETRY,
    disableAfterMillis: values.WEBHOOK_DISABLE_AFTER,
    allowedNetworks: values.WEBHOOK_ALLOWED_NETWORKS
  },
  runsWorker: values.RUN_WORKER
})
