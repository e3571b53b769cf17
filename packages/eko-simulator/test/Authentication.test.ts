import { DmtFino } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { Ledger } from "../src/index.ts"
import { Bench, dmtOrder, meaning, refusal, seedDmtOrder } from "./support.ts"

const generations = [
  { generation: "seed", httpStatus: 403, order: seedDmtOrder },
  { generation: "2026-07", httpStatus: 401, order: { client_ref_id: "REQ-20260101-001", ...dmtOrder } }
] as const

describe.each(generations)("who calls: $generation", ({ generation, httpStatus, order }) => {
  /** What is answered when a right request has other headers; at the time at which they were made, or another. */
  const answered = (
    bench: Bench,
    change: (headers: Record<string, string>) => void,
    aheadMillis = 0
  ): readonly [number, number] => {
    const request = bench.request(DmtFino.sendOtp, order)
    const headers = bench.headers(bench.timeMillis + aheadMillis)
    change(headers)
    const signedAtMillis = bench.timeMillis + aheadMillis
    const answer = bench.send({ ...request, headers })
    const { status } = JSON.parse(answer.body)
    const expected = status === 0 ? "Success" : "AuthenticationFailed"
    assert.strictEqual(refusal(meaning(DmtFino.sendOtp, generation, order, signedAtMillis, answer)), expected)
    return [answer.httpStatus, status]
  }

  it("2487: a header is missing or empty", () => {
    for (const name of ["developer_key", "secret-key", "secret-key-timestamp"]) {
      const bench = new Bench(generation)
      assert.deepStrictEqual(
        answered(bench, (headers) => delete headers[name]),
        [httpStatus, 2487]
      )
      assert.deepStrictEqual(
        answered(bench, (headers) => {
          headers[name] = ""
        }),
        [httpStatus, 2487]
      )
    }
  })

  it("2483: another developer_key", () => {
    const other = (headers: Record<string, string>) => {
      headers["developer_key"] = "another"
    }
    assert.deepStrictEqual(answered(new Bench(generation), other), [httpStatus, 2483])
  })

  it("2486: the timestamp is not 13 digits", () => {
    for (const timestamp of ["1704105005", "1704105005000.0", "17041050050000", "2024-01-01T10:30"]) {
      const other = (headers: Record<string, string>) => {
        headers["secret-key-timestamp"] = timestamp
      }
      assert.deepStrictEqual(answered(new Bench(generation), other), [httpStatus, 2486])
    }
  })

  it("2485: the timestamp is more than two minutes away", () => {
    const same = () => {}
    for (const aheadMillis of [-120_001, 120_001]) {
      assert.deepStrictEqual(answered(new Bench(generation), same, aheadMillis), [httpStatus, 2485])
    }
    for (const aheadMillis of [-120_000, 120_000]) {
      assert.deepStrictEqual(answered(new Bench(generation), same, aheadMillis), [200, 0])
    }
  })

  it("2485: the timestamp was used by an earlier request, of whatever kind and however answered", () => {
    const bench = new Bench(generation)
    const first = bench.request(DmtFino.sendOtp, order)
    const astray = bench.send({ ...first, path: "/nowhere" })
    assert.strictEqual(astray.httpStatus, 404)
    const again = bench.send(first)
    assert.deepStrictEqual([again.httpStatus, JSON.parse(again.body).status], [httpStatus, 2485])
  })

  it("2485 also when the same timestamp comes back at the end of its two minutes", () => {
    const bench = new Bench(generation)
    const sentAtMillis = bench.timeMillis
    const request = bench.request(DmtFino.sendOtp, order)
    assert.strictEqual(bench.send(request).httpStatus, 200)
    for (const afterMillis of [61_000, 119_000, 120_000]) {
      bench.timeMillis = sentAtMillis + afterMillis - 1
      // Another request, so that old timestamps are gone through.
      assert.strictEqual(bench.send(bench.request(DmtFino.sendOtp, order)).httpStatus, 200)
      assert.strictEqual(bench.timeMillis, sentAtMillis + afterMillis)
      assert.strictEqual(JSON.parse(bench.send(request).body).status, 2485)
    }
  })

  it("2484: a wrong signature, which does not use the timestamp up", () => {
    const bench = new Bench(generation)
    const right = bench.request(DmtFino.sendOtp, order)
    const signature = String(right.headers["secret-key"])
    const wrong = Buffer.from(signature, "base64").toString("hex")
    const answer = bench.send({ ...right, headers: { ...right.headers, "secret-key": wrong } })
    assert.deepStrictEqual([answer.httpStatus, JSON.parse(answer.body).status], [httpStatus, 2484])
    assert.strictEqual(bench.send(right).httpStatus, 200)
  })

  it("the checks come in their order, and none of them lets anything happen", () => {
    const bench = new Bench(generation)
    const headers: Record<string, string> = {}
    const next = () => JSON.parse(bench.send({ ...bench.request(DmtFino.sendOtp, order), headers }).body).status
    assert.strictEqual(next(), 2487)
    Object.assign(headers, { developer_key: "x", "secret-key": "x", "secret-key-timestamp": "x" })
    assert.strictEqual(next(), 2483)
    headers["developer_key"] = Redacted.value(bench.configuration.developerKey)
    assert.strictEqual(next(), 2486)
    headers["secret-key-timestamp"] = String(bench.timeMillis - 200_000)
    assert.strictEqual(next(), 2485)
    headers["secret-key-timestamp"] = String(bench.timeMillis)
    assert.strictEqual(next(), 2484)
    Object.assign(headers, bench.headers())
    assert.strictEqual(next(), 0)
    assert.deepStrictEqual(Ledger.of(bench.state), [])
  })

  it("an answer's body names neither key nor signature", () => {
    const bench = new Bench(generation)
    const request = bench.request(DmtFino.sendOtp, order)
    bench.send(request)
    const { body } = bench.send(request)
    for (const secret of [request.headers["developer_key"], request.headers["secret-key"]]) {
      assert.notInclude(body, String(secret))
    }
  })

  it("the check of a signature may be replaced, and nothing else with it", () => {
    const bench = new Bench(
      generation,
      {},
      { isSigned: (_, timestamp, signature) => signature === `known:${timestamp}` }
    )
    const request = bench.request(DmtFino.sendOtp, order)
    assert.strictEqual(JSON.parse(bench.send(request).body).status, 2484)
    const known = { ...request.headers, "secret-key": `known:${request.headers["secret-key-timestamp"]}` }
    assert.strictEqual(bench.send({ ...request, headers: known }).httpStatus, 200)
    assert.strictEqual(JSON.parse(bench.send({ ...request, headers: known }).body).status, 2485)
  })
})
