import { DmtFino, TransactionInquiry } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option } from "effect"
import { Eko, Fault, Ledger } from "../src/index.ts"
import { Bench, refusal, seedDmtOrder, seedInitiate, success } from "./support.ts"

const operation = "dmt-fino/initiate"
const lost = { operation, fault: "answer-never-arrives" } as const
const awaited = { operation, fault: "awaited", settlesAs: "success" } as const
const refused = { operation, fault: "refuse" } as const
const stages = ["arrival", "decision", "delivery"] as const

/** What hits each of the next calls. */
const hits = (planned: ReadonlyArray<Fault.PlannedFault>, operation: string, calls: number) => {
  let left = planned
  const all = Array.from({ length: calls }, (_, index) => {
    const counted = Fault.count(left, operation, stages, index + 1)
    left = counted.left
    return Object.keys(counted.hit).sort()
  })
  return { all, left }
}

describe("planned faults", () => {
  it("hit the next call once, unless they say otherwise", () => {
    assert.deepStrictEqual(hits([lost], operation, 2), { all: [["delivery"], []], left: [] })
    const { all, left } = hits([{ ...lost, skip: 1, times: 2 }], operation, 4)
    assert.deepStrictEqual(all, [[], ["delivery"], ["delivery"], []])
    assert.deepStrictEqual(left, [])
  })

  it("hit the call whose number they name, and that one alone", () => {
    const { all, left } = hits(
      [
        { ...lost, call: 3 },
        { ...awaited, call: 2 },
        { ...lost, call: 2 }
      ],
      operation,
      4
    )
    assert.deepStrictEqual(all, [[], ["decision", "delivery"], ["delivery"], []])
    assert.deepStrictEqual(left, [])
    assert.deepStrictEqual(Fault.count([{ ...lost, call: 1 }], operation, stages, 2), { hit: {}, left: [] })
  })

  it("do not count calls of another operation, or other stages", () => {
    assert.deepStrictEqual(hits([lost], "dmt-fino/send-otp", 2), { all: [[], []], left: [lost] })
    assert.deepStrictEqual(Fault.count([lost, refused], operation, ["arrival"], 1), {
      hit: { arrival: refused },
      left: [lost]
    })
  })

  it("queue up where they are of one stage, and hit the same call where they are not", () => {
    const { all } = hits([lost, { ...lost, skip: 1 }, awaited], operation, 4)
    assert.deepStrictEqual(all, [["decision", "delivery"], [], ["delivery"], []])
  })

  it("count calls that reach the operation, whatever becomes of them, and no others", () => {
    const bench = new Bench("seed")
    bench.call(DmtFino.sendOtp, seedDmtOrder)
    bench.state = Eko.planFault(bench.state, { ...awaited, skip: 1 }).state
    const unsigned = bench.request(DmtFino.initiate, seedInitiate)
    bench.send({ ...unsigned, headers: {} })
    bench.call(DmtFino.initiate, { ...seedInitiate, otp: "000000" })
    assert.strictEqual(success(bench.call(DmtFino.initiate, seedInitiate).meaning).txStatus, "2")
  })
})

/** One debit that meets a fault: what was answered, and whether it happened. */
const debit = (fault: Fault.Fault) => {
  const bench = new Bench("seed")
  bench.call(DmtFino.sendOtp, seedDmtOrder)
  bench.state = Eko.planFault(bench.state, { operation, ...fault }).state
  const request = bench.request(DmtFino.initiate, seedInitiate)
  const atMillis = bench.timeMillis
  const answer = bench.send(request)
  const debits = () => Ledger.of(bench.state, "REQ-20260101-001").length
  const arrivals = () =>
    HashMap.get(bench.state.arrivals, "REQ-20260101-001").pipe(Option.getOrElse((): Record<string, number> => ({})))[
      operation
    ] ?? 0
  return { bench, request, atMillis, answer, debits, arrivals }
}

