import { assert, describe, it } from "@effect/vitest"
import * as Id from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import * as Reconciliation from "../src/Reconciliation.ts"
import type {
  Belief,
  EkoRecord,
  FoundRecord,
  HeardRecord,
  OurAttempt,
  OurTransfer
} from "../src/ReconciliationRecord.ts"
import { isClaimedTwice, ownerOf } from "../src/ReconciliationRecord.ts"
import * as Tally from "../src/Tally.ts"
import type { Meaning } from "../src/TxStatus.ts"
import { terms } from "./CorpusTerms.ts"

const hour = 60 * 60_000
const startedAtMillis = terms.asOfMillis - 60 * hour
const ref = "C00000000001"
const tid = (number: number) => Id.Tid.make(String(700 + number))

const attemptOf = (belief: Belief, more: Partial<OurAttempt> = {}): OurAttempt => ({
  clientRefId: ref,
  number: 1,
  startedAtMillis,
  belief,
  because: "eko",
  ...more
})
const transferOf = (attempt: OurAttempt, more: Partial<OurTransfer> = {}): OurTransfer => ({
  id: Id.TransferId.make("00000000-0000-4000-8000-000000000001"),
  team: Id.TeamId.make("retail"),
  product: "dmt-fino",
  wallet: "main",
  state: "any",
  amountPaise: paise(500_00),
  createdAtMillis: startedAtMillis,
  attempts: [attempt],
  ...more
})
const line = (meaning: Meaning, more: Partial<FoundRecord> = {}): FoundRecord => ({
  _tag: "Found",
  source: "statement",
  place: "line 2",
  kind: "debit",
  meaning,
  txStatus: "x",
  tid: tid(1),
  amountPaise: paise(500_00),
  bankReference: "UTR1",
  atMillis: startedAtMillis,
  ...more
})
const notFound: EkoRecord = { _tag: "NotFound", source: "inquiry", place: "by reference", clientRefId: ref }
const compare = (transfer: OurTransfer, records: ReadonlyArray<EkoRecord>, changes: Partial<typeof terms> = {}) =>
  Reconciliation.compare(
    {
      transfers: [transfer],
      records: records.map((record) => ({ record, owner: { transferId: transfer.id, clientRefId: ref } })),
      wallet: "main"
    },
    { ...terms, ...changes }
  ).breaks.map((found) => `${found.class} ${found.amountPaise}`)

const meanings = ["success", "failed", "refund_pending", "refunded", "in_flight"] as const

