import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Redacted } from "effect"
import * as Configuration from "../src/Configuration.ts"

const complete: Readonly<Record<string, string>> = {
  DATABASE_URL: "postgresql://bhejo:secret-password@127.0.0.1:5432/bhejo",
  DATA_KEY: `k2:${Buffer.alloc(32, 2).toString("base64")},k1:${Buffer.alloc(32, 1).toString("base64")}`,
  EKO_BASE_URL: "https://staging.eko.in/ekoapi/v3",
  EKO_DEVELOPER_KEY: "secret-developer-key",
  EKO_ACCESS_KEY: "secret-access-key",
  EKO_INITIATOR_ID: "9962981729",
  EKO_USER_CODE: "20810200"
}

const teamKeys = `payments:${"a".repeat(64)},payouts:${"B".repeat(64)}`

const load = (env: Readonly<Record<string, string>>) =>
  Configuration.load.pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(env)),
    Effect.result
  )

const problemsOf = (env: Readonly<Record<string, string>>) =>
  Effect.map(load(env), (loaded) =>
    loaded._tag === "Failure" ? loaded.failure.problems.map(({ variable }) => variable) : []
  )

describe("Configuration", () => {
  it.effect("has the documented defaults", () =>
    Effect.gen(function* () {
      const loaded = yield* load(complete)
      assert.strictEqual(loaded._tag, "Success")
      if (loaded._tag !== "Success") return
      const { port, policy, queueLeaseMillis, runsWorker, account, seedKeys } = loaded.success
      assert.strictEqual(port, 8080)
      assert.strictEqual(policy.callTimeoutMillis, 30_000)
      assert.strictEqual(policy.inquiryFirstDelayMillis, 45_000)
      assert.strictEqual(policy.inquiryMaxDelayMillis, 3_600_000)
      assert.strictEqual(queueLeaseMillis, 10_000)
      assert.strictEqual(account.generation, "seed")
      assert.isTrue(runsWorker)
      assert.isFalse(policy.resolutionNeedsSecondPerson)
      assert.strictEqual(policy.otpLifetimeMillis, 600_000)
      assert.strictEqual(policy.idleLifetimeMillis, 1_800_000)
      assert.strictEqual(policy.otpWindowMillis, 600_000)
      assert.deepStrictEqual(policy.amountLimits["dmt-fino"], { minPaise: 10_000, maxPaise: 500_000 })
      assert.deepStrictEqual(seedKeys, { teams: [], operators: [] })
      assert.notInclude(JSON.stringify(loaded.success), "secret")
      assert.strictEqual(Redacted.value(account.accessKey), "secret-access-key")
    })
  )

  it.effect("lets OTPs and transfers live as long as it says, and no OTP longer than its transfer", () =>
    Effect.gen(function* () {
      const loaded = yield* load({ ...complete, OTP_LIFETIME: "3 minutes", TRANSFER_LIFETIME: "5 minutes" })
      assert.strictEqual(loaded._tag, "Success")
      if (loaded._tag !== "Success") return
      const { otpLifetimeMillis, idleLifetimeMillis } = loaded.success.policy
      assert.deepStrictEqual([otpLifetimeMillis, idleLifetimeMillis], [180_000, 300_000])
      const short = { ...complete, TRANSFER_LIFETIME: "9 minutes" }
      assert.deepStrictEqual(yield* problemsOf(short), ["TRANSFER_LIFETIME"])
      assert.deepStrictEqual(yield* problemsOf({ ...complete, CALLBACKS_KEPT_FOR: "29 days" }), ["CALLBACKS_KEPT_FOR"])
    })
  )

  it.effect("names every required variable that is missing, and no other", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* problemsOf({})).sort(), Object.keys(complete).sort())
    })
  )

  it.effect("names all that are wrong at once, and never their values", () =>
    Effect.gen(function* () {
      const wrong: Readonly<Record<string, string>> = {
        PORT: "secret-70000",
        DATABASE_URL: "mysql://secret",
        DATA_KEY: "secret:c2VjcmV0",
        EKO_BASE_URL: "ftp://secret",
        EKO_DEVELOPER_KEY: "secret ",
        EKO_ACCESS_KEY: "secret\n",
        EKO_INITIATOR_ID: "secret",
        EKO_USER_CODE: "secret!",
        EKO_GENERATION: "secret",
        EKO_PATHS: "secret",
        EKO_CALL_TIMEOUT: "30s-secret",
        INQUIRY_MAX_DELAY: "0 seconds",
        QUEUE_LEASE: "-1 seconds",
        TEAM_API_KEYS: "payments:secret",
        OPERATOR_API_KEYS: "secret",
        EKO_CALLBACK_TOKEN: "secret-but-short",
        OTEL_EXPORTER_OTLP_PROTOCOL: "grpc-secret",
        RUN_WORKER: "secret",
        DMT_FINO_MIN_AMOUNT_PAISE: "10050"
      }
      const loaded = yield* load(wrong)
      assert.strictEqual(loaded._tag, "Failure")
      if (loaded._tag !== "Failure") return
      assert.deepStrictEqual(loaded.failure.problems.map(({ variable }) => variable).sort(), Object.keys(wrong).sort())
      assert.notInclude(loaded.failure.message, "secret")
      for (const name of Object.keys(wrong)) assert.include(loaded.failure.message, name)
    })
  )

  it.effect("refuses an inquiry that would overtake its call", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* problemsOf({ ...complete, INQUIRY_FIRST_DELAY: "30 seconds" }), [
        "INQUIRY_FIRST_DELAY"
      ])
      assert.deepStrictEqual(yield* problemsOf({ ...complete, EKO_CALL_TIMEOUT: "1 minute" }), ["INQUIRY_FIRST_DELAY"])
    })
  )

  it.effect("refuses a key that is both a team's and an operator's", () =>
    Effect.gen(function* () {
      const shared = { ...complete, TEAM_API_KEYS: teamKeys, OPERATOR_API_KEYS: `night-shift:${"A".repeat(64)}` }
      assert.deepStrictEqual(yield* problemsOf(shared), ["OPERATOR_API_KEYS"])
      assert.deepStrictEqual(yield* problemsOf({ ...shared, OPERATOR_API_KEYS: `night-shift:${"c".repeat(64)}` }), [])
    })
  )

  it.effect("takes several keys of a team", () =>
    Effect.gen(function* () {
      const loaded = yield* load({ ...complete, TEAM_API_KEYS: `${teamKeys},payments:${"c".repeat(64)}` })
      assert.deepStrictEqual(loaded._tag === "Success" ? loaded.success.seedKeys.teams.map(({ name }) => name) : [], [
        "payments",
        "payouts",
        "payments"
      ])
    })
  )

  it.effect("leaves an attempt a second at least to be sent in", () =>
    Effect.gen(function* () {
      const problems = (firstDelay: string) => problemsOf({ ...complete, INQUIRY_FIRST_DELAY: firstDelay })
      assert.deepStrictEqual(yield* problems("30001 millis"), ["INQUIRY_FIRST_DELAY"])
      assert.deepStrictEqual(yield* problems("30999 millis"), ["INQUIRY_FIRST_DELAY"])
      assert.deepStrictEqual(yield* problems("31 seconds"), [])
    })
  )

  it.effect.each([
    "https://staging.eko.in/ekoapi/v3",
    "https://10.0.0.7:8443/ekoapi/v3",
    "http://127.0.0.1:8081/ekoapi/v3",
    "http://127.1.2.3/ekoapi/v3",
    "http://localhost:8081/ekoapi/v3",
    "http://[::1]:8081/ekoapi/v3"
  ])("takes Eko at %s", (url) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* problemsOf({ ...complete, EKO_BASE_URL: url }), [])
    })
  )

  it.effect.each([
    "http://staging.eko.in/ekoapi/v3",
    "HTTP://staging.eko.in/ekoapi/v3",
    "http://10.0.0.7/ekoapi/v3",
    "http://0.0.0.0:8081/ekoapi/v3",
    "http://128.0.0.1/ekoapi/v3",
    "http://127.0.0.1.example/ekoapi/v3",
    "http://localhost.example/ekoapi/v3",
    "http://localhost@staging.eko.in/ekoapi/v3",
    "http://[::ffff:10.0.0.7]/ekoapi/v3",
    "http://[2001:db8::1]/ekoapi/v3",
    "https://user:secret@staging.eko.in/ekoapi/v3",
    "https://staging.eko.in/ekoapi/v3?key=secret",
    "https://staging.eko.in/ekoapi/v3#secret",
    "https://",
    "staging.eko.in/ekoapi/v3"
  ])("does not take Eko at %s", (url) =>
    Effect.gen(function* () {
      const loaded = yield* load({ ...complete, EKO_BASE_URL: url })
      assert.strictEqual(loaded._tag, "Failure")
      if (loaded._tag !== "Failure") return
      assert.deepStrictEqual(
        loaded.failure.problems.map(({ variable }) => variable),
        ["EKO_BASE_URL"]
      )
      assert.notInclude(loaded.failure.message, "secret")
    })
  )

  it.effect("takes the paths that Eko has moved operations to", () =>
    Effect.gen(function* () {
      const moved = { "dmt-fino/send-otp": "/customer/payment/dmt/otp" }
      const loaded = yield* load({ ...complete, EKO_PATHS: JSON.stringify(moved) })
      assert.deepInclude(loaded._tag === "Success" ? loaded.success.account : {}, { paths: moved })
      for (const wrong of [
        "[]",
        '{"dmt-fino/send-otp":1}',
        '{"dmt-fino/send-otp":"https://elsewhere.example"}',
        '{"dmt-fino/send-otp":"/customer/payment/dmt-fino"}',
        '{"no-operation":"/customer"}'
      ]) {
        assert.deepStrictEqual(yield* problemsOf({ ...complete, EKO_PATHS: wrong }), ["EKO_PATHS"], wrong)
      }
    })
  )

  it("is listed whole in .env.example, with its defaults", () => {
    const example = readFileSync(new URL("../../../.env.example", import.meta.url), "utf8")
    const listed = new Map(
      Array.from(example.matchAll(/^(# )?([A-Z_]+)=(.*)$/gm), ([, comment, name, value]) => [name, [comment, value]])
    )
    for (const [name, { fallback }] of Object.entries(Configuration.variables)) {
      const [comment, value] = listed.get(name) ?? []
      assert.isDefined(value, name)
      assert.strictEqual(comment === undefined, fallback === undefined, name)
      if (fallback !== undefined) assert.strictEqual(value, fallback, name)
    }
    // The reconciliation reads variables of its own.
    const others = Array.from(listed.keys(), String).filter((name) => !(name in Configuration.variables))
    assert.deepStrictEqual(
      others.filter((name) => !name.startsWith("RECONCILE_")),
      ["SIMULATOR_PORT"]
    )
  })
})
