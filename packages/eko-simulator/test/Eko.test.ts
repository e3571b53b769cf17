import { DigiKhata, DmtFino, type EkoOperation, Money, Refund, TransactionInquiry } from "@bhejo/core"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { HashMap, HashSet, Option, Schema } from "effect"
import { Eko, Evolution, type FaultSeed, Ledger, SimulatorEvent, SimulatorState } from "../src/index.ts"
import { Bench, digiKhataOrder, laterDmtOrder, seedDmtOrder, seedInitiate } from "./support.ts"

/** A state as one plain JSON value, whatever the order of its tables. */
const plain = (state: SimulatorState.SimulatorState): unknown =>
  JSON.parse(
    JSON.stringify({
      ...state,
      wallets: sorted(state.wallets),
      customers: sorted(state.customers),
      otps: sorted(state.otps),
      newestOtps: sorted(state.newestOtps),
      debits: sorted(state.debits),
      tidsByReference: sorted(state.tidsByReference),
      received: sorted(state.received),
      consents: sorted(state.consents),
      loads: sorted(state.loads),
      accounts: sorted(state.accounts),
      arrivals: sorted(state.arrivals),
      usedTimestamps: Array.from(state.usedTimestamps).sort()
    })
  )

const sorted = <A>(table: HashMap.HashMap<string, A>) =>
  HashMap.toEntries(table).sort(([left], [right]) => (left < right ? -1 : 1))

/** One thing that somebody does, with enough freedom to get it wrong. */
const Move = Schema.Struct({
  kind: Schema.Literals([
    "send",
    "pay",
    "pay",
    "pay",
    "inquire",
    "settle",
    "fault",
    "fault",
    "refund",
    "refund",
    "load"
  ]),
  digiKhata: Schema.Boolean,
  amount: Schema.Literals([100, 500, 4_000]),
  /** Which client_ref_id it has, of a few. */
  reference: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3 })),
  /** How many OTPs were sent after the one that is used. */
  back: Schema.Literals([0, 0, 0, 1, 4]),
  otpIsRight: Schema.Literals([true, true, true, false]),
  as: Schema.Literals(["success", "failed", "failed", "refund_pending", "refunded"]),
  laterMillis: Schema.Literals([0, 0, 1, 1_000, 500_000])
})
const Moves = Schema.Array(Move).check(Schema.isMinLength(20), Schema.isMaxLength(40))

interface Played {
  readonly bench: Bench
  readonly events: ReadonlyArray<SimulatorEvent.SimulatorEvent>
  readonly answers: ReadonlyArray<string>
}

