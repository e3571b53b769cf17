import { DmtFino, Money, TransactionInquiry } from "@bhejo/core"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, FileSystem, Layer, Option, PlatformError, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { Configuration, Control, type Eko, Engine, SimulatorState, StateFile, World } from "../src/index.ts"
import { Bench, meaning, refusal, seedDmtOrder, seedInitiate, success } from "./support.ts"

const configuration = Configuration.development("seed")
const world = World.documented("seed", { walletPaise: Money.paise(500_000) })

/** A simulator on a file, for as long as the scope is open. */
const started = (file: string, itsWorld = world) =>
  Effect.map(StateFile.open(file, itsWorld), (journal) => {
    const engine = Engine.make(configuration, journal)
    return { engine, control: Control.make(engine) }
  })

const temporary = Effect.gen(function* () {
  const fileSystem = yield* FileSystem.FileSystem
  return `${yield* fileSystem.makeTempDirectoryScoped()}/new/folder/eko.jsonl`
})

/** Builds requests; its clock goes ahead of the simulator's by less than Eko tolerates. */
const caller = Effect.sync(() => {
  const bench = new Bench("seed")
  bench.timeMillis = 1_700_000_000_000
  return {
    next: (make: (bench: Bench) => Eko.Request): Eko.Request => {
      bench.timeMillis += 1
      return make(bench)
    }
  }
})

const diskFull = PlatformError.systemError({ _tag: "Unknown", module: "FileSystem", method: "sync" })

/** A file system that counts its syncs, and lets each of them be another one. */
const counting = (
  instead: (
    count: number,
    sync: Effect.Effect<void, PlatformError.PlatformError>
  ) => Effect.Effect<void, PlatformError.PlatformError>
) =>
  Effect.map(FileSystem.FileSystem, (real) => {
    let count = 0
    const open: FileSystem.FileSystem["open"] = (...of) =>
      Effect.map(real.open(...of), (handle) =>
        Object.create(handle, { sync: { value: Effect.suspend(() => instead(++count, handle.sync)) } })
      )
    return { syncs: () => count, fileSystem: { ...real, open } }
  })

const layer = Layer.merge(NodeFileSystem.layer, TestClock.layer())

const scenario = <A, E>(effect: Effect.Effect<A, E, FileSystem.FileSystem | Scope.Scope>) =>
  Effect.scoped(Effect.andThen(TestClock.setTime(1_700_000_000_000), effect)).pipe(Effect.provide(layer))