describe("ReconciliationCase", () => {
  // For each belief, what is found where Eko says: success, failed, refund pending, refunded, in flight.
  const table: Readonly<Record<Belief, ReadonlyArray<string | undefined>>> = {
    not_moved: ["status_differs -50000", undefined, "status_differs -50000", undefined, "status_differs -50000"],
    in_doubt: [
      "status_differs 0",
      "status_differs 50000",
      "status_differs 0",
      "status_differs 50000",
      "in_doubt_too_long -50000"
    ],
    in_flight: [
      "status_differs 0",
      "status_differs 50000",
      "status_differs 0",
      "status_differs 50000",
      "awaited_too_long -50000"
    ],
    paid: [undefined, "status_differs 50000", "status_differs 0", "status_differs 50000", "status_differs 0"],
    refund_pending: [
      "status_differs 0",
      "status_differs 50000",
      "refund_outstanding -50000",
      "status_differs 50000",
      "status_differs 0"
    ],
    refunded: ["status_differs -50000", undefined, "status_differs -50000", undefined, "status_differs -50000"]
  }
  for (const [belief, row] of Object.entries(table) as ReadonlyArray<[Belief, ReadonlyArray<string | undefined>]>) {
    it(`judges what is ${belief} by each word of Eko's`, () => {
      const found = meanings.map((meaning) => compare(transferOf(attemptOf(belief, { tid: tid(1) })), [line(meaning)]))
      assert.deepStrictEqual(
        found,
        row.map((expected) => (expected === undefined ? [] : [expected]))
      )
    })
  }

  it("takes an inquiry's word over the statement's, because it is fresher", () => {
    const records = [line("success"), line("refunded", { source: "inquiry", place: "by tid" })]
    assert.deepStrictEqual(compare(transferOf(attemptOf("refunded", { tid: tid(1) })), records), [])
  })

  it("takes the refund's line for the end of its debit", () => {
    const records = [line("success"), line("success", { kind: "refund", place: "line 3" })]
    assert.deepStrictEqual(compare(transferOf(attemptOf("refunded", { tid: tid(1) })), records), [])
    assert.deepStrictEqual(compare(transferOf(attemptOf("paid", { tid: tid(1) })), records), ["status_differs 50000"])
  })

  it("calls a second debit of one attempt a duplicate, and a second decline nothing", () => {
    const paid = transferOf(attemptOf("paid", { tid: tid(1) }))
    const again = (meaning: Meaning) => [
      line("success"),
      line(meaning, { tid: tid(2), place: "line 3", bankReference: "UTR2" })
    ]
    assert.deepStrictEqual(compare(paid, again("success")), ["duplicate_debit -50000"])
    assert.deepStrictEqual(compare(paid, again("in_flight")), ["duplicate_debit -50000"])
    assert.deepStrictEqual(compare(paid, again("failed")), [])
    assert.deepStrictEqual(compare(paid, again("refunded")), [])
  })

  describe("of an attempt that no record tells about", () => {
    const young = { startedAtMillis: terms.asOfMillis - 2 * hour }
    const unlisted = { statement: undefined }
    it("asks nothing of what did not happen", () => {
      assert.deepStrictEqual(compare(transferOf(attemptOf("not_moved")), [notFound]), [])
    })
    it("does not take 'not found' for an answer before the settlement window has passed", () => {
      assert.deepStrictEqual(compare(transferOf(attemptOf("paid", young)), [notFound], unlisted), [])
      assert.deepStrictEqual(compare(transferOf(attemptOf("in_doubt", young)), [notFound], unlisted), [])
      assert.deepStrictEqual(compare(transferOf(attemptOf("paid")), [notFound], unlisted), ["missing_at_eko 50000"])
      assert.deepStrictEqual(compare(transferOf(attemptOf("in_doubt")), [notFound], unlisted), [
        "in_doubt_too_long -50000"
      ])
    })
    it("says nothing where nobody was asked", () => {
      assert.deepStrictEqual(compare(transferOf(attemptOf("paid")), [], unlisted), [])
      const unanswered: EkoRecord = { ...notFound, _tag: "Unanswered" }
      assert.deepStrictEqual(compare(transferOf(attemptOf("paid")), [unanswered], unlisted), [])
    })
    it("carries over what lies near the edge of the statement", () => {
      const { statement } = terms
      const at = (millis: number) => compare(transferOf(attemptOf("paid", { startedAtMillis: millis })), [])
      if (statement === undefined) throw new Error("the corpus has a statement")
      assert.deepStrictEqual(at(statement.fromMillis), ["timing 50000"])
      assert.deepStrictEqual(at(statement.untilMillis - 1), ["timing 50000"])
      assert.deepStrictEqual(at(statement.untilMillis - terms.edgeMillis - 1), ["missing_at_eko 50000"])
      assert.deepStrictEqual(at(statement.fromMillis + terms.edgeMillis), ["missing_at_eko 50000"])
      assert.deepStrictEqual(at(statement.fromMillis - 1), [])
      assert.deepStrictEqual(at(statement.untilMillis), [])
    })
  })

  it("names no figure where the money itself is in question", () => {
    const attempt = attemptOf("paid", { tid: tid(1), feePaise: paise(5_00) })
    assert.deepStrictEqual(compare(transferOf(attempt), [line("failed", { feePaise: paise(9_00) })]), [
      "status_differs 50000"
    ])
    assert.deepStrictEqual(compare(transferOf(attempt), [line("success", { feePaise: paise(9_00) })]), [
      "fee_differs -400"
    ])
  })

  it("finds Eko's own sources contradicting each other where we hold nothing", () => {
    const records = [
      line("success", { feePaise: paise(5_00) }),
      line("success", { source: "inquiry", place: "by tid", feePaise: paise(6_00) })
    ]
    assert.deepStrictEqual(compare(transferOf(attemptOf("paid", { tid: tid(1) })), records), ["fee_differs 100"])
  })

  it("compares recipients by their letters alone, and repeats no name", () => {
    const attempt = attemptOf("paid", { tid: tid(1), recipientName: "Sunil  SHARMA" })
    assert.deepStrictEqual(compare(transferOf(attempt), [line("success", { recipientName: "sunil sharma." })]), [])
    const { breaks } = Reconciliation.compare(
      {
        transfers: [transferOf(attempt)],
        records: [
          {
            record: line("success", { recipientName: "Asha Devi" }),
            owner: { transferId: transferOf(attempt).id, clientRefId: ref }
          }
        ],
        wallet: "main"
      },
      terms
    )
    assert.deepStrictEqual(
      breaks.map((found) => found.class),
      ["recipient_differs"]
    )
    assert.notMatch(JSON.stringify(breaks), /sunil|asha/i)
  })
})

