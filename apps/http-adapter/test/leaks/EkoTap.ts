/**
 * A wire-tap between the adapter and its simulated Eko: it notes every secret that crosses it, and can answer in Eko's place
 * with whatever it was asked, as no test should have to rely on Eko not to do.
 */
import { request as forward, type IncomingMessage, type ServerResponse } from "node:http"
import { Effect } from "effect"
import * as LocalServer from "../LocalServer.ts"

/** What crossed the wire, by what it is. */
export interface Tapped {
  readonly signatures: Set<string>
  readonly otps: Set<string>
  readonly otpRefIds: Set<string>
}

const text = (message: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Array<Buffer> = []
    message.on("data", (chunk) => chunks.push(chunk))
    message.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")))
    message.once("error", reject)
  })

const pairsOf = (value: unknown): ReadonlyArray<readonly [string, unknown]> =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) => [[name, part] as const, ...pairsOf(part)])
    : []

const json = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** What an Eko would answer that repeats everything it was sent. */
export type Echo = (sent: string) => { readonly status: number; readonly body: string }

export const start = Effect.fnUntraced(function* (ekoBaseUrl: string) {
  const tapped: Tapped = { signatures: new Set(), otps: new Set(), otpRefIds: new Set() }
  const echoes: Array<Echo> = []
  const note = (body: string) => {
    for (const [name, value] of pairsOf(json(body))) {
      if (name === "otp") tapped.otps.add(String(value))
      if (name === "otp_ref_id" && String(value) !== "") tapped.otpRefIds.add(String(value))
    }
  }
  const pass = (request: IncomingMessage, body: string, response: ServerResponse) => {
    const { pathname, search } = new URL(request.url ?? "", "http://tap")
    const upstream = forward(
      new URL(pathname + search, ekoBaseUrl),
      { method: request.method, headers: request.headers },
      async (answer) => {
        try {
          const answered = await text(answer)
          note(answered)
          const { "transfer-encoding": _, ...headers } = answer.headers
          response.writeHead(answer.statusCode ?? 500, headers).end(answered)
        } catch {
          response.destroy()
        }
      }
    )
    upstream.once("error", () => response.destroy())
    upstream.end(body)
  }
  const { url } = yield* LocalServer.serve(async (request, response) => {
    const sent = await text(request)
    tapped.signatures.add(String(request.headers["secret-key"]))
    note(sent)
    const echo = echoes.shift()
    if (echo === undefined) return pass(request, sent, response)
    const { status, body } = echo(`${request.url} ${JSON.stringify(request.headers)} ${sent}`)
    response.writeHead(status, { "content-type": "application/json" }).end(body)
  })
  const { pathname } = new URL(ekoBaseUrl)
  return {
    baseUrl: `${url}${pathname}`,
    tapped,
    /** Answers the next call in Eko's place. */
    answerNext: (echo: Echo) => {
      echoes.push(echo)
    }
  }
})
export type EkoTap = Effect.Success<ReturnType<typeof start>>
