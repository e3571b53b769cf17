/**
 * What holds for every wallet load, whatever is asked of it and in whatever order: all short histories, breadth first, and
 * long ones at random.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import type { Finding } from "../src/Evidence.ts"
import type * as Outcome from "../src/Outcome.ts"
import { assertWhole } from "../src/RecordStore.ts"
import * as TxStatus from "../src/TxStatus.ts"
import { type Command, decide, evolve, replay } from "../src/WalletLoadDecider.ts"
import { WalletLoadEvent } from "../src/WalletLoadEvent.ts"
import * as State from "../src/WalletLoadState.ts"
import { nextStep } from "../src/WalletLoadStep.ts"
import * as Given from "./Given.ts"
import * as Load from "./GivenLoad.ts"

const statuses = ["0", "1", "2", "3", "4", "", "9"]
const tids = [1, 2]

const outcomes: ReadonlyArray<Outcome.LoadOutcome> = [
  Given.notSent,
  Given.credentialsRefused,
  Given.declined,
  ...tids.map(Given.declinedUnder),
  ...tids.map((number) => Load.loaded(number)),
  Load.repeated,
  Load.unknown,
  Load.tidOfAnother
]
const findings: ReadonlyArray<Finding> = [
  Given.notFound,
  Given.unanswered,
  Given.unproven,
  Given.tidOfAnother,
  ...statuses.flatMap((status) => tids.map((number) => Given.proven(status, number)))
]
const moved = { _tag: "Moved", ...Given.judgement, tid: Given.tid(1) } as const
const commands: ReadonlyArray<Command> = [
  Load.start(1),
  Load.start(2),
  ...outcomes.map((outcome) => Load.recordOutcome(outcome)),
  Load.recordOutcome(Load.loaded(1), 2),
  ...findings.flatMap((finding) => [
    Load.settle(finding),
    Load.settle(finding, Load.end + 60_000),
    Load.resolve(Given.notMoved, finding)
  ]),
  Load.hint(),
  Load.resolve(Given.notMoved),
  Load.resolve(moved),
  Load.resolve(moved, undefined, Load.now),
  Load.resolve(Given.notMoved, Given.notFound, Load.now)
]

interface History {
  readonly events: ReadonlyArray<WalletLoadEvent>
  readonly load: State.WalletLoadState | undefined
}

const codecs = {
  load: Schema.toCodecJson(State.WalletLoadState),
  events: Schema.toCodecJson(Schema.Array(WalletLoadEvent))
}
const throughJson = <A>(codec: Schema.Codec<A, Schema.Json>, value: A): A =>
  Schema.decodeSync(codec)(JSON.parse(JSON.stringify(Schema.encodeSync(codec)(value))))

/** One command on a history, with everything that must hold of what it leads to; nothing where it leads to nothing. */
const turn = ({ events, load: before }: History, command: Command): History | undefined => {
  const decision = decide(before, command, Load.policy)
  if (Result.isFailure(decision)) {
    const refusals = ["InvalidField", "WrongLoadState", "ResolutionTooEarly", "MovementFound", "RecheckUnanswered"]
    assert.include(refusals, decision.failure._tag)
    return undefined
  }
  const added = decision.success
  const [first, ...rest] = added
  if (first === undefined) return undefined
  const load = rest.reduce(evolve, evolve(before, first))
  const journal = [...events, ...added]
  assert.deepStrictEqual(replay(journal), load)

  // One attempt, recorded once, whose identity and transaction never change.
  assert.lengthOf(
    journal.filter(({ _tag }) => _tag === "LoadStarted"),
    1
  )
  if (before !== undefined) {
    assert.strictEqual(load.attempt.clientRefId, before.attempt.clientRefId)
    if (before.attempt.tid !== undefined) assert.strictEqual(load.attempt.tid, before.attempt.tid)
    assert.includeMembers([...load.alarms], [...before.alarms])
    // What is final stays.
    if (State.isFinal(before)) assert.strictEqual(load.state, before.state)
  }
  assert.strictEqual("outcome" in load.attempt, load.state === "failed")
  if (load.state !== before?.state) entered(load, before, command)

  // Final, or an aged break, or waiting for a step that comes after the call is over.
  const step = nextStep(load, Load.policy)
  const notify = load.state === before?.state ? undefined : load.version
  assertWhole(
    { needsStep: State.needsStep },
    { expectedVersion: before?.version ?? 0, events: [first, ...rest], record: load, tids: [], step, notify }
  )
  // Only what a callback asks for may be due at once; nothing overtakes the call.
  if (step !== undefined && load.requestedInquiry === undefined) assert.isAbove(step.delayMillis, 0)
  if (load.state === "loading") assert.isUndefined(load.requestedInquiry)
  return { events: journal, load }
}

