/**
 * The page about Eko's operations, written from their declarations.
 *
 * Whoever knows more about a failure, such as the HTTP problem that a service makes of it, adds a column.
 *
 * @module
 */
import { Redacted } from "effect"
import { ClientRefId } from "./ClientRefId.ts"
import * as DmtFino from "./DmtFino.ts"
import { masking } from "./EkoAnswer.ts"
import type { EkoOperation } from "./EkoOperation.ts"
import * as EkoOperations from "./EkoOperations.ts"
import { NotSent, type OutcomeUnknown } from "./EkoTransport.ts"
import * as Envelope from "./Envelope.ts"
import { CustomerId, LatLong, Otp, OtpRefId, RecipientId, Tid, UserCode } from "./Identifiers.ts"
import { paise } from "./Money.ts"
import * as Refund from "./Refund.ts"
import { common, type OtpConsumed, type Reason, type Rejected, reasons } from "./Rejection.ts"

/** Whatever a call can fail with. */
export type EkoFailure = NotSent | OutcomeUnknown | OtpConsumed | Rejected

/** A column about failures, beside Eko's answer, the typed failure and the advice. */
export interface FailureColumn {
  readonly title: string
  readonly of: (failure: EkoFailure) => string
}

/** A failure as an example shows it: what Eko answered, and what it was read as. */
interface Example {
  readonly operation: string
  readonly answered: string
  readonly failure: EkoFailure
}

const signedAtMillis = 1_700_000_000_000

const order = {
  userCode: UserCode.make("20810200"),
  clientRefId: ClientRefId.make("REQ-20260101-001"),
  recipientId: RecipientId.make(98765),
  amountPaise: paise(500_00),
  customerId: CustomerId.make("9123456789"),
  otp: Redacted.make(Otp.make("251834")),
  otpRefId: Redacted.make(OtpRefId.make("TXNOTP20240101001")),
  latlong: LatLong.make("28.6139,77.2090"),
  timestamp: "2024-01-01T10:30:00Z"
}
const refund = { tid: Tid.make("13192443"), otp: order.otp, otpRefId: order.otpRefId }

const answered = <Input>(
  operation: EkoOperation<Input, unknown, EkoFailure, "money" | "nothing">,
  input: Input,
  body: unknown,
  httpStatus = 200
): Example => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  const raw = { httpStatus, dateMillis: undefined, body: text }
  const interpreted = operation.interpret(
    {
      operation: operation.name,
      raw,
      envelope: Envelope.read(raw),
      signedAtMillis,
      elapsedMillis: 0,
      mask: masking([])
    },
    input
  )
  if (interpreted._tag === "Success") throw new Error(`${operation.name} succeeds by the example of a failure`)
  return { operation: operation.name, answered: `HTTP ${httpStatus} \`${text}\``, failure: interpreted.failure }
}

const declined = (reason: string) => ({
  status: 55,
  response_status_id: 1,
  response_type_id: 55,
  message: "Transaction declined. Please try after sometime.",
  data: { tx_status: "1", txstatus_desc: "Failed", reason }
})

/** One call at least for each family of failures. */
const examples: ReadonlyArray<Example> = [
  {
    operation: DmtFino.initiate.name,
    answered: "nothing: no connection was made",
    failure: new NotSent({ operation: DmtFino.initiate.name, cause: "connect" })
  },
  answered(DmtFino.initiate, order, declined("Wrong OTP")),
  answered(DmtFino.initiate, order, declined("Insufficient balance")),
  answered(DmtFino.initiate, order, { status: 2484, message: "Signature mismatch" }, 401),
  answered(DmtFino.sendOtp, order, {
    status: 36,
    response_status_id: 1,
    response_type_id: 36,
    message: "Sender/beneficiary monthly limit exhausted",
    data: {}
  }),
  answered(
    DmtFino.getSender,
    { userCode: order.userCode, customerId: order.customerId },
    {
      status: 308,
      response_status_id: 1,
      response_type_id: 308,
      message: "Failure!Customer Not Enrolled",
      data: { ekyc_enabled: "" }
    }
  ),
  answered(DmtFino.getRecipients, { customerId: order.customerId }, { status: 9001, message: "Service is closed" }),
  answered(DmtFino.initiate, order, declined("OTP already Consumed")),
  answered(DmtFino.initiate, order, { status: 9001, message: "Service is closed" }),
  answered(DmtFino.initiate, order, "<html>Bad Gateway</html>", 502),
  answered(Refund.initiate, refund, { status: 2485, message: "Timestamp already used" }, 401)
]