describe("records that nobody owns", () => {
  const classOf = (record: FoundRecord) =>
    Reconciliation.compare({ transfers: [], records: [{ record }], wallet: "main" }, terms).breaks.map(
      (found) => `${found.class} ${found.amountPaise}`
    )
  it("are debits without a transfer where money moved, and missing here where none did", () => {
    assert.deepStrictEqual(classOf(line("success")), ["debit_without_transfer -50000"])
    assert.deepStrictEqual(classOf(line("in_flight")), ["debit_without_transfer -50000"])
    assert.deepStrictEqual(classOf(line("failed")), ["missing_here 0"])
    assert.deepStrictEqual(classOf(line("success", { kind: "refund" })), ["missing_here 50000"])
  })
  it("are carried over where they stand just beyond the window", () => {
    const atMillis = (terms.statement?.untilMillis ?? 0) + 1
    assert.deepStrictEqual(classOf(line("success", { atMillis })), ["timing -50000"])
    assert.deepStrictEqual(classOf(line("success", { atMillis: atMillis + terms.edgeMillis })), [
      "debit_without_transfer -50000"
    ])
  })
})

describe("reusedReferences", () => {
  const claim = (bankReference: string, number: number) => ({
    bankReference,
    tid: tid(number),
    record: line("success")
  })
  it("takes the same transaction in two sources for one", () => {
    assert.deepStrictEqual(
      [...Reconciliation.reusedReferences([claim("A", 1), claim("A", 1), claim("B", 2)], terms)],
      []
    )
  })
  it("names each further transaction of one reference once", () => {
    const claims = [claim("A", 1), claim("A", 2), claim("A", 2), claim("A", 3), claim("B", 4)]
    assert.deepStrictEqual(
      [...Reconciliation.reusedReferences(claims, terms)].map(({ id }) => id as string),
      ["bank_reference_reused:A:702", "bank_reference_reused:A:703"]
    )
  })
})

describe("the monthly statement", () => {
  const days = { fromMillis: startedAtMillis - 5 * hour, untilMillis: startedAtMillis + 5 * hour }
  const totalsOf = (attempt: OurAttempt, ...records: ReadonlyArray<FoundRecord>) => {
    const owner = { transferId: transferOf(attempt).id, clientRefId: ref }
    const part = {
      transfers: [transferOf(attempt)],
      records: records.map((record) => ({ record, owner })),
      wallet: "main"
    }
    const { tally } = Reconciliation.compare(part, { ...terms, window: days })
    return Tally.below(tally, "months/2026-11/dmt-fino")
  }

  it("has what Eko says of each figure, or else what we hold, and how often nobody says", () => {
    const attempt = attemptOf("paid", { tid: tid(1), feePaise: paise(5_00), commissionPaise: paise(2_50) })
    const theirs = line("success", { feePaise: paise(5_10), gstPaise: paise(76) })
    assert.deepStrictEqual(totalsOf(attempt, theirs), {
      amountPaise: 500_00,
      commissionPaise: 2_50,
      feePaise: 5_10,
      "feePaise/differs": 10,
      gstPaise: 76,
      "tdsPaise/unknown": 1,
      transfers: 1
    })
    assert.deepStrictEqual(totalsOf(attempt), {
      amountPaise: 500_00,
      commissionPaise: 2_50,
      feePaise: 5_00,
      "gstPaise/unknown": 1,
      "tdsPaise/unknown": 1,
      transfers: 1
    })
  })

  it("has successes of the run's own days alone", () => {
    const other = { startedAtMillis: days.untilMillis }
    assert.deepStrictEqual(totalsOf(attemptOf("paid", other)), {})
    assert.deepStrictEqual(totalsOf(attemptOf("refunded")), {})
  })
})

