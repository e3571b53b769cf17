import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import * as AnswerShape from "../src/AnswerShape.ts"
import { list, make, needed, object, partial, told } from "../src/AnswerShape.ts"
import { Differences } from "../src/Drift.ts"
import { TidFromWire } from "../src/Identifiers.ts"
import { PaiseFromRupees } from "../src/Money.ts"

const item = make({ id: needed(Schema.Int), label: told(Schema.NonEmptyString) }, AnswerShape.texts("note"))
const shape = make(
  {
    tid: needed(TidFromWire),
    feePaise: told(PaiseFromRupees),
    newName: told(Schema.NonEmptyString, { only: "2026-07" }),
    oldName: told(Schema.NonEmptyString, { only: "seed" }),
    extra: told(Schema.NonEmptyString, { mayLack: true }),
    profile: object("told", make({ name: told(Schema.NonEmptyString) })),
    items: list("told", item, { wire: "item_list" })
  },
  { ...AnswerShape.numbers("count"), ...AnswerShape.values("pipes") },
  { seed: AnswerShape.texts("only_then"), "2026-07": AnswerShape.texts("only_now") }
)

const common = {
  tid: "7",
  fee: "5.0",
  profile: { name: "A" },
  item_list: [{ id: 1, label: "one", note: "" }],
  count: 1,
  pipes: { "3": {} }
}
const now = { ...common, new_name: "new", only_now: "x" }
const then = { ...common, old_name: "old", only_then: "x" }

const readBy = <Type>(by: AnswerShape.AnswerShape<Type>, data: unknown) => {
  const differences = new Differences("test/operation")
  const value = Option.getOrUndefined(by.read(data, "data", differences))
  return { value: value as unknown, drift: differences.records.map(({ kind, path }) => `${kind} ${path}`).toSorted() }
}
const read = (data: unknown) => readBy(shape, data)
const told7 = { tid: "7", feePaise: 500, profile: { name: "A" }, items: [{ id: 1, label: "one" }] }

