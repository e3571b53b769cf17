import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import * as Money from "../src/Money.ts"
import { readerOf } from "../src/Wire.ts"

const SafePaise = Schema.Int.check(
  Schema.isBetween({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })
).pipe(Schema.brand("Paise"))
const SmallPaise = Schema.Int.check(Schema.isBetween({ minimum: -10_000_000, maximum: 10_000_000 })).pipe(
  Schema.brand("Paise")
)

const fromRupees = (rupees: string | number) => Option.getOrUndefined(Money.fromRupees(rupees))
const decode = Schema.decodeUnknownResult(Money.PaiseFromRupees)
const encode = Schema.encodeSync(Money.PaiseFromRupees)

describe("fromRupees", () => {
  it.each<[string | number, number]>([
    [500, 500_00],
    [4495, 4495_00],
    [4495.07, 4495_07],
    [0.29, 29],
    [1.15, 115],
    [0, 0],
    [-0, 0],
    [-12.5, -1250],
    [1e10, 1_000_000_000_000],
    ["100.00", 100_00],
    ["10.0", 10_00],
    ["0.47", 47],
    ["1.53", 153],
    ["10131.18", 10131_18],
    ["2.20834002375E9", 220_834_002_375],
    ["2.20834002375e+9", 220_834_002_375],
    ["1E2", 100_00],
    ["12345E-2", 123_45],
    ["100.0000", 100_00],
    ["0100", 100_00],
    ["-0", 0],
    ["-0.00", 0],
    ["-5.5", -550],
    ["0e999999999", 0],
    ["90071992547409.91", Number.MAX_SAFE_INTEGER],
    ["-90071992547409.91", Number.MIN_SAFE_INTEGER]
  ])("reads %j as %d paise", (rupees, amountPaise) => {
    const read = fromRupees(rupees)
    assert.strictEqual(read, amountPaise)
    assert.isFalse(Object.is(read, -0))
  })

  it.each<[string | number]>([
    ["0.001"],
    ["100.005"],
    [0.005],
    [0.1 + 0.2],
    ["0.30000000000000004"],
    ["1e-3"],
    ["1e-999999999"],
    ["1e999999999"],
    ["-1e999999999"],
    ["1e9007199254740991"],
    ["1e99999999999999999999999999"],
    [`1${"0".repeat(60)}`],
    [`0.${"0".repeat(60)}1`],
    ["90071992547409.92"],
    ["9007199254740993"],
    [Number.MAX_VALUE],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY],
    ["NaN"],
    ["Infinity"],
    [""],
    [" "],
    ["\t"],
    [" 1"],
    ["1 "],
    ["1\n"],
    ["0x10"],
    ["0b1"],
    ["1_000"],
    ["1,000"],
    ["1n"],
    ["."],
    ["-"],
    ["+"],
    ["e5"],
    ["1e"],
    ["1e1.5"],
    ["1e1e1"],
    ["1.2.3"],
    ["1.-5"],
    ["--1"],
    ["₹100"],
    ["100 INR"],
    ["१००"],
    ["１００"]
  ])("refuses %j", (rupees) => {
    assert.isUndefined(fromRupees(rupees))
  })

  it("refuses a number so large that a paisa is below its precision", () => {
    // 90071992547409.90 and 90071992547409.91 are one and the same number.
    assert.isUndefined(fromRupees(90071992547409.91))
    assert.strictEqual(fromRupees("90071992547409.91"), 9_007_199_254_740_991)
  })

  it.prop(
    "reads back whatever toRupees writes",
    [SafePaise],
    ([amountPaise]) => {
      assert.strictEqual(fromRupees(Money.toRupees(amountPaise)), amountPaise + 0)
      assert.match(Money.toRupees(amountPaise), /^-?\d+\.\d\d$/)
    },
    { arbitrary: { runs: 500, size: 10_000 } }
  )

  it.prop(
    "reads a JSON number exactly, or not at all",
    [SafePaise],
    ([amountPaise]) => {
      const read = fromRupees(JSON.parse(Money.toRupees(amountPaise)) as number)
      if (Math.abs(amountPaise) < 7_000_000_000_000_000) assert.strictEqual(read, amountPaise + 0)
      else assert.include([amountPaise, undefined], read)
    },
    { arbitrary: { runs: 500, size: 10_000 } }
  )

  it("makes no error with any sum of 0 to 1e7 paise, written as a number or a text", () => {
    // A prime step, so that every pair of last digits comes up; and every sum below ₹1,000.
    const step = (amountPaise: number) => amountPaise + (amountPaise < 100_000 ? 1 : 97)
    for (let amountPaise = 0; amountPaise <= 10_000_000; amountPaise = step(amountPaise)) {
      const rupees = `${Math.floor(amountPaise / 100)}.${String(amountPaise % 100).padStart(2, "0")}`
      if (Money.toRupees(Money.paise(amountPaise)) !== rupees) assert.fail(`toRupees(${amountPaise})`)
      if (fromRupees(rupees) !== amountPaise) assert.fail(`"${rupees}" read as ${fromRupees(rupees)}`)
      if (fromRupees(Number(rupees)) !== amountPaise) assert.fail(`${rupees} read as ${fromRupees(Number(rupees))}`)
    }
  })
})

