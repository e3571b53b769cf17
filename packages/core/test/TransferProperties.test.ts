/**
 * What holds for every transfer, whatever is asked of it and in whatever order.
 */
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, Result, Schema } from "effect"
import type { Finding } from "../src/Evidence.ts"
import type * as Outcome from "../src/Outcome.ts"
import * as Transfer from "../src/Transfer.ts"
import type { TransferError } from "../src/TransferError.ts"
import { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import * as State from "../src/TransferState.ts"
import { nextStep } from "../src/TransferStep.ts"
import * as TxStatus from "../src/TxStatus.ts"
import {
  accepted,
  credentialsRefused,
  declined,
  declinedUnder,
  earlier,
  notFound,
  notSent,
  otpConsumed,
  otpExpired,
  proven,
  ref,
  refused,
  sent,
  startDebit,
  terms,
  tidOfAnother,
  unanswered,
  unknown,
  unproven,
  unresolved,
  wrongOtp,
  wrongOtpUnder
} from "./Given.ts"

const statuses = ["0", "1", "2", "3", "4", "5", "6", "", "9"]
const tids = [1, 2, 3]

const outcomes: ReadonlyArray<Outcome.Outcome> = [
  notSent,
  credentialsRefused,
  wrongOtp,
  otpExpired,
  declined,
  declinedUnder(1),
  otpConsumed,
  unknown,
  { _tag: "Unknown", phase: "answer", cause: "transaction id of another attempt" },
  ...tids.map(wrongOtpUnder),
  ...statuses.flatMap((status) => tids.map((number) => accepted(status, number)))
]
const findings: ReadonlyArray<Finding> = [
  notFound,
  unanswered,
  unproven,
  tidOfAnother,
  ...statuses.flatMap((status) => tids.map((number) => proven(status, number)))
]
const refusals = [wrongOtp, notSent, credentialsRefused, ...tids.map(wrongOtpUnder)]
const otpSendResults = [sent, () => refused, () => unresolved]

const pick = <A>(options: ReadonlyArray<A>, number: number): A => {
  const option = options[number % options.length]
  if (option === undefined) throw new Error("nothing to pick from")
  return option
}

const kinds = [
  "Request",
  "StartOtpSend",
  "RecordOtpSend",
  "StartDebit",
  "RecordOutcome",
  "Refuse",
  "LoseAnswer",
  "Settle",
  "SettleAtRandom",
  "Cancel",
  "Expire"
] as const
type Kind = (typeof kinds)[number]

/** What an ordinary life is made of comes more often than what ends it. */
const frequent: ReadonlyArray<Kind> = [
  "RecordOtpSend",
  "StartDebit",
  "Refuse",
  "StartDebit",
  "Refuse",
  "RecordOtpSend",
  "StartDebit",
  "LoseAnswer",
  "Settle",
  "Refuse"
]

const upTo999 = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999 }))

/** One step of a random life, in numbers that are read against the state that it meets. */
const Choice = Arbitrary.map(
  Arbitrary.schema(Schema.Struct({ what: upTo999, one: upTo999, two: upTo999, elapsed: upTo999 })),
  ({ what, ...rest }) => ({ kind: pick<Kind>([...kinds, ...frequent, ...frequent, ...frequent], what), ...rest })
)
type Choice = typeof Choice extends Arbitrary.Arbitrary<infer A> ? A : never

/** Often moments, seldom long enough for an OTP to expire, and sometimes backwards, as clocks go. */
const elapsedMillis = [0, 1_000, 0, 1_000, 0, 45_000, 1_000, 61_000, -2_000, 0, 1_000, 0, 1_000, 0, 1_000, 400_000]

const openAttempt = (transfer: State.TransferState) => ("attempt" in transfer ? transfer.attempt : undefined)

const refsOf = (transfer: State.TransferState) => [
  ...(openAttempt(transfer) === undefined ? [] : [openAttempt(transfer)?.clientRefId ?? ref(0)]),
  ...transfer.closedAttempts.map((attempt) => attempt.clientRefId)
]

