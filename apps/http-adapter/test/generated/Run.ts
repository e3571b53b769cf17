/** Sends generated requests to a whole service, and holds every answer against the document that the service serves. */
import { assert } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"
import * as DocumentSchemas from "../DocumentSchemas.ts"
import { apiKeys, digiKhata, dmtFino, newKey, operatorKey, start } from "../support.ts"
import * as Requests from "./Requests.ts"

type Json = Readonly<Record<string, unknown>>

const callbackToken = "t".repeat(40)

/** Records of two teams, in several states. */
const records = Effect.fnUntraced(function* (api: Effect.Success<ReturnType<typeof start>>["api"]) {
  const transfers: Array<string> = []
  const otps: Record<string, string> = {}
  for (const body of Array.from({ length: 6 }, () => [dmtFino.create, digiKhata.create]).flat()) {
    const { body: made } = yield* api.create(body)
    transfers.push(made.id)
    otps[made.id] = yield* api.otpOf(body.customerId)
  }
  const [paid = ""] = transfers
  yield* api.confirm(paid, yield* api.otpOf(dmtFino.create.customerId))
  const load = yield* api.send("POST", "/v1/ppi-digikhata/loads", {
    key: newKey(),
    body: { customerId: digiKhata.create.customerId, amountPaise: 100_000 }
  })
  return { transfers, otps, loads: [load.body.id as string] }
})

/** What an answer of the document has wrong, each in a line. */
const judge = (document: Json) => {
  const resolve = Requests.resolveIn(document)
  const validators = new Map<string, ReturnType<typeof DocumentSchemas.validator>>()
  const validatorOf = (name: string, schema: Json) => {
    const made = validators.get(name) ?? DocumentSchemas.validator(document, schema)
    validators.set(name, made)
    return made
  }
  return (request: Requests.GeneratedRequest, response: Response, text: string): ReadonlyArray<string> => {
    const { operation, kind, secrets } = request
    const wrong: Array<string> = []
    const whole = `${text} ${JSON.stringify(Object.fromEntries(response.headers))}`
    for (const secret of secrets) if (whole.includes(secret)) wrong.push("repeats what was sent")
    if (response.status >= 500) wrong.push(`is a fault: ${text}`)
    if (kind === "valid" ? false : response.status < 400) wrong.push("is a success")
    const id = response.headers.get("x-request-id")
    if (id === null) wrong.push("has no request id")
    if (response.headers.get("cache-control") !== "no-store") wrong.push("may be kept")
    const responses = operation.declared["responses"] as Readonly<Record<string, Json>>
    const declared = responses[String(response.status)]
    const type = response.headers.get("content-type") ?? ""
    // A method or a path that no operation has is told before there is an operation.
    if (declared === undefined && (kind === "another method" || kind === "a broken path")) {
      if (type !== "application/problem+json") wrong.push(`is ${type}`)
      const isProblem = validatorOf("problem", { $ref: "#/components/schemas/Problem" })
      return [...wrong, ...isProblem(JSON.parse(text))]
    }
    if (declared === undefined) return [...wrong, `is not declared: ${text}`]
    const content = resolve(declared)["content"] as Readonly<Record<string, Json>>
    const media = content[type]
    if (media === undefined) return [...wrong, `is ${type}`]
    const body = JSON.parse(text)
    if (response.status >= 400 && body.instance !== `urn:uuid:${id}`) wrong.push("names another request")
    return [...wrong, ...validatorOf(`${operation.operationId} ${response.status}`, media["schema"] as Json)(body)]
  }
}

