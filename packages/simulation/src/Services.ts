/**
 * The services that core's programs run on in one process of a world: the ports, and what is built on them.
 *
 * @module
 */
import {
  type Callback,
  CallbackStore,
  EkoClient,
  EkoClock,
  EkoTransport,
  SigningTimestamps,
  TransferPolicy,
  TransferStore,
  Transfers
} from "@bhejo/core"
import { Clock, Context, Effect, Layer, Scope } from "effect"
import { unavailable } from "./Database.ts"
import * as Population from "./Population.ts"
import { type Process, surroundings } from "./Process.ts"
import type { World } from "./World.ts"

/** The ports of one process; planted bugs put others in their place. */
export interface Ports {
  readonly store: TransferStore.TransferStore["Service"]
  readonly callbacks: CallbackStore.CallbackStore["Service"]
  readonly transport: EkoTransport.EkoTransport["Service"]
  readonly timestamps: SigningTimestamps.SigningTimestamps["Service"]
}

/** What a planted bug replaces. */
export interface Substitutes {
  readonly ports?: (ports: Ports, world: World, process: Process) => Ports
  readonly client?: (
    client: EkoClient.EkoClient["Service"],
    world: World,
    process: Process
  ) => EkoClient.EkoClient["Service"]
  readonly programs?: (
    programs: Transfers.Transfers["Service"],
    ports: Ports,
    world: World,
    process: Process
  ) => Transfers.Transfers["Service"]
  readonly database?: (world: World) => World["database"]
}

/** The programs of a process, and the effect context that they run in. */
export interface Services {
  readonly context: Context.Context<never>
  readonly transfers: Transfers.Transfers["Service"]
  /** Takes a callback; there are no wallet loads here that it could name. */
  readonly takeHint: (
    hint: Callback.Hint
  ) => Effect.Effect<void, TransferStore.StoreUnavailable | TransferStore.VersionConflict>
}

/** As many values of the millisecond are dealt out as lives of processes: none signs with another's. */
const modulus = 64

const clients = {
  seed: EkoClient.EkoClient.layer(Population.account("seed")),
  "2026-07": EkoClient.EkoClient.layer(Population.account("2026-07"))
} as const

/** What one life of a process runs on. */
export const make = (world: World, process: Process, life: number): Services => {
  const { plan } = world
  const context = Context.add(
    surroundings(world.agenda, process, world.chance, (line) => world.said.push(line())),
    TransferPolicy.TransferPolicy,
    plan.policy
  )
  const clock = EkoClock.EkoClock
  const ekoClock = Context.get(buildContext(EkoClock.layer, context), clock)
  const ports = portsOf(world, process, life, ekoClock)
  const used = plan.substitutes?.ports?.(ports, world, process) ?? ports
  const services = Context.add(context, clock, ekoClock).pipe(
    Context.add(TransferStore.TransferStore, used.store),
    Context.add(CallbackStore.CallbackStore, used.callbacks),
    Context.add(EkoTransport.EkoTransport, used.transport),
    Context.add(SigningTimestamps.SigningTimestamps, used.timestamps)
  )
  const client = build(clients[plan.population.generation], services, EkoClient.EkoClient)
  const transfers = build(
    Transfers.Transfers.layer,
    Context.add(services, EkoClient.EkoClient, plan.substitutes?.client?.(client, world, process) ?? client),
    Transfers.Transfers
  )
  const programs = plan.substitutes?.programs?.(transfers, used, world, process) ?? transfers
  const takeHint = Effect.fnUntraced(function* (hint: Callback.Hint) {
    if (yield* programs.hint(hint)) return
    yield* used.callbacks.keep(hint, yield* Clock.currentTimeMillis)
  })
  return { context, transfers: programs, takeHint }
}

const buildContext = <I, R>(layer: Layer.Layer<I, never, R>, context: Context.Context<R>): Context.Context<I> =>
  Effect.runSyncWith(context)(Layer.buildWithScope(layer, Scope.makeUnsafe()))

const build = <I, S, R>(layer: Layer.Layer<I, never, R>, context: Context.Context<R>, service: Context.Key<I, S>): S =>
  Context.get(buildContext(layer, context), service)

const portsOf = (world: World, process: Process, life: number, clock: EkoClock.EkoClock): Ports => {
  const { database } = world
  const residue = life % modulus
  const next = SigningTimestamps.fromSlots(
    { lastMillis: world.eko.lastSigned(residue, modulus), modulus, residue },
    clock
  )
  return {
    store: TransferStore.make({
      load: (id) =>
        world.port(
          process,
          "load",
          `load ${id.slice(-4)}`,
          () => Effect.succeed(database.load(id)),
          () => Effect.fail(unavailable("load")),
          () => Effect.succeed(world.staleRead(id))
        ),
      append: (commit) =>
        world.port(
          process,
          "append",
          `append ${commit.transfer.terms.id.slice(-4)} ${commit.events.map(({ _tag }) => _tag).join("+")}`,
          () => database.append(commit),
          () => Effect.fail(unavailable("append"))
        ),
      findByAttempt: (reference) =>
        world.port(
          process,
          "load",
          "find by attempt",
          () => Effect.succeed(database.findByAttempt(reference)),
          () => Effect.fail(unavailable("findByAttempt"))
        ),
      journal: (id) =>
        world.port(
          process,
          "load",
          `journal ${id.slice(-4)}`,
          () => Effect.succeed(database.journal(id)),
          () => Effect.fail(unavailable("journal"))
        )
    }),
    callbacks: CallbackStore.CallbackStore.of({
      keep: (hint, receivedAtMillis) =>
        world.port(
          process,
          "append",
          "keep a callback",
          () => Effect.sync(() => void database.callbacks.push({ hint, receivedAtMillis })),
          () => Effect.fail(unavailable("keep"))
        ),
      // No world lasts for months.
      forget: () => Effect.succeed(0),
      since: (fromMillis) =>
        Effect.sync(() => database.callbacks.filter(({ receivedAtMillis }) => receivedAtMillis >= fromMillis))
    }),
    transport: EkoTransport.EkoTransport.of({ send: (request) => world.eko.send(process, request) }),
    timestamps: SigningTimestamps.SigningTimestamps.of({
      next: Effect.andThen(
        world.port(
          process,
          "timestamp",
          "timestamp",
          () => Effect.void,
          () => Effect.fail(new SigningTimestamps.TimestampUnavailable({ message: "none to be had" }))
        ),
        next
      )
    })
  }
}
