/**
 * Eko's check of who calls, in the order of its error codes.
 *
 * @module
 */
import { EkoAnswer, Signing } from "@bhejo/core"
import { Redacted } from "effect"
import type { Configuration } from "./Configuration.ts"
import * as SimulatorState from "./SimulatorState.ts"

/** Either the timestamp that a correctly signed request used up, or why it is refused. */
export type Authentication =
  | { readonly _tag: "Signed"; readonly timestampMillis: number }
  | { readonly _tag: "Refused"; readonly status: number; readonly message: string }

/**
 * Checks the three security headers (by lower-case names) at the given time.
 *
 * A timestamp counts as used only once its signature was right: whoever does not hold the key cannot use it up.
 */
export const check = (
  configuration: Pick<Configuration, "developerKey" | "accessKey" | "isSigned">,
  state: SimulatorState.SimulatorState,
  headers: Readonly<Record<string, string>>,
  timeMillis: number
): Authentication => {
  const developerKey = headers["developer_key"]
  const signature = headers["secret-key"]
  const timestamp = headers["secret-key-timestamp"]
  if (!developerKey || !signature || !timestamp) return refused(2487, "Missing security header")
  if (developerKey !== Redacted.value(configuration.developerKey)) return refused(2483, "Invalid developer_key")
  if (!thirteenDigits.test(timestamp)) return refused(2486, "secret-key-timestamp must be 13-digit milliseconds")
  const timestampMillis = Number(timestamp)
  if (Math.abs(timeMillis - timestampMillis) > EkoAnswer.clockToleranceMillis) {
    return refused(2485, "secret-key-timestamp is more than 2 minutes from server time")
  }
  if (SimulatorState.isTimestampUsed(state, timestampMillis))
    return refused(2485, "secret-key-timestamp was used already")
  const isSigned = configuration.isSigned ?? Signing.verify
  if (!isSigned(configuration.accessKey, timestamp, signature)) return refused(2484, "Invalid secret-key")
  return { _tag: "Signed", timestampMillis }
}

const thirteenDigits = /^\d{13}$/

const refused = (status: number, message: string): Authentication => ({ _tag: "Refused", status, message })
