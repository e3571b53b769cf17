/**
 * An end within a stated time: what is under way is awaited, and left to settlement where that takes too long.
 *
 * @module
 */
import { Effect } from "effect"

const signals = ["SIGINT", "SIGTERM"] as const

/**
 * From the first signal on, the process has this long. Then it ends without further waiting: an attempt that is recorded is
 * inquired by whoever works next, and one that is not was never sent.
 */
export const within = (timeoutMillis: number): Effect.Effect<void> =>
  Effect.contextWith((services) =>
    Effect.sync(() => {
      const run = Effect.runSyncWith(services)
      let isEnding = false
      const begin = (signal: (typeof signals)[number]) => {
        if (isEnding) return
        isEnding = true
        run(Effect.logInfo("Ending: nothing new is taken", { signal, withinMillis: timeoutMillis }))
        setTimeout(() => {
          run(Effect.logError("Ended before all was done; what is open is left to settlement", { timeoutMillis }))
          process.exit(1)
        }, timeoutMillis).unref()
      }
      for (const signal of signals) process.on(signal, begin)
    })
  )
