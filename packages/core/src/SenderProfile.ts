/**
 * What Eko tells about a customer that it knows, in both products.
 *
 * @module
 */
import { Schema } from "effect"
import * as AnswerShape from "./AnswerShape.ts"
import { told } from "./AnswerShape.ts"
import { PaiseFromRupees } from "./Money.ts"
import { plainText } from "./Wire.ts"

const text = plainText(200).check(Schema.isNonEmpty())

const person = {
  name: told(text),
  totalMonthlyLimitPaise: told(PaiseFromRupees),
  nextAllowedLimitPaise: told(PaiseFromRupees),
  balancePaise: told(PaiseFromRupees)
}
const knownOfPerson = {
  ...AnswerShape.texts("mobile"),
  ...AnswerShape.numbers("kyc_state"),
  ...AnswerShape.values("chart")
}
const knownOfSender = AnswerShape.numbers("is_registered kyc_state")

/** A sender of DMT-Fino. */
export const dmtFino = AnswerShape.make(
  {
    nextAllowedLimitPaise: told(PaiseFromRupees),
    customerProfile: AnswerShape.object("told", AnswerShape.make(person, knownOfPerson))
  },
  knownOfSender
)

/** A sender of DigiKhata, whose balance is in the wallet. */
export const digiKhata = AnswerShape.make(
  {
    senderName: told(text),
    nextAllowedLimitPaise: told(PaiseFromRupees),
    customerProfile: AnswerShape.object(
      "told",
      AnswerShape.make(person, {
        ...knownOfPerson,
        ...AnswerShape.texts("kyc_id kyc_validity kyc_remark kyc_type email"),
        ...AnswerShape.numbers("ekyc_enabled digital_ekyc")
      })
    ),
    walletId: told(text, { mayLack: true }),
    walletToken: told(text, { mayLack: true })
  },
  {
    ...knownOfSender,
    ...AnswerShape.texts(
      "id_proof_type_id id_proof ekyc_enabled account otpOptionalSum otpNotRequiredSum otpNotRequiredSumNeft otpOptionalSumNeft"
    )
  }
)
