/**
 * Health and metrics for those who operate a process, on a port of their own where there is one: a worker has no other.
 *
 * @module
 */
import { Effect, Schedule } from "effect"
import type { SqlClient } from "effect/sql"
import type { Configuration } from "../Configuration.ts"
import type * as EkoGate from "../eko/EkoGate.ts"
import * as App from "../http/App.ts"
import * as HttpServer from "../http/HttpServer.ts"
import { Underway } from "../http/Underway.ts"
import * as HealthRoutes from "../routes/HealthRoutes.ts"
import * as Exposition from "./Exposition.ts"
import * as Gauges from "./Gauges.ts"

/**
 * Keeps the gauges, and tells them until the scope closes: on the port that is meant for it, or by the text that another
 * server is to tell.
 */
export const start = Effect.fnUntraced(function* ({ host, metricsPort, limits }: Configuration) {
  yield* Exposition.registered
  const services = yield* Effect.context<SqlClient.SqlClient | EkoGate.EkoGate>()
  const refresh = yield* Gauges.make
  const metrics = () => Effect.runPromiseWith(services)(Exposition.text(refresh))
  // An exporter pushes what the gauges say, and nobody asks for them.
  yield* Effect.forkScoped(Effect.repeat(refresh, Schedule.spaced("15 seconds")))
  if (metricsPort === undefined) return { metrics }
  const underway = new Underway()
  // Nothing here asks who calls.
  const authenticate = () => Effect.undefined
  const app = App.make(HealthRoutes.routes, { services, authenticate, underway, pages: [], metrics })
  const url = yield* HttpServer.listen(app, underway, { host, port: metricsPort, drainMillis: 1_000, ...limits })
  return { url }
})
