/**
 * Loading a customer's DigiKhata wallet, which moves money although its answer has no tx_status.
 *
 * @module
 */
import { Option, Schema } from "effect"
import * as AnswerDrift from "./AnswerDrift.ts"
import * as AnswerShape from "./AnswerShape.ts"
import { needed, told } from "./AnswerShape.ts"
import { requestShape, sameRequests } from "./EkoOperation.ts"
import { isPresent } from "./Envelope.ts"
import * as Id from "./Identifiers.ts"
import { Paise, PaiseFromRupees, PaiseFromWholeRupeesText } from "./Money.ts"
import * as MoneyOperation from "./MoneyOperation.ts"
import * as Parameters from "./Parameters.ts"
import type * as Rejection from "./Rejection.ts"

/** The wallet is loaded; everything but the transaction id may be missing. */
export const WalletLoaded = Schema.Struct({
  tid: Id.Tid,
  feePaise: Schema.optionalKey(Paise),
  bankReference: Schema.optionalKey(Id.BankReference)
})
export type WalletLoaded = typeof WalletLoaded.Type

const refusedBeforeExecution = [
  "InsufficientBalance",
  "MonthlyLimitExhausted",
  "VerificationPending",
  ...MoneyOperation.refusedAlways
] as const satisfies ReadonlyArray<Rejection.Reason>

/** What a load can be refused for; no bank takes part that could decline it. */
export type LoadReason = (typeof refusedBeforeExecution)[number]

/**
 * It takes no OTP, so an answer that speaks of a used one, or of a repeated request, says that a copy of this very request
 * came before it: that copy may have moved the money.
 */
export type LoadFailure = MoneyOperation.MoneyFailure<LoadReason>

const Answer = AnswerShape.make(
  {
    tid: needed(Id.TidFromWire),
    feePaise: told(PaiseFromRupees),
    bankReference: told(Id.BankReference, { wire: "bank_ref_num" })
  },
  AnswerShape.texts("description customer_id")
)

/** The type that alone says that the wallet is loaded. */
const loaded = 2447

/** Moves money from the agent's balance into a customer's wallet. */
export const loadWallet = MoneyOperation.make({
  name: "ppi-digikhata/load-wallet",
  method: "POST",
  path: "/customer/payment/ppi-digikhata/sender/{customer_id}/wallet/loadwallet",
  decides: "listed code",
  successes: [{ name: "WalletLoaded", statuses: [0], types: [loaded], shape: Answer }],
  rejections: refusedBeforeExecution,
  requests: sameRequests(
    requestShape({
      ...Parameters.clientRefId,
      ...Parameters.customerId,
      amountPaise: PaiseFromWholeRupeesText,
      orgId: Id.OrgId
    })
  ),
  prove: (answer, input, differences): Option.Option<WalletLoaded> | LoadFailure => {
    const reading = MoneyOperation.read(answer, input.amountPaise, differences)
    if ("_tag" in reading) return reading
    const { envelope, isOk, txStatus, unknown } = reading
    const { data } = envelope
    AnswerDrift.compareEchoes(envelope, input, differences)
    const isAnothers =
      (isPresent(data["client_ref_id"]) && data["client_ref_id"] !== input.clientRefId) ||
      (isPresent(data["customer_id"]) && String(data["customer_id"]) !== input.customerId)
    if (isAnothers) return unknown("an answer about another load")

    if (isOk && envelope.status === 0) {
      if (envelope.responseTypeId !== loaded) {
        differences.add("response_type_id", "unknown code", `${loaded}`)
        return unknown("not the answer to a load")
      }
      if (txStatus !== undefined && txStatus !== "0") return unknown("loaded, but its tx_status says otherwise")
      const told = Answer.read(envelope.body["data"], "data", differences)
      return Option.isSome(told) ? told : unknown("no transaction id")
    }
    if (txStatus !== undefined || MoneyOperation.names(envelope, transactionSigns)) {
      return unknown(`status ${envelope.status} with a transaction`)
    }
    const reason = MoneyOperation.refusedByCode(reading, refusedBeforeExecution)
    return reason === undefined
      ? unknown(`http ${answer.raw.httpStatus}, status ${envelope.status}`)
      : reading.rejected(reason)
  }
})

const transactionSigns = ["tid", "bank_ref_num", "utrnumber", "fee", "balance"]