describe("a state file", () => {
  it.effect("a second start continues: OTPs, wallets, faults, references and used timestamps", () =>
    scenario(
      Effect.gen(function* () {
        const file = yield* temporary
        const { next } = yield* caller
        const send = next((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
        const otp = yield* Effect.scoped(
          Effect.gen(function* () {
            const { engine, control } = yield* started(file)
            yield* engine.answer(send)
            yield* control.planFault({ operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "failed" })
            return Option.getOrThrow(yield* engine.read((state) => SimulatorState.newestOtp(state, "9123456789")))
          })
        )
        const wire = { ...seedInitiate, otp: otp.otp, otp_ref_id: otp.otpRefId }
        yield* Effect.scoped(
          Effect.gen(function* () {
            const { engine, control } = yield* started(file)
            // The same request once more: its timestamp was used before the restart.
            assert.strictEqual((yield* engine.answer(send)).httpStatus, 403)
            const request = next((bench) => bench.request(DmtFino.initiate, wire))
            const answer = yield* engine.answer(request)
            const debit = success(meaning(DmtFino.initiate, "seed", wire, 0, answer))
            assert.strictEqual(debit.txStatus, "2")
            yield* control.settle({ clientRefId: "REQ-20260101-001", as: "failed" })
          })
        )
        // Another world is not looked at: the file has its own.
        const { engine, control } = yield* started(file, World.documented("seed"))
        assert.deepEqual<unknown>(yield* control.wallets, [{ userCode: "20810200", balancePaise: 500_000 }])
        assert.deepEqual(
          (yield* control.ledger("REQ-20260101-001")).map(({ kind }) => kind),
          ["debit", "give_back"]
        )
        assert.deepEqual(yield* control.arrivals("REQ-20260101-001"), [
          { operation: "dmt-fino/send-otp", count: 2 },
          { operation: "dmt-fino/initiate", count: 1 }
        ])
        assert.deepEqual(yield* control.plannedFaults, [])
        const again = yield* engine.answer(next((bench) => bench.request(DmtFino.initiate, wire)))
        assert.strictEqual(refusal(meaning(DmtFino.initiate, "seed", wire, 0, again)), "OtpConsumed")
      })
    )
  )

  it.effect("a debit that is due while nothing runs settles at the next start", () =>
    scenario(
      Effect.gen(function* () {
        const file = yield* temporary
        const { next } = yield* caller
        yield* Effect.scoped(
          Effect.gen(function* () {
            const { engine, control } = yield* started(file)
            yield* engine.answer(next((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder)))
            const fault = { fault: "awaited", settlesAs: "success", afterMillis: 5_000 } as const
            yield* control.planFault({ operation: "dmt-fino/initiate", ...fault })
            const otp = Option.getOrThrow(yield* engine.read((state) => SimulatorState.newestOtp(state, "9123456789")))
            yield* engine.answer(
              next((bench) =>
                bench.request(DmtFino.initiate, { ...seedInitiate, otp: otp.otp, otp_ref_id: otp.otpRefId })
              )
            )
          })
        )
        yield* TestClock.adjust(6_000)
        const { engine } = yield* started(file)
        const wire = { transaction_reference: "REQ-20260101-001" }
        const answer = yield* engine.answer(next((bench) => bench.request(TransactionInquiry.inquire, wire)))
        assert.deepInclude<unknown>(success(meaning(TransactionInquiry.inquire, "seed", wire, 0, answer)), {
          txStatus: "0"
        })
      })
    )
  )

  it.effect("a torn end, wherever it is torn, is cut off, and what was whole before it stays", () =>
    scenario(
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem.FileSystem
        const file = yield* temporary
        const { next } = yield* caller
        const send = () => next((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
        yield* Effect.scoped(
          Effect.gen(function* () {
            const { engine } = yield* started(file)
            for (let i = 0; i < 3; i++) yield* engine.answer(send())
          })
        )
        const whole = yield* fileSystem.readFile(file)
        const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1
        for (const length of [lastLine, lastLine + 1, Math.floor((lastLine + whole.length) / 2), whole.length - 1]) {
          yield* fileSystem.writeFile(file, whole.subarray(0, length))
          yield* Effect.scoped(
            Effect.gen(function* () {
              const { engine, control } = yield* started(file)
              assert.deepEqual(yield* control.arrivals("REQ-20260101-001"), [
                { operation: "dmt-fino/send-otp", count: 2 }
              ])
              yield* engine.answer(send())
            })
          )
          // What was written after the cut is read again.
          yield* Effect.scoped(
            Effect.gen(function* () {
              const { control } = yield* started(file)
              assert.deepEqual(yield* control.arrivals("REQ-20260101-001"), [
                { operation: "dmt-fino/send-otp", count: 3 }
              ])
            })
          )
        }
        // Torn in the first line, nothing had happened yet.
        yield* fileSystem.writeFile(file, whole.subarray(0, 20))
        const { control } = yield* started(file)
        assert.deepEqual(yield* control.arrivals("REQ-20260101-001"), [])
      })
    )
  )

  it.effect("a corrupt line before the end is an error that names it", () =>
    scenario(
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem.FileSystem
        const file = yield* temporary
        yield* Effect.scoped(started(file))
        const header = yield* fileSystem.readFileString(file)
        const debit = '[{"_tag":"DebitSettled","tid":"1","settledAs":"success","atMillis":1}]'
        for (const [text, line] of [
          ["{}\n", 1],
          [`${header}{"torn\n[]\n`, 2],
          [`${header}[]\n[{"_tag":"Unheard"}]\n[]\n`, 3],
          // Well written, but about a debit that never was.
          [`${header}[]\n[]\n${debit}\n`, 4]
        ] as const) {
          yield* fileSystem.writeFileString(file, text)
          const error = yield* Effect.flip(Effect.scoped(started(file)))
          assert.deepInclude(error, { _tag: "StateFileCorrupt", file, line })
          assert.include(error.message, `corrupt in line ${line}`)
          // It is left as it was, for whoever looks into it.
          assert.strictEqual(yield* fileSystem.readFileString(file), text)
        }
      })
    )
  )

  it.effect("one that another version wrote is an error that says so, and is left as it was", () =>
    scenario(
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem.FileSystem
        const file = yield* temporary
        yield* Effect.scoped(started(file))
        const header = yield* fileSystem.readFileString(file)
        const older = `${header.replace('"version":2', '"version":1')}[]\n`
        yield* fileSystem.writeFileString(file, older)
        const error = yield* Effect.flip(Effect.scoped(started(file)))
        assert.deepInclude(error, { _tag: "StateFileUnusable", file })
        assert.include(error.message, "another version")
        assert.strictEqual(yield* fileSystem.readFileString(file), older)
      })
    )
  )

  it.effect("is readable by its owner alone", () =>
    scenario(
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem.FileSystem
        const file = yield* temporary
        yield* started(file)
        assert.strictEqual((yield* fileSystem.stat(file)).mode & 0o777, 0o600)
      })
    )
  )

  it.effect("one that cannot be used is an error that says why", () =>
    scenario(
      Effect.gen(function* () {
        const fileSystem = yield* FileSystem.FileSystem
        const folder = yield* fileSystem.makeTempDirectoryScoped()
        const error = yield* Effect.flip(started(folder))
        assert.deepInclude(error, { _tag: "StateFileUnusable", file: folder })
        assert.include(error.message, folder)
      })
    )
  )

  it.effect("requests at the same time share a sync, stay in order, and are all there afterwards", () =>
    scenario(
      Effect.gen(function* () {
        const file = yield* temporary
        const { next } = yield* caller
        const requests = Array.from({ length: 500 }, () =>
          next((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
        )
        const { syncs, fileSystem } = yield* counting((_, sync) => sync)
        const sent = yield* Effect.scoped(
          Effect.gen(function* () {
            const { engine } = yield* Effect.provideService(started(file), FileSystem.FileSystem, fileSystem)
            const answers = yield* Effect.forEach(requests, engine.answer, { concurrency: "unbounded" })
            return answers.map(({ body }): string => JSON.parse(body).data.otp_ref_id)
          })
        )
        assert.strictEqual(new Set(sent).size, 500)
        assert.isBelow(syncs(), 100)
        const { engine } = yield* started(file)
        const newest = yield* engine.read((state) => SimulatorState.newestOtp(state, "9123456789"))
        assert.strictEqual(Option.getOrThrow(newest).otpRefId, sent.toSorted().at(-1))
      })
    )
  )

  it.effect("an answer, and a look at the state, wait until what they say is on the disk", () =>
    scenario(
      Effect.gen(function* () {
        const file = yield* temporary
        const { next } = yield* caller
        const gate = yield* Deferred.make<void>()
        const { fileSystem } = yield* counting((count, sync) =>
          count === 2 ? Effect.andThen(Deferred.await(gate), sync) : sync
        )
        const { engine, control } = yield* Effect.provideService(started(file), FileSystem.FileSystem, fileSystem)
        const request = next((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
        const answer = yield* Effect.forkChild(engine.answer(request))
        const look = yield* Effect.forkChild(control.latestOtp("9123456789"))
        for (let i = 0; i < 100; i++) yield* Effect.yieldNow
        assert.isUndefined(answer.pollUnsafe())
        assert.isUndefined(look.pollUnsafe())
        yield* Deferred.succeed(gate, undefined)
        assert.strictEqual((yield* Fiber.join(answer)).httpStatus, 200)
        assert.isTrue(Option.isSome(yield* Fiber.join(look)))
      })
    )
  )

  it.effect("nothing is answered that could not be written, then or later", () =>
    scenario(
      Effect.gen(function* () {
        const file = yield* temporary
        const { next } = yield* caller
        const { syncs, fileSystem } = yield* counting((count, sync) =>
          // The header is written, the next line is not, and whatever came after it would be.
          count === 2 ? Effect.fail(diskFull) : sync
        )
        const { engine } = yield* Effect.provideService(started(file), FileSystem.FileSystem, fileSystem)
        for (let i = 0; i < 2; i++) {
          const exit = yield* Effect.exit(engine.answer(next((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))))
          assert.isTrue(Exit.isFailure(exit))
        }
        assert.strictEqual(syncs(), 2)
      })
    )
  )
})
