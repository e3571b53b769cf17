/**
 * The adapter as a whole: the core's programs over PostgreSQL and Eko, a server in front and a worker behind.
 *
 * @module
 */
import {
  CallbackStore,
  EkoClient,
  EkoClock,
  TransferPolicy,
  Transfers,
  WalletLoadPolicy,
  WalletLoads
} from "@bhejo/core"
import { UndiciTransport } from "@bhejo/eko-transport"
import { ClockDifference, PostgresIdempotency, PostgresStore, StepSweep } from "@bhejo/store-postgres"
import { Context, Effect, Layer, Schedule } from "effect"
import { RateLimiter } from "effect/persistence"
import * as Authentication from "./authentication/Authentication.ts"
import * as Keyring from "./authentication/Keyring.ts"
import { type Configuration, maxCalls } from "./Configuration.ts"
import * as DriftRecorder from "./eko/DriftRecorder.ts"
import * as EkoCalls from "./eko/EkoCalls.ts"
import * as EkoGate from "./eko/EkoGate.ts"
import * as EventStreams from "./following/EventStreams.ts"
import * as App from "./http/App.ts"
import * as HttpServer from "./http/HttpServer.ts"
import * as RateLimit from "./http/RateLimit.ts"
import type { Route } from "./http/Route.ts"
import { Current, Underway } from "./http/Underway.ts"
import { OwnAccount } from "./OwnAccount.ts"
import * as Exposition from "./operations/Exposition.ts"
import * as OperationsServer from "./operations/OperationsServer.ts"
import * as StartUp from "./operations/StartUp.ts"
import * as CallbackRoutes from "./routes/CallbackRoutes.ts"
import { always, withCallbacks } from "./routes/Routes.ts"
import * as StepWorker from "./StepWorker.ts"
import * as WebhookMessage from "./webhooks/WebhookMessage.ts"
import { WebhookPolicy } from "./webhooks/WebhookPolicy.ts"
import { WebhookSender } from "./webhooks/WebhookSender.ts"
import * as WebhookWorker from "./webhooks/WebhookWorker.ts"

/** Every service that server and worker need. */
export const layer = (configuration: Configuration) => {
  const store = PostgresStore.layer({
    url: configuration.databaseUrl,
    dataKeys: configuration.dataKeys,
    applicationName: "bhejo-http-adapter",
    steps: { leaseMillis: configuration.queueLeaseMillis }
  })
  const transport = UndiciTransport.layer({
    baseUrl: configuration.ekoBaseUrl,
    callTimeoutMillis: configuration.policy.callTimeoutMillis,
    maxConnections: maxCalls
  })
  const { limits, webhooks } = configuration
  const client = EkoCalls.layer(limits).pipe(Layer.provide(EkoClient.EkoClient.layer(configuration.account)))
  return Layer.merge(Transfers.Transfers.layer, WalletLoads.WalletLoads.layer).pipe(
    Layer.provideMerge(client),
    // Read when new work begins, so above the programs and beside them.
    Layer.merge(EkoGate.layer(limits.gate)),
    Layer.provide(transport),
    Layer.provide(DriftRecorder.layer),
    Layer.provideMerge(store),
    // One clock for the client, which learns, and the store's timestamps, which are corrected.
    Layer.provideMerge(EkoClock.layer),
    Layer.provideMerge(Layer.succeed(TransferPolicy.TransferPolicy, configuration.policy)),
    Layer.provideMerge(Layer.succeed(WalletLoadPolicy.WalletLoadPolicy, configuration.walletLoadPolicy)),
    Layer.provideMerge(EventStreams.layer(configuration.streams)),
    Layer.provideMerge(Layer.succeed(CallbackRoutes.Tokens, configuration.callbackTokens)),
    Layer.merge(Layer.succeed(WebhookPolicy, webhooks)),
    Layer.merge(WebhookSender.layer({ timeoutMillis: webhooks.timeoutMillis, allowed: webhooks.allowedNetworks })),
    // In memory: each process takes so many callbacks.
    Layer.provideMerge(Layer.provide(RateLimiter.layer, RateLimiter.layerStoreMemory)),
    Layer.provideMerge(
      Layer.succeed(OwnAccount, {
        initiatorId: configuration.account.initiatorId,
        userCode: configuration.defaultUserCode
      })
    )
  )
}

