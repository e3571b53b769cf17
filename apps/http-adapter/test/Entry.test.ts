/** Why a process ends is said, whatever the reason is. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import { TestConsole } from "effect/testing"
import * as Entry from "../src/Entry.ts"

const told = <E extends { readonly message: string }>(program: Effect.Effect<unknown, E>) =>
  Effect.gen(function* () {
    const logged: Array<string> = []
    const logger = Logger.make(({ logLevel, message, cause }) => logged.push(`${logLevel} ${message} ${cause}`))
    yield* program.pipe(Entry.telling, Effect.exit, Effect.provide(Logger.layer([logger])))
    return { logged, errors: yield* TestConsole.errorLines }
  })

describe("a process that ends", () => {
  it.effect("because of a failure says it in the failure's own words", () =>
    Effect.gen(function* () {
      const { logged, errors } = yield* told(Effect.fail(new Error("PORT is taken")))
      assert.deepStrictEqual(errors, ["PORT is taken"])
      assert.deepStrictEqual(logged, [])
    })
  )

  it.effect("in a defect says so, with where it comes from", () =>
    Effect.gen(function* () {
      const { logged } = yield* told(Effect.die(new Error("nobody thought of this")))
      assert.lengthOf(logged, 1)
      assert.match(logged.join(), /^Fatal Ended in a defect .*nobody thought of this/s)
    })
  )

  it.effect("because it was told to has no more to say", () =>
    Effect.gen(function* () {
      const { logged, errors } = yield* told(Effect.interrupt)
      assert.deepStrictEqual([...logged, ...errors], [])
    })
  )
})
