/** What happens beside the clients: Eko reverses successes, and operators settle what no inquiry does. */
import { setTimeout as sleep } from "node:timers/promises"
import { operatorKey } from "../support.ts"
import { type Bhejo, lateMillis, resolvableAfterMillis } from "./Bhejo.ts"
import type { Books } from "./Books.ts"
import * as Chance from "./Chance.ts"

/** Eko takes some of its successes back, days later in life and at once here. */
export const reverse = async (bhejo: Bhejo, seed: number, isOver: () => boolean): Promise<void> => {
  const chance = Chance.make(seed, "reversals")
  const seen = new Set<string>()
  while (!isOver()) {
    for (const { kind, tid } of await bhejo.eko.ledger()) {
      if (kind !== "debit" || seen.has(tid)) continue
      seen.add(tid)
      if (chance.percent(8)) await bhejo.eko.settle(tid, chance.pick(["refund_pending", "refunded"]))
    }
    await sleep(500)
  }
}

/**
 * An operator who settles a doubt in a transfer's favour only when it is certain that nothing can move any more: Eko has
 * worked off whatever lay before its door, and what it executes late is executed.
 */
export const resolve = async (bhejo: Bhejo, doubt: { id: string; clientRefId: string }): Promise<boolean> => {
  const { simulator } = bhejo.processes
  const before = simulator.disturbances
  await bhejo.eko.calls()
  await sleep(3 * lateMillis)
  await bhejo.eko.calls()
  // What Eko's ticket says is Eko's own books. An inquiry is not enough: it says "not found" of what is there, now and then.
  const entries = await bhejo.eko.ledger()
  if (entries.some((entry) => entry.client_ref_id === doubt.clientRefId)) return false
  if (simulator.disturbances !== before) return false
  // The first one stands still where there is most to settle.
  const [, server] = bhejo.servers
  const response = await fetch(`${server}/v1/operator/transfers/${doubt.id}/resolution`, {
    method: "POST",
    headers: { authorization: `Bearer ${operatorKey}`, "content-type": "application/json" },
    body: JSON.stringify({
      operator: "A. Nair",
      evidence: "Eko says that there is no such transaction",
      clientRefId: doubt.clientRefId,
      found: "not_moved",
      ticket: "EKO-4711"
    }),
    signal: AbortSignal.timeout(10_000)
  }).catch(() => undefined)
  return response?.status === 200
}

/** Operators look now and then, and settle what is due; some they leave for others. */
export const operate = async (bhejo: Bhejo, books: Books, isOver: () => boolean): Promise<void> => {
  while (!isOver()) {
    const due = (await books.doubts()).filter(
      ({ startedAtMillis, clientRefId }) =>
        Date.now() > startedAtMillis + resolvableAfterMillis && isOperators(clientRefId)
    )
    await Promise.all(due.map((doubt) => resolve(bhejo, doubt)))
    await sleep(200)
  }
}

/** Seven of eight doubts are settled by operators; the others stay, since nothing proves anything about them. */
export const isOperators = (clientRefId: string): boolean => {
  const [last = 0] = new TextEncoder().encode(clientRefId.slice(-1))
  return last % 8 !== 0
}
