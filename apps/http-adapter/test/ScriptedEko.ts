/**
 * An Eko that answers what it is told to, for what its documents show and a stateful one would have to be brought to.
 */
import { readFileSync } from "node:fs"
import { Effect } from "effect"
import * as LocalServer from "./LocalServer.ts"

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  // A test looks at JSON as it came.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests assert
  readonly body: any
}

export interface Answer {
  readonly httpStatus: number
  readonly body: unknown
}

interface Example {
  readonly scenario: string
  readonly httpStatus: number
  readonly body: Readonly<Record<string, unknown>>
}

interface Documented {
  readonly slug: string
  readonly successExample: Readonly<Record<string, unknown>>
  readonly errorExamples: ReadonlyArray<Example>
}

const documented: ReadonlyArray<Documented> = JSON.parse(
  readFileSync(new URL("../../../packages/core/test/data/operations.json", import.meta.url), "utf8")
).operations

/** An example answer of Eko's documents: the success, or the error whose scenario contains some words. */
export const example = (slug: string, scenario?: string): Answer => {
  const operation = documented.find((each) => each.slug === slug)
  const error = operation?.errorExamples.find((each) => each.scenario.includes(scenario ?? ""))
  const answer = scenario === undefined ? { httpStatus: 200, body: operation?.successExample } : error
  if (answer?.body === undefined) throw new Error(`no example of ${slug}: ${scenario}`)
  return answer
}

/** Listens until the scope closes. */
export const start = Effect.gen(function* () {
  const asked: Array<Asked> = []
  let next: Answer = { httpStatus: 500, body: "nothing was told" }
  const { url: baseUrl } = yield* LocalServer.serve((request, response) => {
    let text = ""
    request.on("data", (chunk) => {
      text += String(chunk)
    })
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://eko")
      asked.push({
        method: request.method ?? "",
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        body: text === "" ? undefined : JSON.parse(text)
      })
      response.writeHead(next.httpStatus, { "content-type": "application/json" })
      response.end(typeof next.body === "string" ? next.body : JSON.stringify(next.body))
    })
  })
  return {
    baseUrl,
    asked,
    last: () => asked.at(-1),
    /** What it answers from now on. */
    answers: (answer: Answer) => {
      next = answer
    }
  }
})
