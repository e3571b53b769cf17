/** What teams are told: a message for each change, as declared, and without a number of anybody's. */
import { Rejection, StateChange, Transfer, WalletLoadDecider } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as Given from "../../../packages/core/test/Given.ts"
import * as Load from "../../../packages/core/test/GivenLoad.ts"
import { commitsOf, historyOf, newId, newNumber } from "../../../packages/core/test/TransferHistory.ts"
import * as WebhookMessage from "../src/webhooks/WebhookMessage.ts"
import { maxRetryMillis, retryAtMillis } from "../src/webhooks/WebhookPolicy.ts"

const strictly = { errors: "all", onExcessProperty: "error" } as const
const readTransfer = Schema.decodeUnknownSync(WebhookMessage.TransferStateChanged, strictly)
const readLoad = Schema.decodeUnknownSync(WebhookMessage.LoadStateChanged, strictly)

const Choices = Schema.Array(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 0.999 }))).check(
  Schema.isMaxLength(10)
)

const messagesOf = (journal: Parameters<typeof Transfer.replay>[0]) =>
  StateChange.changesOf(undefined, journal, Transfer.evolve).map(WebhookMessage.ofTransfer)

/** Every text that journals hold and nobody else is told. */
const personal = (journal: unknown): ReadonlyArray<string> => {
  const found = new Set<string>()
  JSON.stringify(journal, (name, value: unknown) => {
    if (typeof value === "string" && /^(customerId|otpRefId)$/.test(name)) found.add(value)
    return value
  })
  return [...found]
}

describe("a webhook's message", () => {
  it.prop(
    "is as it is declared in any history, names its change, and holds no number",
    { choices: Choices },
    ({ choices }) => {
      const journal = historyOf(choices).flatMap(({ events }) => events)
      const messages = messagesOf(journal)
      for (const { id, body, version, record, recordId, atMillis } of messages) {
        const { data, timestamp } = readTransfer(JSON.parse(body))
        assert.strictEqual(id, `msg_${record}_${recordId}_${version}`)
        assert.strictEqual(data.transfer.version, version)
        assert.strictEqual(timestamp, data.transfer.updatedAt)
        assert.strictEqual(Date.parse(timestamp), atMillis)
        for (const secret of personal(journal)) assert.notInclude(body, secret)
      }
      assert.lengthOf(new Set(messages.map(({ id }) => id)), messages.length)
      // Whoever reads the journal later tells the same.
      const early = messagesOf(journal.slice(0, -1))
      assert.deepStrictEqual(messages.slice(0, early.length), early)
    }
  )

  it("repeats no word of Eko's, which could hold a number", () => {
    const number = newNumber()
    const declined = { ...Given.declined, detail: "Account 012345678901 of 9123456789 is invalid" }
    const journal = commitsOf(
      Given.request({ id: newId() }),
      Given.recordOtpSend(1, Given.sent(1, Given.now)),
      Given.startDebit(number),
      Given.recordOutcome(number, declined)
    ).flatMap(({ events }) => events)
    const last = messagesOf(journal).at(-1)
    const { failure } = readTransfer(JSON.parse(last?.body ?? "")).data.transfer
    assert.strictEqual(failure?.message, Rejection.reasons[declined.reason].title)
    assert.notMatch(last?.body ?? "", /012345678901|9123456789/)
  })

  it("tells of a wallet load as of a transfer", () => {
    const number = newNumber()
    let load: ReturnType<typeof WalletLoadDecider.replay>
    const journal = []
    for (const command of [Load.start(number), Load.recordOutcome(Load.loaded(number), number)]) {
      for (const event of Result.getOrThrow(WalletLoadDecider.decide(load, command, Load.policy))) {
        load = WalletLoadDecider.evolve(load, event)
        journal.push(event)
      }
    }
    const messages = StateChange.changesOf(undefined, journal, WalletLoadDecider.evolve).map(WebhookMessage.ofLoad)
    const told = messages.map(({ body }) => readLoad(JSON.parse(body)).data)
    assert.deepStrictEqual(
      told.map(({ previousState, walletLoad }) => [previousState, walletLoad.state]),
      [
        [undefined, "loading"],
        ["loading", "loaded"]
      ]
    )
    for (const { body } of messages) for (const secret of personal(journal)) assert.notInclude(body, secret)
  })
})

describe("the next attempt", () => {
  const day = 24 * 3_600_000
  const policy = { retryWindowMillis: 3 * day, firstRetryMillis: 5_000 }

  it("waits ever longer, over three days, with the last one at their end", () => {
    const waits: Array<number> = []
    let nowMillis = 0
    for (let attempt = 1; ; attempt++) {
      const next = retryAtMillis(policy, { sinceMillis: 0, attempt, nowMillis, spread: 0.5 })
      if (next === undefined) break
      waits.push(next - nowMillis)
      nowMillis = next
    }
    assert.strictEqual(nowMillis, 3 * day)
    assert.deepStrictEqual(waits.slice(0, 7), [5_000, 20_000, 80_000, 320_000, 1_280_000, 5_120_000, maxRetryMillis])
    for (const [index, wait] of waits.slice(1, -1).entries()) assert.isAtLeast(wait, waits[index] ?? 0)
    assert.isAtMost(waits.length, 40)
  })

  it("draws apart what failed together, and is none once the time is over, however late the first one was", () => {
    const at = (spread: number) => retryAtMillis(policy, { sinceMillis: 0, attempt: 3, nowMillis: 0, spread })
    assert.deepStrictEqual([at(0), at(1)], [72_000, 88_000])
    assert.isUndefined(retryAtMillis(policy, { sinceMillis: 0, attempt: 1, nowMillis: 3 * day, spread: 0 }))
    assert.isUndefined(retryAtMillis(policy, { sinceMillis: 0, attempt: 1, nowMillis: 30 * day, spread: 0 }))
    const huge = retryAtMillis(policy, { sinceMillis: 0, attempt: 10_000, nowMillis: 0, spread: 0.5 })
    assert.strictEqual(huge, maxRetryMillis)
  })
})
