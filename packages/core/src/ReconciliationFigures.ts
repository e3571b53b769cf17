/**
 * The breaks of one attempt's figures, where both sides agree about the money itself.
 *
 * @module
 */
import type * as Break from "./Break.ts"
import { paise } from "./Money.ts"
import { about, isOther, rupees, type View } from "./ReconciliationEvidence.ts"
import type { OurTransfer } from "./ReconciliationRecord.ts"

/** Fee, commission, TDS, GST, recipient and bank reference. */
export const of = (transfer: OurTransfer, view: View): ReadonlyArray<Break.Break> => {
  const { attempt, found, meaning } = view
  if (meaning === undefined) return []
  const breaks: Array<Break.Break> = []
  const compare = (
    breakClass: Break.BreakClass,
    name: string,
    figure: "feePaise" | "gstPaise" | "commissionPaise" | "tdsPaise",
    sign: 1 | -1,
    subject?: string
  ) => {
    const ours = attempt[figure] ?? found.find((record) => record[figure] !== undefined)?.[figure]
    const theirs = found.find((record) => isOther(record[figure], ours))?.[figure]
    if (ours === undefined || theirs === undefined) return
    breaks.push(
      about(breakClass, transfer, view, {
        amountPaise: paise(sign * (theirs - ours)),
        summary:
          attempt[figure] === undefined
            ? `Eko says ${name} ${rupees(ours)} in one place and ${rupees(theirs)} in another.`
            : `We hold ${name} ${rupees(ours)}, Eko says ${rupees(theirs)}.`,
        ...(subject === undefined ? {} : { subject })
      })
    )
  }
  compare("fee_differs", "a fee of", "feePaise", -1)
  compare("commission_differs", "a commission of", "commissionPaise", 1)
  compare("figures_drift", "TDS of", "tdsPaise", -1, `${attempt.clientRefId}:tds`)
  compare("figures_drift", "GST of", "gstPaise", -1, `${attempt.clientRefId}:gst`)
  if (found.some((record) => isOtherName(record.recipientName, attempt.recipientName))) {
    breaks.push(
      about("recipient_differs", transfer, view, {
        amountPaise: paise(meaning === "success" ? -transfer.amountPaise : 0),
        summary: "Eko names another recipient than our record."
      })
    )
  }
  // No bank takes part in a wallet load.
  if (
    transfer.kind !== "load" &&
    meaning === "success" &&
    [attempt, ...found].every((side) => (side.bankReference ?? "").trim() === "")
  ) {
    breaks.push(
      about("bank_reference_missing", transfer, view, {
        amountPaise: paise(0),
        summary: "It succeeded without a bank reference on either side."
      })
    )
  } else if (found.some((record) => isOtherText(record.bankReference, attempt.bankReference))) {
    breaks.push(
      about("figures_drift", transfer, view, {
        amountPaise: paise(0),
        summary: "Eko names another bank reference than our record.",
        subject: `${attempt.clientRefId}:bank_reference`
      })
    )
  }
  return breaks
}

const isOtherText = (theirs: string | undefined, ours: string | undefined): boolean =>
  theirs !== undefined &&
  ours !== undefined &&
  theirs.trim() !== "" &&
  ours.trim() !== "" &&
  theirs.trim() !== ours.trim()

/** Names are the same whatever their case, spaces and punctuation. */
const plain = (name: string | undefined) => name?.toUpperCase().replaceAll(/[^\p{L}\p{M}\p{N}]/gu, "")
const isOtherName = (theirs: string | undefined, ours: string | undefined): boolean =>
  isOtherText(plain(theirs), plain(ours))
