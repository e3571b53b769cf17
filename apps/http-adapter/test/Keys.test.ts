/** Keys made, listed and revoked by the command line, before two running services. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Console, Effect, Exit, Redacted } from "effect"
import * as KeysCommand from "../src/authentication/KeysCommand.ts"
import * as CommandProcess from "./CommandProcess.ts"
import {
  apiKeys,
  assertProblem,
  client,
  dmtFino,
  environment,
  newKey,
  operatorKey,
  serve,
  sha256,
  surroundings
} from "./support.ts"

/** The command line as a process. */
const spawned = (databaseUrl: Redacted.Redacted<string>, ...args: ReadonlyArray<string>) =>
  CommandProcess.run("keys.ts", { DATABASE_URL: Redacted.value(databaseUrl) }, ...args)

/** The same in this process, which takes less time. */
const run = (databaseUrl: Redacted.Redacted<string>, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    let [out, err] = ["", ""]
    const written: Console.Console = Object.assign(Object.create(console), {
      log: (text: string) => {
        out += `${text}\n`
      },
      error: (text: string) => {
        err += `${text}\n`
      }
    })
    const exit = yield* KeysCommand.run(args).pipe(
      Effect.exit,
      Effect.provideService(Console.Console, written),
      Effect.provideService(
        ConfigProvider.ConfigProvider,
        ConfigProvider.fromUnknown({ DATABASE_URL: Redacted.value(databaseUrl) })
      ),
      Effect.provide(NodeServices.layer)
    )
    return { code: Exit.isSuccess(exit) ? 0 : 1, out, err } satisfies CommandProcess.Ended
  })

/** Looks until something holds, for as long as a key may be known or unknown for. */
const within10Seconds = (what: string, holds: Effect.Effect<boolean>) =>
  Effect.gen(function* () {
    for (let look = 0; look < 1000; look++) {
      if (yield* holds) return
      yield* Effect.sleep("100 millis")
    }
    return yield* Effect.die(new Error(`never: ${what}`))
  })

describe("the command line", () => {
  it.live("makes keys that two running services take, and takes them back", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const env = environment(simulator, databaseUrl, "seed")
      const [one, other] = [client(yield* serve(env), simulator), client(yield* serve(env), simulator)]
      const path = "/v1/operations/clock"
      const operator = (yield* run(databaseUrl, "create", "--operator", "day-shift")).out.trim()
      const lasting = ["--expires-in", "90 days"]
      const made = yield* spawned(databaseUrl, "create", "--team", "payments", "--scope", "read", ...lasting)
      assert.strictEqual(made.code, 0, made.err)
      const apiKey = made.out.trim()
      assert.match(apiKey, /^bhejo_[A-Za-z0-9_-]{43}$/)
      const [, id = ""] = /Key ([0-9a-f]{12}) of payments \(read\), until 2/.exec(made.err) ?? []

      const { body: created } = yield* one.create()
      const look = (api: typeof one) => api.send("GET", `/v1/transfers/${created.id}`, { apiKey })
      for (const api of [one, other]) {
        yield* within10Seconds(
          "a new key works",
          Effect.map(look(api), ({ status }) => status === 200)
        )
        // It is the team's, and reads alone; the key that the team had goes on working beside it.
        const make = api.send("POST", "/v1/transfers", { apiKey, key: newKey(), body: dmtFino.create })
        assertProblem(yield* make, 403, "forbidden")
        assertProblem(yield* api.send("GET", path, { apiKey }), 403, "forbidden")
        assert.strictEqual((yield* api.get(created.id)).status, 200)
        assert.strictEqual((yield* api.send("GET", path, { apiKey: operator })).status, 200)
        const others = yield* api.send("GET", `/v1/transfers/${created.id}`, { apiKey: apiKeys.payouts })
        assertProblem(others, 404, "not-found")
      }

      const listed = yield* run(databaseUrl, "list", "--holder", "payments")
      assert.match(listed.out, new RegExp(`${id} .*command line .*never +expires 2`))
      assert.notInclude(listed.out, "payouts")
      for (const secret of [apiKey, apiKeys.payments, operator, operatorKey]) {
        assert.notInclude(listed.out + listed.err + made.err, secret)
      }
      const revoked = yield* run(databaseUrl, "revoke", id)
      assert.strictEqual(revoked.code, 0, revoked.err)
      for (const api of [one, other]) {
        yield* within10Seconds(
          "a revoked key does not",
          Effect.map(look(api), ({ status }) => status === 401)
        )
        assert.strictEqual((yield* api.get(created.id)).status, 200)
      }
      assert.notInclude((yield* run(databaseUrl, "list")).out, id)
      assert.match((yield* run(databaseUrl, "list", "--all")).out, new RegExp(`${id} .*revoked`))

      // A start that seeds it again does not bring a revoked key back, and says so; one that gives it to another fails.
      const restarted = client(yield* serve({ ...env, TEAM_API_KEYS: `payments:${sha256(apiKey)}` }), simulator)
      assertProblem(yield* look(restarted), 401, "unauthenticated")
      const stolen = yield* Effect.flip(serve({ ...env, TEAM_API_KEYS: `payouts:${sha256(apiKeys.payments)}` }))
      assert.strictEqual(stolen._tag, "KeysOfOthers")
    }).pipe(Effect.scoped)
  )

  it.live("says what is wrong with what it is asked, and makes nothing", () =>
    Effect.gen(function* () {
      const { databaseUrl } = yield* surroundings()
      for (const [args, words] of [
        [["create"], /Name either a team/],
        [["create", "--operator", "day-shift", "--scope", "read"], /no scope but its own/],
        [["create", "--team", "Payments!"], /1 to 63/],
        [["create", "--team", "payments", "--expires-in", "90"], /--expires-in/],
        [["create", "--team", "payments", "--expires-in", "30 seconds"], /a minute or longer/],
        [["revoke", "000000000000"], /There is no key 000000000000/]
      ] as const) {
        const refused = yield* run(databaseUrl, ...args)
        assert.notStrictEqual(refused.code, 0, args.join(" "))
        assert.match(refused.err, words, args.join(" "))
        assert.notInclude(refused.out, "bhejo_")
      }
      const nowhere = yield* run(Redacted.make("mysql://secret"), "list")
      assert.match(nowhere.err, /DATABASE_URL/)
      assert.notInclude(nowhere.err, "secret")
    }).pipe(Effect.scoped)
  )
})
