/** DATA_KEY rotated by the command line, under a service that goes on. */
import { randomBytes } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as CommandProcess from "./CommandProcess.ts"
import { client, environment, serve, surroundings } from "./support.ts"

/** The command line as a process. */
const run = (env: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) =>
  CommandProcess.run("dataKeys.ts", env, ...args)

const key = (id: string) => `${id}:${randomBytes(32).toString("base64")}`

describe("the command line", () => {
  it.live("rotates the key, while what was begun under the old one goes on", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const [first, second] = [key("first"), key("second")]
      const env = (...keys: ReadonlyArray<string>) =>
        environment(simulator, databaseUrl, "seed", { DATA_KEY: keys.join(",") })
      const before = client(yield* serve(env(first, second)), simulator)
      const { body: created } = yield* before.create()

      const after = client(yield* serve(env(second, first)), simulator)
      const resealed = yield* run(env(second, first), "reseal")
      assert.deepStrictEqual([resealed.code, resealed.out], [0, "1 sealed anew.\n"], resealed.err)
      const confirmed = yield* after.confirm(created.id, yield* after.otpOf("9123456789"))
      assert.strictEqual(confirmed.body.state, "succeeded")
      assert.strictEqual((yield* before.get(created.id)).body.state, "succeeded")

      const status = yield* run(env(second, first), "status")
      assert.match(status.out, /^transfers +second +1$/m)
      assert.match(status.out, /^transfer_events +first +[1-9]\d*$/m)
      const kept = yield* run(env(second, first), "retire", "first")
      assert.deepStrictEqual([kept.code, kept.out], [1, ""])
      assert.match(kept.err, /"first" is needed for transfer_events/)

      const forgotten = yield* run(env(second), "status")
      assert.strictEqual(forgotten.code, 1)
      assert.include(forgotten.err, 'sealed under the key "first", which DATA_KEY lacks')
      const wrong = yield* run({ ...env(second), DATA_KEY: "secret" }, "status")
      assert.include(wrong.err, "DATA_KEY: keyId:base64(32 bytes)")
      for (const { err } of [kept, forgotten, wrong]) assert.notInclude(err, second.slice(7))
      assert.notInclude(wrong.err, "secret")
    }).pipe(Effect.scoped)
  )
})
