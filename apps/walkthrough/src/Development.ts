/**
 * Everything on one machine: PostgreSQL, a simulated Eko and the adapter, in one process, with data that stays.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { join } from "node:path"
import { EkoSimulator, Configuration as SimulatorConfiguration } from "@bhejo/eko-simulator"
import { EmbeddedPostgres } from "@bhejo/embedded-postgres"
import { Adapter, Configuration } from "@bhejo/http-adapter"
import { Config, ConfigProvider, Context, Data, Effect, Layer, Redacted } from "effect"

/** Known to everybody, and good for nothing but this machine. */
export const apiKey = "bhejo-development-key"

/** What personal data is sealed under; as public as the API key, so nothing but invented data belongs here. */
const dataKey = `development:${Buffer.from("known to everybody: development.").toString("base64")}`

const team = "walkthrough"

/** A port that is none. */
export class PortInvalid extends Data.TaggedError("PortInvalid")<{ readonly variable: string }> {
  override get message() {
    return `${this.variable} must be a TCP port, such as 8080.`
  }
}

const port = (variable: string, fallback: number) =>
  Config.Port(variable).pipe(
    Config.withDefault(fallback),
    Effect.mapError(() => new PortInvalid({ variable }))
  )

/** Where it listens: `PORT` and `SIMULATOR_PORT`. */
export const ports = Effect.all({ adapter: port("PORT", 8080), simulator: port("SIMULATOR_PORT", 8081) })

/** What a program of ours is told by its environment, but for where it listens. */
export type Environment = Readonly<Record<string, string>>

/** Everything but the programs themselves: PostgreSQL and the simulated Eko on data in `folder`. */
export const surroundings = Effect.fnUntraced(function* (folder: string, simulatorPort: number) {
  // First, because it alone locks the folder: a second start on the same data stops here.
  const postgres = Context.get(
    yield* Layer.build(EmbeddedPostgres.layer({ folder: join(folder, "postgres") })),
    EmbeddedPostgres
  )
  const simulatorConfiguration = SimulatorConfiguration.development("seed")
  const simulatorServices = yield* Layer.build(
    EkoSimulator.EkoSimulator.layer({
      configuration: simulatorConfiguration,
      port: simulatorPort,
      stateFile: join(folder, "eko-simulator.ndjson")
    })
  ).pipe(
    Effect.catchTag("PortUnusable", (error) =>
      Effect.fail(new Error(`${error.message} SIMULATOR_PORT sets the simulator's port.`))
    )
  )
  const simulator = Context.get(simulatorServices, EkoSimulator.EkoSimulator)
  const environment: Environment = {
    DATABASE_URL: Redacted.value(postgres.url),
    DATA_KEY: dataKey,
    EKO_BASE_URL: simulator.baseUrl,
    EKO_DEVELOPER_KEY: Redacted.value(simulatorConfiguration.developerKey),
    EKO_ACCESS_KEY: Redacted.value(simulatorConfiguration.accessKey),
    EKO_INITIATOR_ID: "9962981729",
    // Short enough to watch: a lost answer settles while one waits.
    EKO_CALL_TIMEOUT: "5 seconds",
    INQUIRY_FIRST_DELAY: "8 seconds",
    // The simulated Eko pays both products from one wallet; whose wallet DigiKhata's is at Eko, nobody has published.
    RECONCILE_WALLET_FORMULAS: JSON.stringify({
      "ppi-digikhata": { amount: -1, fee: -1, gst: 0, commission: 0, tds: 0 }
    })
  }
  return { simulator, simulatorServices, environment }
})

/**
 * Starts all of it on data in `folder`, and succeeds with the adapter's base URL and the simulator. When the scope
 * closes, the adapter ends first and PostgreSQL last.
 */
export const start = Effect.fnUntraced(function* (
  folder: string,
  ports: { readonly adapter: number; readonly simulator: number }
) {
  const { simulator, simulatorServices, environment } = yield* surroundings(folder, ports.simulator)
  const configuration = yield* Configuration.load.pipe(
    Effect.provideService(
      ConfigProvider.ConfigProvider,
      ConfigProvider.fromUnknown({
        ...environment,
        PORT: String(ports.adapter),
        EKO_USER_CODE: "20810200",
        TEAM_API_KEYS: `${team}:${createHash("sha256").update(apiKey).digest("hex")}`
      })
    )
  )
  const services = yield* Layer.build(Adapter.layer(configuration))
  const baseUrl = yield* Effect.provideContext(Adapter.serve(configuration), services)
  return { baseUrl, simulator, simulatorServices, services, environment }
})