describe("a payload", () => {
  it("of either generation, whole, is read without drift", () => {
    assert.deepStrictEqual(read(now), { value: { ...told7, newName: "new" }, drift: [] })
    assert.deepStrictEqual(read(then), { value: { ...told7, oldName: "old" }, drift: [] })
    assert.deepStrictEqual(read({ ...now, extra: "more" }), {
      value: { ...told7, newName: "new", extra: "more" },
      drift: []
    })
  })

  it("may leave empty what only informs", () => {
    for (const nothing of ["", null]) {
      const empty = { ...now, fee: nothing, new_name: nothing, profile: nothing, item_list: nothing, count: nothing }
      assert.deepStrictEqual(read(empty), { value: { tid: "7" }, drift: [] })
    }
  })

  it("with both names of a thing, one of them empty, has no drift", () => {
    assert.deepStrictEqual(read({ ...now, old_name: "" }), { value: { ...told7, newName: "new" }, drift: [] })
  })

  it("is compared to the generation that it is nearest to", () => {
    const { old_name: _, ...lacking } = then
    assert.deepStrictEqual(read(lacking), { value: told7, drift: ["missing data.old_name"] })
  })

  it.each([
    ["fee", "x", "type data.fee", "feePaise"],
    ["fee", {}, "type data.fee", "feePaise"],
    ["fee", "0.001", "type data.fee", "feePaise"],
    ["new_name", 5, "type data.new_name", "newName"],
    ["profile", "A", "type data.profile", "profile"],
    ["item_list", {}, "type data.item_list", "items"],
    ["count", "many", "type data.count", undefined],
    ["only_now", [], "type data.only_now", undefined]
  ])("drops %s alone where it is %j", (name, value, drift, ours) => {
    const whole: Record<string, unknown> = { ...told7, newName: "new" }
    if (ours !== undefined) delete whole[ours]
    assert.deepStrictEqual(read({ ...now, [name]: value }), { value: whole, drift: [drift] })
  })

  it.each(["fee", "new_name", "profile", "item_list", "count", "pipes", "only_now"])(
    "tells that %s is missing",
    (name) => {
      const { [name]: _, ...rest } = now as Record<string, unknown>
      const { value, drift } = read(rest)
      assert.deepStrictEqual(drift, [`missing data.${name}`])
      assert.deepInclude(value, { tid: "7" })
    }
  )

  it("drops each unreadable field with a record of its own", () => {
    assert.deepStrictEqual(read({ ...now, fee: [], new_name: 1, surprise: 2, profile: { name: {}, more: 1 } }), {
      value: { tid: "7", profile: {}, items: told7.items },
      drift: [
        "type data.fee",
        "type data.new_name",
        "type data.profile.name",
        "unexpected field data.profile.more",
        "unexpected field data.surprise"
      ]
    })
  })

  it("is looked at in depth", () => {
    assert.deepStrictEqual(read({ ...now, profile: { name: "A", more: 1 } }).drift, [
      "unexpected field data.profile.more"
    ])
    const item_list = [{ id: 1, label: "one", note: "", more: 1 }]
    assert.deepStrictEqual(read({ ...now, item_list }).drift, ["unexpected field data.item_list[].more"])
  })

  it("leaves out of a list what lacks what it needs", () => {
    const item_list = [{ id: 1, label: "one", note: "" }, { id: "2", label: "two", note: "" }, 3, { id: 4, label: 5 }]
    assert.deepStrictEqual(read({ ...now, item_list }), {
      value: { ...told7, newName: "new", items: [{ id: 1, label: "one" }, { id: 4 }] },
      drift: [
        "missing data.item_list[].note",
        "type data.item_list[]",
        "type data.item_list[].id",
        "type data.item_list[].label"
      ]
    })
  })

  it.each([undefined, null, "", "x", "0", 0, -1, 1.5, {}, []])("is nothing where what it needs is %j", (tid) => {
    const { value, drift } = read({ ...now, tid })
    assert.isUndefined(value)
    assert.deepStrictEqual(drift, [tid === undefined ? "missing data.tid" : "type data.tid"])
  })

  it.each([undefined, null, "", 5, [], [now], "text"])("is nothing where it is %j", (data) => {
    assert.deepStrictEqual(read(data), { value: undefined, drift: [data === undefined ? "missing data" : "type data"] })
  })

  it("has no name told that may be somebody's", () => {
    const names = { "RAVI KUMAR": 1, "9123456789": 2, Asha: 3, "a@b.example": 4 }
    assert.deepStrictEqual(read({ ...now, ...names }).drift, ["unexpected field data.*"])
    // In what is known as a whole, nothing is looked at.
    assert.deepStrictEqual(read({ ...now, pipes: names }).drift, [])
  })

  it("is not fooled by what every object inherits", () => {
    assert.deepStrictEqual(read(JSON.parse(JSON.stringify(now).replace("{", '{"__proto__":{"x":1},'))).drift, [
      "unexpected field data.*"
    ])
    const { value } = read({ ...now, tid: undefined, constructor: 1, toString: 2 })
    assert.isUndefined(value)
  })
})

describe("partial", () => {
  it("asks for nothing that only informs, and reads it where it is there", () => {
    const inFlight = partial(shape)
    assert.deepStrictEqual(readBy(inFlight, { tid: "7" }), { value: { tid: "7" }, drift: [] })
    assert.deepStrictEqual(readBy(inFlight, now), { value: { ...told7, newName: "new" }, drift: [] })
    assert.deepStrictEqual(readBy(inFlight, { tid: "7", fee: "x" }), { value: { tid: "7" }, drift: ["type data.fee"] })
    assert.deepStrictEqual(readBy(inFlight, { fee: "1" }), { value: undefined, drift: ["missing data.tid"] })
  })
})
