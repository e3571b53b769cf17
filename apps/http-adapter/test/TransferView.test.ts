import { Transfer } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import * as Given from "../../../packages/core/test/Given.ts"
import * as TransferView from "../src/TransferView.ts"

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
