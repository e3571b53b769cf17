/**
 * What a run looks at: some days of business in India, of one product or all.
 *
 * @module
 */
import { IndiaTime, TransferPolicy } from "@bhejo/core"
import { Schema } from "effect"

export const RunWindow = Schema.Struct({
  from: IndiaTime.IndiaDay,
  to: IndiaTime.IndiaDay,
  product: Schema.optionalKey(TransferPolicy.Product)
})
export type RunWindow = typeof RunWindow.Type

/** Where a comparison takes Eko's word from; the journal is always compared with the snapshots. */
export const Source = Schema.Literals(["inquiry", "statement", "wallet"])
export type Source = typeof Source.Type

/** The name of a window: two runs of one name exclude each other. */
export const keyOf = ({ from, to, product }: RunWindow): string => `${from}_${to}_${product ?? "all"}`

/** The name of the window's run with this number, from 1. */
export const runIdOf = (window: RunWindow, ordinal: number): string => `${keyOf(window)}_${ordinal}`

/** In epoch milliseconds; the end is the first instant after the window. */
export const fromMillis = ({ from }: RunWindow): number => IndiaTime.startOf(from)
export const untilMillis = ({ to }: RunWindow): number => IndiaTime.endOf(to)
