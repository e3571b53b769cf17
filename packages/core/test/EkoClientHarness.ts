/** An Eko client over a transport in memory, which keeps what it is given and answers as told. */
import { assert } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import type { OpenDebit } from "../src/Attempt.ts"
import * as DmtFino from "../src/DmtFino.ts"
import { EkoClient } from "../src/EkoClient.ts"
import type { Generation } from "../src/EkoOperation.ts"
import { EkoTransport, type RawAnswer, type SignedRequest } from "../src/EkoTransport.ts"
import { InitiatorId } from "../src/Identifiers.ts"
import type { SendPermit } from "../src/SendPermit.ts"
import { TimestampMillis } from "../src/Signing.ts"
import { SigningTimestamps } from "../src/SigningTimestamps.ts"
import { seedPage, seedValues } from "./Examples.ts"

export const nowMillis = 1_700_000_000_000
export const accessKey = Redacted.make("the-access-key-itself")
const developerKey = Redacted.make("the-developer-key-itself")

const account = {
  developerKey,
  accessKey,
  initiatorId: InitiatorId.make("9962981729"),
  generation: "seed" as Generation
}

export const attempt: OpenDebit = {
  kind: "debit",
  clientRefId: seedValues.clientRefId,
  number: 1,
  otpSend: 1,
  confirmationKey: "key",
  startedAtMillis: nowMillis - 2_000,
  signedAtMillis: TimestampMillis.make(nowMillis - 3_000),
  sendBeforeMillis: nowMillis + 13_000
}

export type Send = EkoTransport["Service"]["send"]

/** A transport in memory: it keeps what it was given, and answers as told. */
export const harness = (
  send: Send,
  options: { readonly generation?: Generation; readonly next?: SigningTimestamps["Service"]["next"] } = {}
) => {
  const sent: Array<SignedRequest> = []
  const transport = Layer.succeed(EkoTransport, {
    send: (request) =>
      Effect.suspend(() => {
        sent.push(request)
        return send(request)
      })
  })
  const timestamps =
    options.next === undefined
      ? SigningTimestamps.layerSingleProcess
      : Layer.succeed(SigningTimestamps, { next: options.next })
  const client = EkoClient.layer({ ...account, generation: options.generation ?? "seed" }).pipe(
    Layer.provide([transport, timestamps])
  )
  return { sent, client }
}

export const answers =
  (body: unknown, about: Partial<RawAnswer> = {}): Send =>
  () =>
    Effect.succeed({
      httpStatus: 200,
      dateMillis: undefined,
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...about
    })

export const only = (sent: ReadonlyArray<SignedRequest>): SignedRequest => {
  const [first, ...others] = sent
  if (first === undefined || others.length > 0) return assert.fail(`${sent.length} requests`)
  return first
}

export const submit = (permit: SendPermit<"debit">, input = seedValues) =>
  Effect.flatMap(EkoClient, (client) => client.submit(DmtFino.initiate, input, permit))

export const accepted = seedPage("dmt-initiate-transfer").answer
