/**
 * One transfer of a product, from the OTP to the money, as a product team makes it.
 *
 * @module
 */
import { EkoSimulator } from "@bhejo/eko-simulator"
import { Effect, Option, Redacted } from "effect"
import * as Client from "./Client.ts"
import * as Timeline from "./Timeline.ts"

/** The values of the example requests in Eko's own documents. */
export const examples = {
  "dmt-fino": {
    title: "DMT-Fino: ₹500 to Sunil Sharma",
    create: { product: "dmt-fino", customerId: "9123456789", recipientId: 98765, amountPaise: 500_00 },
    confirm: { latlong: "28.6139,77.2090" }
  },
  "ppi-digikhata": {
    title: "PPI DigiKhata: ₹110 to Asha Devi",
    create: {
      product: "ppi-digikhata",
      customerId: "8617567988",
      recipientId: 10017740,
      beneficiaryId: "4202888",
      amountPaise: 110_00
    },
    confirm: {}
  }
} as const

export interface Team {
  readonly baseUrl: string
  readonly apiKey: string
  readonly style: Timeline.Style
  /** A new Idempotency-Key. */
  readonly newKey: Effect.Effect<string>
}

/** Makes one transfer and prints each step; fails where it does not end as it should. */
export const make = Effect.fnUntraced(function* (team: Team, product: keyof typeof examples) {
  const { baseUrl, apiKey, style } = team
  const { title, create, confirm } = examples[product]
  const simulator = yield* EkoSimulator.EkoSimulator
  const call = (request: Client.Call) =>
    Effect.tap(Client.call(baseUrl, apiKey, request), (exchange) => Timeline.exchange(style, exchange))
  const expect = (what: string, isSo: boolean) =>
    isSo ? Effect.void : Effect.fail(new Client.Unexpected({ message: `${title}: ${what}` }))

  yield* Timeline.chapter(style, title)
  yield* Timeline.step(style, 1, "The team looks up whom the customer can pay.")
  const known = yield* call({ method: "GET", path: `/v1/${product}/senders/${create.customerId}/recipients` })
  const recipients = Array.isArray(known.answer["recipients"]) ? known.answer["recipients"] : []
  yield* expect(
    "the recipient is not known",
    recipients.some((recipient) => recipient.recipientId === create.recipientId)
  )

  yield* Timeline.step(style, 2, "The team asks for the transfer; Eko sends the customer an OTP.")
  const created = yield* call({
    method: "POST",
    path: "/v1/transfers",
    idempotencyKey: yield* team.newKey,
    body: create
  })
  yield* expect("no OTP was sent", created.status === 201 && created.answer["state"] === "awaiting_otp")
  const path = `/v1/transfers/${String(created.answer["id"])}`

  yield* Timeline.step(style, 3, "The customer reads the OTP from the phone; here the simulator shows it.")
  const sent = Option.getOrUndefined(yield* simulator.latestOtp(create.customerId))
  if (sent === undefined) return yield* new Client.Unexpected({ message: `${title}: the simulator sent no OTP` })
  const otp = Redacted.value(sent.otp)
  yield* Timeline.remark(style, `OTP ${otp}, good for this amount to this recipient alone`)

  yield* Timeline.step(style, 4, "The team confirms with the OTP; the attempt is recorded, then sent, once.")
  const confirmed = yield* call({
    method: "POST",
    path: `${path}/confirm`,
    idempotencyKey: yield* team.newKey,
    body: { otp, ...confirm }
  })
  yield* expect("the money did not move", confirmed.status === 200 && confirmed.answer["state"] === "succeeded")

  yield* Timeline.step(style, 5, "What is on record: the journal, one fact after the other.")
  const { answer } = yield* call({ method: "GET", path: `${path}/events` })
  const events = Array.isArray(answer["events"]) ? answer["events"] : []
  const attempt = events.find((event) => event.type === "debit_started")

  yield* Timeline.step(style, 6, "What Eko says it debited for this attempt, from the simulator's ledger.")
  const ledger = yield* simulator.ledger(String(attempt?.clientRefId))
  for (const { kind, tid, amountPaise, walletPaise } of ledger) {
    yield* Timeline.remark(style, `${kind}  tid ${tid}  amount ${amountPaise} paise  wallet ${walletPaise} paise`)
  }
  yield* expect("the ledger does not hold one debit", ledger.length === 1)
})
