import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Logger, Redacted, References } from "effect"
import { TestClock } from "effect/testing"
import { Differences, type Drift, DriftSink, maxRecords, nameable } from "../src/Drift.ts"
import { EkoClient } from "../src/EkoClient.ts"
import { EkoTransport } from "../src/EkoTransport.ts"
import { InitiatorId, Tid } from "../src/Identifiers.ts"
import { SigningTimestamps } from "../src/SigningTimestamps.ts"
import { byTid, inquire } from "../src/TransactionInquiry.ts"

const found = {
  status: 0,
  response_status_id: 0,
  response_type_id: 1472,
  message: "Enquiry success.",
  data: { tx_status: "9", tid: "12971397", amount: "1.00", remark: "paid to 9123456789", fee: "ten" }
}

const call = (sink: (records: ReadonlyArray<Drift>) => Effect.Effect<void>, body: unknown = found) => {
  const send = () => Effect.succeed({ httpStatus: 200, dateMillis: undefined, body: JSON.stringify(body) })
  const client = EkoClient.layer({
    developerKey: Redacted.make("developer"),
    accessKey: Redacted.make("access"),
    initiatorId: InitiatorId.make("9962981729"),
    generation: "seed"
  }).pipe(
    Layer.provide([
      SigningTimestamps.layerSingleProcess,
      Layer.succeed(EkoTransport, { send }),
      Layer.succeed(DriftSink, sink)
    ])
  )
  const answer = Effect.flatMap(EkoClient, ({ call }) =>
    call(inquire, { transactionReference: byTid(Tid.make("12971397")) })
  ).pipe(Effect.provide(client))
  return Effect.andThen(TestClock.setTime(1_700_000_000_000), answer)
}

describe("the client hands the records of each answer to the sink", () => {
  it.effect("with operation, place, expectation and kind, and nothing of the answer", () =>
    Effect.gen(function* () {
      const taken: Array<ReadonlyArray<Drift>> = []
      const answer = yield* call((records) => Effect.sync(() => taken.push(records)))
      yield* Effect.yieldNow
      assert.deepInclude(answer, { _tag: "Found", txStatus: "9" as never })
      assert.deepStrictEqual(taken, [
        [
          {
            operation: "transaction/inquire",
            path: "data.tx_status",
            kind: "unknown tx_status",
            expected: "a listed status"
          },
          { operation: "transaction/inquire", path: "data.fee", kind: "type", expected: "a number or a text" },
          {
            operation: "transaction/inquire",
            path: "data.remark",
            kind: "unexpected field",
            expected: "no such field"
          }
        ]
      ])
      assert.notMatch(JSON.stringify(taken), /9123456789|ten|12971397/)
    })
  )

  it.effect("and not at all where there are none", () =>
    Effect.gen(function* () {
      const { remark: _, fee: __, ...data } = { ...found.data, tx_status: "2" }
      yield* call(() => Effect.die("nothing differs"), { ...found, data })
    })
  )

  it.effect("without waiting for a sink that hangs", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* call(() => Effect.never), { _tag: "Found" })
    })
  )

  it.effect("without failing by a sink that fails, dies or throws, and without its words in a log", () =>
    Effect.gen(function* () {
      const logged: Array<unknown> = []
      const logger = Logger.make(({ message, cause }) => void logged.push(JSON.stringify([message, cause])))
      const sinks = [
        () => Effect.die(new Error("secret words")),
        () => Effect.interrupt,
        () => {
          throw new Error("secret words")
        }
      ]
      for (const sink of sinks) {
        const exit = yield* Effect.exit(call(sink)).pipe(
          Effect.provide(Logger.layer([logger])),
          Effect.provideService(References.MinimumLogLevel, "All")
        )
        assert.isTrue(Exit.isSuccess(exit))
        yield* Effect.yieldNow
      }
      assert.include(logged.join(), "Drift was not recorded")
      assert.notInclude(logged.join(), "secret words")
    })
  )
})

describe("nameable", () => {
  it.each(["fee", "bank_ref_num", "consentLanguage", "otpOptionalSumNeft", "pinNo"])("names %s", (name) => {
    assert.strictEqual(nameable(name), name)
  })

  it.each([
    "9123456789",
    "RAVI KUMAR",
    "Ravi",
    "a b",
    "",
    "x1234",
    "account_012345",
    "ravi@example.com",
    "a".repeat(41)
  ])("does not name %j, which may be somebody's", (name) => {
    assert.strictEqual(nameable(name), "*")
  })
})

describe("Differences", () => {
  it("keeps each place once, and no more than so many", () => {
    const found = new Differences("test/operation")
    for (let i = 0; i < 1_000; i++) {
      found.add("data.fee", "type", "a number")
      found.add(`data.${i}`, "missing", "a text")
    }
    assert.strictEqual(found.records.length, maxRecords)
    assert.strictEqual(found.records.filter(({ path }) => path === "data.fee").length, 1)
  })
})
