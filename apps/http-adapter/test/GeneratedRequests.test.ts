/** Requests made from the OpenAPI document: none is a fault of ours, and every answer is as the document says. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Run from "./generated/Run.ts"
import { requestsSeed } from "./generated/Seed.ts"

describe("2,000 generated requests", () => {
  it.live(
    "are answered as the document says, never by a fault, and with nothing repeated",
    () =>
      Effect.gen(function* () {
        const { violations, unreached, reached, text } = yield* Run.run(requestsSeed, 2_000)
        console.log(`${text}\n  without success: ${unreached.join(" ")}`)
        assert.deepStrictEqual(violations.slice(0, 10), [])
        assert.isAtMost(unreached.length, 12, unreached.join(" "))
        assert.isAtLeast(reached.size, 15)
      }).pipe(Effect.scoped),
    300_000
  )
})
