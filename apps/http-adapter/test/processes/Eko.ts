/** The simulated Eko's control API, which answers again and again until the simulator is up. */
import { setTimeout as sleep } from "node:timers/promises"

/** A test looks at JSON as it came. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests assert
type Json = any

export interface LedgerEntry {
  readonly kind: "debit" | "give_back" | "refund" | "load"
  readonly client_ref_id: string
  readonly tid: string
}

/** The simulator is down for seconds at most; a machine may be slow. */
const patienceMillis = 120_000

export const make = (controlUrl: string) => {
  const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> => {
    const expired = AbortSignal.timeout(patienceMillis)
    for (;;) {
      try {
        const response = await fetch(controlUrl + path, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.any([expired, AbortSignal.timeout(10_000)])
        })
        return { status: response.status, body: await response.json() }
      } catch (error) {
        if (expired.aborted) throw error
        await sleep(50)
      }
    }
  }
  const get = async (path: string): Promise<Json> => (await call("GET", path)).body
  return {
    seedFaults: (seed: unknown) => call("POST", "/faults/seed", seed),
    planFault: async (plan: unknown) => {
      const { status, body } = await call("POST", "/faults", plan)
      if (status !== 200) throw new Error(`a fault is refused: ${JSON.stringify(body)}`)
    },
    endFaults: () => call("DELETE", "/faults/seed"),
    ledger: (): Promise<ReadonlyArray<LedgerEntry>> => get("/ledger"),
    /** How many calls of each operation came. */
    calls: async (): Promise<Readonly<Record<string, number>>> =>
      Object.fromEntries((await get("/calls")).map((each: Json) => [each.operation, each.count])),
    /** How often an attempt's request came over the wire. */
    arrivals: async (clientRefId: string): Promise<number> =>
      (await get(`/requests?client_ref_id=${clientRefId}`))
        .filter(({ operation }: Json) => operation.endsWith("/initiate"))
        .reduce((sum: number, { count }: Json) => sum + count, 0),
    /** The newest OTP that a customer was sent, if any was. */
    otp: async (customerId: string): Promise<{ purpose: string; otp: string; amountPaise?: number } | undefined> => {
      const { status, body } = await call("GET", `/otps?customer_id=${customerId}`)
      return status === 200 ? body : undefined
    },
    settle: (tid: string, as: string) => call("POST", "/settle", { tid, as })
  }
}
export type Eko = ReturnType<typeof make>
