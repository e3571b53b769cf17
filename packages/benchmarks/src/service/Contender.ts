/**
 * What is measured: a service as a process on a database of its own, beside the same simulated Eko.
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto"
import { Configuration as SimulatorConfiguration } from "@bhejo/eko-simulator"
import { Redacted } from "effect"

export interface Contender {
  readonly name: "bhejo" | "baseline"
  readonly entry: URL
  readonly env: (surroundings: Surroundings) => Readonly<Record<string, string>>
}

export interface Surroundings {
  readonly databaseUrl: Redacted.Redacted<string>
  readonly ekoBaseUrl: string
  readonly apiKey: string
}

const eko = SimulatorConfiguration.development("seed")

const shared = ({ databaseUrl, ekoBaseUrl }: Surroundings) => ({
  NODE_ENV: "production",
  DATABASE_URL: Redacted.value(databaseUrl),
  EKO_BASE_URL: ekoBaseUrl,
  EKO_DEVELOPER_KEY: Redacted.value(eko.developerKey),
  EKO_ACCESS_KEY: Redacted.value(eko.accessKey),
  EKO_INITIATOR_ID: "9962981729",
  EKO_USER_CODE: "20810200"
})

const noLimit = "1000000000"
const dataKey = `bench:${randomBytes(32).toString("base64")}`

/** The adapter as it is deployed, serving and working in one process, but for limits that a load test would meet. */
export const bhejo: Contender = {
  name: "bhejo",
  entry: new URL("server.ts", import.meta.resolve("@bhejo/http-adapter")),
  env: (surroundings) => ({
    ...shared(surroundings),
    PORT: "0",
    DATA_KEY: dataKey,
    TEAM_API_KEYS: `bench:${createHash("sha256").update(surroundings.apiKey).digest("hex")}`,
    TRANSFER_OTP_SENDS: noLimit,
    CUSTOMER_OTP_SENDS: noLimit,
    CUSTOMER_OTP_TRIES: noLimit,
    CALLER_RATE_LIMIT: noLimit,
    EKO_MAX_NEW_WORK_OF_TEAM: "64"
  })
}

export const baseline: Contender = {
  name: "baseline",
  entry: new URL("Baseline.ts", import.meta.url),
  env: (surroundings) => ({ ...shared(surroundings), API_KEY: surroundings.apiKey })
}