/** A load is failed by a proof alone, and loaded by Eko's word about its own transaction alone. */
const entered = (load: State.WalletLoadState, before: State.WalletLoadState | undefined, command: Command) => {
  const word =
    command._tag === "Settle" && command.finding._tag === "Proven"
      ? TxStatus.meaning(command.finding.txStatus)
      : undefined
  const outcome = command._tag === "RecordOutcome" ? command.outcome._tag : undefined
  const person = command._tag === "Resolve" ? command.resolution._tag : undefined
  switch (load.state) {
    case "loading":
      return assert.strictEqual(before, undefined)
    case "loaded":
      return assert.isTrue(outcome === "Loaded" || word === "success" || person === "Moved")
    case "failed":
      if (person === "NotMoved" && command._tag === "Resolve") {
        // A person says so only once nothing can move any more, and with Eko's fresh word, which shows no movement.
        assert.isAtLeast(command.atMillis, Load.late)
        const { finding } = command
        const isFailed = finding?._tag === "Proven" && TxStatus.meaning(finding.txStatus) === "failed"
        return assert.isTrue(finding?._tag === "NotFound" || isFailed)
      }
      assert.isTrue(word === "failed" || ["NotSent", "CredentialsRefused", "Declined"].includes(outcome ?? ""))
      // After a doubt about an earlier copy, nothing says that the money did not move.
      return assert.notInclude(before?.alarms ?? [], "repeated")
    case "awaited":
      return assert.include(["in_flight", "refund_pending", "refunded"], word)
    case "in_doubt":
      return assert.isTrue(before?.state === "loading" || before?.alarms.includes("repeated"))
  }
}

/** What tells one state from another for what can come next: all but how often and when something happened. */
const identity = (load: State.WalletLoadState) =>
  JSON.stringify({
    ...load,
    version: 0,
    updatedAtMillis: 0,
    createdAtMillis: 0,
    alarms: load.alarms.toSorted(),
    ...("inquiries" in load ? { inquiries: 0 } : {}),
    ...(State.isHandedOver(load) ? { handedOverAtMillis: 0 } : {}),
    ...(load.requestedInquiry === undefined ? {} : { requestedInquiry: 0 })
  })

const depth = 6

describe("every wallet load", () => {
  it(`keeps the rules in all histories of up to ${depth} commands`, () => {
    const seen = new Set<string>()
    const states = new Set<string>()
    let transitions = 0
    let frontier: ReadonlyArray<History> = [{ events: [], load: undefined }]
    for (let length = 0; length < depth; length++) {
      const next: Array<History> = []
      for (const history of frontier) {
        for (const command of commands) {
          const led = turn(history, command)
          if (led?.load === undefined) continue
          transitions++
          states.add(led.load.state)
          const known = identity(led.load)
          if (seen.has(known)) continue
          seen.add(known)
          assert.deepStrictEqual(throughJson(codecs.load, led.load), led.load)
          assert.deepStrictEqual(throughJson(codecs.events, led.events), led.events)
          next.push(led)
        }
      }
      frontier = next
    }
    console.log(
      `wallet loads to depth ${depth}: ${seen.size} states, ${transitions} transitions, ${frontier.length} of them new at the end`
    )
    assert.sameMembers([...states], [...State.StateName.literals])
  })

  it.prop(
    "keeps the rules in long histories at random",
    [Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: commands.length - 1 })))],
    ([choices]) => {
      let history = turn({ events: [], load: undefined }, Load.start(1))
      for (const choice of choices) {
        const command = commands[choice]
        if (history === undefined || command === undefined) throw new Error("no history")
        history = turn(history, command) ?? history
      }
    },
    { arbitrary: { runs: 300, size: 40 } }
  )
})
