/** The comparison runs whole on a small scale, and counts what it measured. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Comparison from "../src/service/Comparison.ts"
import { quantile } from "../src/service/Round.ts"

describe("the comparison", () => {
  it.live(
    "makes transfers on both services, in turn, and says what each costs",
    () =>
      Effect.gen(function* () {
        const order: Array<string> = []
        const comparison = yield* Comparison.run(
          { connections: 4, rounds: 2, warmUpMillis: 100, measureMillis: 1_000 },
          (round, { name }) => Effect.sync(() => order.push(`${round} ${name}`))
        )
        assert.deepStrictEqual(order, ["1 baseline", "1 bhejo", "2 bhejo", "2 baseline"])
        const { bhejo, baseline, ratios } = comparison
        assert.strictEqual(ratios.transfersPerSecond, bhejo.transfersPerSecond / baseline.transfersPerSecond)
        assert.strictEqual(ratios.createP99, bhejo.createP99Millis / baseline.createP99Millis)
        assert.strictEqual(ratios.confirmP99, bhejo.confirmP99Millis / baseline.confirmP99Millis)
        for (const figures of [bhejo, baseline]) {
          assert.isAbove(figures.transfersPerSecond, 0)
          assert.isAtLeast(figures.createP99Millis, figures.createP50Millis)
          assert.isAtLeast(figures.confirmP99Millis, figures.confirmP50Millis)
          // Both commit the wish, the OTP, the attempt and its outcome; a transfer at the edge counts in part.
          assert.isAtLeast(figures.commitsPerTransfer, 3)
        }
        assert.deepStrictEqual(JSON.parse(JSON.stringify(comparison)).rounds.length, 2)
        assert.isAbove(comparison.machine.cores, 0)
      }),
    240_000
  )
})

describe("a quantile", () => {
  it("is a value that was measured", () => {
    const values = [5, 1, 4, 2, 3]
    assert.strictEqual(quantile(values, 0), 1)
    assert.strictEqual(quantile(values, 0.5), 3)
    assert.strictEqual(quantile(values, 0.99), 5)
    assert.strictEqual(quantile(values, 1), 5)
    assert.isNaN(quantile([], 0.5))
  })
})
