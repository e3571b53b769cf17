/**
 * Random lives among faults: several processes, callers that repeat themselves, calls and commits that are lost, slow or
 * never end, and an Eko that keeps true accounts. Whatever the order, a transfer moves its money once, and says so.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as Id from "../src/Identifiers.ts"
import { chanceFrom } from "./Chance.ts"
import { terms } from "./Given.ts"
import * as World from "./World.ts"

const chanceOf = (seed: number) => {
  const next = chanceFrom(seed)
  return {
    is: (probability: number) => next() < probability,
    upTo: (limit: number) => Math.floor(next() * limit)
  }
}
type Chance = ReturnType<typeof chanceOf>

interface Entry {
  readonly reference: string
  readonly tid: string
  /** How the transaction ends, and when; it is awaited until then. */
  readonly ends: "0" | "1"
  readonly endsAtMillis: number
  /** Until then an inquiry does not find it, as may happen to what is accepted and not yet processed. */
  readonly visibleAtMillis: number
}

/**
 * An Eko with accounts. It takes an OTP as often as it comes, so that nothing but the programs prevents a second debit;
 * or it takes it once, and then the network may deliver a request twice.
 */
const makeBank = (chance: Chance, takesOtpOnce: boolean) => {
  const ledger: Array<Entry> = []
  const codes = new Map<string, { readonly code: string; isUsed: boolean }>()
  const seen: Array<string> = []
  let isCalm = false
  let latestCode = "000000"

  const statusOf = ({ ends, endsAtMillis }: Entry, nowMillis: number) => (nowMillis < endsAtMillis ? "2" : ends)

  const otp: World.Reply = (call) => {
    const otpRefId = `OTP${codes.size + 1}`
    latestCode = String(100_000 + codes.size)
    codes.set(otpRefId, { code: latestCode, isUsed: false })
    return World.otpSent(otpRefId)(call)
  }

  const execute: World.Reply = (call) => {
    const code = codes.get(String(call.body["otp_ref_id"]))
    if (code === undefined || code.code !== call.body["otp"]) {
      return World.declined(
        "Wrong OTP",
        chance.is(0.3) ? String(900_000 + ledger.length + seen.length) : undefined
      )(call)
    }
    if (code.isUsed) return World.otpConsumed(call)
    if (chance.is(0.15)) return World.declined("Insufficient balance")(call)
    code.isUsed = takesOtpOnce
    const entry: Entry = {
      reference: String(call.body["client_ref_id"]),
      tid: String(10_000 + ledger.length),
      ends: chance.is(0.8) ? "0" : "1",
      endsAtMillis: call.atMillis + (chance.is(0.5) ? 0 : chance.upTo(3_600_000)),
      visibleAtMillis: call.atMillis + (chance.is(0.7) ? 0 : chance.upTo(1_200_000))
    }
    ledger.push(entry)
    const status = statusOf(entry, call.atMillis)
    return status === "1" ? World.declined("Account closed", entry.tid)(call) : World.accepted(status, entry.tid)(call)
  }

  const debit: World.Reply = (call) => {
    seen.push(String(call.body["client_ref_id"]))
    // A copy that something between us and Eko made: its answer goes nowhere.
    const copy = takesOtpOnce && chance.is(0.15) ? execute(call) : Effect.void
    return Effect.andThen(copy, execute(call))
  }

  const inquiry: World.Reply = (call) => {
    const reference = call.reference.replace("client_ref_id:", "")
    const entry = ledger.findLast((one) => one.tid === reference || one.reference === reference)
    return entry === undefined || call.atMillis < entry.visibleAtMillis
      ? World.notFound(call)
      : World.found(statusOf(entry, call.atMillis), entry.tid, { client_ref_id: entry.reference })(call)
  }

  const delay = Effect.suspend(() => (chance.is(0.3) && !isCalm ? Effect.sleep(chance.upTo(60_000)) : Effect.void))
  const overTheNetwork =
    (serve: World.Reply): World.Reply =>
    (call) =>
      Effect.gen(function* () {
        if (isCalm) return yield* serve(call)
        yield* delay
        if (chance.is(0.15)) return yield* World.notSent(call)
        if (chance.is(0.05)) return yield* World.lost(call)
        const answer = yield* serve(call)
        yield* delay
        if (chance.is(0.1)) return yield* World.lost(call)
        if (chance.is(0.05)) return yield* World.http502(call)
        return answer
      })

  return {
    ledger,
    seen,
    replies: { otp: overTheNetwork(otp), debit: overTheNetwork(debit), inquiry: overTheNetwork(inquiry) },
    latestCode: () => latestCode,
    calm: () => {
      isCalm = true
    }
  }
}

const minuteMillis = 60_000

