/**
 * What holds for every declared operation: its request is the documented one, its schemas lose nothing, and no answer,
 * however spoilt, makes it throw or say more than it proves.
 */
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Option, Redacted, Schema } from "effect"
import { Differences, Drift } from "../src/Drift.ts"
import { type EkoOperation, encodeRequest, Generation, type RequestShape } from "../src/EkoOperation.ts"
import * as EkoOperations from "../src/EkoOperations.ts"
import { CustomerId, Tid } from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import { pending, RefundDone } from "../src/Refund.ts"
import { reasons } from "../src/Rejection.ts"
import { WalletLoaded } from "../src/WalletLoad.ts"
import {
  answer,
  assertDocumented,
  commonParams,
  documentedOperations,
  initiatorId,
  seedPage,
  seedPages,
  sentBy
} from "./Examples.ts"

/** Any operation, with its input forgotten: what is generated from its own schema fits it. */
type Any = EkoOperation<unknown, unknown, { readonly _tag: string; readonly reason?: string }, "money" | "nothing">
const operations = EkoOperations.all as unknown as ReadonlyArray<Any>

const pathOf = (path: string) => path.replaceAll("-", "_")
const documented = (operation: Any) =>
  documentedOperations.find(
    ({ method, path }) => method === operation.method && pathOf(path) === pathOf(operation.path)
  )
const seedPageOf = (operation: Any) =>
  seedPages.map(seedPage).find(({ method, path }) => method === operation.method && path === operation.path)

const userCode = { name: "user_code", type: "string", required: true }

/** The parameters that a generation documents; what no seed page tells is as in the later documents. */
const parametersOf = (operation: Any, generation: Generation) => {
  const later = documented(operation)
  if (later === undefined) return assert.fail(`${operation.name} is not documented`)
  const page = seedPageOf(operation)
  if (generation === "seed" && page !== undefined) return page.params
  const common = commonParams.filter(
    ({ name }) => !later.omitsCommonParams.includes(name) && later.params.every((param) => param.name !== name)
  )
  const parameters = [...common, ...later.params]
  return generation === "seed" && operation.name === "ppi-digikhata/initiate" ? [userCode, ...parameters] : parameters
}

const isNegativeZero = (value: unknown) => Object.is(value, -0)

/** Generated values without -0, which money does not know. */
const sensible = (value: unknown): unknown => {
  if (isNegativeZero(value)) return 0
  if (Array.isArray(value)) return value.map(sensible)
  if (typeof value !== "object" || value === null || Redacted.isRedacted(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sensible(each)]))
}

/** A generated input that asks for whole rupees, as Eko takes them. */
const inWholeRupees = (input: unknown): unknown =>
  typeof input === "object" && input !== null && "amountPaise" in input
    ? { ...input, amountPaise: Math.abs(Number(input.amountPaise) % 1_000_000) * 100 }
    : input

const inputsOf = ({ schema }: RequestShape<unknown>) => Arbitrary.schema(Schema.toType(schema))
const overJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const runs = { arbitrary: { runs: 40 } }

describe.each(Generation.literals)("a request of the %s generation", (generation) => {
  for (const operation of operations.filter(({ name }) => name !== pending.name)) {
    const { schema, fixed } = operation.requests[generation]
    it.prop(
      `${operation.name} carries exactly the documented parameters`,
      [inputsOf({ schema, fixed })],
      ([generated]) => {
        const encoded = encodeRequest(operation, generation, initiatorId, inWholeRupees(generated))
        const path = operation.path.replace("{transaction_reference}", "{transaction-reference}")
        assertDocumented(sentBy(path, encoded), parametersOf(operation, generation))
        assert.strictEqual(encoded.body === undefined, operation.method === "GET")
      },
      runs
    )

    it.prop(
      `${operation.name} is read as it was written`,
      [inputsOf({ schema, fixed })],
      ([generated]) => {
        const wire = Schema.encodeUnknownSync(schema)(inWholeRupees(generated))
        assert.deepStrictEqual(Schema.encodeSync(schema)(Schema.decodeUnknownSync(schema)(overJson(wire))), wire)
      },
      runs
    )
  }
})

