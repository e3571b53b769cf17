/**
 * The services that core's programs run on in one process of a world: the ports, and what is built on them.
 *
 * @module
 */
import {
  CallbackStore,
  EkoClient,
  EkoClock,
  EkoTransport,
  SigningTimestamps,
  TransferPolicy,
  TransferStore,
  Transfers,
  WalletLoadStore,
  WalletLoads
} from "@bhejo/core"
import { Context, Effect, Layer, Scope } from "effect"
import { unavailable } from "./Database.ts"
import * as Population from "./Population.ts"
import { type Process, surroundings } from "./Process.ts"
import type { World } from "./World.ts"

/** The ports of one process; planted bugs put others in their place. */
export interface Ports {
  readonly store: TransferStore.TransferStore["Service"]
  readonly loads: WalletLoadStore.WalletLoadStore["Service"]
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
  readonly context: Context.Context<Transfers.Transfers | WalletLoads.WalletLoads | CallbackStore.CallbackStore>
  readonly transfers: Transfers.Transfers["Service"]
  readonly loads: WalletLoads.WalletLoads["Service"]
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
    Context.add(WalletLoadStore.WalletLoadStore, used.loads),
    Context.add(CallbackStore.CallbackStore, used.callbacks),
    Context.add(EkoTransport.EkoTransport, used.transport),
    Context.add(SigningTimestamps.SigningTimestamps, used.timestamps)
  )
  const client = build(clients[plan.population.generation], services, EkoClient.EkoClient)
  const onClient = Context.add(
    services,
    EkoClient.EkoClient,
    plan.substitutes?.client?.(client, world, process) ?? client
  )
  const programs = build(Transfers.Transfers.layer, onClient, Transfers.Transfers)
  const transfers = plan.substitutes?.programs?.(programs, used, world, process) ?? programs
  const loads = build(WalletLoads.WalletLoads.layer, onClient, WalletLoads.WalletLoads)
  return {
    context: Context.mergeAll(
      context,
      Context.make(Transfers.Transfers, transfers),
      Context.make(WalletLoads.WalletLoads, loads),
      Context.make(CallbackStore.CallbackStore, used.callbacks)
    ),
    transfers,
    loads
  }
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
          () => Effect.succeed(world.staleRead(database.transfers.get(id)))
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
    loads: WalletLoadStore.make({
      load: (id) =>
        world.port(
          process,
          "load",
          `load ${id.slice(-4)}`,
          () => Effect.sync(() => database.loads.get(id)?.snapshot),
          () => Effect.fail(unavailable("load")),
          () => Effect.sync(() => world.staleRead(database.loads.get(id)))
        ),
      append: (commit) =>
        world.port(
          process,
          "append",
          `append load ${commit.record.terms.id.slice(-4)} ${commit.events.map(({ _tag }) => _tag).join("+")}`,
          () => database.appendLoad(commit),
          () => Effect.fail(unavailable("append"))
        ),
      findByAttempt: (reference) =>
        world.port(
          process,
          "load",
          "find load by attempt",
          () => Effect.sync(() => database.findLoadByAttempt(reference)),
          () => Effect.fail(unavailable("findByAttempt"))
        ),
      journal: (id) =>
        world.port(
          process,
          "load",
          `journal of load ${id.slice(-4)}`,
          () => Effect.sync(() => database.loads.get(id)?.journal.slice() ?? []),
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
