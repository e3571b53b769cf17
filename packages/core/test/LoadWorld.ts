/**
 * The programs of wallet loads on a store in memory and an Eko that answers as it is told.
 *
 * @module
 */
import { Context, Effect, Layer, Logger, References } from "effect"
import { TestClock } from "effect/testing"
import { EkoTransport } from "../src/EkoTransport.ts"
import type { SigningTimestamps } from "../src/SigningTimestamps.ts"
import { StepQueue, type StoreUnavailable } from "../src/TransferStore.ts"
import * as TransferStoreMemory from "../src/TransferStoreMemory.ts"
import type { WalletLoadEvent } from "../src/WalletLoadEvent.ts"
import type { WalletLoadState } from "../src/WalletLoadState.ts"
import { type Commit, WalletLoadStore } from "../src/WalletLoadStore.ts"
import { WalletLoads } from "../src/WalletLoads.ts"
import { earlier, terms } from "./GivenLoad.ts"
import * as World from "./World.ts"

/** Eko says that the wallet is loaded. */
export const loaded = (tid = "2309876541", data: Readonly<Record<string, unknown>> = {}): World.Reply =>
  World.json({ status: 0, response_type_id: 2447, message: "loaded", data: { tid, fee: "5.0", ...data } })
export const insufficientBalance = World.json({ status: 347, message: "Insufficient balance" })
export const repeated = World.json({ status: 1, message: "Duplicate request" })

type Write = ReturnType<WalletLoadStore["Service"]["append"]>

export const has = (tag: WalletLoadEvent["_tag"]) => (commit: Commit) => commit.events.some(({ _tag }) => _tag === tag)

export const make = Effect.gen(function* () {
  yield* TestClock.setTime(earlier)
  const eko = World.makeEko()
  const memory = yield* Layer.build(TransferStoreMemory.layer)
  const kept = Context.get(memory, WalletLoadStore)
  const queue = Context.get(memory, StepQueue)
  /** What happens to a commit; it just happens, unless a test says otherwise. */
  const faults = {
    append: (_: Commit, write: Write): Write => write,
    load: Effect.void as Effect.Effect<void, StoreUnavailable>
  }
  const store = WalletLoadStore.of({
    ...kept,
    load: (id) => Effect.suspend(() => Effect.andThen(faults.load, kept.load(id))),
    append: (commit) => Effect.suspend(() => faults.append(commit, kept.append(commit)))
  })
  const logs: Array<string> = []
  const logger = Logger.layer([Logger.map(Logger.formatStructured, (line) => void logs.push(JSON.stringify(line)))])
  const observe = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    effect.pipe(Effect.provide(logger), Effect.provideService(References.MinimumLogLevel, "All"))

  /** Another process on the same store and the same Eko. */
  const process = (timestamps: Layer.Layer<SigningTimestamps> = World.timestampsWithoutWait) =>
    Effect.map(
      Layer.build(
        WalletLoads.layer.pipe(
          Layer.provide(World.ekoClient),
          Layer.provide(timestamps),
          Layer.provide(Layer.succeed(WalletLoadStore, store)),
          Layer.provide(Layer.succeed(EkoTransport, EkoTransport.of({ send: eko.send })))
        )
      ),
      (context) => {
        const programs = Context.get(context, WalletLoads)
        return WalletLoads.of({
          load: (terms) => observe(programs.load(terms)),
          hint: (hint) => observe(programs.hint(hint)),
          resolve: (request) => observe(programs.resolve(request)),
          find: (lookup) => observe(programs.find(lookup)),
          journal: (lookup) => observe(programs.journal(lookup)),
          perform: (step) => observe(programs.perform(step)),
          absorb: (id, finding) => observe(programs.absorb(id, finding))
        })
      }
    )

  const loads = yield* process()
  const current = Effect.map(kept.load(terms.id), (load): WalletLoadState => {
    if (load === undefined) throw new Error("no wallet load")
    return load
  })
  /** Settles the load now, whatever its step's time. */
  const settle = Effect.flatMap(current, ({ version }) =>
    loads.perform({ record: "load", id: terms.id, version, kind: "settle" })
  )
  return {
    eko,
    faults,
    logs,
    store: kept,
    queue,
    process,
    loads,
    current,
    settle,
    state: Effect.map(current, ({ state }) => state),
    journal: kept.journal(terms.id),
    /** Works through the queue until the test ends. */
    work: Effect.forkScoped(
      Effect.forever(
        queue.take((step) =>
          step.record === "load" ? loads.perform(step) : Effect.die(new Error("a transfer's step"))
        )
      )
    )
  }
})
export type LoadWorld = Effect.Success<typeof make>