const play = (
  generation: EkoOperation.Generation,
  moves: typeof Moves.Type,
  seed: FaultSeed.FaultSeed | null = null
): Played => {
  const bench = new Bench(generation, {
    walletPaise: Money.paise(2_000_000),
    monthlyLimitPaise: Money.paise(1_500_000)
  })
  const agent = generation === "seed" ? { user_code: "20810200" } : {}
  const events: Array<SimulatorEvent.SimulatorEvent> = []
  const answers: Array<string> = []
  const otpRefIds: Array<string> = []
  const take = <A>(step: Eko.Step<A>): A => {
    events.push(...step.events)
    otpRefIds.push(...step.events.flatMap((event) => (event._tag === "OtpSent" ? [event.otpRefId] : [])))
    bench.state = step.state
    bench.timeMillis += 1
    return step.value
  }
  const ask = (request: Eko.Request) => {
    const { httpStatus, body } = take(bench.eko(bench.state, request, bench.timeMillis, bench.chance))
    if (seed === null) assert.strictEqual(httpStatus, 200)
    answers.push(body)
  }
  if (seed !== null) take(Eko.seedFaults(bench.state, seed))
  for (const [index, move] of moves.entries()) {
    bench.timeMillis += move.laterMillis
    bench.chance = index
    const reference = `REF-MOVES-${move.reference}`
    const order = (digiKhata: boolean, amount: number) => ({
      ...agent,
      ...(digiKhata ? digiKhataOrder : laterDmtOrder),
      client_ref_id: reference,
      amount
    })
    switch (move.kind) {
      case "pay":
      case "send": {
        const wanted = order(move.digiKhata, move.amount)
        if (move.back === 0 || move.kind === "send") {
          ask(move.digiKhata ? bench.request(DigiKhata.sendOtp, wanted) : bench.request(DmtFino.sendOtp, wanted))
        }
        const otp = HashMap.get(bench.state.otps, otpRefIds.at(-1 - move.back) ?? "")
        if (move.kind === "send" || Option.isNone(otp)) break
        const isDigiKhata = otp.value.product === "ppi-digikhata"
        const wire = {
          ...seedInitiate,
          ...order(isDigiKhata, otp.value.amountPaise / 100),
          otp: move.otpIsRight ? otp.value.otp : "999999",
          otp_ref_id: otp.value.otpRefId
        }
        ask(isDigiKhata ? bench.request(DigiKhata.initiate, wire) : bench.request(DmtFino.initiate, wire))
        break
      }
      case "inquire":
        ask(bench.request(TransactionInquiry.inquire, { transaction_reference: reference }))
        break
      case "refund": {
        // Whether or not it waits for a refund, and twice.
        const debit = SimulatorState.debitByReference(bench.state, reference)
        if (Option.isNone(debit)) break
        const { tid, customerId } = debit.value
        if (move.otpIsRight) take(Eko.settle(bench.state, { tid }, "refund_pending", bench.timeMillis))
        ask(bench.request(Refund.sendOtp, { tid }))
        const sent = SimulatorState.newestOtp(bench.state, customerId)
        if (Option.isNone(sent)) break
        const wire = { tid, otp: sent.value.otp, otp_ref_id: sent.value.otpRefId }
        for (let i = 0; i < 2; i++) ask(bench.request(Refund.initiate, wire))
        break
      }
      case "load":
        ask(
          bench.request(DigiKhata.loadWallet, {
            client_ref_id: reference,
            customer_id: "8617567988",
            amount: String(move.amount),
            org_id: "1"
          })
        )
        break
      case "settle":
        take(Eko.settle(bench.state, { clientRefId: reference }, move.as, bench.timeMillis))
        break
      case "fault": {
        const operation = move.digiKhata ? "ppi-digikhata/initiate" : "dmt-fino/initiate"
        const after = move.laterMillis === 0 ? {} : { afterMillis: move.laterMillis }
        take(Eko.planFault(bench.state, { operation, fault: "awaited", settlesAs: move.as, ...after }))
      }
    }
  }
  return { bench, events, answers }
}