const commandOf = (
  transfer: State.TransferState,
  choice: Choice,
  atMillis: number,
  number: number
): Transfer.Command => {
  const { kind, one, two } = choice
  const known = refsOf(transfer)
  // Mostly the open attempt, sometimes an earlier one, sometimes none of this transfer.
  const nobody = ref(9_999)
  const mostly = known[0] ?? nobody
  const target = pick([mostly, mostly, mostly, known[one % 7] ?? nobody, nobody], two)
  switch (kind) {
    case "Request":
      return { _tag: "Request", atMillis, terms }
    case "StartOtpSend":
    case "Cancel":
    case "Expire":
      return { _tag: kind, atMillis }
    case "RecordOtpSend": {
      const send = two % 4 === 0 ? one % (transfer.otpSends + 2) : transfer.otpSends
      const result = pick(otpSendResults, Math.max(0, (one % 12) - 9))(send, atMillis)
      return { _tag: "RecordOtpSend", atMillis, send, result }
    }
    case "StartDebit":
      return startDebit(
        two % 16 === 0 ? 10 + (one % 30) : number,
        Transfer.attemptsToRecheck(transfer).flatMap(({ clientRefId }, index) =>
          (one + index) % 23 === 0
            ? []
            : [{ clientRefId, finding: (one + index) % 4 === 0 ? pick(findings, two + index) : notFound }]
        ),
        atMillis
      )
    case "RecordOutcome":
      return { _tag: "RecordOutcome", atMillis, clientRefId: target, outcome: pick(outcomes, one) }
    case "Refuse":
      return { _tag: "RecordOutcome", atMillis, clientRefId: mostly, outcome: pick(refusals, one) }
    case "LoseAnswer":
      return {
        _tag: "RecordOutcome",
        atMillis,
        clientRefId: mostly,
        outcome: pick([unknown, unknown, otpConsumed], one)
      }
    case "Settle":
      return {
        _tag: "Settle",
        atMillis,
        findings: Transfer.attemptsToSettle(transfer).map((attempt, index): Transfer.AttemptFinding => {
          const finding = pick(findings, one + 7 * index)
          const { clientRefId } = attempt
          if (two % 3 !== 0 || finding._tag !== "Proven" || attempt.tid === undefined) return { clientRefId, finding }
          // Eko mostly speaks of the transaction that it was asked for.
          return { clientRefId, finding: { ...finding, facts: { tid: attempt.tid } } }
        })
      }
    case "SettleAtRandom":
      return {
        _tag: "Settle",
        atMillis,
        findings: [known[0], known[1], target, known[0]]
          .slice(0, 1 + (one % 4))
          .flatMap((clientRefId, index) =>
            clientRefId === undefined ? [] : [{ clientRefId, finding: pick(findings, two + 5 * index) }]
          )
      }
  }
}

interface Turn {
  readonly before: State.TransferState
  readonly command: Transfer.Command
  readonly refusal: TransferError | undefined
  readonly events: ReadonlyArray<TransferEvent>
  readonly after: State.TransferState
}

interface Life {
  readonly turns: ReadonlyArray<Turn>
  readonly journal: ReadonlyArray<TransferEvent>
  readonly end: State.TransferState
}

const frozen = <A>(value: A): A => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}

/** Lives the choices through: a throw of `decide` or `evolve`, or a change to what they were given, ends the test. */
const live = (choices: ReadonlyArray<Choice>): Life => {
  const begun = Result.getOrThrow(Transfer.decide(undefined, { _tag: "Request", atMillis: earlier, terms }, defaults))
  const born = Transfer.replay(begun)
  if (born === undefined) throw new Error("no transfer")
  let current = frozen(born)
  let atMillis = earlier
  const journal = [...begun]
  const turns = choices.map((choice, index): Turn => {
    atMillis += pick(elapsedMillis, choice.elapsed)
    const before = current
    const command = frozen(commandOf(before, choice, atMillis, index + 10))
    const decision = Transfer.decide(before, command, defaults)
    const events = frozen(Result.getOrElse(decision, (): ReadonlyArray<TransferEvent> => []))
    for (const event of events) current = frozen(Transfer.evolve(current, event))
    journal.push(...events)
    const refusal = Result.isFailure(decision) ? decision.failure : undefined
    return { before, command, refusal, events, after: current }
  })
  return { turns, journal, end: current }
}

const Lives = Arbitrary.array(Choice, { minLength: 15, maxLength: 60 })

