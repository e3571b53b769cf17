/** HTTP as bytes, for what no client would send. */
import { connect } from "node:net"
import { Effect } from "effect"

export interface RawAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** The answers in what a server wrote. */
const parse = (text: string): ReadonlyArray<RawAnswer> => {
  const answers: Array<RawAnswer> = []
  let rest = text
  while (rest.startsWith("HTTP/1.1 ")) {
    const end = rest.indexOf("\r\n\r\n")
    const [first = "", ...lines] = rest.slice(0, end).split("\r\n")
    const headers = new Map(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(":")
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      })
    )
    const length = Number(headers.get("content-length") ?? 0)
    answers.push({
      status: Number(first.split(" ")[1]),
      headers,
      body: rest.slice(end + 4, end + 4 + length)
    })
    rest = rest.slice(end + 4 + length)
  }
  return rest === "" ? answers : [...answers, { status: 0, headers: new Map(), body: rest }]
}

/** Sends bytes, and waits until the server closes the connection or has been silent for a while. */
export const send = (baseUrl: string, bytes: string | Uint8Array, silenceMillis = 400) =>
  Effect.promise(
    () =>
      new Promise<{ readonly answers: ReadonlyArray<RawAnswer>; readonly isClosed: boolean }>((resolve) => {
        const { hostname, port } = new URL(baseUrl)
        const socket = connect(Number(port), hostname, () => socket.write(bytes))
        let text = ""
        const end = (isClosed: boolean) => {
          socket.destroy()
          resolve({ answers: parse(text), isClosed })
        }
        socket.setTimeout(silenceMillis, () => end(false))
        socket.on("data", (chunk) => {
          text += chunk.toString("latin1")
        })
        socket.on("close", () => end(true))
        // A connection that is reset is closed.
        socket.on("error", () => undefined)
      })
  )
