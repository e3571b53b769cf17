/**
 * A whole Bhejo for a test: a simulated Eko, a database of its own, and the adapter, in this process or in one that can be
 * killed.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import type { EkoOperation } from "@bhejo/core"
import { EkoSimulator, Configuration as SimulatorConfiguration } from "@bhejo/eko-simulator"
import { dataKey } from "@bhejo/embedded-postgres/testing"
import { DataKeys, PostgresStore } from "@bhejo/store-postgres"
import { assert } from "@effect/vitest"
import { ConfigProvider, Context, Effect, Layer, type LogLevel, Option, Redacted, References, Schema } from "effect"
import { migratedDatabase } from "../../../packages/store-postgres/test/MigratedDatabase.ts"
import { Adapter, Configuration } from "../src/index.ts"
import * as RouteProblems from "../src/problems/RouteProblems.ts"
import { withCallbacks as routes } from "../src/routes/Routes.ts"
import * as CommandProcess from "./CommandProcess.ts"

export const apiKeys = { payments: "key-of-payments", payouts: "key-of-payouts" }
export const operatorKey = "key-of-the-night-shift"

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

/** Environment of an adapter that talks to a simulator and is quick to inquire. */
export const environment = (
  simulator: EkoSimulator.EkoSimulator["Service"],
  databaseUrl: Redacted.Redacted<string>,
  generation: EkoOperation.Generation,
  overrides: Readonly<Record<string, string>> = {}
): Record<string, string> => adapterEnvironment(simulator.baseUrl, databaseUrl, generation, overrides)

/** The same for a simulator of which the address alone is known. */
export const adapterEnvironment = (
  ekoBaseUrl: string,
  databaseUrl: Redacted.Redacted<string>,
  generation: EkoOperation.Generation,
  overrides: Readonly<Record<string, string>> = {}
): Record<string, string> => {
  const { developerKey, accessKey } = SimulatorConfiguration.development(generation)
  return {
    PORT: "0",
    DATABASE_URL: Redacted.value(databaseUrl),
    DATA_KEY: dataKey,
    EKO_BASE_URL: ekoBaseUrl,
    EKO_DEVELOPER_KEY: Redacted.value(developerKey),
    EKO_ACCESS_KEY: Redacted.value(accessKey),
    EKO_INITIATOR_ID: "9962981729",
    EKO_USER_CODE: "20810200",
    EKO_GENERATION: generation,
    EKO_CALL_TIMEOUT: "1 second",
    INQUIRY_FIRST_DELAY: "2 seconds",
    QUEUE_LEASE: "3 seconds",
    // The simulator's one customer makes every transfer of a test.
    CUSTOMER_OTP_SENDS: "1000000",
    CUSTOMER_OTP_TRIES: "1000000",
    ONBOARDING_OTP_SENDS: "1000000",
    ONBOARDING_OTP_TRIES: "1000000",
    // One team makes every request of a test, and a test may make them as fast as it can.
    CALLER_RATE_LIMIT: "1000000",
    // Tests break Eko on purpose, and go on with what follows.
    EKO_BREAKER_CALLS: "1000000",
    TEAM_API_KEYS: Object.entries(apiKeys)
      .map(([team, key]) => `${team}:${sha256(key)}`)
      .join(","),
    OPERATOR_API_KEYS: `night-shift:${sha256(operatorKey)}`,
    ...overrides
  }
}

/** What the rows of these tests are sealed under. */
export const dataKeys = Schema.decodeSync(DataKeys.FromText)(dataKey)

/** The store of an adapter, past the adapter. */
export const storeAt = (url: Redacted.Redacted<string>) =>
  PostgresStore.layer({ url, dataKeys, applicationName: "test" })

/** A simulator alone, and a database. */
export const surroundings = Effect.fnUntraced(function* (
  generation: EkoOperation.Generation = "seed",
  callbackUrl?: URL
) {
  const services = yield* Layer.build(
    EkoSimulator.EkoSimulator.layer({ configuration: SimulatorConfiguration.development(generation), callbackUrl })
  )
  const simulator = Context.get(services, EkoSimulator.EkoSimulator)
  return { simulator, databaseUrl: yield* migratedDatabase }
})

/** Everything, with the adapter in this process. */
export const start = Effect.fnUntraced(function* (
  options: {
    readonly generation?: EkoOperation.Generation
    readonly environment?: Readonly<Record<string, string>>
  } = {}
) {
  const generation = options.generation ?? "seed"
  const { simulator, databaseUrl } = yield* surroundings(generation)
  const env = environment(simulator, databaseUrl, generation, options.environment)
  const baseUrl = yield* serve(env)
  return { simulator, databaseUrl, env, api: client(baseUrl, simulator) }
})

/** An adapter in this process with the given environment. */
export const serve = (env: Readonly<Record<string, string>>, logLevel: LogLevel.LogLevel = "None") =>
  Effect.gen(function* () {
    const configuration = yield* Configuration.load.pipe(
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(env))
    )
    const services = yield* Layer.build(Adapter.layer(configuration))
    return yield* Effect.provideContext(Adapter.serve(configuration), services)
  }).pipe(Effect.provideService(References.MinimumLogLevel, logLevel))

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // A test looks at JSON as it came.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests assert
  readonly body: any
}

export interface Send {
  readonly key?: string | undefined
  readonly apiKey?: string | undefined
  readonly body?: unknown
  readonly signal?: AbortSignal
}

let keys = 0
export const newKey = () => `key-${process.pid}-${++keys}`

const declared = routes.map((route) => ({
  method: route.method,
  status: route.status,
  pattern: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  problems: RouteProblems.of(route).map((type) => `/problems/${type}`),
  // Answers are JSON already, and their schemas need no services.
  decode: Schema.decodeUnknownSync(route.answer as Schema.ConstraintDecoder<unknown>, {
    errors: "all",
    onExcessProperty: "error"
  })
}))