describe("faults on the way to Eko", () => {
  it("a refused connection: nothing arrives, and the call counts", () => {
    const { bench, request, answer, debits, arrivals } = debit({ fault: "refuse" })
    assert.deepInclude(answer, { delivery: "refused", body: "" })
    assert.deepStrictEqual([debits(), arrivals(), bench.state.calls[operation]], [0, 0, 1])
    // The very same request is good afterwards: its timestamp was never seen.
    assert.strictEqual(JSON.parse(bench.send(request).body).tx_status, "0")
  })

  it("a reset before the effect, and one after it", () => {
    const before = debit({ fault: "reset", effect: false })
    assert.deepStrictEqual([before.answer.delivery, before.debits(), before.arrivals()], ["reset", 0, 1])
    const after = debit({ fault: "reset", effect: true })
    assert.deepStrictEqual([after.answer.delivery, after.debits(), after.arrivals()], ["reset", 1, 1])
  })

  it("an answer that never arrives leaves the debit behind", () => {
    const { bench, answer, debits } = debit({ fault: "answer-never-arrives" })
    assert.deepStrictEqual([answer.delivery, debits()], ["never", 1])
    assert.strictEqual(bench.send(bench.request(DmtFino.initiate, seedInitiate)).delivery, "sent")
  })

  it("a delay with the effect at once, never, or late and unheard", () => {
    const atOnce = debit({ fault: "delay", millis: 70_000, effect: "at-once" })
    assert.deepInclude(atOnce.answer, { delivery: "sent", delayMillis: 70_000, httpStatus: 200 })
    assert.strictEqual(atOnce.debits(), 1)
    const none = debit({ fault: "delay", millis: 70_000, effect: "none" })
    assert.deepInclude(none.answer, { delivery: "sent", delayMillis: 70_000, httpStatus: 504 })
    assert.strictEqual(none.debits(), 0)

    const { bench, atMillis, answer, debits } = debit({ fault: "delay", millis: 70_000, effect: "late" })
    assert.strictEqual(answer.delivery, "never")
    assert.strictEqual(debits(), 0)
    assert.strictEqual(Eko.nextAtMillis(bench.state), atMillis + 70_000)
    bench.timeMillis = atMillis + 69_999
    const inquiry = { transaction_reference: "REQ-20260101-001" }
    assert.deepEqual<unknown>(success(bench.call(TransactionInquiry.inquire, inquiry).meaning), { _tag: "NotFound" })
    // Not found, then found: the debit happened when nobody waited for it any more.
    const found = success(bench.call(TransactionInquiry.inquire, inquiry).meaning)
    assert.deepInclude<unknown>(found, { _tag: "Found", txStatus: "0" })
    assert.deepInclude(Ledger.of(bench.state)[0], { kind: "debit", atMillis: atMillis + 70_000 })
    assert.deepStrictEqual(bench.state.held, [])
  })

  it("a call with what may never be kept is executed at once instead, and unheard all the same", () => {
    const bench = new Bench("2026-07")
    const late = { operation: "dmt-fino/sender-ekyc", fault: "delay", millis: 70_000, effect: "late" } as const
    bench.state = Eko.planFault(bench.state, late).state
    const piddata = '<PidData><Resp errCode="0"/></PidData>'
    const wire = { customer_id: "9123456789", aadhar: "234567890123", piddata }
    const answer = bench.send(bench.request(DmtFino.senderEkyc, wire))
    assert.deepInclude(answer, { delivery: "never", delayMillis: 70_000 })
    assert.deepStrictEqual(bench.state.held, [])
    assert.strictEqual(HashMap.size(bench.state.consents), 1)
    assert.notInclude(JSON.stringify(bench.events), "234567890123")
  })

  it("time that passes by itself executes what was held", () => {
    const { bench, atMillis } = debit({ fault: "delay", millis: 70_000, effect: "late" })
    const { state, events } = bench.eko.passTime(bench.state, atMillis + 70_000)
    assert.deepStrictEqual(
      events.map(({ _tag }) => _tag),
      ["RequestReleased", "DebitAccepted", "CallbackMade"]
    )
    assert.strictEqual(Ledger.of(state).length, 1)
  })

  it("a gateway's answer with or without the effect, in each of its looks", () => {
    for (const status of [500, 502, 503, 504, 408, 421, 425, 429, 403, 404, 307, 308]) {
      for (const effect of [true, false]) {
        const { bench, request, answer, debits } = debit({ fault: "http", status, effect })
        assert.deepInclude(answer, { httpStatus: status, delivery: "sent" })
        assert.strictEqual(answer.headers["content-type"], "text/html")
        assert.include(answer.body, String(status))
        assert.strictEqual(answer.headers.location, status < 400 ? request.path : undefined)
        assert.strictEqual(debits(), effect ? 1 : 0)
        // Without the effect its timestamp is as good as new; with it, the copy that a redirect asks for is refused.
        assert.strictEqual(bench.send(request).httpStatus, effect ? 403 : 200)
      }
    }
    const json = debit({ fault: "http", status: 403, effect: true, page: "json" })
    assert.deepStrictEqual(JSON.parse(json.answer.body), { status: 403, message: "Forbidden" })
    const empty = debit({ fault: "http", status: 503, effect: false, page: "empty" })
    assert.strictEqual(empty.answer.body, "")
    const elsewhere = debit({ fault: "http", status: 307, effect: false, location: "http://127.0.0.1:9/" })
    assert.strictEqual(elsewhere.answer.headers.location, "http://127.0.0.1:9/")
  })

  it("a body that cannot be read, after the effect", () => {
    const whole = debit({ fault: "http", status: 500, effect: true })
    assert.strictEqual(whole.debits(), 1)
    const bodies = {
      truncated: (body: string) => assert.throws(() => JSON.parse(body)),
      torn: (body: string) => assert.throws(() => JSON.parse(body)),
      "not-json": (body: string) => assert.throws(() => JSON.parse(body)),
      "no-key": (body: string) => assert.deepStrictEqual(JSON.parse(body), { message: "No key for Response" }),
      "wrong-types": (body: string) => {
        const { tx_status, data } = JSON.parse(body)
        for (const value of [tx_status, data.tx_status, data.tid, data.amount]) assert.isObject(value)
      },
      "unknown-tx-status": (body: string) => {
        const { tx_status, data } = JSON.parse(body)
        assert.deepStrictEqual([tx_status, data.tx_status], ["9", "9"])
        assert.strictEqual(data.tid, "2309876543")
      }
    } as const
    for (const as of ["truncated", "torn", "not-json", "no-key", "wrong-types", "unknown-tx-status"] as const) {
      const { answer, debits } = debit({ fault: "garbled", as })
      assert.strictEqual(answer.httpStatus, 200)
      assert.strictEqual(answer.delivery, as === "torn" ? "torn" : "sent")
      bodies[as](answer.body)
      assert.strictEqual(debits(), 1, as)
    }
  })

  it("a request that is duplicated on the wire: the copy is refused for its timestamp", () => {
    for (const [heard, status] of [
      ["first", 0],
      ["second", 2485]
    ] as const) {
      const { answer, debits, arrivals, bench } = debit({ fault: "duplicate", at: "wire", heard })
      assert.strictEqual(JSON.parse(answer.body).status, status)
      assert.deepStrictEqual([debits(), arrivals(), bench.state.calls[operation]], [1, 2, 1])
    }
  })

  it("a request that is duplicated behind the authentication: its effect is tried twice", () => {
    for (const [heard, reason] of [
      ["first", undefined],
      ["second", "OTP already Consumed"]
    ] as const) {
      const { answer, debits, arrivals } = debit({ fault: "duplicate", at: "gateway", heard })
      assert.strictEqual(JSON.parse(answer.body).data.reason, reason)
      assert.deepStrictEqual([debits(), arrivals()], [1, 1])
    }
  })

  it("a clock of Eko's that is wrong, for one call or for all", () => {
    for (const [millis, status] of [
      [119_000, 0],
      [-119_000, 0],
      [121_000, 2485],
      [-121_000, 2485]
    ] as const) {
      const { answer, atMillis } = debit({ fault: "clock-skew", millis })
      assert.strictEqual(JSON.parse(answer.body).status, status)
      assert.strictEqual(answer.headers.date, new Date(atMillis + millis).toUTCString())
      const bench = new Bench("seed")
      bench.state = Eko.skewClock(bench.state, millis).state
      for (let i = 0; i < 2; i++) {
        assert.strictEqual(bench.body(bench.request(DmtFino.sendOtp, seedDmtOrder))["status"], status)
      }
    }
  })

  it("a clock that is set back accepts no timestamp a second time", () => {
    const bench = new Bench("seed")
    const request = bench.request(DmtFino.sendOtp, seedDmtOrder)
    bench.state = Eko.skewClock(bench.state, 110_000).state
    bench.send(request)
    bench.timeMillis += 65_000
    const ahead = {
      ...bench.request(DmtFino.sendOtp, seedDmtOrder),
      headers: bench.headers(bench.timeMillis + 100_000)
    }
    assert.strictEqual(bench.body(ahead)["status"], 0)
    bench.state = Eko.skewClock(bench.state, 0).state
    assert.strictEqual(bench.body(request)["status"], 2485)
  })
})

