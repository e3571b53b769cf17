/**
 * What holds for every transfer, whatever is asked of it and in whatever order.
 */
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, Schema } from "effect"
import type { Finding } from "../src/Evidence.ts"
import type * as Outcome from "../src/Outcome.ts"
import * as Transfer from "../src/Transfer.ts"
import { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import * as State from "../src/TransferState.ts"
import { nextStep } from "../src/TransferStep.ts"
import * as TxStatus from "../src/TxStatus.ts"
import { Lives, live, openAttempt, refsOf, refundRefsOf, type Turn } from "./Lives.ts"

/** Checks each turn of many random lives. */
const always = (title: string, check: (turn: Turn) => void) =>
  it.prop(title, [Lives], ([choices]) => live(choices).turns.forEach(check), { arbitrary: { runs: 500, size: 40 } })

const isOpen = ({ state }: State.TransferState) => state === "debiting" || state === "in_doubt" || state === "awaited"

const isSettled = (transfer: State.TransferState): transfer is State.Settled =>
  transfer.state === "succeeded" || "refunds" in transfer

const isConsumed = (transfer: State.TransferState) => "doubt" in transfer && transfer.doubt === "otp_consumed"

const saysMoved = (status: TxStatus.TxStatus) => TxStatus.meaning(status) !== "failed"

/** Whether a command says, about the attempt that is open, what only evidence may say. */
const evidence = ({ before, command }: Turn, judge: (word: Outcome.Outcome | Finding) => boolean): boolean => {
  const open = openAttempt(before)
  if (open === undefined) return false
  const isAbout = (word: Outcome.Outcome | Finding) =>
    !("facts" in word) || open.tid === undefined || open.tid === word.facts.tid
  if (command._tag === "RecordOutcome" || command._tag === "Withdraw") {
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
    assert.strictEqual(nextStep(after, defaults) === undefined, !State.needsStep(after))
  })

  always("never leaves a final state, but by Eko's reversal of a success", ({ before, events, after }) => {
    if (!State.isFinal(before) || after.state === before.state) return
    assert.strictEqual(before.state, "succeeded")
    assert.include(["refund_pending", "refunded"], after.state)
    const isReversal = (event: TransferEvent) =>
      event._tag === "DebitInquired" &&
      event.finding._tag === "Proven" &&
      /^refund/.test(TxStatus.meaning(event.finding.txStatus))
    assert.isTrue(events.some(isReversal))
    assert.include(after.alarms, "reversed")
  })

  always(
    "stays blocked until a person says otherwise, and starts nothing meanwhile",
    ({ before, command, events, after }) => {
      if (!before.isBlocked || command._tag === "Unblock" || command._tag === "Resolve") return
      assert.isTrue(after.isBlocked)
      assert.isFalse(events.some(({ _tag }) => /^(Debit|Refund|OtpSend|RefundOtpSend)Started$/.test(_tag)))
      assert.isFalse(after.state !== before.state && (after.state === "cancelled" || after.state === "expired"))
    }
  )

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
    assert.isTrue(events.every(({ _tag }) => _tag === "DebitInquired" || _tag === "DebitStarted"))
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
        // Eko's fresh word that nothing moved, and a person's.
        if (event._tag === "Unblocked") moved = false
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
    assert.strictEqual(openAttempt(after) !== undefined, isOpen(after) || isSettled(after))
    const refunds = refundRefsOf(after)
    assert.strictEqual(new Set(refunds).size, refunds.length)
  })

  always("holds the transaction that its facts are about", ({ after }) => {
    if (after.state === "awaited" || isSettled(after)) {
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
  /** What proves that the open attempt moved nothing, and that trying again would not help. */
  const endsAttempt = (turn: Turn): void => {
    const { before, command } = turn
    if (command._tag === "Resolve") {
      assert.strictEqual(command.resolution._tag, "NotMoved")
      return
    }
    assert.isFalse(isConsumed(before), "consumed")
    assert.isTrue(
      evidence(
        turn,
        (word) =>
          (word._tag === "Declined" && before.state !== "awaited") ||
          (word._tag === "Proven" && TxStatus.meaning(word.txStatus) === "failed")
      )
    )
  }

  always("or a named operator alone leads from an open attempt to failed, and never past a sign of money", (turn) => {
    const { before, events, after } = turn
    if (!isOpen(before) || after.state !== "failed") return
    // A later word of the same command may contradict the first, and blocks what has failed.
    let current = before
    for (const event of events) {
      const next = Transfer.evolve(current, event)
      if (next.state === "failed" && current.state !== "failed") assert.isFalse(current.isBlocked)
      current = next
    }
    endsAttempt(turn)
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
    const isRetryable = evidence(turn, ({ _tag }) => /^(NotSent|CredentialsRefused|WrongOtp|OtpExpired)$/.test(_tag))
    // What would have failed it leaves a blocked transfer to a person, and nothing starts until then.
    if (after.isBlocked && !isRetryable) return endsAttempt(turn)
    assert.isFalse(isConsumed(before), "consumed")
    assert.notStrictEqual(before.state, "awaited")
    assert.isTrue(isRetryable)
  })

  always("or a named operator alone leads to succeeded", (turn) => {
    const { before, command, after } = turn
    if (before.state === "succeeded" || after.state !== "succeeded") return
    if (command._tag === "Resolve") return assert.strictEqual(command.resolution._tag, "Moved")
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
        if (before.state !== "awaited" && !isSettled(before)) throw new Error(`lost in ${before.state}`)
        assert.strictEqual(before.attempt.clientRefId, clientRefId)
        assert.strictEqual(before.facts.tid ?? outcome.facts.tid, outcome.facts.tid)
        // What is known since is at least as much as what the late answer says.
        return before.state === "awaited"
          ? assert.strictEqual(before.txStatus, outcome.txStatus)
          : assert.notStrictEqual(TxStatus.meaning(outcome.txStatus), "failed")
      default:
        assert.isDefined(closed)
        // A person who found that nothing moved is borne out by either: that it was never sent, or that it was refused.
        if (closed?.outcome._tag === "FoundUnmoved") return
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

describe("every refund", () => {
  always("starts only where Eko says 3, nothing is open, and the cash was returned", ({ before, command, events }) => {
    const started = events.find((event) => event._tag === "RefundStarted")
    if (started === undefined) return
    if (command._tag !== "StartRefund" || before.state !== "refund_pending") {
      throw new Error(`${command._tag} on ${before.state} started a refund`)
    }
    assert.isFalse(before.isBlocked)
    assert.isAbove(before.refunds.otp?.triesLeft ?? 0, 0)
    assert.isAbove(before.refunds.otp?.expiresAtMillis ?? 0, command.atMillis)
    const { atMillis: returned } = started.attempt.cashReturned
    assert.isAtMost(returned, command.atMillis + 60_000)
    assert.isAtLeast(returned, before.attempt.startedAtMillis - 60_000)
    assert.notInclude(refundRefsOf(before), command.attempt.clientRefId)
    if (before.refunds.earlier.length > 0) {
      const [first] = command.findings
      assert.isTrue(first?.finding._tag === "Proven" && first.finding.txStatus === "3")
    }
  })

  always(
    "is followed by another only once it is closed, or set aside after its window",
    ({ before, command, after }) => {
      if (before.state !== "refunding" || after.state !== "refund_pending") return
      const { refund } = before
      const last = after.refunds.earlier.find(({ clientRefId }) => clientRefId === refund.clientRefId)
      assert.isDefined(last)
      if (last !== undefined && "outcome" in last) {
        return assert.isTrue(
          command._tag === "RecordRefundOutcome" || command._tag === "Withdraw" || command._tag === "Resolve"
        )
      }
      assert.isAtLeast(command.atMillis, refund.startedAtMillis + defaults.settlementWindowMillis)
      assert.include(after.alarms, "refund_unsettled")
    }
  )

  always("ends by Eko's word or a named operator's alone", ({ before, command, events, after }) => {
    if (after.state !== "refunded" || before.state === "refunded") return
    if (command._tag === "Resolve") return assert.strictEqual(command.resolution._tag, "Moved")
    const isWord = (event: TransferEvent) =>
      (event._tag === "RefundAnswered" && event.outcome._tag === "Refunded") ||
      (event._tag === "DebitInquired" && event.finding._tag === "Proven" && event.finding.txStatus === "4") ||
      (event._tag === "DebitAnswered" && event.outcome._tag === "Accepted" && event.outcome.txStatus === "4")
    assert.isTrue(events.some(isWord))
  })
})

describe("an operator", () => {
  always(
    "says that nothing moved only after the window, and never against Eko's fresh word",
    ({ before, command, refusal }) => {
      if (command._tag !== "Resolve" || refusal !== undefined || command.resolution._tag !== "NotMoved") return
      const attempt = before.state === "refunding" ? before.refund : openAttempt(before)
      if (attempt === undefined) throw new Error("resolved nothing")
      const { callTimeoutMillis, settlementWindowMillis } = defaults
      assert.isAtLeast(command.atMillis, attempt.sendBeforeMillis + callTimeoutMillis + settlementWindowMillis)
      const debit = openAttempt(before)?.clientRefId
      const finding = command.findings.find(({ clientRefId }) => clientRefId === debit)?.finding
      assert.isTrue(
        before.state === "refunding"
          ? finding?._tag === "Proven" && finding.txStatus === "3"
          : finding?._tag === "NotFound" || (finding?._tag === "Proven" && !saysMoved(finding.txStatus))
      )
    }
  )
})

describe("these lives", () => {
  it.effect("meet every command in every state, and every way between two states", () =>
    Effect.gen(function* () {
      const lives = yield* Arbitrary.sampleEffect(Lives, { count: 8_000, size: 40, seed: "bhejo" })
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
  "Expire",
  "RequestInquiry",
  "StartRefundOtpSend",
  "RecordRefundOtpSend",
  "StartRefund",
  "RecordRefundOutcome",
  "Withdraw",
  "Resolve",
  "Unblock"
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
  // Of a transfer that is blocked.
  "awaited → awaiting_otp",
  "awaited → failed",
  "awaited → succeeded",
  "awaited → in_doubt",
  "debiting → refund_pending",
  "debiting → refunded",
  "in_doubt → refund_pending",
  "in_doubt → refunded",
  "awaited → refund_pending",
  "awaited → refunded",
  "succeeded → refund_pending",
  "succeeded → refunded",
  "awaiting_otp → succeeded",
  "refund_pending → refunding",
  "refund_pending → refunded",
  "refunding → refund_pending",
  "refunding → refunded"
]