it("pending refunds are asked for with the customer alone, since nothing else is published", () => {
  assert.isUndefined(documented(pending as unknown as Any))
  const encoded = encodeRequest(pending, "seed", initiatorId, { customerId: CustomerId.make("9123456789") })
  assert.deepStrictEqual(encoded, {
    path: "/customer/payment/refunds?initiator_id=9962981729&customer_id=9123456789",
    body: undefined
  })
})

describe("an answer", () => {
  for (const { name, successes } of operations) {
    for (const { name: kind, shape } of successes) {
      if (shape === undefined) continue
      it.prop(
        `${name}, ${kind}, is read as it was written`,
        [Arbitrary.schema(Schema.toType(shape.codec))],
        ([generated]) => {
          const told = sensible(generated)
          const wire = overJson(Schema.encodeUnknownSync(shape.codec)(told))
          assert.deepStrictEqual(Schema.decodeUnknownSync(shape.codec)(wire), told)
          assert.deepStrictEqual(shape.read(wire, "data", new Differences(name)), Option.some(told))
        },
        runs
      )
    }
  }

  it.prop("of what was done is stored as it was", [RefundDone, WalletLoaded, Drift], ([refund, load, drift]) => {
    const stored = <T>(schema: Schema.Codec<T, unknown>, value: T) =>
      assert.deepStrictEqual(
        Schema.decodeUnknownSync(schema)(overJson(Schema.encodeSync(schema)(value))),
        sensible(value) as T
      )
    stored(RefundDone, { ...refund, refundedPaise: paise(Math.abs(refund.refundedPaise)) })
    stored(WalletLoaded, load)
    stored(Drift, drift)
  })
})

describe("a declaration", () => {
  it.each(operations)("$name says what it is", (operation) => {
    const { name, method, path, moves, repeats, decides, rejections, successes } = operation
    assert.match(name, /^(dmt-fino|ppi-digikhata|transaction|refund|wallet)\/[a-z-]+$/)
    assert.strictEqual(repeats === "moves money", moves === "money")
    assert.strictEqual(decides === "any readable answer", moves === "nothing")
    assert.isNotEmpty(successes)
    assert.strictEqual(new Set(rejections).size, rejections.length)
    // An unlisted refusal decides nothing where money moves.
    assert.strictEqual(rejections.includes("UnlistedRejection"), moves === "nothing")
    assert.includeMembers([...rejections], ["AuthenticationFailed", "ValidationFailed", "InitiatorInvalid"])
    for (const reason of rejections) assert.property(reasons, reason)
    const later = documented(operation)
    if (later !== undefined) assert.strictEqual(method, later.method)
    if (method === "GET" && name !== "ppi-digikhata/get-sender") assert.strictEqual(repeats, "safely")
    assert.match(path, /^\//)
  })

  it("of what moves money is for these four", () => {
    const moving = operations.filter(({ moves }) => moves === "money").map(({ name }) => name)
    assert.sameMembers(moving, [
      "dmt-fino/initiate",
      "ppi-digikhata/initiate",
      "ppi-digikhata/load-wallet",
      "refund/initiate"
    ])
  })

  it("names every reason somewhere", () => {
    const named = new Set(operations.flatMap(({ rejections }) => rejections))
    assert.sameMembers([...named], Object.keys(reasons))
  })
})

/** Every example that is documented, with the operation that it answers. */
const examples = operations.flatMap((operation) => {
  const later = documented(operation)
  const page = seedPageOf(operation)
  const bodies = [
    ...(later === undefined ? [] : [later.successExample, ...later.errorExamples.map(({ body }) => body)]),
    ...(page === undefined ? [] : [page.answer])
  ]
  return bodies.map((body) => ({ operation, body }))
})

const strange = [null, "", "x", 0, 1, -1, 2.5, 1e300, true, false, [], {}, [{}], { a: { b: [] } }, "0", "9123456789"]

type Edit = "delete" | "retype" | "add" | "swap"

/** Every place in a JSON value: the object that holds it, and its name there. */
const places = (value: unknown): ReadonlyArray<{ readonly holder: Record<string, unknown>; readonly name: string }> => {
  if (typeof value !== "object" || value === null) return []
  const holder = value as Record<string, unknown>
  return Object.keys(holder).flatMap((name) => [{ holder, name }, ...places(holder[name])])
}

const spoil = (body: unknown, edits: ReadonlyArray<{ edit: Edit; at: number; value: number }>): unknown => {
  const spoilt = overJson(body)
  for (const { edit, at, value } of edits) {
    const all = places(spoilt)
    const place = all[at % Math.max(all.length, 1)]
    if (place === undefined) continue
    const { holder, name } = place
    const other = all[value % all.length]
    if (edit === "delete") delete holder[name]
    else if (edit === "retype") holder[name] = overJson(strange[value % strange.length])
    else if (edit === "add") holder[`${name}_9123456789`] = overJson(strange[value % strange.length])
    else if (other !== undefined && !JSON.stringify(holder[name] ?? null).includes('{"')) {
      other.holder[other.name] = overJson(holder[name] ?? null)
    }
  }
  return spoilt
}

const Edits = Schema.Array(
  Schema.Struct({
    edit: Schema.Literals(["delete", "retype", "add", "swap"]),
    at: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 200 })),
    value: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 200 }))
  })
).check(Schema.isMinLength(1), Schema.isMaxLength(4))

