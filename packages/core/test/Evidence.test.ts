import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { ClientRefId } from "../src/ClientRefId.ts"
import * as Evidence from "../src/Evidence.ts"
import { Tid } from "../src/Identifiers.ts"
import { type Paise, paise } from "../src/Money.ts"
import type { InquiryAnswer } from "../src/TransactionInquiry.ts"
import { TxStatus } from "../src/TxStatus.ts"

const ours = ClientRefId.make("REQ-20260101-001")
const another = ClientRefId.make("REQ-20260101-002")
const tid = Tid.make("7")
const amount = paise(100_00)

const found = (about: {
  readonly tid?: string
  readonly clientRefId?: string | undefined
  readonly amountPaise?: Paise | undefined
}): InquiryAnswer => ({
  _tag: "Found",
  txStatus: TxStatus.make("1"),
  facts: { tid: Tid.make(about.tid ?? "7") },
  clientRefId: "clientRefId" in about ? about.clientRefId : ours,
  amountPaise: "amountPaise" in about ? about.amountPaise : amount
})

const why = (attempt: Parameters<typeof Evidence.match>[0], answer: InquiryAnswer): string => {
  const finding = Evidence.match(attempt, amount, answer)
  return finding._tag === "Unproven" ? finding.why : finding._tag
}

describe("match, where the attempt's transaction id is known", () => {
  const attempt = { clientRefId: ours, tid }

  it("needs that id and the amount", () => {
    const proven = { _tag: "Proven", txStatus: "1", facts: { tid } } as const
    assert.deepStrictEqual(Evidence.match(attempt, amount, found({})), Schema.decodeSync(Evidence.Finding)(proven))
    assert.strictEqual(why(attempt, found({ tid: "8" })), "another tid")
    assert.strictEqual(why(attempt, found({ amountPaise: paise(100_01) })), "another amount")
    assert.strictEqual(why(attempt, found({ amountPaise: undefined })), "another amount")
  })

  it("does not mind another echo, as the seed's own example has one", () => {
    assert.strictEqual(why(attempt, found({ clientRefId: another })), "Proven")
    assert.strictEqual(why(attempt, found({ clientRefId: undefined })), "Proven")
  })

  it("takes our reference for no substitute", () => {
    assert.strictEqual(why(attempt, found({ tid: "8", clientRefId: ours })), "another tid")
  })
})

describe("match, where no transaction id is known", () => {
  const attempt = { clientRefId: ours }

  it("needs our reference and the amount", () => {
    assert.strictEqual(why(attempt, found({})), "Proven")
    assert.strictEqual(why(attempt, found({ clientRefId: another })), "another reference")
    assert.strictEqual(why(attempt, found({ clientRefId: undefined })), "another reference")
    assert.strictEqual(why(attempt, found({ clientRefId: ours.toLowerCase() })), "another reference")
    assert.strictEqual(why(attempt, found({ clientRefId: ` ${ours}` })), "another reference")
    assert.strictEqual(why(attempt, found({ amountPaise: paise(99_99) })), "another amount")
    assert.strictEqual(why(attempt, found({ amountPaise: undefined })), "another amount")
  })
})

describe("match", () => {
  it("never takes NotFound for more than it is", () => {
    for (const attempt of [{ clientRefId: ours }, { clientRefId: ours, tid }]) {
      assert.deepStrictEqual(Evidence.match(attempt, amount, { _tag: "NotFound" }), { _tag: "NotFound" })
    }
  })

  // Few values each, so that the same ones meet.
  const Tids = Schema.Literals(["7", "8", "77"])
  const References = Schema.Literals([ours, another])
  const Amounts = Schema.Literals([1, 100, 10_000])

  it.prop(
    "proves exactly what is provably this attempt's",
    {
      known: Schema.UndefinedOr(Tids),
      answered: Tids,
      reference: References,
      echoed: Schema.UndefinedOr(References),
      sent: Amounts,
      told: Schema.UndefinedOr(Amounts),
      txStatus: TxStatus
    },
    ({ known, answered, reference, echoed, sent, told, txStatus }) => {
      const finding = Evidence.match(
        { clientRefId: ClientRefId.make(reference), ...(known === undefined ? {} : { tid: Tid.make(known) }) },
        paise(sent),
        {
          _tag: "Found",
          txStatus,
          facts: { tid: Tid.make(answered) },
          clientRefId: echoed,
          amountPaise: told === undefined ? undefined : paise(told)
        }
      )
      const isThisOne = known === undefined ? reference === echoed : known === answered
      assert.strictEqual(finding._tag === "Proven", isThisOne && sent === told)
      if (finding._tag === "Proven")
        assert.deepStrictEqual(
          finding,
          Schema.decodeSync(Evidence.Finding)({ _tag: "Proven", txStatus, facts: { tid: answered } })
        )
      else assert.strictEqual(finding._tag, "Unproven")
    },
    { arbitrary: { runs: 500 } }
  )

  it.prop("makes findings that can be stored", [Evidence.Finding], ([finding]) => {
    const stored = JSON.parse(JSON.stringify(Schema.encodeSync(Evidence.Finding)(finding)))
    assert.deepStrictEqual(Schema.decodeUnknownSync(Evidence.Finding)(stored), finding)
  })
})
