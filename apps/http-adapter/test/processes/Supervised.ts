/** A process that is started again whenever it ends, as a service manager does it, and that may be killed and frozen. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import * as CommandProcess from "../CommandProcess.ts"

/** Within this time a process is up, or ends when told to; generous, because a machine may be slow. */
const patienceMillis = 120_000

/** What is kept of a process's words, for the report of a failure. */
const logLength = 4_000

/** A run that is broken off leaves nobody behind. */
const living = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL")
})

export class Supervised {
  /** Grows with each disturbance, so that whoever needs calm can see whether there was any. */
  disturbances = 0
  /** How often it ended though nobody had told it to. */
  endedByItself = 0
  log = ""
  /** Its first words, by which it may say that it is up. */
  #beginning = ""
  #child: ChildProcess | undefined
  #isWanted = false
  #supervision: Promise<void> = Promise.resolve()

  readonly name: string
  readonly #entry: string
  readonly #environment: Readonly<Record<string, string>>
  readonly #isUp: (beginning: string) => Promise<boolean>

  constructor(
    name: string,
    entry: string,
    environment: Readonly<Record<string, string>>,
    isUp: (beginning: string) => Promise<boolean>
  ) {
    this.name = name
    this.#entry = entry
    this.#environment = environment
    this.#isUp = isUp
  }

  /** Starts it, and keeps starting it until {@link end}. */
  async start(): Promise<void> {
    this.#isWanted = true
    this.#supervision = this.#supervise()
    await this.untilUp()
  }

  async #supervise(): Promise<void> {
    while (this.#isWanted) {
      this.log = ""
      this.#beginning = ""
      const child = spawn(process.execPath, [this.#entry], {
        env: { ...CommandProcess.inherited, ...this.#environment },
        stdio: ["ignore", "pipe", "pipe"]
      })
      this.#child = child
      living.add(child)
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          this.log = (this.log + text).slice(-logLength)
          if (this.#beginning.length < logLength) this.#beginning += text
        })
      }
      const disturbances = this.disturbances
      const [code] = await once(child, "exit")
      living.delete(child)
      if (this.#isWanted && disturbances === this.disturbances && this.#wasUp) {
        this.endedByItself++
        console.log(`${this.name} ended by itself with ${code}:\n${this.log}`)
      }
      this.#wasUp = false
      await sleep(100)
    }
  }

  #wasUp = false

  async untilUp(): Promise<void> {
    const expired = AbortSignal.timeout(patienceMillis)
    while (!expired.aborted) {
      if (this.#isAlive() && (await this.#isUp(this.#beginning))) {
        this.#wasUp = true
        return
      }
      await sleep(50)
    }
    throw new Error(`${this.name} is not up:\n${this.log}`)
  }

  #isAlive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Ends it by a signal and waits until another one is up in its place. */
  async replace(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    this.disturbances++
    const child = this.#child
    if (child !== undefined) await this.#ended(child, signal)
    while (this.#child === child) await sleep(20)
    await this.untilUp()
  }

  async freeze(): Promise<void> {
    this.disturbances++
    this.#child?.kill("SIGSTOP")
  }

  async thaw(): Promise<void> {
    this.disturbances++
    this.#child?.kill("SIGCONT")
  }

  /** Ends it for good. */
  async end(): Promise<void> {
    this.#isWanted = false
    this.disturbances++
    const child = this.#child
    if (child !== undefined) await this.#ended(child, "SIGKILL")
    await this.#supervision
  }

  async #ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, "exit", { signal: AbortSignal.timeout(patienceMillis) })
    child.kill(signal)
    await exit.catch(() => {
      throw new Error(`${this.name} does not end after ${signal}:\n${this.log}`)
    })
  }
}