/**
 * Works until the scope closes; looks once a minute after transfers whose step was lost, and removes once an hour what has
 * been kept for long enough.
 */
export const work = Effect.fnUntraced(function* ({ callbacksKeptForMillis }: Configuration) {
  const { sweep } = yield* StepSweep.StepSweep
  const { forget } = yield* CallbackStore.CallbackStore
  yield* forget(callbacksKeptForMillis).pipe(
    Effect.tap((forgotten) =>
      forgotten > 0 ? Effect.logInfo("Callbacks were kept for long enough", { forgotten }) : Effect.void
    ),
    Effect.catch((error) => Effect.logWarning("Old callbacks could not be removed, and will be later", error)),
    Effect.repeat(Schedule.spaced("1 hour")),
    Effect.forkScoped
  )
  yield* ClockDifference.report.pipe(
    Effect.catch((error) => Effect.logWarning("The database's clock could not be read", error)),
    Effect.repeat(Schedule.spaced("1 minute")),
    Effect.forkScoped
  )
  yield* sweep.pipe(
    Effect.tap((offered) =>
      offered > 0 ? Effect.logWarning("Transfers had lost their step", { offered }) : Effect.void
    ),
    Effect.catch((error) => Effect.logWarning("The sweep failed and will run again", error)),
    Effect.repeat(Schedule.spaced("1 minute")),
    Effect.forkScoped
  )
  const { purge } = yield* PostgresIdempotency.Idempotency
  yield* purge.pipe(
    Effect.repeat({ while: (removed) => removed > 0 }),
    Effect.catch((error) => Effect.logWarning("Old Idempotency-Keys could not be removed yet", error)),
    Effect.repeat(Schedule.spaced("1 hour")),
    Effect.forkScoped
  )
  yield* StepWorker.run
  yield* WebhookWorker.run
})

/** Works without a server, and says so. */
export const workAlone = Effect.fnUntraced(function* (configuration: Configuration) {
  const { url } = yield* OperationsServer.start(configuration)
  yield* work(configuration)
  yield* Effect.logInfo("Working", { ...(yield* StartUp.connections(configuration)), metrics: url ?? "none" })
})

/** What the routes need. */
type Served = (typeof withCallbacks)[number] extends Route<infer Services> ? Services : never

/** How long it may take, once Eko has answered or has been silent to the end, to record that and to answer a client. */
const answerMillis = 2_000

/**
 * Serves until the scope closes, and works as well unless told not to. Succeeds with the base URL.
 *
 * The scope closes in the order in which a payment allows it: event streams end; no further connection, what is under way ends; no further
 * step, those in hand end; then the connections to Eko and PostgreSQL.
 */
export const serve = Effect.fnUntraced(function* (configuration: Configuration) {
  const keyring = Context.get(yield* Layer.build(Keyring.layer(configuration.seedKeys)), Keyring.Keyring)
  const underway = new Underway()
  const operations = yield* Effect.provideService(OperationsServer.start(configuration), Current, underway)
  if (configuration.runsWorker) yield* work(configuration)
  const streams = yield* EventStreams.EventStreams
  const { limits } = configuration
  const rate = RateLimit.make(yield* RateLimiter.RateLimiter, limits.rate)
  const services = Context.add(yield* Effect.context<Served>(), Current, underway)
  const routes = configuration.callbackTokens.length > 0 ? withCallbacks : always
  const app = App.make(routes, {
    services,
    authenticate: Authentication.make(keyring),
    underway,
    webhooks: WebhookMessage.all,
    limits: { maxUnderway: limits.maxUnderway, rate },
    ...(operations.metrics === undefined ? {} : { metrics: operations.metrics })
  })
  const { host, port, policy } = configuration
  const drainMillis = policy.callTimeoutMillis + answerMillis
  const url = yield* HttpServer.listen(app, underway, { host, port, drainMillis, ...limits })
  // Before anything else: nobody is to wait for what has no end of its own.
  yield* Effect.addFinalizer(() => streams.end)
  yield* Effect.logInfo("Listening", {
    url,
    metrics: `${operations.url ?? url}${Exposition.path}`,
    worker: configuration.runsWorker,
    ...(yield* StartUp.connections(configuration))
  })
  return url
})
