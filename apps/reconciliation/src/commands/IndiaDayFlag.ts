/**
 * An option of the command line that is a day in India.
 *
 * @module
 */
import { IndiaTime } from "@bhejo/core"
import { Schema } from "effect"
import { Flag } from "effect/cli"

const decode = Schema.decodeUnknownOption(IndiaTime.IndiaDay)

export const make = (name: string): Flag.Flag<IndiaTime.IndiaDay> =>
  Flag.filterMap(Flag.String(name), decode, () => "a day in India, such as 2026-11-20")
