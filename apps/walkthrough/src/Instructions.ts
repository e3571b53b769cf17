/**
 * What to do next: where it listens, with which key, and a sequence to copy.
 *
 * @module
 */
import { Console, type Effect } from "effect"
import * as Journey from "./Journey.ts"
import type { Style } from "./Timeline.ts"

export interface Addresses {
  readonly baseUrl: string
  readonly apiKey: string
  readonly controlUrl: string
}

/** A transfer by hand, for any POSIX shell with curl and sed. */
const curlSequence = ({ baseUrl, apiKey, controlUrl }: Addresses): string => {
  const { create, confirm } = Journey.examples["dmt-fino"]
  const post = (path: string) => `curl -s -X POST ${path} \\
  -H 'authorization: Bearer ${apiKey}' -H 'content-type: application/json' \\
  -H "idempotency-key: by-hand-$(date +%s)-$$"`
  return `ID=$(${post(`${baseUrl}/v1/transfers`)} \\
  -d '${JSON.stringify(create)}' \\
  | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
OTP=$(curl -s '${controlUrl}/otps?customer_id=${create.customerId}' | sed 's/.*"otp":"\\([^"]*\\)".*/\\1/')
${post(`${baseUrl}/v1/transfers/$ID/confirm`)} \\
  -d "{\\"otp\\":\\"$OTP\\",\\"latlong\\":\\"${confirm.latlong}\\"}"; echo
curl -s ${baseUrl}/v1/transfers/$ID/events -H 'authorization: Bearer ${apiKey}'; echo`
}

export const print = ({ bold, dim }: Style, addresses: Addresses): Effect.Effect<void> =>
  Console.log(`
${bold("It stays up. Go on by hand:")}

   adapter      ${addresses.baseUrl}, its API at ${addresses.baseUrl}/docs
   API key      ${addresses.apiKey}
   simulator    ${addresses.controlUrl}

${bold("A transfer by hand, to copy:")}

${curlSequence(addresses)}

After Ctrl-C, ${bold("pnpm reconcile")} reconciles the day again on the data that stays.

${dim("Ctrl-C stops everything.")}`)
