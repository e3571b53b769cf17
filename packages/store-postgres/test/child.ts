/**
 * A process of its own with a store, for tests that kill or freeze it.
 *
 * `hang` takes one step, says so and never ends it. `sign` prints timestamps, one a line, until it has printed as many
 * as it was told.
 *
 * @module
 */
import { SigningTimestamps, TransferStore } from "@bhejo/core"
import { Effect, Redacted } from "effect"
import * as PostgresStore from "../src/PostgresStore.ts"

const [url = "", task, leaseMillis = "1000", count = "0"] = process.argv.slice(2)

const hang = Effect.gen(function* () {
  const { take } = yield* TransferStore.StepQueue
  yield* take(() =>
    Effect.andThen(
      Effect.sync(() => process.stdout.write("taken\n")),
      Effect.never
    )
  )
})

const sign = Effect.gen(function* () {
  const timestamps = yield* SigningTimestamps.SigningTimestamps
  const one = Effect.map(timestamps.next, (timestamp) => process.stdout.write(`${timestamp} ${Date.now()}\n`))
  yield* Effect.replicateEffect(one, Number(count), { concurrency: 10, discard: true })
})

const lease = { leaseMillis: Number(leaseMillis) }
const store = PostgresStore.layer({ url: Redacted.make(url), steps: lease, signing: lease, maxConnections: 3 })
await Effect.runPromise(
  task === "hang" ? Effect.orDie(Effect.provide(hang, store)) : Effect.orDie(Effect.provide(sign, store))
)