describe("faults in what Eko decides", () => {
  it("the bank declines: a tid, tx_status 1, and nothing moved", () => {
    const { bench, answer } = debit({ fault: "declined", reason: "Account dormant" })
    const { status, data } = JSON.parse(answer.body)
    assert.deepStrictEqual([status, data.tx_status, data.reason], [55, "1", "Account dormant"])
    assert.deepStrictEqual(
      Ledger.of(bench.state).map(({ kind, tid }) => [kind, tid]),
      [
        ["debit", data.tid],
        ["give_back", data.tid]
      ]
    )
    const found = success(bench.call(TransactionInquiry.inquire, { transaction_reference: data.tid }).meaning)
    assert.deepInclude<unknown>(found, { _tag: "Found", txStatus: "1" })
  })

  it("the bank is unavailable: nothing is processed, and the OTP is still good", () => {
    const { bench, answer, debits } = debit({ fault: "bank-unavailable" })
    assert.deepStrictEqual([JSON.parse(answer.body).status, debits()], [544, 0])
    assert.strictEqual(refusal(bench.call(DmtFino.initiate, seedInitiate).meaning), "Success")
  })

  it("an inquiry finds nothing for a while, in each of the published shapes", () => {
    for (const shape of ["463", "-1", "168"] as const) {
      const bench = new Bench("seed")
      bench.call(DmtFino.sendOtp, seedDmtOrder)
      bench.call(DmtFino.initiate, seedInitiate)
      const plan = { operation: "transaction/inquire", fault: "not-found", shape, times: 2 } as const
      bench.state = Eko.planFault(bench.state, plan).state
      const inquire = () =>
        success(bench.call(TransactionInquiry.inquire, { transaction_reference: "REQ-20260101-001" }).meaning)._tag
      assert.deepStrictEqual([inquire(), inquire(), inquire()], ["NotFound", "NotFound", "Found"])
    }
  })
})

describe("which fault can hit what", () => {
  it("decisions hit what decides, callbacks their own, and the wire everything", () => {
    for (const name of Fault.names) {
      const decides = ["awaited", "reversed", "declined", "bank-unavailable"].includes(name)
      const isOnTheWire = !decides && name !== "not-found" && name !== "callback"
      assert.strictEqual(Fault.isSuitable(name, "ppi-digikhata/initiate"), decides || isOnTheWire, name)
      assert.strictEqual(Fault.isSuitable(name, "dmt-fino/send-otp"), isOnTheWire, name)
      assert.strictEqual(Fault.isSuitable(name, "transaction/inquire"), isOnTheWire || name === "not-found", name)
      assert.strictEqual(Fault.isSuitable(name, Fault.callbacks), name === "callback", name)
    }
  })
})