describe.each(["seed", "2026-07"] as const)("Eko as a pure function: %s", (generation) => {
  const seen = { runs: 0, debits: 0, back: 0, refunds: 0, loads: 0 }
  afterAll(() => {
    assert.isTrue(
      seen.runs === 0 || (seen.debits > seen.runs && seen.back > seen.runs / 10 && seen.refunds > 0 && seen.loads > 0),
      JSON.stringify(seen)
    )
  })

  const balances = ({ bench, events }: Played) => {
    const { world, state } = bench
    const entries = Ledger.of(state)
    const changePaise = entries.reduce((sum, { walletPaise }) => sum + walletPaise, 0)
    const openingPaise = world.agents[0]?.walletPaise ?? 0
    assert.strictEqual(HashMap.getUnsafe(state.wallets, "20810200"), openingPaise + changePaise)
    for (const { kind, amountPaise, feePaise, commissionPaise, tdsPaise, walletPaise } of entries) {
      const costPaise = amountPaise + feePaise - commissionPaise + tdsPaise
      assert.strictEqual<number>(walletPaise, kind === "debit" || kind === "load" ? -costPaise : costPaise)
    }

    const debits = entries.filter(({ kind }) => kind === "debit")
    const back = entries.filter(({ kind }) => kind === "give_back" || kind === "refund")
    const loads = entries.filter(({ kind }) => kind === "load")
    const loadedPaise = loads.reduce((sum, { amountPaise }) => sum + amountPaise, 0)
    assert.strictEqual<number>(HashMap.getUnsafe(state.customers, "8617567988").balancePaise, loadedPaise)
    // Enough of it happened for this to say something.
    seen.runs += 1
    seen.debits += debits.length
    seen.back += back.length
    seen.refunds += back.filter(({ refundTid }) => refundTid !== undefined).length
    seen.loads += loads.length
    const tids = events.flatMap((event): ReadonlyArray<string> => {
      if (event._tag === "DebitSettled") return event.refundTid === undefined ? [] : [event.refundTid]
      const hasTid = ["DebitAccepted", "ConsumedOtpAnswered", "WalletLoaded"].includes(event._tag)
      return hasTid && "tid" in event ? [event.tid] : []
    })
    assert.strictEqual(new Set(tids).size, tids.length)
    assert.strictEqual(new Set(back.map(({ tid }) => tid)).size, back.length)
    const otpsUsed = events.flatMap((event) => (event._tag === "DebitAccepted" ? [event.otpRefId] : []))
    assert.strictEqual(new Set(otpsUsed).size, debits.length)
    const standing = HashMap.toValues(state.debits).filter(({ status }) => status !== "failed" && status !== "refunded")
    const sumOf = (debits: ReadonlyArray<SimulatorState.Debit>) =>
      debits.reduce((sum, { amountPaise }) => sum + amountPaise, 0)
    for (const customer of HashMap.values(state.customers)) {
      const sentPaise = sumOf(standing.filter(({ customerId }) => customerId === customer.customerId))
      assert.strictEqual<number>(customer.sentPaise, sentPaise)
      assert.isAtMost(sentPaise, customer.monthlyLimitPaise)
    }
    for (const [account, { paise }] of state.received) {
      assert.strictEqual<number>(paise, sumOf(standing.filter((debit) => debit.account === account)))
    }
  }

  it.prop("no paisa appears or disappears, and nothing is given twice", [Moves], ([moves]) => {
    balances(play(generation, moves))
  })

  it.prop("nor under any faults that a seed can draw", [Moves, Schema.Int], ([moves, seed]) => {
    balances(play(generation, moves, { seed, perMille: 400, lateMillis: 1_000 }))
  })

  it.prop("the same inputs give the same answers and the same state", [Moves, Schema.Int], ([moves, seed]) => {
    const once = play(generation, moves, { seed, perMille: 300 })
    const twice = play(generation, moves, { seed, perMille: 300 })
    assert.deepStrictEqual(twice.answers, once.answers)
    assert.deepStrictEqual(twice.events, once.events)
    assert.deepStrictEqual(plain(twice.bench.state), plain(once.bench.state))
  })

  it.prop(
    "the state is its events, also after they were written as JSON and read again",
    [Moves, Schema.Int],
    ([moves, seed]) => {
      const { bench, events } = play(generation, moves, { seed, perMille: 300, lateMillis: 1_000 })
      const read = Schema.decodeUnknownSync(Schema.Array(SimulatorEvent.SimulatorEvent))(
        JSON.parse(JSON.stringify(events))
      )
      const state = read.reduce(Evolution.evolve, SimulatorState.initial(bench.world))
      assert.deepStrictEqual(plain(state), plain(bench.state))
    }
  )

  it.prop("a step leaves the state that went in as it was", [Moves], ([moves]) => {
    const { bench } = play(generation, moves)
    const before = bench.state
    const picture = plain(before)
    const agent = generation === "seed" ? { user_code: "20810200" } : {}
    bench.call(DmtFino.sendOtp, { ...agent, ...laterDmtOrder })
    for (const otp of HashMap.values(bench.state.otps)) {
      if (otp.product !== "dmt-fino") continue
      const wire = { ...seedInitiate, ...agent, ...laterDmtOrder, amount: otp.amountPaise / 100 }
      bench.call(DmtFino.initiate, { ...wire, otp: otp.otp, otp_ref_id: otp.otpRefId })
    }
    assert.notDeepEqual(plain(bench.state), picture)
    assert.deepStrictEqual(plain(before), picture)
  })
})

