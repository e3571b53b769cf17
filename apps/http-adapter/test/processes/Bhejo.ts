/** A whole Bhejo of processes: two servers, a worker, a PostgreSQL and a simulated Eko, each of which can be disturbed. */
import { createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { EkoSimulator, Configuration as SimulatorConfiguration, World } from "@bhejo/eko-simulator"
import { EmbeddedPostgres } from "@bhejo/embedded-postgres"
import { Context, Effect, Layer, type Redacted, Schema } from "effect"
import { adapterEnvironment } from "../support.ts"
import * as CommitGate from "./CommitGate.ts"
import * as Eko from "./Eko.ts"
import type { Event, Target } from "./Plan.ts"
import { Supervised } from "./Supervised.ts"

const callbackToken = "the-token-by-which-the-simulated-eko-reports"

/** How long a call that is executed late may wait at Eko: a freeze of the simulator comes on top. */
export const lateMillis = 500

/** Quick enough that everything happens in a short run; their order is what matters, not their lengths. */
const callTimeoutMillis = 1_000
const firstDelayMillis = 2_000
const settlementWindowMillis = 3_000

/** So long after an attempt's record an operator may say that nothing moved. */
export const resolvableAfterMillis = firstDelayMillis + settlementWindowMillis

/** The customers of a run: each client has one of its own, and so reads no other's OTP. */
export const customerId = (client: number) => `90000000${String(client).padStart(2, "0")}`
export const recipientId = (client: number) => 10_001 + client

const world = (clients: number): World.World => {
  const documented = World.documented("seed")
  return Schema.decodeUnknownSync(World.World)({
    ...Schema.encodeSync(World.World)(documented),
    customers: Array.from({ length: clients }, (_, client) => ({
      customerId: customerId(client),
      name: "RAVI KUMAR",
      userCode: `104721${String(client).padStart(2, "0")}`,
      monthlyLimitPaise: 100_000_000_000,
      verifiedMonthlyLimitPaise: 100_000_000_000,
      recipients: (["dmt-fino", "ppi-digikhata"] as const).map((product) => ({
        product,
        recipientId: recipientId(client),
        ...(product === "ppi-digikhata" ? { beneficiaryId: "4202888" } : {}),
        name: "ASHA DEVI",
        account: "012345678901",
        ifsc: "SBIN0001234",
        bank: "State Bank of India"
      }))
    }))
  })
}

/** A port that nobody is given by chance while its owner restarts: below those that systems hand out. */
const stablePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer()
        .once("error", () => resolve(false))
        .listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}

const oneAfterTheOther = () => {
  let isFree: Promise<void> = Promise.resolve()
  return (use: () => Promise<void>): Promise<void> => {
    const used = isFree.then(use)
    isFree = used.catch(() => {})
    return used
  }
}

const answers = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.ok,
    () => false
  )