/** Checks each turn of many random lives. */
const always = (title: string, check: (turn: Turn) => void) =>
  it.prop(title, [Lives], ([choices]) => live(choices).turns.forEach(check), { arbitrary: { runs: 500, size: 40 } })

const isOpen = ({ state }: State.TransferState) => state === "debiting" || state === "in_doubt" || state === "awaited"

const isConsumed = (transfer: State.TransferState) => "doubt" in transfer && transfer.doubt === "otp_consumed"

const saysMoved = (status: TxStatus.TxStatus) => TxStatus.meaning(status) !== "failed"

/** Whether a command says, about the attempt that is open, what only evidence may say. */
const evidence = ({ before, command }: Turn, judge: (word: Outcome.Outcome | Finding) => boolean): boolean => {
  const open = openAttempt(before)
  if (open === undefined) return false
  const isAbout = (word: Outcome.Outcome | Finding) =>
    !("facts" in word) || open.tid === undefined || open.tid === word.facts.tid
  if (command._tag === "RecordOutcome") {
    return command.clientRefId === open.clientRefId && isAbout(command.outcome) && judge(command.outcome)
  }
  return (
    command._tag === "Settle" &&
    command.findings.some(
      ({ clientRefId, finding }) => clientRefId === open.clientRefId && isAbout(finding) && judge(finding)
    )
  )
}

describe("every transfer", () => {
  it.prop(
    "is the fold of its journal, with one version for each event, and survives being stored",
    [Lives],
    ([choices]) => {
      const { journal, end } = live(choices)
      assert.strictEqual(end.version, journal.length)
      assert.deepStrictEqual(Transfer.replay(journal), end)
      const Stored = Schema.fromJsonString(State.TransferState)
      assert.deepStrictEqual(Schema.decodeSync(Stored)(Schema.encodeSync(Stored)(end)), end)
      const Journal = Schema.fromJsonString(Schema.Array(TransferEvent))
      assert.deepStrictEqual(Schema.decodeSync(Journal)(Schema.encodeSync(Journal)(journal)), journal)
    },
    { arbitrary: { runs: 1_000, size: 40 } }
  )

  always("has one version more for each event, and none for a refusal", ({ before, events, refusal, after }) => {
    assert.strictEqual(after.version, before.version + events.length)
    if (refusal !== undefined) assert.strictEqual(after, before)
  })

  always("waits for one step exactly, unless it is final or aged", ({ after }) => {
    assert.strictEqual(nextStep(after, defaults) === undefined, State.isFinal(after) || State.isHandedOver(after))
  })

  always("never leaves a final state", ({ before, after }) => {
    if (State.isFinal(before)) assert.strictEqual(after.state, before.state)
  })

  always("stays blocked once it is, and then starts nothing", ({ before, events, after }) => {
    if (!before.isBlocked) return
    assert.isTrue(after.isBlocked)
    assert.isFalse(events.some(({ _tag }) => _tag === "DebitStarted" || _tag === "OtpSendStarted"))
    assert.isFalse(after.state !== before.state && (after.state === "cancelled" || after.state === "expired"))
  })

  always("is neither cancelled nor expired with an open attempt", ({ before, command, refusal }) => {
    if (isOpen(before) && (command._tag === "Cancel" || command._tag === "Expire")) {
      assert.strictEqual(refusal?._tag, "WrongState")
    }
  })
})

