/**
 * A problem as JSON, for those who read about it: its schema, and an example of each type.
 *
 * @module
 */
import { Schema } from "effect"
import { TransferView } from "../views/TransferView.ts"
import { instant, int, text } from "../views/View.ts"
import * as Problem from "./Problem.ts"
import * as ProblemMeaning from "./ProblemMeaning.ts"

const optional = Schema.optionalKey

const FieldError = Schema.Struct({
  pointer: text("/amountPaise", "The field by its JSON Pointer (RFC 6901); empty for the whole body."),
  detail: text("must be a whole number of paise")
}).annotate({ identifier: "FieldError" })

/** Every field that any problem can have; those that no type shares are optional. */
export const ProblemView = Schema.Struct({
  type: Schema.Literals(Problem.types.map((type) => `/problems/${type}` as const)).annotate({
    description: "The kind of problem, by the address of the page about it."
  }),
  title: text("The OTP is wrong"),
  status: int(422),
  detail: text("Nothing moved. Ask the customer again; 2 tries are left."),
  advice: text("Ask the customer for the OTP again.", "What can be done."),
  instance: text(
    "urn:uuid:7b6d3f0e-5a51-4a39-9a0f-0c3d2b1a4e5f",
    "This very request; its id is in the header X-Request-Id and in the logs."
  ),
  retryAfterSeconds: optional(int(5, "When asking again makes sense; the header Retry-After says the same.")),
  errors: optional(Schema.Array(FieldError)),
  id: optional(text("0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b", "The transfer that this is about.")),
  state: optional(text("awaiting_otp", "The state that it is in.")),
  transfer: optional(TransferView),
  triesLeft: optional(int(2, "How often this OTP can still be tried.")),
  limit: optional(Schema.Literals(["otp_sends", "otp_tries"])),
  scope: optional(Schema.Literals(["transfer", "customer"])),
  retryAt: optional(instant()),
  until: optional(instant()),
  txStatus: optional(text("2")),
  reason: optional(text("WrongOtp", "The reason in Eko's refusal, by our name for it.")),
  ekoStatus: optional(int(9_001, "Eko's own code, of refusals that it does not document."))
}).annotate({ identifier: "Problem" })
export type ProblemView = typeof ProblemView.Type

/** An answer of one type. */
export const example = (type: Problem.ProblemType): ProblemView => {
  const { title } = Problem.describe(type)
  const { detail = `${title}.`, ...extensions } = ProblemMeaning.of(type).example ?? {}
  return {
    ...Problem.make(type, detail, extensions),
    instance: "urn:uuid:7b6d3f0e-5a51-4a39-9a0f-0c3d2b1a4e5f"
  }
}
