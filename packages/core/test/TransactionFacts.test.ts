import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import * as AnswerShape from "../src/AnswerShape.ts"
import { told } from "../src/AnswerShape.ts"
import { Differences } from "../src/Drift.ts"
import { BankReference, Tid } from "../src/Identifiers.ts"
import { PaiseFromRupees, paise } from "../src/Money.ts"
import { fields, of, TransactionFacts } from "../src/TransactionFacts.ts"

const shape = AnswerShape.make({
  ...fields,
  commissionPaise: told(PaiseFromRupees),
  tdsPaise: told(PaiseFromRupees),
  balancePaise: told(PaiseFromRupees),
  bankRefNum: told(BankReference),
  utrnumber: told(BankReference)
})
const facts = (data: Readonly<Record<string, unknown>>): TransactionFacts | undefined =>
  Option.getOrUndefined(Option.map(shape.read(data, "data", new Differences("test/operation")), of))

describe("read", () => {
  it("reads both generations", () => {
    const seed = {
      tid: "2309876543",
      utrnumber: "412345678901",
      fee: 5,
      commission: 3,
      balance: 4495,
      recipient_name: "Sunil Sharma"
    }
    const later = {
      tid: 2309876543,
      bank_ref_num: "412345678901",
      fee: "5.0",
      commission: "3",
      tds: "",
      balance: "4.495E3",
      recipient_name: "Sunil Sharma"
    }
    const expected = {
      tid: "2309876543",
      bankReference: "412345678901",
      feePaise: 5_00,
      commissionPaise: 3_00,
      balancePaise: 4495_00,
      recipientName: "Sunil Sharma"
    } as unknown
    assert.deepStrictEqual(facts(seed), expected)
    assert.deepStrictEqual(facts(later), expected)
  })

  it.each([
    [{ bank_ref_num: "a", utrnumber: "" }, "a"],
    [{ bank_ref_num: "", utrnumber: "b" }, "b"],
    [{ bank_ref_num: null, utrnumber: "b" }, "b"],
    [{ bank_ref_num: "a" }, "a"],
    [{ utrnumber: "b" }, "b"],
    [{ bank_ref_num: "", utrnumber: "" }, undefined],
    [{ bank_ref_num: 5, utrnumber: {} }, undefined],
    [{}, undefined]
  ])("takes the bank's reference that is there: %j", (data, reference) => {
    assert.strictEqual(facts({ tid: "7", ...data })?.bankReference, reference)
  })

  it.each([undefined, null, "", "0", 0, "x", -1, 1.5, [], {}])("knows no transaction by the id %j", (tid) => {
    assert.isUndefined(facts({ tid, fee: "5.0" }))
  })

  it.prop(
    "leaves out whatever else it cannot read",
    [Schema.Unknown, Schema.Unknown, Schema.Unknown],
    ([one, two, three]) => {
      const read = facts({
        tid: "7",
        fee: one,
        commission: two,
        tds: three,
        balance: one,
        recipient_name: two,
        bank_ref_num: three,
        utrnumber: one
      })
      assert.strictEqual(read?.tid, "7")
      // What was read can be stored and is itself again.
      assert.deepStrictEqual(Schema.decodeUnknownSync(TransactionFacts)(JSON.parse(JSON.stringify(read))), read)
      assert.notMatch(JSON.stringify(read), /\\u0000|\\ud[89a-f]/)
    },
    { arbitrary: { runs: 300 } }
  )

  it("refuses a fraction of a paisa instead of rounding it", () => {
    assert.deepStrictEqual(facts({ tid: "7", fee: 0.1 + 0.2, commission: "0.005", balance: "0.30" }), {
      tid: "7",
      balancePaise: paise(30)
    } as unknown)
  })
})

describe("the words of an answer", () => {
  const told = {
    tid: Tid.make("7"),
    recipientName: "Ram 251834, 9123456789",
    bankRefNum: BankReference.make("412300251834")
  }
  it("are masked where they repeat a secret or a long number", () => {
    assert.strictEqual(of(told, ["251834"]).recipientName, "Ram •••, •••")
    assert.isUndefined(of(told, ["251834"]).bankReference)
    assert.strictEqual(of(told).recipientName, "Ram •••, •••")
    assert.strictEqual(of(told, ["999999", ""]).bankReference, "412300251834")
    assert.strictEqual(of({ ...told, recipientName: "Ram Kumar 2nd" }).recipientName, "Ram Kumar 2nd")
  })
})
