/** What no inquiry settles, settled by named people with evidence. */

import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Answer, assertProblem, type Client, newKey, operatorKey, start } from "./support.ts"

const operator = { apiKey: operatorKey }
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

/** A transfer whose debit went out and is not found at Eko: nothing but a person can settle it. */
const inDoubt = Effect.fnUntraced(function* (environment: Readonly<Record<string, string>> = {}) {
  const started = yield* start({
    environment: { INQUIRY_FIRST_DELAY: "2 seconds", INQUIRY_MAX_DELAY: "2 seconds", ...environment }
  })
  const { api, simulator } = started
  yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "reset", effect: false })
  const { body: created } = yield* api.create()
  const { body: lost } = yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
  assert.strictEqual(lost.state, "in_doubt")
  const looked = yield* look(api, created.id)
  const { clientRefId } = looked.body.events.find(({ type }: { type: string }) => type === "debit_started")
  return { ...started, id: created.id as string, clientRefId: clientRefId as string }
})

const look = (api: Client, id: string) => api.send("GET", `/v1/operator/transfers/${id}`, operator)

const resolve = (api: Client, id: string, body: unknown, key: { readonly apiKey?: string } = operator) =>
  api.send("POST", `/v1/operator/transfers/${id}/resolution`, { ...key, body })

const pointers = ({ body }: Answer) => body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()

const judgement = { operator: "A. Nair", evidence: "Eko's statement of 31 January, line 12" }

