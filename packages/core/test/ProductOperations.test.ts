import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Redacted, Result, Schema } from "effect"
import { TestClock } from "effect/testing"
import { EkoClient } from "../src/EkoClient.ts"
import { EkoTransport, type SignedRequest } from "../src/EkoTransport.ts"
import * as Id from "../src/Identifiers.ts"
import { debitFrom, sendOtp } from "../src/ProductOperations.ts"
import { AccessKey } from "../src/Signing.ts"
import { SigningTimestamps } from "../src/SigningTimestamps.ts"
import { replay } from "../src/Transfer.ts"
import type { Terms } from "../src/TransferEvent.ts"
import { earlier, isDebiting, ref, terms } from "./Given.ts"
import { permitFor } from "./Permit.ts"

const digiKhata: Terms = { ...terms, product: "ppi-digikhata", beneficiaryId: Id.BeneficiaryId.make("4202888") }
const latlong = Id.LatLong.make("28.6139,77.2090")
const body = JSON.stringify({
  status: 0,
  data: { otp_ref_id: "TXNOTP1", tx_status: "0", tid: "2309876541", amount: 500 }
})

const permit = () => {
  const debiting = replay(isDebiting)
  if (debiting?.state !== "debiting") throw new Error("not debiting")
  return permitFor(debiting.attempt)
}
const details = {
  clientRefId: ref(1),
  otp: Redacted.make(Id.Otp.make("251834")),
  otpRefId: Redacted.make(Id.OtpRefId.make("TXNOTP1")),
  timestamp: new Date(earlier).toISOString()
}

const make = (generation: "seed" | "2026-07") =>
  Effect.gen(function* () {
    yield* TestClock.setTime(earlier)
    const requests: Array<SignedRequest> = []
    const send = (request: SignedRequest) =>
      Effect.sync(() => {
        requests.push(request)
        return { httpStatus: 200, dateMillis: earlier, body }
      })
    const layer = EkoClient.layer({
      developerKey: Redacted.make("DEVELOPER-KEY"),
      accessKey: Schema.decodeSync(AccessKey)("ACCESS-KEY"),
      initiatorId: Id.InitiatorId.make("9962981729"),
      generation
    }).pipe(
      Layer.provide([SigningTimestamps.layerSingleProcess, Layer.succeed(EkoTransport, EkoTransport.of({ send }))])
    )
    const client = Context.get(yield* Layer.build(layer), EkoClient)
    const sent = () =>
      requests.map(({ path, body }) => ({
        path,
        body: body === undefined ? {} : (JSON.parse(Redacted.value(body)) as Record<string, unknown>)
      }))
    return { client, sent }
  })

describe("the operations of a product", () => {
  it.effect("send the OTP of that product for the transfer's terms", () =>
    Effect.gen(function* () {
      const { client, sent } = yield* make("seed")
      yield* sendOtp(client, terms, ref(1))
      yield* TestClock.adjust(1)
      yield* sendOtp(client, digiKhata, ref(2))
      const [dmt, ppi] = sent()
      const order = { recipient_id: 98765, amount: 500, customer_id: "9123456789", user_code: "20810200" }
      assert.strictEqual(dmt?.path, "/customer/payment/dmt-fino/otp")
      assert.deepInclude(dmt?.body, { ...order, client_ref_id: ref(1) })
      assert.strictEqual(ppi?.path, "/customer/payment/ppi-digikhata/otp")
      assert.deepInclude(ppi?.body, { ...order, client_ref_id: ref(2), beneficiary_id: "4202888" })
    })
  )

  it.effect("debit by that product, with what each generation documents", () =>
    Effect.gen(function* () {
      for (const generation of ["seed", "2026-07"] as const) {
        const { client, sent } = yield* make(generation)
        yield* Result.getOrThrow(debitFrom(client, "dmt-fino", latlong))(terms, details, permit())
        yield* Result.getOrThrow(debitFrom(client, "ppi-digikhata", undefined))(digiKhata, details, permit())
        const [dmt, ppi] = sent()
        assert.strictEqual(dmt?.path, "/customer/payment/dmt-fino")
        assert.strictEqual(dmt?.body["latlong"], generation === "seed" ? latlong : undefined)
        assert.strictEqual(ppi?.path, "/customer/payment/ppi-digikhata")
        assert.isFalse("latlong" in (ppi?.body ?? {}))
        for (const { body } of sent()) {
          assert.deepInclude(body, { amount: 500, otp: "251834", otp_ref_id: "TXNOTP1", client_ref_id: ref(1) })
        }
      }
    })
  )

  it.effect("say which field a debit lacks", () =>
    Effect.gen(function* () {
      const { client } = yield* make("seed")
      const lacking = debitFrom(client, "dmt-fino", undefined)
      assert.deepInclude(Result.isFailure(lacking) ? lacking.failure : {}, { _tag: "InvalidField", field: "latlong" })
    })
  )

  it.effect("send a debit once, however often the same program is run", () =>
    Effect.gen(function* () {
      const { client, sent } = yield* make("seed")
      const debit = Result.getOrThrow(debitFrom(client, "dmt-fino", latlong))(terms, details, permit())
      yield* debit
      assert.isTrue(Exit.hasDies(yield* Effect.exit(debit)))
      assert.isTrue(Exit.hasDies(yield* Effect.exit(Effect.retry(debit, { times: 3 }))))
      assert.strictEqual(sent().length, 1)
    })
  )
})