describe("what Eko remembers", () => {
  it("how often a request with a client_ref_id came, refused ones and strays included", () => {
    const bench = new Bench("seed")
    bench.call(DmtFino.sendOtp, seedDmtOrder)
    const request = bench.request(DmtFino.initiate, seedInitiate)
    bench.send(request)
    bench.send(request)
    bench.send({ ...request, headers: {} })
    bench.send({ ...request, path: "/nowhere" })
    assert.deepStrictEqual(
      HashMap.get(bench.state.arrivals, "REQ-20260101-001"),
      Option.some({ "dmt-fino/send-otp": 1, "dmt-fino/initiate": 3, unrouted: 1 })
    )
  })

  it("the newest OTP of a customer", () => {
    const bench = new Bench("seed")
    bench.call(DmtFino.sendOtp, seedDmtOrder)
    bench.chance = 7
    bench.call(DmtFino.sendOtp, { ...seedDmtOrder, amount: 700 })
    const newest = Option.getOrThrow(SimulatorState.newestOtp(bench.state, "9123456789"))
    assert.deepInclude<unknown>(newest, { otp: "000007", amountPaise: 70_000, otpRefId: "TXNOTP20240101002" })
    assert.isTrue(Option.isNone(SimulatorState.newestOtp(bench.state, "8617567988")))
  })

  it("no more timestamps than can come back", () => {
    const bench = new Bench("seed")
    for (let minute = 0; minute < 10; minute++) {
      for (let call = 0; call < 5; call++) bench.call(DmtFino.sendOtp, seedDmtOrder)
      bench.timeMillis += 60_000
    }
    assert.isAtMost(HashSet.size(bench.state.usedTimestamps), 25)
  })

  it("a debit that the wallet does not hold is a defect", () => {
    const bench = new Bench("seed")
    bench.call(DmtFino.sendOtp, seedDmtOrder)
    const { events } = bench.eko(bench.state, bench.request(DmtFino.initiate, seedInitiate), bench.timeMillis, 0)
    const poor = new Bench("seed", { walletPaise: Money.paise(0) })
    poor.call(DmtFino.sendOtp, seedDmtOrder)
    assert.throws(() => events.reduce(Evolution.evolve, poor.state), "a debit exceeds the wallet")
  })
})

describe("how fast it is", () => {
  it("tells its throughput over OTP, debit and inquiry", () => {
    const bench = new Bench("seed")
    const rounds = 3
    const transfers = 2_000
    const requests = Array.from({ length: transfers }, (_, i) => {
      const reference = { client_ref_id: `REF-${String(i).padStart(10, "0")}` }
      const otpRefId = { otp_ref_id: `TXNOTP20240101${String(i + 1).padStart(3, "0")}` }
      return [
        () => bench.request(DmtFino.sendOtp, { ...seedDmtOrder, ...reference }),
        () => bench.request(DmtFino.initiate, { ...seedInitiate, ...reference, ...otpRefId }),
        () => bench.request(TransactionInquiry.inquire, { transaction_reference: reference.client_ref_id })
      ].map((request) => {
        bench.timeMillis += 1
        return { request: request(), atMillis: bench.timeMillis }
      })
    }).flat()
    const seconds = Array.from({ length: rounds }, () => {
      const started = performance.now()
      const state = requests.reduce(
        (before, { request, atMillis }) => bench.eko(before, request, atMillis, bench.chance).state,
        bench.state
      )
      assert.strictEqual(Ledger.of(state).length, transfers)
      return (performance.now() - started) / 1_000
    })
    console.info(
      `steps a second, round by round: ${seconds.map((took) => Math.round(requests.length / took)).join(", ")}`
    )
  })
})
