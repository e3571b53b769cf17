/**
 * The OTPs that consent to something else than a transfer: sent for one purpose and subject, good once and for a while.
 *
 * @module
 */
import { Identifiers as Id } from "@bhejo/core"
import { HashMap, Option, Redacted } from "effect"
import type * as Handler from "./Handler.ts"
import * as Refusal from "./Refusal.ts"
import type { ConsentOtpSent, Purpose } from "./SimulatorEvent.ts"
import type * as SimulatorState from "./SimulatorState.ts"

/** What the customer typed, with Eko's reference to the OTP that it sent. */
export interface Typed {
  readonly otp: Redacted.Redacted<Id.Otp>
  readonly otpRefId: Redacted.Redacted<Id.OtpRefId>
}

/** Sends an OTP; its reference is made from how many were sent before, unless it has a form of its own. */
export const send = (
  purpose: Purpose,
  customerId: Id.CustomerId,
  subject: string,
  { configuration, state, timeMillis, chance }: Handler.Call,
  otpRefId: string = opaqueReference(purpose, customerId, state, timeMillis)
): ConsentOtpSent => ({
  _tag: "ConsentOtpSent",
  purpose,
  customerId,
  subject,
  otpRefId: Id.OtpRefId.make(otpRefId),
  otp: Id.Otp.make(String(chance % 1_000_000).padStart(6, "0")),
  atMillis: timeMillis,
  expiresAtMillis: timeMillis + configuration.otpLifetimeMillis
})

/** A reference that says nothing, in the form of the documents' examples; the running number keeps it from coming twice. */
const opaqueReference = (
  purpose: Purpose,
  customerId: string,
  { consents }: SimulatorState.SimulatorState,
  timeMillis: number
): string =>
  Buffer.from(`${HashMap.size(consents)}|${purpose}|${customerId}|${timeMillis}`.padEnd(60, "~")).toString("base64")

/** Why what was typed is no consent. */
export type Refused = "wrong" | "expired" | "consumed"

/** The consent that was typed for a purpose, and for a subject where one is named, or why it is none. */
export const given = (
  state: SimulatorState.SimulatorState,
  purpose: Purpose,
  about: { readonly customerId?: string; readonly subject?: string },
  typed: Typed,
  timeMillis: number
): SimulatorState.IssuedConsent | Refused => {
  const consent = Option.getOrUndefined(HashMap.get(state.consents, Redacted.value(typed.otpRefId)))
  if (
    consent === undefined ||
    consent.purpose !== purpose ||
    (about.customerId !== undefined && consent.customerId !== about.customerId) ||
    (about.subject !== undefined && consent.subject !== about.subject)
  ) {
    return "wrong"
  }
  if (consent.isConsumed) return "consumed"
  if (timeMillis > consent.expiresAtMillis) return "expired"
  return consent.otp === Redacted.value(typed.otp) ? consent : "wrong"
}

/** How an OTP is refused that verifies a customer or a recipient; one that was used is as good as a wrong one. */
export const notValidated = (why: Refused): Refusal.Body =>
  why === "expired" ? Refusal.otpNotValidated(303, "OTP expired") : Refusal.otpNotValidated(302, "Wrong OTP")
