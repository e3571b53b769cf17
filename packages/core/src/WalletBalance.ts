/**
 * What is in a wallet at Eko.
 *
 * @module
 */
import { Schema } from "effect"
import * as AnswerShape from "./AnswerShape.ts"
import { needed } from "./AnswerShape.ts"
import { requestShape, sameRequests } from "./EkoOperation.ts"
import * as Id from "./Identifiers.ts"
import { PaiseFromRupees } from "./Money.ts"
import * as Parameters from "./Parameters.ts"
import * as QueryOperation from "./QueryOperation.ts"

/** Asks for the balance of the wallet that belongs to a mobile number: the API user's, or an agent's. */
export const getBalance = QueryOperation.make({
  name: "wallet/balance",
  method: "GET",
  path: "/user/account/balance",
  repeats: "safely",
  requests: sameRequests(
    requestShape(
      { ...Parameters.optionalClientRefId, customerId: Schema.Union([Id.InitiatorId, Id.CustomerId]) },
      { customer_id_type: "mobile_number" }
    )
  ),
  succeeds: [
    QueryOperation.plain(
      "Balance",
      { type: [1] },
      AnswerShape.make(
        { balancePaise: needed(PaiseFromRupees) },
        AnswerShape.texts("last_used_okekey currency customer_id")
      )
    )
  ],
  rejections: ["CustomerNotEnrolled"]
})