describe("toRupees", () => {
  it.each([
    [0, "0.00"],
    [-0, "0.00"],
    [5, "0.05"],
    [-5, "-0.05"],
    [50, "0.50"],
    [100_00, "100.00"],
    [4495_07, "4495.07"],
    [9_007_199_254_740_000, "90071992547400.00"],
    [Number.MAX_SAFE_INTEGER, "90071992547409.91"],
    [Number.MIN_SAFE_INTEGER, "-90071992547409.91"]
  ])("writes %d paise as %s", (amountPaise, rupees) => {
    assert.strictEqual(Money.toRupees(Money.paise(amountPaise)), rupees)
  })
})

describe("paise", () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1])("refuses %d", (amountPaise) => {
    assert.throws(() => Money.paise(amountPaise))
  })

  it.prop("adds and subtracts exactly", [SmallPaise, SmallPaise], ([one, other]) => {
    assert.strictEqual(BigInt(Money.add(one, other)), BigInt(one) + BigInt(other))
    assert.strictEqual(Money.subtract(Money.add(one, other), other), one)
  })

  it("never leaves the safe integers silently", () => {
    assert.throws(() => Money.add(Money.paise(Number.MAX_SAFE_INTEGER), Money.paise(1)))
    assert.throws(() => Money.subtract(Money.paise(Number.MIN_SAFE_INTEGER), Money.paise(1)))
  })
})

describe("PositivePaise", () => {
  it("holds sums above nothing alone", () => {
    const is = Schema.is(Money.PositivePaise)
    assert.deepStrictEqual([1, 0, -0, -1, 0.5].map(is), [true, false, false, false, false])
  })
})

describe("PaiseFromRupees", () => {
  it.each<[unknown]>([[null], [true], [[]], [{}], [["100"]], [100n], [undefined], [Number.NaN], ["0.001"], [""]])(
    "refuses %o",
    (rupees) => {
      assert.isTrue(Result.isFailure(decode(rupees)))
    }
  )

  it("decodes numbers and texts, and encodes to a decimal string", () => {
    assert.deepStrictEqual(decode("2.20834002375E9"), Result.succeed(Money.paise(220_834_002_375)))
    assert.deepStrictEqual(decode(4495.07), Result.succeed(Money.paise(4495_07)))
    assert.strictEqual(encode(Money.paise(4495_07)), "4495.07")
  })
})

describe("PaiseFromWholeRupees", () => {
  const decodeWhole = Schema.decodeUnknownResult(Money.PaiseFromWholeRupees)
  const encodeWhole = Schema.encodeUnknownResult(Money.PaiseFromWholeRupees)

  it("takes whole rupees as a JSON integer, and nothing else", () => {
    assert.deepStrictEqual(decodeWhole(500), Result.succeed(Money.paise(500_00)))
    for (const refused of [500.5, "500", null, Number.NaN, Number.MAX_SAFE_INTEGER, 90_071_992_547_410]) {
      assert.isTrue(Result.isFailure(decodeWhole(refused)), String(refused))
    }
  })

  it("never encodes a sum that is not whole rupees", () => {
    assert.deepStrictEqual(encodeWhole(Money.paise(500_00)), Result.succeed(500))
    for (const refused of [1, 99, 500_01, -50]) assert.isTrue(Result.isFailure(encodeWhole(Money.paise(refused))))
  })

  it("has no negative zero", () => {
    assert.deepStrictEqual(decodeWhole(-0), Result.succeed(Money.paise(0)))
    assert.isFalse(Object.is(Result.getOrThrow(decodeWhole(-0)), -0))
  })

  it.prop(
    "round-trips whole rupees",
    [Schema.Int.check(Schema.isBetween({ minimum: -90_071_992_547_409, maximum: 90_071_992_547_409 }))],
    ([rupees]) => {
      assert.strictEqual(Result.getOrThrow(encodeWhole(Result.getOrThrow(decodeWhole(rupees)))), rupees + 0)
    },
    { arbitrary: { size: 10_000 } }
  )
})

describe("the short way through plain digits", () => {
  const Plain = Schema.String.check(Schema.isPattern(/^\d{0,14}(\.\d{0,4})?$/))

  it.prop(
    "reads what the long way reads",
    [Plain],
    // With an exponent of zero the same figure takes the long way.
    ([text]) => {
      if (text === "") return
      assert.strictEqual(fromRupees(text), fromRupees(`${text}E0`), text)
    },
    { arbitrary: { runs: 5_000 } }
  )

  it.each(["5.", ".5", ".", "0", "00.10", "1.000", "1.001", "9999999999999", "-5", "+5"])("also for %j", (text) => {
    assert.strictEqual(fromRupees(text), fromRupees(`${text}E0`))
  })

  it("has no negative zero", () => {
    for (const zero of [-0, "-0", "-0.00"]) assert.isFalse(Object.is(fromRupees(zero), -0))
  })
})

describe("PaiseFromRupees", () => {
  it.prop("reads the same with and without effects", [Schema.Unknown], ([value]) => {
    const whole = Schema.decodeUnknownOption(Money.PaiseFromRupees)(value)
    assert.deepStrictEqual(readerOf(Money.PaiseFromRupees)(value), whole)
  })

  it("is written for people as India groups it", () => {
    for (const [amountPaise, text] of [
      [0, "₹0.00"],
      [-5, "−₹0.05"],
      [999_99, "₹999.99"],
      [1_000_00, "₹1,000.00"],
      [-1_00_500_00, "−₹1,00,500.00"],
      [12_34_56_789_01, "₹12,34,56,789.01"]
    ] as const)
      assert.strictEqual(Money.written(Money.paise(amountPaise)), text)
  })
})
