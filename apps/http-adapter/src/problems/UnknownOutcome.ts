/**
 * What a caller may do where Eko's answer to a call that moves no money did not arrive or could not be read. We repeat
 * nothing by ourselves.
 *
 * @module
 */
import { EkoOperations } from "@bhejo/core"

/** What tells whether a record was changed, by operation. */
const evidence: Readonly<Partial<Record<EkoOperations.Name, string>>> = {
  "dmt-fino/onboard-sender":
    "Look the sender up; onboard the customer again only where Eko does not know the customer.",
  "dmt-fino/validate-ekyc-otp": "Look the sender up; where the eKYC is still to be done, begin it again.",
  "dmt-fino/add-recipient": "List the sender's recipients; add the recipient again only where it is missing.",
  "ppi-digikhata/verify-otp": "Send a new OTP and verify that one; what was verified already stays verified.",
  "ppi-digikhata/verify-aadhaar-otp": "Send a new Aadhaar OTP and verify that one, or go on with the PAN.",
  "ppi-digikhata/validate-pan": "Send the PAN once more; where it was taken, Eko says that the customer is verified.",
  "ppi-digikhata/add-recipient": "List the sender's recipients; add the recipient again only where it is missing.",
  "ppi-digikhata/validate-recipient-otp":
    "List the sender's recipients; where no beneficiary id is told, send a new OTP."
}

/** The advice for one operation, from what a second call of it would do. */
export const advice = (operation: string): string => {
  const declared = EkoOperations.declarations.find(({ name }) => name === operation)
  switch (declared?.repeats) {
    case "safely":
      return "It changes nothing at Eko: ask again in a moment."
    case "sends an OTP":
      return "The customer may have received an OTP. Asking again sends a further one: go on with the newest."
    case "changes a record":
      return evidence[declared.name] ?? unknown
    case "moves money":
    case undefined:
      return unknown
  }
}

const unknown = "Do not repeat it. Operations must find out at Eko what was done."
