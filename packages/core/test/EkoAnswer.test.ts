import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import * as EkoAnswer from "../src/EkoAnswer.ts"
import type { Envelope } from "../src/Envelope.ts"
import { answer, signedAtMillis } from "./Examples.ts"

const envelopeOf = (body: unknown): Envelope => Option.getOrThrow(answer(body).envelope)

describe("provesNothing", () => {
  it.each([
    100,
    201,
    202,
    204,
    206,
    299,
    300,
    301,
    302,
    307,
    308,
    399,
    408,
    421,
    425,
    429,
    499,
    500,
    502,
    503,
    504,
    599,
    0,
    -1,
    999,
    Number.NaN
  ])("HTTP %d proves nothing", (httpStatus) => {
    assert.isTrue(EkoAnswer.provesNothing(httpStatus))
  })

  it.each([200, 400, 401, 403, 404, 405, 415, 498])("HTTP %d is looked at further", (httpStatus) => {
    assert.isFalse(EkoAnswer.provesNothing(httpStatus))
  })
})

describe("clockProvedWrong", () => {
  const proved = (offsetMillis: number | undefined, elapsedMillis = 0) =>
    EkoAnswer.clockProvedWrong(
      answer(
        {},
        { elapsedMillis, ...(offsetMillis === undefined ? {} : { dateMillis: signedAtMillis + offsetMillis }) }
      )
    )

  it("needs a Date more than two minutes away from the signed time", () => {
    assert.isFalse(proved(undefined))
    assert.isFalse(proved(0))
    assert.isFalse(proved(120_000))
    assert.isTrue(proved(121_000))
    assert.isTrue(proved(3_600_000))
    assert.isTrue(proved(-3_600_000))
  })

  it("knows that a Date has whole seconds", () => {
    assert.isFalse(proved(-120_000))
    assert.isFalse(proved(-120_999))
    assert.isTrue(proved(-121_000))
  })

  it("does not take an answer that was slow to come for a stale signature", () => {
    assert.isFalse(proved(130_000, 125_000))
    assert.isFalse(proved(150_000, 30_000))
    assert.isTrue(proved(151_000, 30_000))
    // A signed time that lies ahead of the answer lay ahead of the request all the more.
    assert.isTrue(proved(-121_000, 30_000))
  })

  it.prop(
    "is never proved while the request reached Eko within two minutes of its signature",
    {
      arrival: Schema.Int.check(Schema.isBetween({ minimum: -120_000, maximum: 120_000 })),
      sending: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60_000 })),
      answering: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 300_000 })),
      returning: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60_000 }))
    },
    ({ arrival, sending, answering, returning }) => {
      const dateMillis = Math.floor((signedAtMillis + arrival + answering) / 1_000) * 1_000
      const elapsedMillis = sending + answering + returning
      assert.isFalse(EkoAnswer.clockProvedWrong(answer({}, { dateMillis, elapsedMillis })))
    },
    { arbitrary: { runs: 300, size: 1_000 } }
  )
})

describe("masking", () => {
  it("hides secrets and every long number", () => {
    const mask = EkoAnswer.masking(["4702", "ref~9123456789"])
    assert.strictEqual(mask("OTP 4702 for ref~9123456789 is wrong"), "OTP ••• for ••• is wrong")
    assert.strictEqual(mask("sender 9123456789, account 012345678901"), "sender •••, account •••")
    assert.strictEqual(mask("Aadhaar 2345 6789 0123, mobile 91234-56789"), "Aadhaar •••, mobile •••")
    assert.strictEqual(mask("limit 25000, mobile XXXXXX6789"), "limit 25000, mobile XXXXXX6789")
  })

  it("hides a secret whole that contains another", () => {
    assert.strictEqual(EkoAnswer.masking(["4702", "ab4702cd"])("ab4702cd"), "•••")
    assert.strictEqual(EkoAnswer.masking(["", "4702"])("a 4702"), "a •••")
  })

  it("keeps what is left short and fit for a database", () => {
    const text = EkoAnswer.masking([])(`a\u0000b\r\n\u0085c\ud800d${"😀".repeat(200)}`)
    assert.isAtMost(text.length, 200)
    assert.isTrue(text.isWellFormed())
    assert.match(text, /^a b c\ufffdd/)
    assert.notMatch(text, /\p{Cc}/u)
  })

  it.prop(
    "never lets a secret through",
    [Schema.String, Schema.String.check(Schema.isPattern(/^\d{4,10}$/)), Schema.String],
    (texts) => {
      const [before, secret, after] = texts
      assert.notInclude(EkoAnswer.masking([secret])(`${before}${secret}${after}`), secret)
    }
  )
})

describe("reasonOf", () => {
  it("prefers the words, then the status, then the finer status", () => {
    assert.strictEqual(EkoAnswer.reasonOf(envelopeOf({ status: 303, data: { reason: "Wrong OTP" } })), "WrongOtp")
    assert.strictEqual(EkoAnswer.reasonOf(envelopeOf({ status: 303, data: { reason: "?" } })), "OtpExpired")
    assert.strictEqual(EkoAnswer.reasonOf(envelopeOf({ status: 2131, response_status_id: 302 })), "WrongOtp")
    assert.isUndefined(EkoAnswer.reasonOf(envelopeOf({ status: 2131, response_status_id: 1 })))
  })
})

describe("rejected", () => {
  it("keeps the transaction id of a decline only where it is readable", () => {
    const decline = (tid: unknown) => {
      const body = { status: 55, data: { tid, reason: "Wrong OTP" } }
      return EkoAnswer.rejected(answer(body), envelopeOf(body), "WrongOtp").tid
    }
    assert.strictEqual(decline("3570311840"), "3570311840")
    assert.strictEqual(decline(3570311840), "3570311840")
    for (const unreadable of [undefined, null, "", "0", 0, "n/a", {}, ["1"]]) assert.isUndefined(decline(unreadable))
  })
})