/** An input that fits every operation, as far as an answer can be about it. */
const anyInput = {
  clientRefId: "REQ-20260101-001",
  customerId: "9123456789",
  recipientId: 117015428,
  amountPaise: paise(100_00),
  tid: Tid.make("13192443"),
  transactionReference: "12971397"
}

const Bytes = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))
const HttpStatus = Schema.Literals([200, 200, 200, 400, 401, 403, 404, 500])

/** Records name places, and nothing that stood there. */
const assertImpersonal = (drift: ReadonlyArray<Drift>) => {
  for (const { path, expected } of drift) {
    assert.match(path, /^([A-Za-z_]+|\*)?(\[\])?(\.([A-Za-z_]+|\*)(\[\])?)*$/)
    assert.notMatch(path + expected, /9123456789|RAVI|ASHA|REQ-2026/)
  }
}

describe("whatever comes", () => {
  it.prop(
    "nothing makes an operation throw",
    [Bytes, Schema.Unknown, HttpStatus],
    ([bytes, json, httpStatus]) => {
      const texts = [
        Buffer.from(bytes).toString("utf8"),
        Buffer.from(bytes).toString("latin1"),
        JSON.stringify(json) ?? ""
      ]
      for (const operation of operations) {
        for (const text of texts) {
          const { drift, ...interpreted } = operation.interpret(answer(text, { httpStatus }), anyInput)
          assert.strictEqual(interpreted._tag, "Failure")
          assertImpersonal(drift)
        }
      }
    },
    { arbitrary: { runs: 200 } }
  )

  const found = { spoilt: 0, successes: 0, refusals: 0, unknown: 0, withoutDrift: 0 }

  it.prop(
    "a spoilt example never throws, and moves money only on what it proves",
    [Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: examples.length - 1 })), Edits, HttpStatus],
    ([at, edits, httpStatus]) => {
      const example = examples[at]
      if (example === undefined) return assert.fail("no such example")
      const { operation } = example
      const body = spoil(example.body, edits)
      const interpreted = operation.interpret(answer(body, { httpStatus }), anyInput)
      found.spoilt++
      assertImpersonal(interpreted.drift)
      if (interpreted.drift.length === 0) found.withoutDrift++
      if (interpreted._tag === "Success") {
        found.successes++
        assert.strictEqual(httpStatus, 200)
        if (operation.moves === "money") assert.match(JSON.stringify(interpreted.success), /"tid":"[1-9]\d*"/)
        return
      }
      const { failure } = interpreted
      if (failure._tag === "OutcomeUnknown" || failure._tag === "OtpConsumed") found.unknown++
      else {
        found.refusals++
        assert.strictEqual(failure._tag, "Rejected")
        assert.include<unknown>(operation.rejections, failure.reason)
      }
    },
    { arbitrary: { runs: 20_000 } }
  )

  it("above was of every kind", () => {
    for (const [kind, count] of Object.entries(found)) assert.isAbove(count, 100, kind)
  })
})
