/**
 * A product team in a world where every process may be gone at any moment: it makes transfers one after the other, as
 * its script has it, and keeps what it was told.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { apiKeys, dmtFino } from "../support.ts"
import { type Bhejo, customerId, recipientId } from "./Bhejo.ts"
import * as Chance from "./Chance.ts"

/** What a transfer was last said to be. */
export interface Told {
  readonly state: string
  readonly version: number
}

export interface Memory {
  /** Every transfer that a client was told about, and the newest of what it was told. */
  readonly told: Map<string, Told>
  /** Every OTP that was on a customer's phone or typed by a client. */
  readonly otps: Set<string>
}

export const makeMemory = (): Memory => ({ told: new Map(), otps: new Set() })

/** A test looks at JSON as it came. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests assert
type Body = any

/** A client gives up on an answer sooner than a frozen process comes back, as clients do. */
const answerMillis = 3_000

export const run = async (
  bhejo: Bhejo,
  memory: Memory,
  options: { readonly client: number; readonly seed: number; readonly isOver: () => boolean }
): Promise<void> => {
  const { client, seed, isOver } = options
  const chance = Chance.make(seed, `client ${client}`)
  const customer = customerId(client)
  let keys = 0
  const newKey = () => `client-${client}-${seed}-${++keys}`

  const remember = (view: Body) => {
    if (typeof view?.id !== "string" || typeof view.version !== "number") return
    const told = memory.told.get(view.id)
    if (told === undefined || told.version < view.version) {
      memory.told.set(view.id, { state: view.state, version: view.version })
    }
  }

  /** One request to one of the servers; nothing where no answer came. */
  const send = async (
    method: string,
    path: string,
    request: { readonly key?: string; readonly body?: unknown; readonly withinMillis?: number } = {}
  ): Promise<{ readonly status: number; readonly body: Body } | undefined> => {
    const { key, body, withinMillis = answerMillis } = request
    try {
      const response = await fetch(chance.pick(bhejo.servers) + path, {
        method,
        headers: {
          authorization: `Bearer ${apiKeys.payments}`,
          ...(key === undefined ? {} : { "idempotency-key": key }),
          ...(body === undefined ? {} : { "content-type": "application/json" })
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(withinMillis)
      })
      const answer: Body = await response.json()
      remember(answer.transfer ?? answer)
      return { status: response.status, body: answer }
    } catch {
      // The server is gone, stands still, or is too slow for this client: that is what these runs are about.
      await sleep(100)
      return undefined
    }
  }

  const otpFor = async (purpose: string, amountPaise: number): Promise<string | undefined> => {
    for (let look = 0; look < 5; look++) {
      const sent = await bhejo.eko.otp(customer)
      const isOurs = sent?.purpose === purpose && (purpose !== "transfer" || sent.amountPaise === amountPaise)
      if (sent !== undefined && isOurs) {
        memory.otps.add(sent.otp)
        return sent.otp
      }
      await sleep(50)
    }
    return undefined
  }

  const wrong = (otp: string): string => {
    const other = String((Number(otp) + 1) % 1_000_000).padStart(6, "0")
    memory.otps.add(other)
    return other
  }

  const confirm = async (id: string, otp: string): Promise<void> => {
    const path = `/v1/transfers/${id}/confirm`
    const body = { otp, latlong: dmtFino.latlong }
    const key = newKey()
    const once = (withinMillis?: number) =>
      send("POST", path, { key, body, ...(withinMillis === undefined ? {} : { withinMillis }) })
    switch (chance.between(0, 5)) {
      case 0:
        // The same request to both servers at once.
        await Promise.all([once(), once()])
        break
      case 1:
        // Two requests that mean to pay, with keys of their own.
        await Promise.all([once(), send("POST", path, { key: newKey(), body })])
        break
      case 2:
        // A client that hangs up, and asks again.
        await once(chance.between(1, 60))
        await once()
        break
      default:
        await once()
    }
    if (chance.percent(30)) await once()
    if (chance.percent(20)) await send("POST", path, { key: newKey(), body })
  }

  const refund = async (id: string, amountPaise: number): Promise<void> => {
    if ((await send("POST", `/v1/transfers/${id}/refund/otp`))?.status !== 200) return
    const otp = await otpFor("refund", amountPaise)
    if (otp === undefined) return
    const request = {
      key: newKey(),
      body: {
        otp: chance.percent(10) ? wrong(otp) : otp,
        cashReturned: { by: "R. Iyer", at: new Date().toISOString() }
      }
    }
    const once = () => send("POST", `/v1/transfers/${id}/refund`, request)
    await (chance.percent(30) ? Promise.all([once(), once()]) : once())
  }

  const transfer = async (): Promise<void> => {
    const key = newKey()
    const product = chance.pick(["dmt-fino", "ppi-digikhata"])
    const body = {
      product,
      customerId: customer,
      recipientId: recipientId(client),
      ...(product === "ppi-digikhata" ? { beneficiaryId: "4202888" } : {}),
      // No figure of these has six digits, as an OTP has.
      amountPaise: chance.between(100, 999) * 100
    }
    let created = await send("POST", "/v1/transfers", { key, body })
    // A process that went away holds the key for a while yet.
    for (let again = 0; again < 30 && created?.body.id === undefined && !isOver(); again++) {
      if (created?.body.type === "/problems/idempotency-key-in-use") await sleep(250)
      else if (created !== undefined && again >= 3) break
      created = await send("POST", "/v1/transfers", { key, body })
    }
    const id = created?.body.id
    if (typeof id !== "string") return
    if (chance.percent(5)) {
      await send("POST", `/v1/transfers/${id}/cancel`)
      return
    }
    if (created?.body.state !== "awaiting_otp" || chance.percent(10)) await send("POST", `/v1/transfers/${id}/otp`)
    const otp = await otpFor("transfer", body.amountPaise)
    if (otp === undefined) return
    if (chance.percent(15)) await confirm(id, wrong(otp))
    await confirm(id, otp)
    const found = await send("GET", `/v1/transfers/${id}`)
    if (found?.body.state === "refund_pending" && chance.percent(80)) await refund(id, body.amountPaise)
  }

  while (!isOver()) await transfer()
}
