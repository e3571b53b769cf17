import { Identifiers, Money, type TransactionFacts, Transfer } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Given from "../../../packages/core/test/Given.ts"
import * as TransferView from "../src/views/TransferView.ts"

const viewAfter = (journal: Parameters<typeof Transfer.replay>[0]) => {
  const transfer = Transfer.replay(journal)
  if (transfer === undefined) throw new Error("no transfer")
  return TransferView.of(transfer)
}

describe("the advice of a failed transfer", () => {
  const unmoved: Parameters<typeof Transfer.replay>[0] = [
    ...Given.isInDoubt,
    { _tag: "AttemptResolved", atMillis: Given.now, clientRefId: Given.ref(1), resolution: Given.notMoved }
  ]

  it("is to make a new one", () => {
    expect(viewAfter(unmoved).failure?.advice).toBe("Make a new transfer.")
  })

  it("is to pay nothing again once there is a sign that the money moved after all", () => {
    for (const journal of [unmoved, Given.isFailed]) {
      const view = viewAfter([...journal, Given.alarm("closed_attempt_moved_money", 1)])
      expect(view).toMatchObject({ state: "failed", isBlocked: true })
      expect(view.failure?.advice).toBe("Do not pay again: operations must look at this transfer.")
    }
  })
})

describe("what Eko tells of a transaction", () => {
  /** All of it: a fact that is added has to be shown, or left out on purpose. */
  const everything: Required<TransactionFacts.TransactionFacts> = {
    tid: Given.tid(1),
    bankReference: Identifiers.BankReference.make("402217654321"),
    feePaise: Money.paise(10_00),
    commissionPaise: Money.paise(3_00),
    tdsPaise: Money.paise(15),
    gstPaise: Money.paise(1_80),
    balancePaise: Money.paise(5_000_00),
    recipientName: "Ravi Kumar"
  }
  const encode = Schema.encodeUnknownSync(TransferView.TransferView, { onExcessProperty: "error" })

  it.each(["0", "2", "3", "4"])("fits the view, whatever it is: %s", (status) => {
    const outcome = { _tag: "Accepted", txStatus: Given.txStatus(status), facts: everything } as const
    const { tdsPaise: _, gstPaise: __, ...shown } = everything
    const view = viewAfter([...Given.isDebiting, Given.debitAnswered(1, outcome)])
    expect(encode(view)).toMatchObject({ eko: shown })
  })
})