/** The failure in one line: its family, and what it names. */
const typed = (failure: EkoFailure): string => {
  switch (failure._tag) {
    case "NotSent":
      return `\`NotSent\`, ${failure.cause}`
    case "Rejected":
      return `\`Rejected\`, reason \`${failure.reason}\`, code ${failure.code}`
    case "OtpConsumed":
      return "`OtpConsumed`"
    case "OutcomeUnknown":
      return `\`OutcomeUnknown\`, ${failure.phase}: ${failure.cause}`
  }
}

/** What a caller can do about a failure. */
export const adviceOf = (failure: EkoFailure): string => {
  switch (failure._tag) {
    case "NotSent":
      return "Nothing happened: it is safe to try again."
    case "Rejected":
      return reasons[failure.reason].advice
    case "OtpConsumed":
      return "An earlier use of this OTP may have paid: inquire the attempt that used it before anything else."
    case "OutcomeUnknown":
      return "Inquire before anything else; where nothing moves money, ask again in a moment."
  }
}

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`
  const [first = [], ...others] = cells
  return [line(first), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...others.map(line)].join("\n")
}

const isCommon = (reason: Reason): boolean => common.some((each) => each === reason)

const successesOf = ({ successes }: EkoOperations.Declaration): string =>
  successes
    .map(({ name, statuses, types }) => {
      const type = types.length === 0 ? "" : `, type ${types.join(" or ")}`
      return `${name} (status ${statuses.join(" or ")}${type})`
    })
    .join("; ")

const decides: Readonly<Record<EkoOperations.Declaration["decides"], string>> = {
  tx_status: "tx_status 1, or a code of these",
  "listed code": "a code of these",
  "any readable answer": "any readable answer that is no success"
}

/** Writes the page. */
export const render = (columns: ReadonlyArray<FailureColumn> = []): string => `# Eko's operations

This page is generated from the declarations in \`@bhejo/core\` and kept current by a test: change the declarations.

Nothing here is repeated by itself, with one exception: where Eko refuses a timestamp, a call that can be made again
safely, or that sends an OTP, is signed again and sent once more. The table says what a second call does.

${table(
  ["operation", "method", "path", "moves money", "a second call"],
  EkoOperations.declarations.map(({ name, method, path, moves, repeats }) => [
    `\`${name}\``,
    method,
    `\`${path}\``,
    moves === "money" ? "yes" : "no",
    repeats
  ])
)}

## What they answer

Every operation can also be refused for ${common.map((reason) => `\`${reason}\``).join(", ")}; where money moves,
an unlisted refusal is no refusal at all but an unknown outcome.

${table(
  ["operation", "successes", "refused for", "refused by"],
  EkoOperations.declarations.map((declaration) => [
    `\`${declaration.name}\``,
    successesOf(declaration),
    declaration.rejections
      .filter((reason) => !isCommon(reason))
      .map((reason) => `\`${reason}\``)
      .join(", "),
    decides[declaration.decides]
  ])
)}

## What each reason means

${table(
  ["reason", "it means", "advice"],
  Object.entries(reasons).map(([reason, { title, advice }]) => [`\`${reason}\``, title, advice])
)}

## What a caller sees

One call or more for each family of failures: \`NotSent\`, \`Rejected\`, \`OtpConsumed\` and \`OutcomeUnknown\`. The answers
were given to the declarations; what stands beside them is what came out.

${table(
  ["operation", "Eko answers", "typed failure", ...columns.map(({ title }) => title), "advice"],
  examples.map(({ operation, answered, failure }) => [
    `\`${operation}\``,
    answered,
    typed(failure),
    ...columns.map(({ of }) => of(failure)),
    adviceOf(failure)
  ])
)}
`