/** Every answer that any test sees is as its route declares it, to the last field. */
const assertDeclared = (method: string, path: string, { status, body }: Answer) => {
  const route = declared.find((route) => route.method === method && route.pattern.test(path.replace(/\?.*/, "")))
  if (route === undefined) return
  if (status >= 400) assert.include(route.problems, body.type, `${method} ${path}`)
  else {
    assert.strictEqual(status, route.status, `${method} ${path}`)
    route.decode(body)
  }
}

/** A product team's side. */
export const client = (baseUrl: string, simulator: EkoSimulator.EkoSimulator["Service"]) => {
  const send = (method: string, path: string, { key, apiKey = apiKeys.payments, body, signal }: Send = {}) =>
    Effect.promise(async (): Promise<Answer> => {
      const response = await fetch(baseUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(key === undefined ? {} : { "idempotency-key": key }),
          ...(body === undefined ? {} : { "content-type": "application/json" })
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal })
      })
      const answer = { status: response.status, headers: response.headers, body: await response.json() }
      assertDeclared(method, path, answer)
      return answer
    })

  const otpOf = (customerId: string) =>
    simulator.latestOtp(customerId).pipe(
      Effect.map(Option.getOrThrow),
      Effect.map((sent) => Redacted.value(sent.otp))
    )

  const create = (body: unknown = dmtFino.create, key = newKey()) => send("POST", "/v1/transfers", { key, body })

  const confirm = (id: string, otp: string, key = newKey(), latlong: string | undefined = dmtFino.latlong) =>
    send("POST", `/v1/transfers/${id}/confirm`, { key, body: { otp, latlong } })

  const get = (id: string) => send("GET", `/v1/transfers/${id}`)

  /** Looks until the transfer has one of the states; bounded. */
  const until = (id: string, ...states: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      for (let look = 0; look < 500; look++) {
        const { body } = yield* get(id)
        if (states.includes(body.state)) return body
        yield* Effect.sleep("200 millis")
      }
      return yield* Effect.die(new Error(`${id} did not become ${states.join(" or ")}`))
    })

  /** Every debit of a transfer in Eko's books, by the attempts in its journal. */
  const debits = (id: string) =>
    Effect.gen(function* () {
      const { body } = yield* send("GET", `/v1/transfers/${id}/events`)
      const refs: ReadonlyArray<string> = body.events
        .filter((event: { type: string }) => event.type === "debit_started")
        .map((event: { clientRefId: string }) => event.clientRefId)
      const entries = yield* Effect.forEach(refs, (ref) => simulator.ledger(ref))
      return entries.flat()
    })

  return { baseUrl, send, create, confirm, get, until, otpOf, debits }
}
export type Client = ReturnType<typeof client>

/** Every answer that is an error has the shape of RFC 9457, whatever else is true of it. */
export const assertProblem = (answer: Answer, status: number, type: string) => {
  assert.strictEqual(answer.status, status, JSON.stringify(answer.body))
  assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
  assert.strictEqual(answer.body.type, `/problems/${type}`)
  assert.strictEqual(answer.body.status, status)
  assert.isString(answer.body.title)
  assert.isString(answer.body.detail)
  assert.strictEqual(answer.body.instance, `urn:uuid:${answer.headers.get("x-request-id")}`)
}

/** The values of the example requests in Eko's own documents. */
export const dmtFino = {
  create: { product: "dmt-fino", customerId: "9123456789", recipientId: 98765, amountPaise: 50_000 },
  latlong: "28.6139,77.2090"
}

export const digiKhata = {
  create: {
    product: "ppi-digikhata",
    customerId: "8617567988",
    recipientId: 10017740,
    beneficiaryId: "4202888",
    amountPaise: 11_000
  }
}

/** A port that nothing listens on now. */
export const freePort = Effect.promise(
  () =>
    new Promise<number>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const address = server.address()
        server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
      })
    })
)

/** The adapter as a process of its own, as a deployment runs it; killed at the end if it still runs. */
export const spawnServer = Effect.fnUntraced(function* (env: Readonly<Record<string, string>>) {
  const port = yield* freePort
  return yield* spawnEntry("server.ts", { ...env, PORT: String(port) }, port)
})

/** A worker likewise, that tells its health on METRICS_PORT. */
export const spawnWorker = (env: Readonly<Record<string, string>> & { readonly METRICS_PORT: string }) =>
  spawnEntry("worker.ts", env, Number(env.METRICS_PORT))

const spawnEntry = Effect.fnUntraced(function* (
  file: string,
  env: Readonly<Record<string, string>>,
  healthPort: number
) {
  const entry = fileURLToPath(new URL(`../src/${file}`, import.meta.url))
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [entry], {
        env: { ...CommandProcess.inherited, ...env },
        stdio: ["ignore", "pipe", "pipe"]
      })
    ),
    (child) => Effect.promise(() => killed(child))
  )
  let log = ""
  child.stdout.on("data", (chunk) => {
    log += String(chunk)
  })
  child.stderr.on("data", (chunk) => {
    log += String(chunk)
  })
  const baseUrl = `http://127.0.0.1:${healthPort}`
  yield* Effect.promise(async () => {
    for (let look = 0; look < 1000; look++) {
      const isReady = await fetch(`${baseUrl}/readyz`).then(
        (response) => response.ok,
        () => false
      )
      if (isReady) return
      if (child.exitCode !== null) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`the adapter did not start:\n${log}`)
  })
  return { child, baseUrl, log: () => log }
})

/** Kills a process for good and waits until it is gone. */
export const killed = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once("exit", () => resolve())
    child.kill("SIGKILL")
  })