/** Sends so many requests; succeeds with what was wrong, and with what was reached. */
export const run = Effect.fnUntraced(function* (seed: number, count: number) {
  const { api, simulator } = yield* start({ environment: { EKO_CALLBACK_TOKEN: callbackToken } })
  const { transfers, otps, loads } = yield* records(api)
  const endpoints = yield* Effect.forEach([1, 2, 3, 4], (number) =>
    Effect.map(
      api.send("POST", "/v1/webhook-endpoints", { body: { url: `https://hooks.example/${number}` } }),
      ({ body }) => String(body.endpoint.id)
    )
  )
  const document: Json = yield* Effect.promise(() =>
    fetch(`${api.baseUrl}/openapi.json`).then((it) => it.json() as Promise<Json>)
  )
  const make = Requests.maker(
    document,
    {
      teamKey: apiKeys.payments,
      otherTeamKey: apiKeys.payouts,
      operatorKey,
      ids: {
        // What is cancelled can't be confirmed.
        "/v1/transfers/{id}/cancel": transfers.slice(-3),
        "/v1/transfers": transfers,
        "/v1/operator/transfers": transfers,
        "/v1/ppi-digikhata/loads": loads,
        "/v1/webhook-endpoints": endpoints,
        "/v1/operator/loads": loads
      },
      parameters: {
        token: [callbackToken],
        // Two whom Eko knows, and two who may come to be known on the way.
        customerId: [dmtFino.create.customerId, digiKhata.create.customerId, "9000000001", "9000000002"],
        recipientId: [String(digiKhata.create.recipientId)]
      }
    },
    seed
  )
  assert.deepStrictEqual(make(1), make(1))
  const judged = judge(document)
  const violations: Array<string> = []
  const reached = new Map<string, number>()
  const succeeded = new Set<string>()
  /** A body with the OTP that was sent, as a customer would tell it. */
  const withOtp = ({ wantsOtpOf: of, body }: Requests.GeneratedRequest) =>
    of === undefined || body === undefined
      ? Effect.succeed(body)
      : Effect.map(
          simulator.latestOtp(of),
          Option.match({
            onNone: () => (otps[of] === undefined ? body : JSON.stringify({ ...JSON.parse(body), otp: otps[of] })),
            onSome: ({ otp, otpRefId, subject }) => {
              const told = JSON.parse(body)
              told.otp = Redacted.value(otp)
              if (told.otpRefId !== undefined) told.otpRefId = Redacted.value(otpRefId)
              if (told.kycRequestId !== undefined && subject !== undefined) told.kycRequestId = subject
              return JSON.stringify(told)
            }
          })
        )
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  yield* Effect.forEach(
    numbers,
    (number) =>
      Effect.gen(function* () {
        const request = make(number)
        const { method, url, headers } = request
        const body = yield* withOtp(request)
        const response = yield* Effect.promise(() =>
          fetch(api.baseUrl + url, { method, headers, ...(body === undefined ? {} : { body }) })
        )
        const text = yield* Effect.promise(() => response.text())
        const told = body === request.body ? [] : [JSON.stringify(JSON.parse(body ?? "{}").otp)]
        for (const wrong of judged({ ...request, secrets: [...request.secrets, ...told] }, response, text)) {
          violations.push(
            `request ${number} of seed ${seed} (${request.operation.operationId}, ${request.kind}): ${response.status} ${wrong}\n  ${method} ${url} ${JSON.stringify(headers)} ${body}`
          )
        }
        if (response.status < 400) succeeded.add(request.operation.operationId)
        const what = response.status < 400 ? String(response.status) : String(JSON.parse(text).type)
        reached.set(what, (reached.get(what) ?? 0) + 1)
      }),
    { concurrency: 4 }
  )
  const all = Requests.operations(document).map(({ operationId }) => operationId)
  return {
    violations,
    /** Operations of which no request succeeded. */
    unreached: all.filter((operationId) => !succeeded.has(operationId)),
    reached,
    text: [
      `${count} requests of seed ${seed} (REQUESTS_SEED=${seed} makes them again)`,
      ...Array.from(reached)
        .toSorted(([, one], [, other]) => other - one)
        .map(([what, times]) => `  ${String(times).padStart(6)} ${what}`)
    ].join("\n")
  }
})
