/**
 * The simulated Eko as a process of its own, with as many customers as there are connections.
 *
 * `CUSTOMERS` says how many. It says `Listening on <base URL> <control URL>`.
 *
 * @module
 */
import "effect/schema/SchemaJITCompiler/enable"
import { EkoSimulator, Configuration as SimulatorConfiguration, World } from "@bhejo/eko-simulator"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Console, Effect, Schema } from "effect"
import { customerId, recipientId } from "./Customers.ts"

const worldOf = (customers: number): World.World =>
  Schema.decodeUnknownSync(World.World)({
    ...Schema.encodeSync(World.World)(World.documented("seed")),
    customers: Array.from({ length: customers }, (_, index) => ({
      customerId: customerId(index),
      name: "RAVI KUMAR",
      userCode: String(10_472_100 + index),
      monthlyLimitPaise: 100_000_000_000,
      verifiedMonthlyLimitPaise: 100_000_000_000,
      recipients: [
        {
          product: "dmt-fino",
          recipientId: recipientId(index),
          name: "ASHA DEVI",
          account: "012345678901",
          ifsc: "SBIN0001234",
          bank: "State Bank of India"
        }
      ]
    }))
  })

const program = Effect.gen(function* () {
  const world = worldOf(yield* Config.Int("CUSTOMERS"))
  const configuration = SimulatorConfiguration.development("seed")
  const serving = Effect.gen(function* () {
    const { baseUrl, controlUrl } = yield* EkoSimulator.EkoSimulator
    yield* Console.log(`Listening on ${baseUrl} ${controlUrl}`)
    return yield* Effect.never
  })
  return yield* Effect.provide(serving, EkoSimulator.EkoSimulator.layer({ configuration, world }))
})

NodeRuntime.runMain(program)
