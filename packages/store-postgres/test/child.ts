/**
 * A process of its own with a store, for tests that kill or freeze it.
 *
 * `hang` takes one step, says so and never ends it. `sign` prints timestamps, one a line with what the clock shows that
 * they are taken from, until it has printed as many as it was told; and as many again for each lead that this clock is
 * then given over the machine's.
 *
 * @module
 */
import { EkoClock, SigningTimestamps, TransferStore } from "@bhejo/core"
import { Effect, Layer, Redacted, Schema } from "effect"
import * as DataKeys from "../src/DataKeys.ts"
import * as PostgresStore from "../src/PostgresStore.ts"

const [url = "", task, leaseMillis = "1000", count = "0", ...leads] = process.argv.slice(2)

const hang = Effect.gen(function* () {
  const { take } = yield* TransferStore.StepQueue
  yield* take(() =>
    Effect.andThen(
      Effect.sync(() => process.stdout.write("taken\n")),
      Effect.never
    )
  )
})

const clock = { leadMillis: 0, era: 0 }
const now = Effect.sync(() => ({ nowMillis: Date.now() + clock.leadMillis, era: clock.era }))

const sign = Effect.gen(function* () {
  const timestamps = yield* SigningTimestamps.SigningTimestamps
  const one = Effect.flatMap(timestamps.next, (timestamp) =>
    Effect.map(now, ({ nowMillis }) => process.stdout.write(`${timestamp} ${nowMillis}\n`))
  )
  for (const lead of ["0", ...leads]) {
    clock.leadMillis = Number(lead)
    clock.era++
    yield* Effect.replicateEffect(one, Number(count), { concurrency: 10, discard: true })
  }
})

const lease = { leaseMillis: Number(leaseMillis) }
const dataKeys = Schema.decodeUnknownSync(DataKeys.FromText)(process.env["DATA_KEY"])
const store = Layer.provide(
  PostgresStore.layer({ url: Redacted.make(url), dataKeys, steps: lease, signing: lease, maxConnections: 3 }),
  Layer.succeed(EkoClock.EkoClock, { ...EkoClock.uncorrected, now })
)
await Effect.runPromise(
  task === "hang" ? Effect.orDie(Effect.provide(hang, store)) : Effect.orDie(Effect.provide(sign, store))
)