describe("every attempt", () => {
  always("starts only where nothing is open, unclear or unasked", ({ before, command, events }) => {
    const started = events.find(({ _tag }) => _tag === "DebitStarted")
    if (started === undefined) return
    assert.strictEqual(events.length, 1)
    if (command._tag !== "StartDebit" || before.state !== "awaiting_otp") {
      throw new Error(`${command._tag} on ${before.state} started a debit`)
    }
    assert.isFalse(before.isBlocked)
    assert.isTrue(before.pendingSend === undefined || before.pendingSend.untilMillis <= command.atMillis)
    assert.isAbove(before.otp.triesLeft, 0)
    assert.isAbove(before.otp.expiresAtMillis, command.atMillis)
    assert.notInclude(refsOf(before), command.attempt.clientRefId)
    for (const closed of before.closedAttempts) {
      if (/WrongOtp|OtpExpired|Declined/.test(closed.outcome._tag) && closed.tid !== undefined) continue
      const finding = command.findings.find(({ clientRefId }) => clientRefId === closed.clientRefId)?.finding
      assert.isTrue(
        finding?._tag === "NotFound" || (finding?._tag === "Proven" && !saysMoved(finding.txStatus)),
        `${closed.outcome._tag} was found ${finding?._tag}`
      )
    }
  })

  it.prop(
    "starts only while nothing ever said that money moved",
    [Lives],
    ([choices]) => {
      const { journal } = live(choices)
      let moved = false
      for (const event of journal) {
        if (event._tag === "DebitStarted") assert.isFalse(moved)
        if (event._tag === "DebitAnswered") moved ||= /Accepted|OtpConsumed/.test(event.outcome._tag)
        if (event._tag === "DebitInquired") {
          moved ||= event.finding._tag === "Proven" && saysMoved(event.finding.txStatus)
        }
      }
    },
    { arbitrary: { runs: 500, size: 40 } }
  )

  always("is open alone, and is closed once", ({ after }) => {
    const refs = refsOf(after)
    assert.strictEqual(new Set(refs).size, refs.length)
    assert.strictEqual(openAttempt(after) !== undefined, isOpen(after) || after.state === "succeeded")
  })

  always("holds the transaction that its facts are about", ({ after }) => {
    if (after.state === "awaited" || after.state === "succeeded") {
      assert.strictEqual(after.attempt.tid, after.facts.tid)
    }
  })

  always("keeps the transaction id that it has", ({ before, after }) => {
    const open = openAttempt(before)
    if (open?.tid === undefined) return
    const same = [openAttempt(after), ...after.closedAttempts].find((other) => other?.clientRefId === open.clientRefId)
    assert.strictEqual(same?.tid, open.tid)
  })

  always("that is settled says something", ({ before, command, refusal, events }) => {
    if (command._tag !== "Settle" || refusal !== undefined || !isOpen(before)) return
    const open = openAttempt(before)?.clientRefId
    if (command.findings.some(({ clientRefId }) => clientRefId === open)) assert.isAbove(events.length, 0)
  })
})

describe("evidence", () => {
  always("alone leads from an open attempt to failed", (turn) => {
    const { before, after } = turn
    if (!isOpen(before) || after.state !== "failed") return
    assert.isFalse(isConsumed(before), "consumed")
    assert.isTrue(
      evidence(
        turn,
        (word) =>
          (word._tag === "Declined" && before.state !== "awaited") ||
          (word._tag === "Proven" && TxStatus.meaning(word.txStatus) === "failed")
      )
    )
  })

  always("alone, or an OTP that is refused, leads to failed at all", ({ before, command, after }) => {
    if (before.state === "failed" || after.state !== "failed" || isOpen(before)) return
    assert.isTrue(
      before.state === "requested" &&
        command._tag === "RecordOtpSend" &&
        command.result._tag === "Refused" &&
        command.send === before.otpSends
    )
  })

  always("alone leads from an open attempt back to the customer", (turn) => {
    const { before, after } = turn
    if (!isOpen(before) || after.state !== "awaiting_otp") return
    assert.isFalse(isConsumed(before), "consumed")
    assert.notStrictEqual(before.state, "awaited")
    assert.isTrue(evidence(turn, ({ _tag }) => /^(NotSent|CredentialsRefused|WrongOtp|OtpExpired)$/.test(_tag)))
  })

  always("alone leads to succeeded", (turn) => {
    if (turn.before.state === "succeeded" || turn.after.state !== "succeeded") return
    assert.isTrue(evidence(turn, (word) => "txStatus" in word && TxStatus.meaning(word.txStatus) === "success"))
  })

  always("about an attempt is never lost", ({ before, command, refusal, events }) => {
    if (command._tag !== "RecordOutcome" || refusal !== undefined || events.length > 0) return
    // Nothing was recorded, so all of it must be known already.
    const { outcome, clientRefId } = command
    const closed = before.closedAttempts.find((attempt) => attempt.clientRefId === clientRefId)
    switch (outcome._tag) {
      case "Unknown":
        return assert.notStrictEqual(outcome.cause, "transaction id of another attempt")
      case "OtpConsumed":
        return assert.isTrue(isConsumed(before))
      case "Accepted":
        if (before.state !== "awaited" && before.state !== "succeeded") throw new Error(`lost in ${before.state}`)
        assert.strictEqual(before.attempt.clientRefId, clientRefId)
        assert.strictEqual(before.facts.tid, outcome.facts.tid)
        return assert.strictEqual(before.state === "awaited" ? before.txStatus : "0", outcome.txStatus)
      default:
        assert.isDefined(closed)
        return assert.strictEqual(closed?.outcome._tag === "NotSent", outcome._tag === "NotSent")
    }
  })

  always("that contradicts raises an alarm", ({ before, command, events }) => {
    if (command._tag !== "RecordOutcome" || events.length === 0) return
    const isMoved = command.outcome._tag === "Accepted"
    const isClosed = before.closedAttempts.some(({ clientRefId }) => clientRefId === command.clientRefId)
    if (isClosed) assert.isTrue(events.some((event) => event._tag === "AlarmRaised"))
    if (isClosed && isMoved) {
      assert.isTrue(events.some((event) => event._tag === "AlarmRaised" && event.kind === "closed_attempt_moved_money"))
    }
  })
})

