/**
 * Product teams at so many connections: each makes one transfer after the other, and confirms it by its customer's OTP.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises"
import { Client } from "undici"
import { customerId, recipientId } from "./Customers.ts"

export interface Target {
  readonly origin: string
  readonly apiKey: string
  /** Where the simulated Eko says which OTP it sent. */
  readonly controlUrl: string
}

/** What was measured between two moments: every transfer that ended between them. */
export interface Measured {
  readonly transfers: number
  /** Those before and across the two moments as well. */
  readonly transfersInAll: number
  readonly seconds: number
  readonly createMillis: ReadonlyArray<number>
  readonly confirmMillis: ReadonlyArray<number>
}

/** A request was not answered as the measurement needs it: figures of failures would say nothing. */
export class Unexpected extends Error {}

interface Json {
  readonly id?: string
  readonly state?: string
  readonly otp?: string
}

/** Runs until `warmUpMillis` and then `measureMillis` have passed; calls `onBegin` and `onEnd` at both ends of the latter. */
export const run = async (
  target: Target,
  options: {
    readonly connections: number
    readonly warmUpMillis: number
    readonly measureMillis: number
    readonly onBegin: () => void
    readonly onEnd: () => void
  }
): Promise<Measured> => {
  const control = new URL(target.controlUrl)
  const createMillis: Array<number> = []
  const confirmMillis: Array<number> = []
  let transfers = 0
  let transfersInAll = 0
  let phase: "warming up" | "measuring" | "over" = "warming up"
  let keys = 0
  const run = `${process.pid}-${Date.now()}`

  const connection = async (index: number): Promise<void> => {
    const service = new Client(target.origin)
    const eko = new Client(control.origin)
    const post = async (path: string, body: unknown): Promise<Json> => {
      const { statusCode, body: answer } = await service.request({
        method: "POST",
        path,
        headers: {
          authorization: `Bearer ${target.apiKey}`,
          "content-type": "application/json",
          "idempotency-key": `${run}-${++keys}`
        },
        body: JSON.stringify(body)
      })
      const text = await answer.text()
      if (statusCode >= 300) throw new Unexpected(`${path} is answered with ${statusCode}: ${text}`)
      return JSON.parse(text)
    }
    const otp = async (): Promise<string> => {
      const { body } = await eko.request({
        method: "GET",
        path: `${control.pathname}/otps?customer_id=${customerId(index)}`
      })
      const { otp } = (await body.json()) as Json
      if (otp === undefined) throw new Unexpected("the simulated Eko has sent no OTP")
      return otp
    }
    try {
      while (phase !== "over") {
        const createdFrom = performance.now()
        const { id } = await post("/v1/transfers", {
          product: "dmt-fino",
          customerId: customerId(index),
          recipientId: recipientId(index),
          amountPaise: 50_000
        })
        const createdAfter = performance.now() - createdFrom
        const confirmation = { otp: await otp(), latlong: "26.8467,80.9462" }
        const confirmedFrom = performance.now()
        const { state } = await post(`/v1/transfers/${id}/confirm`, confirmation)
        const confirmedAfter = performance.now() - confirmedFrom
        if (state !== "succeeded") throw new Unexpected(`${id} is ${state}`)
        transfersInAll++
        if (phase !== "measuring") continue
        transfers++
        createMillis.push(createdAfter)
        confirmMillis.push(confirmedAfter)
      }
    } finally {
      await Promise.all([service.close(), eko.close()])
    }
  }

  const timed = async (): Promise<number> => {
    await sleep(options.warmUpMillis)
    phase = "measuring"
    options.onBegin()
    const from = performance.now()
    await sleep(options.measureMillis)
    phase = "over"
    options.onEnd()
    return (performance.now() - from) / 1_000
  }
  const connections = Array.from({ length: options.connections }, (_, index) => connection(index))
  // One failure ends all, since nobody would look at the figures.
  const failed = Promise.all(connections).catch((error) => {
    phase = "over"
    throw error
  })
  const [seconds] = await Promise.all([timed(), failed])
  return { transfers, transfersInAll, seconds, createMillis, confirmMillis }
}
