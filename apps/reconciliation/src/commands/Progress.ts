/**
 * How far a run is, for whoever waits: a bar on a terminal, a plain line now and then elsewhere.
 *
 * @module
 */
import { Clock, Effect } from "effect"
import type { Progress as Step } from "../runs/Runner.ts"

export interface Output {
  readonly isTerminal: boolean
  readonly write: (text: string) => void
}

/** A bar is drawn anew at most so often, and a plain line is written at most so often, in milliseconds. */
const intervals = { bar: 100, line: 10_000 }

const barWidth = 28

/** Tells each step to the output. Rate and time left are those of this process since it began to compare. */
export const make = ({ isTerminal, write }: Output): ((step: Step) => Effect.Effect<void>) => {
  let lastMillis = Number.NEGATIVE_INFINITY
  let begun: { readonly atMillis: number; readonly done: number } | undefined
  let isBarOpen = false
  const say = (text: string, atMillis: number, isLast: boolean) => {
    const interval = isTerminal ? intervals.bar : intervals.line
    if (!isLast && atMillis - lastMillis < interval) return
    lastMillis = atMillis
    if (isTerminal) write(`\r\u001b[2K${text}${isLast ? "\n" : ""}`)
    else write(`${text}\n`)
    isBarOpen = isTerminal && !isLast
  }
  return (step) =>
    Effect.map(Clock.currentTimeMillis, (atMillis) => {
      switch (step._tag) {
        case "Opened":
          if (isBarOpen) write("\n")
          write(`Run ${step.run} ${step.isResumed ? "goes on where it stopped" : "is opened"}.\n`)
          return
        case "Reading":
          return say(`Reading the statement: ${step.rows} rows`, atMillis, false)
        case "Comparing": {
          begun ??= { atMillis, done: step.done }
          const isLast = step.done === step.all
          const seconds = (atMillis - begun.atMillis) / 1_000
          const rate = seconds > 0 ? (step.done - begun.done) / seconds : 0
          const left = rate > 0 && !isLast ? `, ${Math.ceil((step.all - step.done) / rate)} s left` : ""
          const share = step.all === 0 ? 1 : step.done / step.all
          const bar = isTerminal ? `${"█".repeat(Math.round(share * barWidth)).padEnd(barWidth, "░")} ` : ""
          const rates = rate > 0 ? `, ${rate.toFixed(1)} a second` : ""
          return say(
            `${bar}${Math.floor(share * 100)} %  ${step.done} of ${step.all} parts${rates}${left}`,
            atMillis,
            isLast
          )
        }
      }
    })
}
