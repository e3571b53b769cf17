import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as DmtFino from "../src/DmtFino.ts"
import { EkoClient } from "../src/EkoClient.ts"
import * as EkoOperations from "../src/EkoOperations.ts"
import { EkoTransport, type SignedRequest } from "../src/EkoTransport.ts"
import { CustomerId, InitiatorId, UserCode } from "../src/Identifiers.ts"
import { OperationPaths, pathOf } from "../src/OperationPaths.ts"
import { SigningTimestamps } from "../src/SigningTimestamps.ts"

const decode = Schema.decodeUnknownSync(OperationPaths)
const moved = "/v4/people/{customer_id}"

describe("OperationPaths", () => {
  it("takes another path with the same placeholders, and leaves every other operation where it is", () => {
    const paths = decode({ "dmt-fino/get-sender": moved })
    assert.strictEqual(pathOf(paths, DmtFino.getSender), moved)
    for (const operation of EkoOperations.all.slice(1)) assert.strictEqual(pathOf(paths, operation), operation.path)
    for (const operation of EkoOperations.all) assert.strictEqual(pathOf(undefined, operation), operation.path)
  })

  it("takes every declared path for the one it is", () => {
    const declared = Object.fromEntries(EkoOperations.all.map(({ name, path }) => [name, path]))
    assert.deepStrictEqual(decode(declared), declared as unknown)
  })

  it.each([
    ["dmt-fino/get-sender", "/v4/people"],
    ["dmt-fino/get-sender", "/v4/people/{customer}"],
    ["dmt-fino/get-sender", "/v4/people/{customer_id}/{customer_id}"],
    ["dmt-fino/get-sender", "/v4/people/{customer_id}/{tid}"],
    ["dmt-fino/initiate", "/v4/{customer_id}"],
    ["dmt-fino/initiate", ""],
    ["dmt-fino/initiate", "customer/payment"],
    ["dmt-fino/initiate", "//other.example/payment"],
    ["dmt-fino/initiate", "/a/../b"],
    ["dmt-fino/initiate", "/a?b=c"],
    ["dmt-fino/initiate", "/a#b"],
    ["dmt-fino/initiate", "/a b"],
    ["dmt-fino/initiate", "/a/"],
    ["dmt-fino/innitiate", "/customer/payment/dmt-fino"],
    ["constructor", "/customer"],
    ["dmt-fino/send-otp", "/customer/payment/dmt-fino"],
    ["dmt-fino/send-otp", "/customer/payment/DMT-Fino"],
    ["dmt-fino/send-otp", "/customer/payment/refund/12345"],
    ["ppi-digikhata/send-otp", "/customer/payment/ppi-digikhata/sender/9123456789/wallet/loadwallet"],
    ["ppi-digikhata/initiate", "/customer/payment/dmt-fino"]
  ])("refuses for %s the path %j", (name, path) => {
    assert.throws(() => decode({ [name]: path }), new RegExp(name))
  })

  it.effect("is where the client sends an operation", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      const sent: Array<SignedRequest> = []
      const send = (request: SignedRequest) =>
        Effect.sync(() => {
          sent.push(request)
          return { httpStatus: 500, dateMillis: undefined, body: "" }
        })
      const client = EkoClient.layer({
        developerKey: Redacted.make("developer"),
        accessKey: Redacted.make("access"),
        initiatorId: InitiatorId.make("9962981729"),
        generation: "2026-07",
        paths: decode({ "dmt-fino/get-sender": moved })
      }).pipe(Layer.provide([SigningTimestamps.layerSingleProcess, Layer.succeed(EkoTransport, { send })]))
      const input = { userCode: UserCode.make("20810200"), customerId: CustomerId.make("9123456789") }
      yield* Effect.flatMap(EkoClient, ({ call }) => call(DmtFino.getSender, input)).pipe(
        Effect.provide(client),
        Effect.flip
      )
      assert.strictEqual(sent[0]?.path, "/v4/people/9123456789?initiator_id=9962981729&user_code=20810200")
    })
  )
})
