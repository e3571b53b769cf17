import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import * as Id from "../src/Identifiers.ts"
import { readerOf } from "../src/Wire.ts"

const valid: ReadonlyArray<readonly [string, Schema.Codec<unknown, unknown>, ReadonlyArray<unknown>]> = [
  ["TransferId", Id.TransferId, ["018f3b5a-7c1e-7d4a-9b1c-2f4e6a8b0c1d"]],
  ["TeamId", Id.TeamId, ["a", "payments-2", "9", "a".repeat(63)]],
  ["CustomerId", Id.CustomerId, ["9123456789", "6000000000"]],
  ["RecipientId", Id.RecipientId, [1, 98765, 117015428]],
  ["BeneficiaryId", Id.BeneficiaryId, ["4202888", "1".repeat(20)]],
  ["UserCode", Id.UserCode, ["20810200", "Ab1"]],
  ["InitiatorId", Id.InitiatorId, ["9962981729", "0123456789"]],
  ["Tid", Id.Tid, ["1", "2309876543", "9".repeat(32)]],
  ["BankReference", Id.BankReference, ["412345678901", "SBI/2026-07", "x".repeat(64)]],
  ["OtpRefId", Id.OtpRefId, ["TXNOTP20240101001", "8617567988~8617567988~Channel4~4202888", "=".repeat(512)]],
  ["KycRequestId", Id.KycRequestId, ["KYC20240101001", "9332126"]],
  ["Otp", Id.Otp, ["4702", "251834", "0000000000"]],
  ["LatLong", Id.LatLong, ["28.6139,77.2090", "28.63,77.22", "0,0", "-90,-180", "90.0,180.00", "8.5,179.9999999999"]]
]

const invalid: ReadonlyArray<readonly [string, Schema.Codec<unknown, unknown>, ReadonlyArray<unknown>]> = [
  [
    "TransferId",
    Id.TransferId,
    [
      "",
      "018F3B5A-7C1E-7D4A-9B1C-2F4E6A8B0C1D",
      "018f3b5a7c1e7d4a9b1c2f4e6a8b0c1d",
      "018f3b5a-7c1e-7d4a-9b1c-2f4e6a8b0c1d\n"
    ]
  ],
  ["TeamId", Id.TeamId, ["", "-a", "A", "a_b", "a".repeat(64), "a\n"]],
  [
    "CustomerId",
    Id.CustomerId,
    ["", "5123456789", "912345678", "91234567890", "+919123456789", 9123456789, "९१२३४५६७८९"]
  ],
  ["RecipientId", Id.RecipientId, [0, -1, 1.5, "98765", Number.NaN, 2 ** 53]],
  ["BeneficiaryId", Id.BeneficiaryId, ["", "1".repeat(21), "12a", 4202888]],
  ["UserCode", Id.UserCode, ["", "a b", "x".repeat(21), "20810200\n"]],
  ["InitiatorId", Id.InitiatorId, ["", "996298172", "99629817290", 9962981729]],
  ["Tid", Id.Tid, ["", "0", "000", "012971397", "-1", "1.0", "1e9", " 1", "1\n", "abc", "9".repeat(33)]],
  ["BankReference", Id.BankReference, ["", "x".repeat(65), "a\u0000b", "a\nb", "\ud800"]],
  ["OtpRefId", Id.OtpRefId, ["", "x".repeat(513), "a\u0000", 666902416, null]],
  ["KycRequestId", Id.KycRequestId, ["", "x".repeat(65), "a\tb"]],
  ["Otp", Id.Otp, ["", "123", "12345678901", "12 34", "12a4", 1234, "１２３４"]],
  [
    "LatLong",
    Id.LatLong,
    [
      "",
      "28.6139",
      "28.6139, 77.2090",
      "91,0",
      "90.1,0",
      "0,181",
      "0,180.5",
      "28.,77",
      "1e1,77",
      "28.6139;77.2090",
      "NaN,0"
    ]
  ]
]

describe("Identifiers", () => {
  it.each(valid)("%s accepts what Eko and we use", (_, schema, values) => {
    for (const value of values) assert.isTrue(Schema.is(schema)(value), JSON.stringify(value))
  })

  it.each(invalid)("%s refuses anything else", (_, schema, values) => {
    for (const value of values) assert.isFalse(Schema.is(schema)(value), JSON.stringify(value))
  })
})

describe("TidFromWire", () => {
  const decode = Schema.decodeUnknownOption(Id.TidFromWire)

  it("reads the same id from a string and from a number", () => {
    assert.deepStrictEqual(decode("2886601782"), Option.some(Id.Tid.make("2886601782")))
    assert.deepStrictEqual(decode(2886601782), decode("2886601782"))
  })

  it("takes no zero for an id, which every transaction without one would share", () => {
    for (const none of [0, "0", "00", ""]) assert.deepStrictEqual(decode(none), Option.none())
  })

  it("refuses a number whose digits are not exact", () => {
    assert.deepStrictEqual(decode(JSON.parse("35541971732112345678")), Option.none())
    assert.deepStrictEqual(decode(2 ** 53), Option.none())
  })

  it.each([[-1], [1.5], [null], [true], [["1"]], [{}], [Number.NaN], [Number.POSITIVE_INFINITY]])(
    "refuses %o",
    (value) => {
      assert.deepStrictEqual(decode(value), Option.none())
    }
  )

  it.prop(
    "agrees with itself for every id that fits a number",
    [Schema.Int.check(Schema.isGreaterThan(0))],
    ([tid]) => {
      assert.deepStrictEqual(decode(tid), decode(String(tid)))
      assert.isTrue(Option.isSome(decode(tid)))
    }
  )
})

describe("an id that is read from a number or a text", () => {
  it.each([
    ["TidFromWire", Id.TidFromWire],
    ["BeneficiaryIdFromWire", Id.BeneficiaryIdFromWire]
  ] as const)("%s reads the same with and without effects", (_, codec) => {
    const quick = readerOf<string>(codec)
    const whole = Schema.decodeUnknownOption<Schema.Codec<string, unknown>>(codec)
    const values = [
      7,
      0,
      -1,
      -0,
      1.5,
      2 ** 53,
      1e21,
      Number.NaN,
      "7",
      "0",
      "007",
      "",
      "x",
      "-1",
      " 7",
      null,
      [],
      {},
      [7]
    ]
    for (const value of values) assert.deepStrictEqual(quick(value), whole(value), String(value))
  })
})