describe("these lives", () => {
  it.effect("meet every command in every state, and every way between two states", () =>
    Effect.gen(function* () {
      const lives = yield* Arbitrary.sampleEffect(Lives, { count: 2_000, size: 40, seed: "bhejo" })
      const met = new Set<string>()
      const ways = new Set<string>()
      const situations = new Map<string, number>()
      const count = (name: string, isMet: boolean) => situations.set(name, (situations.get(name) ?? 0) + Number(isMet))
      for (const choices of lives) {
        for (const { before, command, events, after } of live(choices).turns) {
          met.add(`${before.state} ${command._tag}`)
          if (before.state !== after.state) ways.add(`${before.state} → ${after.state}`)
          const started = events.some(({ _tag }) => _tag === "DebitStarted")
          count("a second attempt", started && before.closedAttempts.length > 0)
          count("an attempt after a recheck", started && Transfer.attemptsToRecheck(before).length > 0)
          count("a recheck that blocks", command._tag === "StartDebit" && !before.isBlocked && after.isBlocked)
          count("a failure that a consumed OTP outlives", isConsumed(before) && after.state === "in_doubt")
          count("a late answer", before.state === "in_doubt" && command._tag === "RecordOutcome" && events.length > 0)
          count("a contradiction", after.alarms.includes("contradiction") && !before.alarms.includes("contradiction"))
          count("money of a closed attempt", !before.isBlocked && after.isBlocked)
        }
      }
      const every = State.StateName.literals.flatMap((state) => commands.map((command) => `${state} ${command}`))
      const notMet = (wanted: ReadonlyArray<string>, found: ReadonlySet<string>) =>
        wanted.filter((name) => !found.has(name))
      assert.deepStrictEqual(notMet(every, met), [])
      assert.deepStrictEqual(notMet(everyWay, ways), [])
      assert.deepStrictEqual(notMet([...ways], new Set(everyWay)), [])
      for (const [name, times] of situations) assert.isAbove(times, 20, name)
    })
  )
})

const commands: ReadonlyArray<Transfer.Command["_tag"]> = [
  "Request",
  "StartOtpSend",
  "RecordOtpSend",
  "StartDebit",
  "RecordOutcome",
  "Settle",
  "Cancel",
  "Expire"
]

/** The ways of the state table, and no others. */
const everyWay: ReadonlyArray<string> = [
  "requested → awaiting_otp",
  "requested → failed",
  "requested → cancelled",
  "requested → expired",
  "awaiting_otp → debiting",
  "awaiting_otp → cancelled",
  "awaiting_otp → expired",
  "debiting → awaiting_otp",
  "debiting → failed",
  "debiting → succeeded",
  "debiting → awaited",
  "debiting → in_doubt",
  "in_doubt → awaiting_otp",
  "in_doubt → failed",
  "in_doubt → succeeded",
  "in_doubt → awaited",
  "awaited → failed",
  "awaited → succeeded",
  "awaited → in_doubt"
]
