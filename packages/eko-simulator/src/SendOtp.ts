/**
 * Sending a customer the OTP for one order, in both products.
 *
 * @module
 */
import { DigiKhata, DmtFino, type EkoOperation, Identifiers as Id, type TransferPolicy } from "@bhejo/core"
import { HashMap, Result } from "effect"
import * as Handler from "./Handler.ts"
import * as Order from "./Order.ts"
import * as Refusal from "./Refusal.ts"
import type { OtpSent } from "./SimulatorEvent.ts"
import { indiaDay } from "./WireFormat.ts"

const handle =
  (product: TransferPolicy.Product) =>
  (order: Order.Order, call: Handler.Call): Handler.Reply =>
    Result.match(Order.parties(call, product, order), {
      onFailure: Handler.refuse,
      onSuccess: (parties) => {
        const limit = Order.limitExceeded(call, parties, order.amountPaise)
        if (limit === "beneficiary") return Handler.refuse(Refusal.beneficiaryLimitExhausted)
        // Only DMT-Fino's refusal is documented by itself; the common codes have another one for the same.
        if (limit === "sender") {
          return Handler.refuse(product === "dmt-fino" ? Refusal.monthlyLimitExhausted : Refusal.monthlyLimitExceeded)
        }
        const sent: OtpSent = {
          _tag: "OtpSent",
          product,
          otpRefId: Id.OtpRefId.make(otpRefId(product, order.customerId, call)),
          otp: Id.Otp.make(String(call.chance % 1_000_000).padStart(6, "0")),
          customerId: order.customerId,
          recipientId: order.recipientId,
          amountPaise: order.amountPaise,
          atMillis: call.timeMillis,
          expiresAtMillis: call.timeMillis + call.configuration.otpLifetimeMillis
        }
        return { events: [sent], body: answers[call.configuration.generation][product](sent) }
      }
    })

/** A reference in the form of each document's example; the running number keeps it from coming twice. */
const otpRefId = (
  product: TransferPolicy.Product,
  customerId: string,
  { configuration, state, timeMillis }: Handler.Call
): string => {
  const number = state.world.firstOtpNumber + HashMap.size(state.otps)
  if (product === "ppi-digikhata") {
    return Buffer.from(`${number}|${customerId}|${timeMillis}`.padEnd(57, "~")).toString("base64")
  }
  return configuration.generation === "seed"
    ? `TXNOTP${indiaDay(timeMillis)}${String(number).padStart(3, "0")}`
    : String(number)
}

const otpSent2133 = ({ otpRefId }: OtpSent): Refusal.Body => ({
  status: 0,
  response_status_id: 0,
  message: "Send OTP",
  response_type_id: 2133,
  data: { otp_ref_id: otpRefId }
})

/** DigiKhata's success has a status that is not zero. */
const digiKhata = ({ otpRefId }: OtpSent): Refusal.Body => ({
  response_status_id: 1,
  data: { otp_ref_id: otpRefId },
  response_type_id: 2133,
  message: "Send OTP",
  status: 2133
})

const answers: Readonly<
  Record<EkoOperation.Generation, Readonly<Record<TransferPolicy.Product, (sent: OtpSent) => Refusal.Body>>>
> = {
  seed: {
    "dmt-fino": ({ otpRefId, customerId }) => ({
      status: 0,
      response_status_id: 0,
      message: "OTP sent successfully",
      response_type_id: 1388,
      data: { otp_ref_id: otpRefId, mobile: `XXXXXX${customerId.slice(-4)}` }
    }),
    "ppi-digikhata": digiKhata
  },
  "2026-07": { "dmt-fino": otpSent2133, "ppi-digikhata": digiKhata }
}

export const dmtFino = Handler.make(DmtFino.sendOtp, handle("dmt-fino"))
export const ppiDigiKhata = Handler.make(DigiKhata.sendOtp, handle("ppi-digikhata"))