const entry = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Starts everything below a folder, and ends it with the scope. */
export const start = Effect.fnUntraced(function* (folder: string, clients: number) {
  const ports = yield* Effect.promise(async () => ({
    postgres: await stablePort(),
    simulator: await stablePort(),
    "server-a": await stablePort(),
    "server-b": await stablePort()
  }))
  const layer = EmbeddedPostgres.layer({ folder: join(folder, "postgres"), port: ports.postgres })
  const postgres = Context.get(yield* Layer.build(layer), EmbeddedPostgres)

  // The simulator continues from a file, and this one says whom it knows.
  const stateFile = join(folder, "eko.state")
  const configuration = SimulatorConfiguration.development("seed")
  yield* Effect.scoped(
    Layer.build(EkoSimulator.EkoSimulator.layer({ configuration, stateFile, world: world(clients) }))
  )

  const supervised = (
    name: string,
    path: string,
    env: Record<string, string>,
    isUp: (log: string) => Promise<boolean>
  ) =>
    Effect.acquireRelease(
      Effect.promise(async () => {
        const process = new Supervised(name, entry(path), env, isUp)
        await process.start()
        return process
      }),
      (process) => Effect.promise(() => process.end())
    )

  const urlOf = (server: "server-a" | "server-b") => `http://127.0.0.1:${ports[server]}`
  const origin = `http://127.0.0.1:${ports.simulator}`
  const simulator = yield* supervised(
    "simulator",
    "../../../../packages/eko-simulator/src/main.ts",
    {
      SIMULATOR_PORT: String(ports.simulator),
      SIMULATOR_STATE_FILE: stateFile,
      SIMULATOR_CALLBACK_URL: `${urlOf("server-a")}/v1/eko/callback/${callbackToken}`
    },
    () => answers(`${origin}/_simulator/calls`)
  )
  const environment = adapterEnvironment(`${origin}${configuration.basePath}`, postgres.url, "seed", {
    EKO_CALLBACK_TOKEN: callbackToken,
    EKO_CALL_TIMEOUT: `${callTimeoutMillis} millis`,
    INQUIRY_FIRST_DELAY: `${firstDelayMillis} millis`,
    INQUIRY_MAX_DELAY: `${firstDelayMillis} millis`,
    SETTLEMENT_WINDOW: `${settlementWindowMillis} millis`,
    TRANSFER_OTP_SENDS: "1000"
  })
  const server = (name: "server-a" | "server-b", env: Record<string, string>) =>
    supervised(name, "../../src/server.ts", { ...environment, ...env, PORT: String(ports[name]) }, () =>
      answers(`${urlOf(name)}/readyz`)
    )
  const processes = {
    simulator,
    // One that serves and works, one that serves alone, one that works alone: every way to deploy it.
    "server-a": yield* server("server-a", {}),
    "server-b": yield* server("server-b", { RUN_WORKER: "false" }),
    worker: yield* supervised("worker", "../../src/worker.ts", environment, async (log) => log.includes("Working"))
  }

  const commits = yield* Effect.promise(() => CommitGate.make(postgres.url))
  const disturbPostgres = (how: Parameters<typeof postgres.disturb>[0]) => Effect.runPromise(postgres.disturb(how))

  /** Nobody restarts a PostgreSQL that stands still: it would not hear of it. */
  const withPostgres = oneAfterTheOther()
  /** An operator asks an Eko that is there. */
  const withSimulator = oneAfterTheOther()

  /** Lets an event happen to a target, and returns when the target is up again. */
  const perform = async (target: Target, event: Event): Promise<void> => {
    const { kind } = event
    if (target === "postgres") {
      switch (kind) {
        case "kill":
          return withPostgres(() => disturbPostgres("kill"))
        case "restart-fast":
          return withPostgres(() => disturbPostgres("fast"))
        case "restart-immediate":
          return withPostgres(() => disturbPostgres("immediate"))
        case "freeze":
          return withPostgres(async () => {
            await disturbPostgres("freeze")
            await sleep(event.forMillis)
            await disturbPostgres("thaw")
          })
        default:
          throw new Error(`PostgreSQL has no ${kind}`)
      }
    }
    return target === "simulator" ? withSimulator(() => disturb(target, event)) : disturb(target, event)
  }

  const disturb = async (target: Exclude<Target, "postgres">, event: Event): Promise<void> => {
    const { kind } = event
    const process = processes[target]
    switch (kind) {
      case "kill":
        return process.replace("SIGKILL")
      case "terminate":
        return process.replace("SIGTERM")
      case "freeze":
        await process.freeze()
        await sleep(event.forMillis)
        await process.thaw()
        return process.untilUp()
      case "freeze-at-commit":
        return withSimulator(async () => {
          let held: ReadonlyArray<string> = []
          await withPostgres(async () => {
            held = await commits.heldWhile(() => process.freeze())
          })
          const expired = AbortSignal.timeout(event.forMillis)
          while (!expired.aborted && held.length > 0 && !(await commits.isSettled(held))) await sleep(200)
          await process.thaw()
          await process.untilUp()
        })
      default:
        throw new Error(`${target} has no ${kind}`)
    }
  }

  return {
    processes,
    databaseUrl: postgres.url as Redacted.Redacted<string>,
    servers: [urlOf("server-a"), urlOf("server-b")] as const,
    callbackPath: `/v1/eko/callback/${callbackToken}`,
    eko: Eko.make(`${origin}/_simulator`),
    perform
  }
})
export type Bhejo = Effect.Success<ReturnType<typeof start>>
