/** A command line of the adapter as a process of its own, and what is left of it. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** What a process is given of this one's environment: where programs are, and what is compiled already. */
export const inherited = {
  PATH: process.env["PATH"],
  NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"]
}

/** Runs a file of `src` to its end, with nothing of its own in its environment but this. */
export const run = (file: string, env: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) =>
  Effect.promise(
    () =>
      new Promise<Ended>((resolve) => {
        const entry = fileURLToPath(new URL(`../src/${file}`, import.meta.url))
        const child = spawn(process.execPath, [entry, ...args], {
          env: { ...inherited, ...env },
          stdio: ["ignore", "pipe", "pipe"]
        })
        let [out, err] = ["", ""]
        child.stdout.on("data", (chunk) => {
          out += String(chunk)
        })
        child.stderr.on("data", (chunk) => {
          err += String(chunk)
        })
        child.once("close", (code) => resolve({ code, out, err }))
      })
  )
