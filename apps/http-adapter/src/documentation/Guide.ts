/**
 * The words of the OpenAPI document that no declaration says: what the API is for, and how to go about it.
 *
 * @module
 */

const overview = `## A transfer in three calls

1. **Ask for it** (\`createTransfer\`): Eko sends the customer an OTP, and the transfer is \`awaiting_otp\`.
2. **Confirm it** (\`confirmTransfer\`) with the OTP that the customer tells you: the money moves.
3. **Look it up** (\`getTransfer\`) until its state is final, or follow its journal as it grows (\`listTransferEvents\`). Most are \`succeeded\` with the answer to the second call.

## What to do when an answer does not come

Ask again **with the same \`Idempotency-Key\`**. You are told what was answered first, with the header
\`Idempotent-Replayed: true\`, for eight days at least; or to wait (409) while the first request is still being answered. A
key makes one transfer, and starts one attempt to pay, however often it is sent and whichever process answers; where the
first process went away, you are told how the transfer stands. Another request under the same key is refused (422), and so
is an OTP that was sent or tried after the first. **A wrong OTP is an answer**: send the next one under a new key. Answers
that say that nothing was done (a wrong field, a state that does not allow it, nothing sent to Eko) are not kept, and the
same key may be used again. Where it is not known whether the money moved, the transfer is \`in_doubt\`: Eko is
asked in the background until there is evidence, and it is never paid again in the meantime. Don't make a second transfer
for the same purpose.

## Sums, instants, numbers

Sums are whole **paise** (₹1 is 100 paise). Instants are ISO 8601. Of customers' numbers the last four digits are told. An
OTP, an Aadhaar number, a PAN or a fingerprint is in memory for one call, and no answer repeats it.

## When something is wrong

Every error is a problem by RFC 9457, \`application/problem+json\`: its \`type\` is the address of a page that says what it
means and what to do. Wrong fields are named all at once, each by its JSON Pointer. Every answer carries an
\`X-Request-Id\`; send \`traceparent\` to go on with a trace of yours.

## The states of a transfer

| state | what it means |
|---|---|
| \`requested\` | recorded; no OTP is known to be sent |
| \`awaiting_otp\` | the customer has an OTP, or needs a new one |
| \`debiting\` | an attempt to pay is recorded, and may be on its way |
| \`in_doubt\` | what became of the attempt is not known; Eko is asked. **Do not pay again** |
| \`awaited\` | Eko has it and it is not final |
| \`succeeded\` | Eko says that it was paid; only Eko's own reversal changes that |
| \`failed\` | proven that nothing moved, or that it came back |
| \`refund_pending\` | Eko holds the money; the customer's consent by OTP gives it back |
| \`refunding\` | an attempt to refund is on its way, or what became of it is not known |
| \`refunded\`, \`cancelled\`, \`expired\` | final; the money is where it was |`

export const info = {
  title: "Bhejo",
  version: "1.0.0",
  summary: "Send money in India over Eko, and never a rupee twice.",
  description: overview,
  license: { name: "MIT", identifier: "MIT" }
} as const

export const idempotencyKey =
  "A name of your choice for this request, new for each new one; no customer's number belongs in it. Send a repetition under the same key: it is told what was answered first, and moves nothing twice."

/** What each group of operations is about, by the beginning of their paths; the first that fits is theirs. */
const groups = [
  {
    at: "/v1/transfers",
    name: "Transfers",
    description: "From a wish to send money to its end."
  },
  {
    at: "/v1/dmt-fino",
    name: "DMT-Fino senders",
    description:
      "A customer's way to be known to Eko for DMT-Fino: onboarding, eKYC by fingerprint and OTP, and the recipients."
  },
  {
    at: "/v1/ppi-digikhata/loads",
    name: "DigiKhata wallet loads",
    description:
      "Money from the agent's wallet into the customer's own: an attempt like a transfer's, with a record of its own."
  },
  {
    at: "/v1/ppi-digikhata",
    name: "DigiKhata senders",
    description: "A customer's way to a DigiKhata wallet: mobile number, Aadhaar and PAN, and the wallet's recipients."
  },
  { at: "/v1/wallet", name: "Our wallet", description: "What the service's own wallet at Eko holds." },
  {
    at: "/v1/webhook",
    name: "Webhook endpoints",
    description: "The addresses of a team's own to which the service reports, and what was delivered to them."
  },
  {
    at: "/v1/operator",
    name: "Operators",
    description:
      "Where a named person settles what no inquiry did, on evidence. Needs an operator's key, which does nothing else."
  },
  { at: "/v1/operations", name: "Operations", description: "How Eko behaves, as operations see it." },
  { at: "/v1/eko", name: "Eko", description: "Where Eko reports changes. What it reports moves nothing." },
  { at: "/", name: "Health", description: "For probes." }
] as const

export const tags = groups.map(({ name, description }) => ({ name, description }))

export const webhooks = { name: "Webhooks", description: "What the service sends to a team's own address." }

/** The group that a path belongs to. */
export const tagOf = (path: string): string => groups.find(({ at }) => path.startsWith(at))?.name ?? "Health"
