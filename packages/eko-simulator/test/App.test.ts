import { DigiKhata, DmtFino } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { App, Configuration, Control, Engine, Fault, StateFile, World } from "../src/index.ts"
import { Bench, digiKhataOrder, seedDmtOrder, seedInitiate } from "./support.ts"

const makeApp = Effect.suspend(() =>
  App.makeApp(Engine.make(Configuration.development("seed"), StateFile.inMemory(World.documented("seed"))))
)

/** The app, called in-process with the time that the machine shows. */
const scenario = (
  run: (call: {
    readonly eko: (make: (bench: Bench) => ReturnType<Bench["request"]>) => Promise<Response>
    readonly get: (path: string) => Promise<readonly [number, unknown]>
    readonly post: (path: string, body: unknown) => Promise<readonly [number, unknown]>
    readonly remove: (path: string) => Promise<readonly [number, unknown]>
  }) => Promise<void>
) =>
  Effect.gen(function* () {
    const app = yield* makeApp
    const bench = new Bench("seed")
    bench.timeMillis = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
    const read = async (response: Response) => [response.status, await response.json()] as const
    yield* Effect.promise(() =>
      run({
        eko: async (make) => {
          bench.timeMillis += 1
          const { method, path, query, headers, body } = make(bench)
          const asked = Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query)}`
          return await app.request(asked, { method, headers, ...(method === "GET" ? {} : { body }) })
        },
        remove: async (path) => read(await app.request(`/_simulator${path}`, { method: "DELETE" })),
        get: async (path) => read(await app.request(`/_simulator${path}`)),
        post: async (path, body) =>
          read(await app.request(`/_simulator${path}`, { method: "POST", body: JSON.stringify(body) }))
      })
    )
  })

describe("the app", () => {
  it.live("serves Eko's operations below their base path, with Eko's status and date", () =>
    scenario(async ({ eko }) => {
      const answer = await eko((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
      assert.strictEqual(answer.status, 200)
      assert.strictEqual(answer.headers.get("content-type"), "application/json")
      assert.isFalse(Number.isNaN(Date.parse(answer.headers.get("date") ?? "")))
      assert.deepInclude(await answer.json(), { response_type_id: 1388 })
      const refused = await eko((bench) => ({ ...bench.request(DmtFino.sendOtp, seedDmtOrder), headers: {} }))
      assert.strictEqual(refused.status, 403)
      assert.deepInclude(await refused.json(), { status: 2487 })
      const astray = await eko((bench) => ({ ...bench.request(DmtFino.sendOtp, seedDmtOrder), path: "/ekoapi/v2/x" }))
      assert.strictEqual(astray.status, 404)
    })
  )

  it.live("refuses a body that is too large, and no request of Eko's is", () =>
    scenario(async ({ eko }) => {
      const body = "x".repeat(70_000)
      const answer = await eko((bench) => ({ ...bench.request(DmtFino.sendOtp, seedDmtOrder), body }))
      assert.strictEqual(answer.status, 413)
    })
  )
})

describe("the control API", () => {
  it.live("shows the newest OTP of a customer, and nothing else does", () =>
    scenario(async ({ eko, get }) => {
      assert.deepStrictEqual(await get("/otps?customer_id=9123456789"), [
        404,
        { message: "No OTP was sent to this customer" }
      ])
      assert.strictEqual((await get("/otps"))[0], 400)
      const answer = await eko((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
      const said = await answer.text()
      const [status, shown] = await get("/otps?customer_id=9123456789")
      assert.strictEqual(status, 200)
      const { otp, otp_ref_id, atMillis, expiresAtMillis, ...rest } = shown as Record<string, string | number>
      assert.deepStrictEqual<unknown>(rest, {
        purpose: "transfer",
        product: "dmt-fino",
        customer_id: "9123456789",
        recipient_id: 98765,
        amountPaise: 50_000,
        isConsumed: false
      })
      assert.match(String(otp), /^\d{6}$/)
      assert.strictEqual(Number(expiresAtMillis) - Number(atMillis), 600_000)
      assert.include(said, String(otp_ref_id))
      assert.notInclude(said, `"${otp}"`)
      for (const path of ["/ledger", "/wallets", "/faults", "/requests?client_ref_id=REQ-20260101-001"]) {
        // Six digits can stand in a longer number by chance.
        assert.notMatch(JSON.stringify(await get(path)), new RegExp(`(?<!\\d)${otp}(?!\\d)`))
      }
    })
  )

  it.live("plans a fault, settles what it left open, and shows ledger, wallets and arrivals", () =>
    scenario(async ({ eko, get, post }) => {
      const plan = { operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success", afterMillis: 3_600_000 }
      assert.deepStrictEqual(await post("/faults", plan), [200, [plan]])
      await eko((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
      const [, sent] = await get("/otps?customer_id=9123456789")
      const { otp, otp_ref_id } = sent as Record<string, string>
      const initiated = await eko((bench) =>
        bench.request(DmtFino.initiate, { ...seedInitiate, otp: String(otp), otp_ref_id: String(otp_ref_id) })
      )
      const { tid } = ((await initiated.json()) as { readonly data: { readonly tid: string } }).data
      assert.deepStrictEqual(await get("/faults"), [200, []])
      const settle = { client_ref_id: "REQ-20260101-001", as: "failed" }
      assert.deepStrictEqual(await post("/settle", settle), [200, { message: "Settled" }])
      assert.strictEqual((await post("/settle", { tid, as: "failed" }))[0], 409)
      assert.strictEqual((await post("/settle", { tid: "1", as: "failed" }))[0], 404)

      const [, ledger] = await get("/ledger?client_ref_id=REQ-20260101-001")
      assert.deepStrictEqual(
        (ledger as ReadonlyArray<Record<string, unknown>>).map(({ atMillis, ...entry }) => entry),
        [
          { kind: "debit", walletPaise: -50_500 },
          { kind: "give_back", walletPaise: 50_500 }
        ].map((entry) => ({
          client_ref_id: "REQ-20260101-001",
          tid,
          product: "dmt-fino",
          user_code: "20810200",
          amountPaise: 50_000,
          feePaise: 500,
          commissionPaise: 0,
          tdsPaise: 0,
          ...entry
        }))
      )
      assert.deepStrictEqual(await get("/ledger"), [200, ledger])
      assert.deepStrictEqual(await get("/ledger?client_ref_id=REQ-20260101-002"), [200, []])
      assert.deepStrictEqual(await get("/wallets"), [200, [{ user_code: "20810200", balancePaise: 1_000_000_000_000 }]])
      assert.deepStrictEqual(await get("/requests?client_ref_id=REQ-20260101-001"), [
        200,
        [
          { operation: "dmt-fino/send-otp", count: 1 },
          { operation: "dmt-fino/initiate", count: 1 }
        ]
      ])
      assert.deepStrictEqual(await get("/requests?client_ref_id=REQ-20260101-002"), [200, []])
      assert.strictEqual((await get("/requests"))[0], 400)
    })
  )

  it.live("draws faults from a seed, until it is told not to", () =>
    scenario(async ({ eko, get, post, remove }) => {
      const seed = { seed: 7, perMille: 1_000, faults: ["http"] }
      assert.deepStrictEqual(await get("/faults/seed"), [200, null])
      assert.deepStrictEqual(await post("/faults/seed", seed), [200, seed])
      assert.deepStrictEqual(await get("/faults/seed"), [200, seed])
      const hit = await eko((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
      assert.notStrictEqual(hit.status, 200)
      assert.deepStrictEqual(await remove("/faults/seed"), [200, null])
      const free = await eko((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
      assert.strictEqual(free.status, 200)
      assert.deepStrictEqual(await get("/calls"), [200, [{ operation: "dmt-fino/send-otp", count: 2 }]])
      for (const wrong of [{ seed: 1 }, { seed: 1, perMille: 1_001 }, { seed: 1, perMille: 1, faults: ["flood"] }]) {
        assert.strictEqual((await post("/faults/seed", wrong))[0], 400)
      }
    })
  )

  it.live("takes banks down and up, changes accounts, and sets the clock", () =>
    scenario(async ({ eko, get, post }) => {
      const down = { bank: "SBIN", isUp: false }
      assert.deepStrictEqual(await post("/banks", down), [200, down])
      const [, banks] = await get("/banks")
      assert.deepInclude(banks, down)
      assert.deepInclude(banks, { bank: "UCBA", isUp: true })
      const pay = async (expected: number) => {
        await eko((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
        const [, sent] = await get("/otps?customer_id=9123456789")
        const { otp, otp_ref_id } = sent as Record<string, string>
        const wire = { ...seedInitiate, otp: String(otp), otp_ref_id: String(otp_ref_id) }
        const answer = await eko((bench) => bench.request(DmtFino.initiate, wire))
        assert.deepInclude(await answer.json(), { status: expected })
      }
      await pay(544)
      await post("/banks", { bank: "SBIN", isUp: true })
      const closed = { account: "012345678901", condition: "invalid" }
      assert.deepStrictEqual(await post("/accounts", closed), [200, closed])
      await pay(46)
      assert.deepStrictEqual(await post("/clock", { skewMillis: 3_600_000 }), [200, { skewMillis: 3_600_000 }])
      const skewed = await eko((bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
      assert.deepInclude(await skewed.json(), { status: 2485 })
      for (const [path, wrong] of [
        ["/banks", { bank: "sbin", isUp: true }],
        ["/accounts", { account: "1", condition: "haunted" }],
        ["/clock", { skewMillis: "1" }],
        ["/connections", {}]
      ] as const) {
        assert.strictEqual((await post(path, wrong))[0], 400)
      }
      assert.deepStrictEqual(await get("/callbacks"), [200, []])
      // In-process there is no socket that could be closed.
      assert.strictEqual((await post("/connections", { refusedMillis: 1 }))[0], 409)
    })
  )

  it.live("refuses what it does not know, and says what it knows", () =>
    scenario(async ({ get, post }) => {
      const [status, body] = await post("/faults", { operation: "dmt-fino/refund", fault: "answer-never-arrives" })
      assert.strictEqual(status, 400)
      assert.include((body as { readonly message: string }).message, "dmt-fino/initiate")
      for (const plan of [{}, { operation: "dmt-fino/initiate", fault: "earthquake" }, "text", null]) {
        assert.strictEqual((await post("/faults", plan))[0], 400)
      }
      assert.deepStrictEqual(await post("/faults", { operation: "dmt-fino/send-otp", fault: "not-found" }), [
        400,
        { message: "not-found cannot hit dmt-fino/send-otp: transaction/inquire it can." }
      ])
      // A mistyped name would plan something else than was meant.
      const mistyped = { operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success", aftermillis: 5 }
      assert.strictEqual((await post("/faults", mistyped))[0], 400)
      assert.strictEqual((await post("/settle", { as: "success" }))[0], 400)
      assert.strictEqual((await get("/nothing"))[0], 404)
    })
  )

  it.live("shows DigiKhata's OTPs, too", () =>
    scenario(async ({ eko, get }) => {
      await eko((bench) => bench.request(DigiKhata.sendOtp, { user_code: "20810200", ...digiKhataOrder }))
      const [, sent] = await get("/otps?customer_id=8617567988")
      assert.deepInclude(sent, { product: "ppi-digikhata", amountPaise: 11_000 })
    })
  )
})

describe("what the control API says in JSON", () => {
  it("is what its schemas read", () => {
    const otp = Schema.decodeUnknownResult(Control.SentOtp)({
      purpose: "transfer",
      otp: "251834",
      otp_ref_id: "TXNOTP20240101001",
      product: "dmt-fino",
      customer_id: "9123456789",
      recipient_id: 98765,
      amountPaise: 50_000,
      atMillis: 1,
      expiresAtMillis: 2,
      isConsumed: false
    })
    assert.isTrue(Result.isSuccess(otp))
    assert.notInclude(JSON.stringify(otp), "251834")
    assert.isTrue(
      Result.isSuccess(
        Schema.decodeUnknownResult(Fault.PlannedFault)({
          operation: "dmt-fino/initiate",
          fault: "answer-never-arrives"
        })
      )
    )
  })
})
