/**
 * What a run was told, fixed when it is opened: a run that goes on after a crash goes on by the same.
 *
 * @module
 */
import { IndiaTime, Money, type ReconciliationTerms, WalletFormula } from "@bhejo/core"
import { Effect, Schema } from "effect"
import { fromMillis, RunWindow, Source, untilMillis } from "./RunWindow.ts"

const Formula = Schema.UndefinedOr(WalletFormula.WalletFormula)

/** A wallet's balance when the run was opened. */
const Reading = Schema.Struct({
  wallet: Schema.String,
  atMillis: Schema.Int,
  balancePaise: Money.Paise
})

export const RunParameters = Schema.Struct({
  window: RunWindow,
  openedAtMillis: Schema.Int,
  sources: Schema.Array(Source),
  /** Successes of so many days before the window's end are looked at again: a success can be reversed. */
  lookbackDays: Schema.Int,
  edgeMillis: Schema.Int,
  settlementWindowMillis: Schema.Int,
  /** The first day, in this run and those before it without a gap, that statements cover; with the source alone. */
  coveredFrom: Schema.optionalKey(IndiaTime.IndiaDay),
  formulas: Schema.Struct({
    "dmt-fino": Schema.optionalKey(Formula),
    "ppi-digikhata": Schema.optionalKey(Formula),
    "wallet-load": Schema.optionalKey(Formula)
  }),
  /** References that begin so belong to other systems on the same initiator: callbacks about them are nobody's break. */
  otherSystemPrefixes: Schema.Array(Schema.String).pipe(Schema.withDecodingDefaultTypeKey(Effect.succeed([]))),
  /** The wallet of what does not name its own. */
  wallet: Schema.String,
  /** Whether transfers are paid from one wallet, the initiator's, or from that of the agent whose code they carry. */
  walletBy: Schema.Literals(["initiator", "agent"]),
  /** The live balances when it was opened; with the source alone. */
  readings: Schema.Array(Reading),
  /** The wallets of which Eko told no balance although it was asked. */
  unread: Schema.Array(Schema.String).pipe(Schema.withDecodingDefaultTypeKey(Effect.succeed([]))),
  /** How many transfers a chunk holds. */
  chunkSize: Schema.Int
})
export type RunParameters = typeof RunParameters.Type

export const termsOf = (parameters: RunParameters): ReconciliationTerms.Terms => ({
  asOfDay: IndiaTime.dayOf(parameters.openedAtMillis),
  asOfMillis: parameters.openedAtMillis,
  window: { fromMillis: fromMillis(parameters.window), untilMillis: untilMillis(parameters.window) },
  statement:
    parameters.coveredFrom === undefined
      ? undefined
      : { fromMillis: IndiaTime.startOf(parameters.coveredFrom), untilMillis: untilMillis(parameters.window) },
  edgeMillis: parameters.edgeMillis,
  settlementWindowMillis: parameters.settlementWindowMillis,
  formulas: {
    "dmt-fino": parameters.sources.includes("wallet") ? parameters.formulas["dmt-fino"] : undefined,
    "ppi-digikhata": parameters.sources.includes("wallet") ? parameters.formulas["ppi-digikhata"] : undefined,
    "wallet-load": parameters.sources.includes("wallet") ? parameters.formulas["wallet-load"] : undefined
  }
})

/** What a run looks at by time, in epoch milliseconds. */
export const spanOf = ({ window, lookbackDays, openedAtMillis }: RunParameters) => ({
  fromMillis: fromMillis(window),
  untilMillis: Math.min(untilMillis(window), openedAtMillis),
  successesFromMillis: IndiaTime.startOf(IndiaTime.plusDays(window.to, 1 - lookbackDays))
})
