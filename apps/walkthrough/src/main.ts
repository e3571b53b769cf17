/**
 * `pnpm start`: starts everything, makes one transfer of each product, reconciles the day, says how to make more, and
 * stays up.
 *
 * @module
 */
// First, so that every schema is compiled: Eko's answers are then read two to three times as fast.
import "effect/schema/SchemaJITCompiler/enable"
import { fileURLToPath } from "node:url"
import { Entry } from "@bhejo/http-adapter"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Random, References } from "effect"
import * as Development from "./Development.ts"
import * as Instructions from "./Instructions.ts"
import * as Journey from "./Journey.ts"
import * as Launcher from "./Launcher.ts"
import * as Morning from "./Morning.ts"
import * as Timeline from "./Timeline.ts"

/** Where the data stays: `.bhejo` in the checkout, or the folder given as an argument. */
const folder = process.argv[2] ?? fileURLToPath(new URL("../../../.bhejo", import.meta.url))
const style = Timeline.style(process.stdout.isTTY)

const newKey = Effect.map(Random.nextIntBetween(0, Number.MAX_SAFE_INTEGER), (chance) => `walkthrough-${chance}`)

const program = Effect.gen(function* () {
  const ports = yield* Development.ports
  yield* Console.log("Starting PostgreSQL, the simulated Eko and the adapter …")
  const { baseUrl, simulator, simulatorServices, services, environment } = yield* Development.start(folder, ports)
  const team: Journey.Team = { baseUrl, apiKey: Development.apiKey, style, newKey }
  for (const product of ["dmt-fino", "ppi-digikhata"] as const) {
    yield* Effect.provideContext(Journey.make(team, product), simulatorServices)
  }
  yield* Morning.show(style, folder, environment).pipe(Effect.provideContext(services))
  yield* Instructions.print(style, { baseUrl, apiKey: Development.apiKey, controlUrl: simulator.controlUrl })
  yield* Launcher.ended
  return yield* Effect.interrupt
})

Effect.scoped(program).pipe(
  Effect.onInterrupt(() => Console.log("\nEverything is stopped; the data stays for the next start.")),
  Effect.tapError((error) => Console.error(`\n${error.message}`)),
  // The timeline is the story; the adapter's own log joins in where something is wrong.
  Effect.provideService(References.MinimumLogLevel, "Warn"),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown: Entry.teardown })
)
