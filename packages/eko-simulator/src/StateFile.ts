/**
 * The append-only file from which a simulated Eko continues where it was.
 *
 * Its first line is the world, and each further line the events of one step, as JSON; so it continues as it was even
 * under another generation or other charges. A line is on the disk before anybody is told what it says. It holds OTPs
 * in plain text, being the phone that they were sent to, and is readable by its owner alone. One process at a time.
 *
 * @module
 */
import { Deferred, Effect, Exit, Fiber, FileSystem, Option, Queue, Schema, type Scope } from "effect"
import * as Evolution from "./Evolution.ts"
import { SimulatorEvent } from "./SimulatorEvent.ts"
import * as SimulatorState from "./SimulatorState.ts"
import { World } from "./World.ts"

/** The file cannot be read or written. */
export class StateFileUnusable extends Schema.TaggedError<StateFileUnusable>("@bhejo/eko-simulator/StateFileUnusable")(
  "StateFileUnusable",
  { file: Schema.String, reason: Schema.String }
) {
  override readonly message = `The state file ${this.file} cannot be used: ${this.reason}`
}

/** A line is not what this simulator wrote; nothing after it can be trusted. */
export class StateFileCorrupt extends Schema.TaggedError<StateFileCorrupt>("@bhejo/eko-simulator/StateFileCorrupt")(
  "StateFileCorrupt",
  { file: Schema.String, line: Schema.Int }
) {
  override readonly message =
    `The state file ${this.file} is corrupt in line ${this.line}. Restore it, or start without it.`
}

/** Where a simulator starts, and where it writes what happens. */
export interface Journal {
  readonly state: SimulatorState.SimulatorState
  /** Succeeds when these events, and all that were appended before them, are durable; none at all only waits. */
  readonly append: (events: ReadonlyArray<SimulatorEvent>) => Effect.Effect<void, StateFileUnusable>
}

/** A journal that forgets: the state lives as long as the process. */
export const inMemory = (world: World): Journal => ({
  state: SimulatorState.initial(world),
  append: () => Effect.void
})

/** Files of other versions hold other events. */
const version = 2
const format = Schema.Literal("bhejo-eko-simulator")
const Header = Schema.fromJsonString(Schema.Struct({ format, version: Schema.Literal(version), world: World }))
const decodeVersion = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Struct({ format, version: Schema.Int })))
const Line = Schema.fromJsonString(Schema.Array(SimulatorEvent))

const decodeHeader = Schema.decodeUnknownOption(Header)
const decodeLine = Schema.decodeUnknownOption(Line)
const newline = 0x0a

/**
 * Opens a file, or makes it and its folder, and closes it with the scope.
 *
 * What stands after the last newline was never told to anybody, since the process ended while writing it: it is cut
 * off. The world is used for a new file alone; an old one has its own.
 */
export const open = Effect.fn("StateFile.open")(function* (
  file: string,
  world: World
): Effect.fn.Return<Journal, StateFileUnusable | StateFileCorrupt, FileSystem.FileSystem | Scope.Scope> {
  const unusable = Effect.mapError((error: { readonly message: string }) => {
    return new StateFileUnusable({ file, reason: error.message })
  })
  const fileSystem = yield* FileSystem.FileSystem
  yield* unusable(fileSystem.makeDirectory(folderOf(file), { recursive: true }))
  // Opened for appending first, so that it exists and can be written, whatever comes next.
  const handle = yield* unusable(fileSystem.open(file, { flag: "a", mode: 0o600 }))
  const bytes = yield* unusable(fileSystem.readFile(file))
  const length = bytes.lastIndexOf(newline) + 1
  if (length < bytes.length) yield* unusable(fileSystem.truncate(file, length))

  const state = yield* length === 0
    ? Effect.succeed(SimulatorState.initial(world))
    : replay(file, bytes.subarray(0, length))
  const write = (text: string) => unusable(Effect.andThen(handle.writeAll(new TextEncoder().encode(text)), handle.sync))
  if (length === 0) {
    yield* write(`${Schema.encodeSync(Header)({ format: "bhejo-eko-simulator", version, world })}\n`)
  }
  return { state, append: yield* appender(write) }
})

const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf("/"))) || "."

const replay = (
  file: string,
  bytes: Uint8Array
): Effect.Effect<SimulatorState.SimulatorState, StateFileCorrupt | StateFileUnusable> => {
  const text = new TextDecoder()
  let state: SimulatorState.SimulatorState | undefined
  let line = 0
  for (let from = 0, to = bytes.indexOf(newline); to !== -1; from = to + 1, to = bytes.indexOf(newline, from)) {
    line++
    const json = text.decode(bytes.subarray(from, to))
    if (line === 1 && Option.exists(decodeVersion(json), (header) => header.version !== version)) {
      return Effect.fail(
        new StateFileUnusable({ file, reason: "another version wrote it. Remove it to start afresh." })
      )
    }
    const next = state === undefined ? readHeader(json) : readLine(state, json)
    if (next === undefined) return Effect.fail(new StateFileCorrupt({ file, line }))
    state = next
  }
  return state === undefined ? Effect.fail(new StateFileCorrupt({ file, line })) : Effect.succeed(state)
}

const readHeader = (json: string): SimulatorState.SimulatorState | undefined =>
  Option.getOrUndefined(Option.map(decodeHeader(json), ({ world }) => SimulatorState.initial(world)))

const readLine = (state: SimulatorState.SimulatorState, json: string): SimulatorState.SimulatorState | undefined => {
  const events = decodeLine(json)
  if (Option.isNone(events)) return undefined
  try {
    return events.value.reduce(Evolution.evolve, state)
  } catch {
    // Events that cannot follow each other were not written by us.
    return undefined
  }
}

interface Entry {
  readonly text: string
  readonly written: Deferred.Deferred<void, StateFileUnusable>
}

/**
 * Writes what has gathered in one go, so that many requests share one sync; in the order in which it was appended. After
 * a failed write the end of the file is unknown, so nothing more is written.
 */
const appender = Effect.fnUntraced(function* (
  write: (text: string) => Effect.Effect<void, StateFileUnusable>
): Effect.fn.Return<Journal["append"], never, Scope.Scope> {
  const queue = yield* Queue.unbounded<Entry, "closed">()
  let broken: Exit.Exit<void, StateFileUnusable> = Exit.void

  const writeGathered = Effect.flatMap(Queue.takeAll(queue), (entries) => {
    const text = entries.map((entry) => entry.text).join("")
    const writing = text === "" || Exit.isFailure(broken) ? broken : write(text)
    return Effect.flatMap(Effect.exit(writing), (exit) => {
      broken = exit
      return Effect.forEach(entries, ({ written }) => Deferred.done(written, exit), { discard: true })
    })
  })
  const writer = yield* Effect.forkScoped(Effect.ignore(Effect.uninterruptible(Effect.forever(writeGathered))))
  // Runs before the file is closed: what was appended before the end is still written.
  yield* Effect.addFinalizer(() => Effect.andThen(Queue.fail(queue, "closed"), Fiber.await(writer)))

  return (events) =>
    Effect.gen(function* () {
      const written = yield* Deferred.make<void, StateFileUnusable>()
      const text = events.length === 0 ? "" : `${JSON.stringify(events)}\n`
      if (!(yield* Queue.offer(queue, { text, written })))
        return yield* Effect.die(new Error("the simulator is closed"))
      yield* Deferred.await(written)
    })
})
