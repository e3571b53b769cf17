/**
 * An answer as the pure heart gives it: what is said, and how it reaches whoever asked.
 *
 * @module
 */
import type * as Fault from "./Fault.ts"
import type * as Refusal from "./Refusal.ts"
import { httpDate } from "./WireFormat.ts"

export interface Answer {
  readonly httpStatus: number
  readonly headers: {
    readonly date: string
    readonly "content-type": string
    readonly location?: string
  }
  readonly body: string
  /**
   * How it ends: the answer is sent whole; or cut off with the connection, after the body that is here; or never comes,
   * and the connection stays open in silence; or the connection is reset; or was refused, and nothing ever arrived.
   */
  readonly delivery: "sent" | "torn" | "never" | "reset" | "refused"
  /** How long after the request this comes to pass; 0 where nothing is delayed. */
  readonly delayMillis: number
}

/** Eko's own answer. */
export const json = (httpStatus: number, body: Refusal.Body, dateMillis: number): Answer => ({
  httpStatus,
  headers: { date: httpDate(dateMillis), "content-type": "application/json" },
  body: JSON.stringify(body),
  delivery: "sent",
  delayMillis: 0
})

const nothing = (dateMillis: number): Omit<Answer, "delivery"> => ({
  httpStatus: 0,
  headers: { date: httpDate(dateMillis), "content-type": "text/plain" },
  body: "",
  delayMillis: 0
})

/** The words of HTTP for what a gateway answers. */
const titles: Readonly<Record<number, string>> = {
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  421: "Misdirected Request",
  425: "Too Early",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout"
}

/** What something in front of Eko answers in its place; a redirect points at `path` where it says nothing else. */
const gateway = (
  { status, page, location }: Pick<Extract<Fault.Fault, { readonly fault: "http" }>, "status" | "page" | "location">,
  path: string,
  dateMillis: number
): Answer => {
  const title = titles[status] ?? "Error"
  const pages: Readonly<Record<Fault.Page, { readonly type: string; readonly body: string }>> = {
    html: {
      type: "text/html",
      body: `<html><head><title>${status} ${title}</title></head><body><h1>${status} ${title}</h1></body></html>`
    },
    json: { type: "application/json", body: JSON.stringify({ status, message: title }) },
    empty: { type: "text/plain", body: "" }
  }
  const { type, body } = pages[page ?? "html"]
  return {
    httpStatus: status,
    headers: {
      date: httpDate(dateMillis),
      "content-type": type,
      ...(status < 400 ? { location: location ?? path } : {})
    },
    body,
    delivery: "sent",
    delayMillis: 0
  }
}

/** What becomes of a call that a fault keeps from Eko; nothing, where it lets the call through. */
export const ofArrival = (fault: Fault.Hit["arrival"], path: string, dateMillis: number): Answer | undefined => {
  switch (fault?.fault) {
    case "refuse":
      return { ...nothing(dateMillis), delivery: "refused" }
    case "reset":
      return { ...nothing(dateMillis), delivery: "reset" }
    case "http":
      return gateway(fault, path, dateMillis)
    case "delay":
      return { ...gateway({ status: 504 }, path, dateMillis), delayMillis: fault.millis }
    default:
      return undefined
  }
}

/** How a fault lets an answer be heard, or not. */
export const deliver = (answer: Answer, fault: Fault.Hit["delivery"], path: string, dateMillis: number): Answer => {
  switch (fault?.fault) {
    case undefined:
      return answer
    case "answer-never-arrives":
      return { ...answer, delivery: "never" }
    case "reset":
      return { ...answer, delivery: "reset" }
    case "delay":
      return { ...answer, delayMillis: fault.millis, delivery: fault.effect === "late" ? "never" : answer.delivery }
    case "http":
      return gateway(fault, path, dateMillis)
    case "garbled":
      return garbled(answer, fault.as)
  }
}

const garbled = (answer: Answer, as: Extract<Fault.Fault, { readonly fault: "garbled" }>["as"]): Answer => {
  switch (as) {
    case "truncated":
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }
    case "torn":
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)), delivery: "torn" }
    case "not-json":
      return { ...answer, headers: { ...answer.headers, "content-type": "text/plain" }, body: "OK" }
    case "no-key":
      return { ...answer, body: JSON.stringify({ message: "No key for Response" }) }
    case "wrong-types":
      return { ...answer, body: JSON.stringify(otherTypes(JSON.parse(answer.body))) }
    case "unknown-tx-status":
      return { ...answer, body: answer.body.replace(/"tx_status":"\d*"/g, '"tx_status":"9"') }
  }
}

/** Everything in the payload that an outcome could be read from is of another type. */
const otherTypes = (body: Readonly<Record<string, unknown>>): unknown => {
  const { data } = body
  if (typeof data !== "object" || data === null) return { ...body, data: ["unexpected"] }
  return {
    ...body,
    ...("tx_status" in body ? { tx_status: { code: body["tx_status"] } } : {}),
    data: Object.fromEntries(
      Object.entries(data).map(([name, value]) => [name, decisive.has(name) ? { value } : value])
    )
  }
}

const decisive: ReadonlySet<string> = new Set([
  "tx_status",
  "tid",
  "amount",
  "otp_ref_id",
  "reason",
  "description",
  "balance",
  "refund_tid",
  "refunded_amount",
  "kyc_request_id"
])
