/**
 * How one simulated Eko is set up: which generation of the wire it speaks, with whom, and for which charges.
 *
 * @module
 */
import { type EkoOperation, Money, type OperationPaths, Signing, type TransferPolicy } from "@bhejo/core"
import { Redacted, Schema } from "effect"
import * as Charges from "./Charges.ts"

export interface Configuration {
  readonly generation: EkoOperation.Generation
  /** What stands before every path of an operation. */
  readonly basePath: `/${string}`
  readonly developerKey: Redacted.Redacted<string>
  readonly accessKey: Signing.AccessKey
  readonly charges: Charges.ChargeRules
  /**
   * How a signature is checked; by default as core signs. A simulation that signs a timestamp many times may look the
   * signature up instead, since it is a function of key and timestamp.
   */
  readonly isSigned?: typeof Signing.verify
  /** How much one transfer may move; anything where it is not said, since Eko's own figures differ. */
  readonly amounts?: AmountLimits
  /** Where operations stand that Eko has moved; the others stand where core declares them. */
  readonly paths?: OperationPaths.OperationPaths
  /** How long an OTP is good after it was sent, in milliseconds. */
  readonly otpLifetimeMillis: number
}

export type AmountLimits = Readonly<
  Record<TransferPolicy.Product, { readonly minimumPaise: Money.Paise; readonly maximumPaise: Money.Paise }>
>

/** ₹100 to ₹5,000, as Eko's pages say of a transfer over DMT-Fino. */
export const documentedAmounts: AmountLimits = {
  "dmt-fino": { minimumPaise: Money.paise(10_000), maximumPaise: Money.paise(500_000) },
  "ppi-digikhata": { minimumPaise: Money.paise(10_000), maximumPaise: Money.paise(500_000) }
}

/** A path that requests begin with: a slash, and none at its end. */
export const BasePath = Schema.TemplateLiteral(["/", Schema.String]).check(
  Schema.isPattern(/^(\/[A-Za-z0-9._~-]+)+$/, { message: "must be a path such as /ekoapi/v3" })
)

/**
 * The keys and rules for development: known to everybody, and good for nothing but the simulator.
 */
export const development = (generation: EkoOperation.Generation): Configuration => ({
  generation,
  basePath: "/ekoapi/v3",
  developerKey: Redacted.make("bhejo-simulator-developer-key", { label: "EKO_DEVELOPER_KEY" }),
  accessKey: Schema.decodeSync(Signing.AccessKey)("bhejo-simulator-access-key"),
  charges: Charges.documented[generation],
  otpLifetimeMillis: 600_000
})
