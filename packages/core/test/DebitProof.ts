/** What an answer to a debit of ₹100 proves, in one line; and answers to begin with. */
import * as DmtFino from "../src/DmtFino.ts"
import { paise } from "../src/Money.ts"
import { answer, seedValues } from "./Examples.ts"

/** The debit of these tests is of ₹100. */
export const input = { ...seedValues, amountPaise: paise(100_00) }
export type About = Parameters<typeof answer>[1]

/** What an answer proves, in one line. */
export const proves = (body: unknown, about?: About): string => {
  const interpreted = DmtFino.initiate.interpret(answer(body, about), input)
  if (interpreted._tag === "Success") return `accepted ${interpreted.success.txStatus} ${interpreted.success.facts.tid}`
  const { failure } = interpreted
  switch (failure._tag) {
    case "Rejected":
      return failure.tid === undefined ? failure.reason : `${failure.reason} ${failure.tid}`
    case "OtpConsumed":
    case "OutcomeUnknown":
      return failure._tag
  }
}

export const unknown = "OutcomeUnknown"
export const success = { status: 0, data: { tx_status: "0", tid: "7", amount: "100.00" } }
export const declined = { status: 55, data: { tx_status: "1", reason: "Wrong OTP" } }
export const accepted = (tx_status: unknown) => ({ status: 0, data: { tx_status, tid: "7" } })
export const decline = (reason: unknown) => ({ status: 55, data: { tx_status: "1", reason } })
