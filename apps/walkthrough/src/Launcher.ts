/**
 * The package manager that started this process: when it is gone, so should we be.
 *
 * A signal sent to `npx` alone ends it and does not reach us. We would stay behind, unseen and listening.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import { Effect, Schedule } from "effect"

/** How far up a launcher can be: npx, a shell, pnpm, another shell. */
const maxAncestors = 8

/** The outermost ancestor that is a package manager, if any. */
const find = (): number | undefined => {
  let launcher: number | undefined
  let pid = process.ppid
  for (let level = 0; level < maxAncestors && pid > 1; level++) {
    const [, parent, command] =
      /^\s*(\d+)\s+(.*)$/s.exec(execFileSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" })) ??
      []
    if (parent === undefined || command === undefined) break
    if (/\bp?np[mx]\b/.test(command)) launcher = pid
    pid = Number(parent)
  }
  return launcher
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits until the launcher has ended; for ever where there is none, or where this system does not tell. */
export const ended: Effect.Effect<void> = Effect.try({ try: find, catch: () => undefined }).pipe(
  Effect.catch(() => Effect.succeed(undefined)),
  Effect.flatMap((launcher) =>
    launcher === undefined
      ? Effect.never
      : Effect.asVoid(
          Effect.repeat(
            Effect.sync(() => isAlive(launcher)),
            { schedule: Schedule.spaced("1 second"), while: (alive) => alive }
          )
        )
  )
)
