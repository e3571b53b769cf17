/** What every `TransferStore` keeps of a customer's and a transfer's limits. */
import { describe, expect } from "@effect/vitest"
import { Clock, Effect, Result } from "effect"
import type { CustomerId } from "../src/Identifiers.ts"
import { defaults } from "../src/TransferPolicy.ts"
import type { Commit } from "../src/TransferStore.ts"
import * as Given from "./Given.ts"
import { append, appendAll, stored, type Test } from "./StoreContract.ts"
import { commitOf, newCustomer, newId, newNumber, untilDebit } from "./TransferHistory.ts"

export const customerLimits = (name: string, test: Test): void => {
  describe(`${name}: a customer's limits`, () => {
    const { customerOtpSends, customerOtpTries, otpWindowMillis } = defaults
    const minute = 60_000
    /** Requests of a customer's, each with an OTP, by processes whose clocks are this far ahead. */
    const requests = (customerId: CustomerId, count: number, leadMillis = 0) =>
      Array.from({ length: count }, () => {
        const request = Given.request({ id: newId(), customerId })
        return commitOf(undefined, { ...request, atMillis: Given.now + leadMillis })
      })
    const request = (customerId: CustomerId, leadMillis = 0) => {
      const [one] = requests(customerId, 1, leadMillis)
      if (one === undefined) throw new Error("no request")
      return one
    }
    const refusalOf = (commit: Commit) =>
      Effect.map(Effect.flip(append(commit)), (error) => {
        if (error._tag !== "LimitReached") throw error
        return error
      })
    /** The same commit where the window is another. */
    const within = (commit: Commit, windowMillis: number): Commit => ({
      ...commit,
      use: commit.use && { ...commit.use, windowMillis }
    })

    test(
      "let as many OTPs be sent in a window as they say, whatever time their senders think it is",
      Effect.gen(function* () {
        const customerId = newCustomer()
        for (let sends = 0; sends < customerOtpSends; sends++) {
          yield* append(request(customerId, (sends % 2 === 0 ? sends : -sends) * 11 * minute))
        }
        for (const leadMillis of [0, 11 * minute, -11 * minute]) {
          const refused = request(customerId, leadMillis)
          const { limit, scope, waitMillis } = yield* refusalOf(refused)
          expect({ limit, scope }).toEqual({ limit: "otp_sends", scope: "customer" })
          expect(waitMillis).toBeLessThanOrEqual(otpWindowMillis)
          expect(waitMillis).toBeGreaterThan(otpWindowMillis - minute)
          expect(yield* stored(refused.transfer.terms.id)).toEqual({ snapshot: undefined, journal: [] })
        }
        // Others are not affected.
        yield* append(request(newCustomer()))
      })
    )

    test(
      "let one transfer have as many OTPs as they say, whoever sends them",
      Effect.gen(function* () {
        const { transferOtpSends } = defaults
        const commits = [request(newCustomer())]
        const again = (leadMillis: number) => {
          const transfer = commits.at(-1)?.transfer
          const answered = commitOf(transfer, Given.recordOtpSend(transfer?.otpSends ?? 0, Given.unresolved))
          const resent = commitOf(answered.transfer, Given.startOtpSend(Given.now + leadMillis))
          // The customer may have any number of other transfers.
          return [answered, { ...resent, use: resent.use && { ...resent.use, max: 100 } }] as const
        }
        for (let sends = 1; sends < transferOtpSends; sends++) commits.push(...again(sends * 11 * minute))
        yield* appendAll(commits)
        const [answered, refused] = again(0)
        yield* append(answered)
        const { limit, scope, waitMillis } = yield* refusalOf(refused)
        expect({ limit, scope }).toEqual({ limit: "otp_sends", scope: "transfer" })
        expect(waitMillis).toBeLessThanOrEqual(otpWindowMillis)
        expect(waitMillis).toBeGreaterThan(otpWindowMillis - minute)
        expect((yield* stored(answered.transfer.terms.id)).snapshot).toEqual(answered.transfer)
      })
    )

    test(
      "forget what lies before the window, and say how long that takes",
      Effect.gen(function* () {
        const customerId = newCustomer()
        yield* appendAll(requests(customerId, customerOtpSends))
        const usedAtMillis = yield* Clock.currentTimeMillis
        yield* Effect.sleep(60)
        // A timer may ring a millisecond early by this clock, and the database has a clock of its own.
        const passedMillis = (yield* Clock.currentTimeMillis) - usedAtMillis - 10
        const { waitMillis } = yield* refusalOf(within(request(customerId), minute))
        expect(waitMillis).toBeLessThanOrEqual(minute - passedMillis)
        // Long ago is what is further back than this.
        yield* append(within(request(customerId), 30))
        // One is left, and four more may come.
        yield* appendAll(requests(customerId, customerOtpSends - 1))
        yield* refusalOf(request(customerId))
      })
    )

    test(
      "are shared by all who use them at once",
      Effect.gen(function* () {
        for (let round = 0; round < 3; round++) {
          const results = yield* Effect.forEach(
            requests(newCustomer(), 4 * customerOtpSends),
            (commit) => Effect.result(append(commit)),
            { concurrency: "unbounded" }
          )
          const failures = results.flatMap((result) => (Result.isFailure(result) ? [result.failure._tag] : []))
          expect(failures).toEqual(Array.from({ length: 3 * customerOtpSends }, () => "LimitReached"))
        }
      })
    )

    test(
      "are used by commits that happen, and by no others",
      Effect.gen(function* () {
        const customerId = newCustomer()
        const first = request(customerId)
        const others = requests(customerId, customerOtpSends - 1)
        yield* append(first)
        for (let times = 0; times < 10; times++) {
          expect(yield* Effect.flip(append(first))).toMatchObject({ _tag: "VersionConflict" })
        }
        yield* appendAll(others)
        yield* refusalOf(request(customerId))
        // What uses no limit is not refused for it.
        yield* append(commitOf(first.transfer, Given.recordOtpSend(1, Given.sent(1, Given.now))))
      })
    )

    test(
      "count the tries of all transfers together",
      Effect.gen(function* () {
        const customerId = newCustomer()
        for (let used = 0; used < customerOtpTries; used++) {
          const [requested, sent, debit] = untilDebit(newNumber(), newId(), customerId)
          yield* appendAll([{ ...requested, use: undefined }, sent, debit])
        }
        const [requested, sent, debit] = untilDebit(newNumber(), newId(), customerId)
        yield* appendAll([{ ...requested, use: undefined }, sent])
        expect(yield* refusalOf(debit)).toMatchObject({ limit: "otp_tries", scope: "customer" })
        expect((yield* stored(requested.transfer.terms.id)).snapshot).toEqual(sent.transfer)
      })
    )
  })
}