/** One transfer's life under faults, and then in peace until nothing more can be found out. */
const live = Effect.fnUntraced(function* (seed: number, takesOtpOnce: boolean) {
  const chance = chanceOf(seed)
  const bank = makeBank(chance, takesOtpOnce)
  const world = yield* World.make
  const { eko, faults, process, queue, transfers } = world
  eko.replies("otp", bank.replies.otp)
  eko.replies("debit", bank.replies.debit)
  eko.replies("inquiry", bank.replies.inquiry)

  const unrecorded: Array<string> = []
  const recorded = new Set<string>()
  eko.replies("debit", (call) => {
    const reference = String(call.body["client_ref_id"])
    if (!recorded.has(reference)) unrecorded.push(reference)
    return bank.replies.debit(call)
  })

  let isCalm = false
  faults.append = (commit, write) =>
    Effect.gen(function* () {
      const keep = Effect.tap(write, () =>
        Effect.sync(() => {
          for (const event of commit.events) {
            if (event._tag === "DebitStarted") recorded.add(event.attempt.clientRefId)
          }
        })
      )
      if (isCalm) return yield* keep
      if (chance.is(0.2)) yield* Effect.sleep(chance.upTo(20_000))
      const isDebit = World.has("DebitStarted")(commit) || World.has("DebitAnswered")(commit)
      // The process ends here, before or after its commit.
      if (isDebit && chance.is(0.04)) return yield* Effect.never
      if (isDebit && chance.is(0.04)) return yield* Effect.andThen(keep, Effect.never)
      if (chance.is(0.05)) return yield* World.losing.commit(keep)
      if (chance.is(0.05)) return yield* World.losing.answer(keep)
      return yield* keep
    })

  const processes = [transfers, yield* process(), yield* process()]
  for (const programs of processes.slice(1)) {
    yield* Effect.forkScoped(Effect.forever(Effect.exit(queue.take(World.transferSteps(programs)))))
  }

  /** A caller who repeats keys, mistypes OTPs, asks for new ones, gives up and comes back. */
  const caller = Effect.fnUntraced(function* (programs: typeof transfers) {
    yield* Effect.exit(programs.request(terms))
    for (let turn = 0; turn < 20; turn++) {
      yield* Effect.sleep(chance.upTo(2 * minuteMillis))
      if (chance.is(0.2)) yield* Effect.exit(programs.resendOtp(terms))
      else if (chance.is(0.02)) yield* Effect.exit(programs.cancel(terms))
      else {
        const typed = chance.is(0.5) ? "999999" : bank.latestCode()
        const confirm = programs.confirm({
          ...World.confirmation(`key-${chance.upTo(6)}`),
          otp: Redacted.make(Id.Otp.make(typed))
        })
        yield* Effect.exit(chance.is(0.2) ? Effect.timeout(confirm, "5 seconds") : confirm)
      }
    }
  })
  for (const programs of processes) yield* Effect.forkDetach(caller(programs))

  yield* TestClock.adjust("3 hours")
  isCalm = true
  bank.calm()
  yield* TestClock.adjust("12 hours")
  const transfer = yield* world.store.load(terms.id)
  return { bank, transfer, unrecorded }
}, Effect.scoped)

describe("a transfer among faults", () => {
  for (const takesOtpOnce of [false, true]) {
    const name = takesOtpOnce
      ? "and an Eko that takes an OTP once"
      : "and an Eko that takes an OTP as often as it comes"
    it.effect.prop(
      `moves its money once, and says so, among processes that fail, ${name}`,
      [Schema.Int],
      ([seed]) =>
        Effect.gen(function* () {
          const { bank, transfer, unrecorded } = yield* live(seed, takesOtpOnce)
          const moved = bank.ledger.filter(({ ends }) => ends === "0")
          assert.isAtMost(moved.length, 1, "money moved more than once")
          assert.strictEqual(new Set(bank.seen).size, bank.seen.length, "an attempt was sent twice")
          assert.deepStrictEqual(unrecorded, [], "an attempt was sent before it was recorded")
          if (transfer === undefined) return assert.deepStrictEqual(bank.ledger, [])
          switch (transfer.state) {
            case "succeeded":
              return assert.strictEqual(moved[0]?.tid, transfer.facts.tid)
            case "failed":
            case "cancelled":
            case "expired":
              return assert.deepStrictEqual(moved, [])
            case "in_doubt":
            case "awaited":
              // Everything that can be found out was found out.
              if (transfer.doubt === "otp_consumed") return
              return assert.notInclude(
                bank.ledger.map(({ reference }) => reference),
                String(transfer.attempt.clientRefId)
              )
            case "requested":
            case "awaiting_otp":
              return assert.isTrue(transfer.isBlocked)
            case "debiting":
              return assert.fail("left debiting")
          }
        }),
      { timeout: 300_000, arbitrary: { runs: 120, maxShrinks: 0 } }
    )
  }

  it.effect(
    "meets every end",
    () =>
      Effect.gen(function* () {
        const ends = new Map<string, number>()
        let debits = 0
        for (let seed = 0; seed < 100; seed++) {
          const { bank, transfer } = yield* live(seed, seed % 2 === 0)
          debits += bank.seen.length
          ends.set(transfer?.state ?? "none", (ends.get(transfer?.state ?? "none") ?? 0) + 1)
        }
        for (const state of ["succeeded", "failed", "in_doubt"]) assert.isAbove(ends.get(state) ?? 0, 5, state)
        assert.isAbove(debits, 120)
      }),
    300_000
  )
})