describe("the cash of a refund", () => {
  const whole = (belief: Belief, more: Partial<OurTransfer> = {}) => {
    const transfer = transferOf(attemptOf(belief, { tid: tid(1) }), more)
    const owner = { transferId: transfer.id, clientRefId: ref }
    const records = [{ record: line(belief === "refunded" ? "refunded" : "refund_pending"), owner }]
    return Reconciliation.compare({ transfers: [transfer], records, wallet: "main" }, terms)
  }
  it("is owed until somebody declares by name that the customer has it", () => {
    assert.deepStrictEqual(Tally.below(whole("refund_pending").tally, "cash"), { owed: 1, owedPaise: 500_00 })
    const declared = whole("refund_pending", { cashReturnedBy: "Asha / till 2" })
    const acknowledged = { acknowledged: 1, acknowledgedPaise: 500_00, "by/Asha / till 2": 500_00 }
    assert.deepStrictEqual(Tally.below(declared.tally, "cash"), acknowledged)
    assert.strictEqual(declared.breaks[0]?.class, "refund_outstanding")
    assert.strictEqual(declared.breaks[0]?.ours?.["cashReturnedBy"], "Asha / till 2")
    const { tally } = whole("refunded", { cashReturnedBy: "Asha / till 2" })
    assert.deepStrictEqual(Tally.below(tally, "cash"), acknowledged)
  })
})

describe("callbacks that name no attempt", () => {
  const heard = (name: Partial<HeardRecord>, more: Partial<HeardRecord> = {}): HeardRecord => ({
    _tag: "Heard",
    source: "callback",
    place: "callback 1",
    atMillis: startedAtMillis,
    ...name,
    ...more
  })
  const breaksOf = (...records: ReadonlyArray<EkoRecord>) =>
    Reconciliation.compare({ transfers: [], records: records.map((record) => ({ record })), wallet: "main" }, terms)
  it("are one break each, by the tid or else the reference, however often they came", () => {
    const said = { amountPaise: paise(500_00), txStatus: "2", meaning: "in_flight" } as const
    const { breaks, movements } = breaksOf(
      heard({ tid: tid(2) }, { ...said, place: "callback 9", atMillis: startedAtMillis + 9 }),
      heard({ tid: tid(2) }, said),
      heard({ clientRefId: "POS-7" }, { meaning: "failed", txStatus: "1" })
    )
    assert.deepStrictEqual(
      breaks.map(({ id, amountPaise, summary }) => [id as string, amountPaise as number, summary]),
      [
        [
          "callback_without_attempt:702",
          -500_00,
          "A callback tells of ₹500.00 in a transaction that no attempt of ours explains."
        ],
        ["callback_without_attempt:POS-7", 0, "A callback names a transaction that no attempt of ours explains."]
      ]
    )
    assert.deepStrictEqual(
      breaks[0]?.eko.map(({ place }) => place),
      ["callback 9", "callback 1"]
    )
    // Hearsay has moved nothing.
    assert.deepStrictEqual(movements, [])
  })
  it("are evidence beside what Eko itself says of the transaction, and then no break of their own", () => {
    const { breaks, movements } = breaksOf(
      heard({ tid: tid(1) }),
      line("success"),
      line("failed", { source: "inquiry", place: "inquiry by tid" })
    )
    assert.deepStrictEqual(
      breaks.map(({ id }) => id as string),
      ["missing_here:debit:701"]
    )
    assert.deepStrictEqual(
      breaks[0]?.eko.map(({ source }) => source),
      ["inquiry", "statement", "callback"]
    )
    assert.lengthOf(movements, 1)
  })
})

describe("the owner of a record", () => {
  const owner = (clientRefId: string) => ({ transferId: transferOf(attemptOf("paid")).id, clientRefId })
  it("is who holds its tid, before who made its reference", () => {
    const both = { ofTid: owner("A"), ofReference: owner("B") }
    assert.strictEqual(ownerOf(both)?.clientRefId, "A")
    assert.strictEqual(ownerOf({ ...both, ofTid: undefined })?.clientRefId, "B")
    assert.isTrue(isClaimedTwice(both))
    assert.isFalse(isClaimedTwice({ ...both, ofReference: owner("A") }))
    assert.isFalse(isClaimedTwice({ ...both, ofReference: undefined }))
  })
})