describe("an operator", () => {
  it.live("settles a doubt by the transaction id that Eko named on the telephone", () =>
    Effect.gen(function* () {
      const { api, id, clientRefId } = yield* inDoubt()
      const moved = { ...judgement, clientRefId, found: "moved", tid: "3570311831" }
      assertProblem(yield* resolve(api, id, moved, {}), 403, "forbidden")
      const resolved = yield* resolve(api, id, moved)
      assert.strictEqual(resolved.status, 200, JSON.stringify(resolved.body))
      assert.strictEqual(resolved.body.state, "succeeded")
      assert.strictEqual(resolved.body.eko.tid, "3570311831")
      assertProblem(yield* resolve(api, id, moved), 409, "wrong-state")
      const { body } = yield* look(api, id)
      assert.strictEqual(body.team, "payments")
      const entry = body.events.at(-1)
      assert.strictEqual(entry.type, "attempt_resolved")
      assert.strictEqual(entry.resolution, "moved")
      assert.strictEqual(entry.operator, "A. Nair")
      assert.strictEqual((yield* api.get(id)).body.state, "succeeded")
    }).pipe(Effect.scoped)
  )

  it.live("says that nothing moved only once nothing can move any more, and with Eko's ticket", () =>
    Effect.gen(function* () {
      const { api, id, clientRefId } = yield* inDoubt({ SETTLEMENT_WINDOW: "4 seconds" })
      const notMoved = { ...judgement, clientRefId, found: "not_moved", ticket: "EKO-4711" }
      const early = yield* resolve(api, id, notMoved)
      assertProblem(early, 409, "resolution-too-early")
      assert.isAbove(Date.parse(early.body.until), 0)
      let resolved = early
      for (let time = 0; time < 30 && resolved.status === 409; time++) {
        yield* Effect.sleep("500 millis")
        resolved = yield* resolve(api, id, notMoved)
      }
      assert.strictEqual(resolved.status, 200, JSON.stringify(resolved.body))
      assert.strictEqual(resolved.body.state, "failed")
      assert.strictEqual(resolved.body.failure.reason, "FoundUnmoved")
      assertProblem(yield* api.confirm(id, "123456", newKey()), 409, "wrong-state")
    }).pipe(Effect.scoped)
  )

  it.live("is contradicted by Eko's own word, which counts", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start({
        environment: {
          SETTLEMENT_WINDOW: "3 seconds",
          INQUIRY_FIRST_DELAY: "2 seconds",
          INQUIRY_MAX_DELAY: "2 seconds"
        }
      })
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success" })
      const { body: created } = yield* api.create()
      yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
      const { body } = yield* look(api, created.id)
      const { clientRefId } = body.events.find(({ type }: { type: string }) => type === "debit_started")
      const notMoved = { ...judgement, clientRefId, found: "not_moved", ticket: "EKO-4711" }
      let answer = yield* resolve(api, created.id, notMoved)
      for (let time = 0; time < 30 && answer.body.type === "/problems/resolution-too-early"; time++) {
        yield* Effect.sleep("500 millis")
        answer = yield* resolve(api, created.id, notMoved)
      }
      assertProblem(answer, 409, "movement-found")
      assert.strictEqual((yield* api.get(created.id)).body.state, "awaited")
    }).pipe(Effect.scoped)
  )

  it.live("needs a second person where that is configured, and another one", () =>
    Effect.gen(function* () {
      const dayKey = "key-of-the-day-shift"
      const { api, id, clientRefId } = yield* inDoubt({
        RESOLUTION_NEEDS_SECOND_PERSON: "true",
        OPERATOR_API_KEYS: `night-shift:${sha256(operatorKey)},day-shift:${sha256(dayKey)}`
      })
      const moved = { ...judgement, clientRefId, found: "moved", tid: "3570311831" }
      const second = { ...moved, operator: "B. Khan" }
      // One person is one, and so is one key, whatever names it writes.
      for (const alone of [moved, moved, second]) {
        assertProblem(yield* resolve(api, id, alone), 409, "second-person-needed")
      }
      const other = { apiKey: dayKey }
      assertProblem(yield* resolve(api, id, { ...second, operator: "a. nair" }, other), 409, "second-person-needed")
      assertProblem(yield* resolve(api, id, { ...second, confirmedBy: "A. Nair" }, other), 422, "invalid-request")
      assert.strictEqual((yield* look(api, id)).body.transfer.state, "in_doubt")
      const resolved = yield* resolve(api, id, second, other)
      assert.strictEqual(resolved.body.state, "succeeded", JSON.stringify(resolved.body))
      const { events } = (yield* look(api, id)).body
      const proposal = events.find(({ type }: { type: string }) => type === "finding_proposed")
      assert.deepInclude(proposal, { proposes: "moved", tid: "3570311831", operator: "A. Nair" })
      assert.deepInclude(events.at(-1), { type: "attempt_resolved", operator: "A. Nair", confirmedBy: "B. Khan" })
    }).pipe(Effect.scoped)
  )

  it.live("is told what a finding lacks", () =>
    Effect.gen(function* () {
      const { api, id, clientRefId } = yield* inDoubt()
      const moved = { ...judgement, clientRefId, found: "moved" }
      for (const [body, wrong] of [
        [{ ...moved, tid: "0" }, ["/tid"]],
        [{ clientRefId, found: "moved", tid: "3570311831" }, ["/evidence", "/operator"]],
        [{ ...judgement, clientRefId, found: "not_moved" }, ["/ticket"]],
        [{ ...judgement, clientRefId, found: "perhaps" }, [""]],
        [{ ...judgement, clientRefId }, [""]],
        [{ ...moved, tid: "3570311831", clientRefId: "" }, ["/clientRefId"]]
      ] as const) {
        const answer = yield* resolve(api, id, body)
        assertProblem(answer, 422, "invalid-request")
        assert.deepStrictEqual(pointers(answer), [...wrong], JSON.stringify(answer.body))
        assert.notInclude(answer.body.detail, "readonly")
      }
      // Neither an id of Eko's nor the bank's reference.
      assertProblem(yield* resolve(api, id, moved), 422, "invalid-request")
      assertProblem(
        yield* resolve(api, id, { ...moved, tid: "1", clientRefId: "AAAAAAAAAAAAAAAAAAAA" }),
        409,
        "wrong-state"
      )
      const nobody = "00000000-0000-4000-8000-000000000000"
      assertProblem(yield* look(api, nobody), 404, "not-found")
      assertProblem(yield* resolve(api, nobody, { ...moved, tid: "1" }), 404, "not-found")
      const unblock = yield* api.send("POST", `/v1/operator/transfers/${id}/unblock`, { ...operator, body: judgement })
      assertProblem(unblock, 409, "wrong-state")
      assert.strictEqual((yield* api.get(id)).body.state, "in_doubt")
    }).pipe(Effect.scoped)
  )
})
