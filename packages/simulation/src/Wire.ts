/**
 * What the network and whatever stands between us and Eko make of an answer.
 *
 * @module
 */
import type { EkoTransport } from "@bhejo/core"
import type { Fault } from "./Fault.ts"

type RawAnswer = EkoTransport.RawAnswer

const page = (httpStatus: number, title: string): RawAnswer => ({
  httpStatus,
  dateMillis: undefined,
  body: `<html><head><title>${title}</title></head><body>${title}</body></html>`
})

/** The answer that reaches us in place of Eko's, and whether Eko has had the request; the rest is as Eko said it. */
export const distort = (fault: Fault, answer: RawAnswer, pick: <A>(choices: ReadonlyArray<A>) => A): RawAnswer => {
  switch (fault) {
    case "5xx before the effect":
    case "5xx after the effect":
      return page(pick([500, 502, 503, 504]), "Bad Gateway")
    case "4xx before the effect":
    case "4xx after the effect":
      return page(pick([408, 425, 429, 499]), "Too Many Requests")
    case "redirect":
    case "redirect after the effect":
      return page(pick([302, 307, 308]), "Moved")
    case "421":
      return page(421, "Misdirected Request")
    case "gateway page after the effect":
      return page(pick([403, 404]), "Forbidden")
    case "gateway json after the effect":
      return pick([
        { httpStatus: 403, dateMillis: undefined, body: '{"status":403,"message":"Forbidden"}' },
        { httpStatus: 404, dateMillis: undefined, body: '{"message":"No mapping rule matched"}' }
      ])
    case "body truncated":
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length * pick([0.3, 0.6, 0.95]))) }
    case "body not json":
      return { ...answer, body: pick(["", "OK", "null", "[]", "<xml/>"]) }
    case "no key for response":
      return { ...answer, body: '{"message":"No key for Response"}' }
    case "wrong types":
      return pick([
        { ...answer, body: answer.body.replace(/"tx_status":"(\d)"/g, '"tx_status":{"code":"$1"}') },
        { ...answer, body: answer.body.replace(/"data":\{/, '"data":["wrong"],"was":{') },
        { ...answer, body: answer.body.replace(/"tid":"?(\d+)"?/, '"tid":true') },
        { ...answer, body: answer.body.replace(/"amount":"?([\d.]+)"?/, '"amount":"five hundred"') }
      ])
    case "unknown tx_status":
      return {
        ...answer,
        body: answer.body.replaceAll(/"tx_status":"\d"/g, `"tx_status":${pick(['"7"', '"99"', '""', '"S"'])}`)
      }
    case "not found, then found":
      return {
        ...answer,
        body: pick([
          '{"status":1,"response_status_id":463,"response_type_id":-1,"message":"Transaction not found."}',
          '{"status":1,"response_status_id":-1,"message":"No transaction found for the reference"}',
          '{"status":168,"response_status_id":1,"message":"TID does not exist"}'
        ])
      }
    default:
      return answer
  }
}

/** Faults by which Eko never has the request. */
export const keepsFromEko: ReadonlySet<Fault> = new Set<Fault>([
  "connection refused",
  "reset before the effect",
  "timeout before the effect",
  "5xx before the effect",
  "4xx before the effect",
  "redirect",
  "421"
])
