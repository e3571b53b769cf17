/** The adapter killed again and again at random moments under load: the books and the records agree in the end. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Random } from "effect"
import { client, dmtFino, environment, killed, newKey, spawnServer, surroundings } from "../support.ts"

const lives = 12
const teams = 6
const seed = "repeated kills"

describe("a process that is killed again and again", () => {
  it.live("moves each transfer's money at most once, and exactly once where it says so", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const env = environment(simulator, databaseUrl, "seed", {
        EKO_CALL_TIMEOUT: "500 millis",
        INQUIRY_FIRST_DELAY: "1500 millis"
      })
      const ids = new Set<string>()

      /** A team that makes transfers until its adapter is gone, and keeps what it was told. */
      const work = (api: ReturnType<typeof client>) =>
        Effect.gen(function* () {
          for (;;) {
            const { body } = yield* api.create(dmtFino.create)
            if (typeof body.id !== "string") continue
            ids.add(body.id)
            const otp = yield* api.otpOf("9123456789")
            const key = newKey()
            // A newer OTP of another team's transfer may be read here: then it is a wrong one, as in life.
            yield* api.confirm(body.id, otp, key)
            if (yield* Random.nextBoolean) yield* api.confirm(body.id, otp, key)
          }
        }).pipe(Effect.ignoreCause)

      for (let life = 0; life < lives; life++) {
        yield* Effect.gen(function* () {
          const { child, baseUrl } = yield* spawnServer(env)
          if (yield* Random.nextBoolean) {
            yield* simulator.planFault({
              operation: "dmt-fino/initiate",
              fault: "answer-never-arrives",
              skip: yield* Random.nextIntBetween(0, 5)
            })
          }
          const api = client(baseUrl, simulator)
          yield* Effect.forEach(Array.from({ length: teams }), () => Effect.forkScoped(work(api)))
          yield* Effect.sleep(yield* Random.nextIntBetween(50, 1_500))
          yield* Effect.promise(() => killed(child))
        }).pipe(Effect.scoped)
      }

      const { baseUrl } = yield* spawnServer(env)
      const api = client(baseUrl, simulator)
      const counts: Record<string, number> = {}
      for (const id of ids) {
        const { state } = yield* api.until(id, "succeeded", "failed", "in_doubt", "awaiting_otp", "requested")
        const debits = yield* api.debits(id)
        counts[state] = (counts[state] ?? 0) + 1
        assert.isAtMost(debits.length, 1, id)
        // A doubt with a debit settles; one without stays, since nothing proves that there is none.
        const settled = state === "in_doubt" && debits.length === 1 ? (yield* api.until(id, "succeeded")).state : state
        if (settled === "succeeded") assert.lengthOf(debits, 1, id)
        if (settled !== "succeeded") assert.lengthOf(debits, 0, id)
      }
      console.log(`${ids.size} transfers over ${lives} lives: ${JSON.stringify(counts)}`)
      assert.isAbove(ids.size, lives)
      assert.isAbove(counts["succeeded"] ?? 0, 0)
      // Every debit in Eko's books belongs to a transfer that a team was told of or that the store knows.
      const all = yield* simulator.ledger()
      assert.strictEqual(new Set(all.map((entry) => entry.clientRefId)).size, all.length)
    }).pipe(Random.withSeed(seed), Effect.scoped)
  )
})
