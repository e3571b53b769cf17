/**
 * `pnpm bench`: transfers over HTTP, created and confirmed, against a hand-written service with the same durable commits.
 *
 * Everything listens on this machine alone, and stops by itself.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import * as Comparison from "./Comparison.ts"
import type { Figures } from "./Round.ts"

const number = (name: string, fallback: number, description: string) =>
  Flag.Int(name).pipe(Flag.withDescription(description), Flag.withDefault(fallback))

const flags = {
  connections: number("connections", 64, "How many connections make transfers at a time"),
  rounds: number("rounds", 5, "How often each service is measured"),
  warmUp: number("warm-up", 5, "Seconds before each measurement"),
  seconds: number("seconds", 10, "Seconds of each measurement"),
  profile: Flag.String("profile").pipe(
    Flag.withDescription("A folder in which the services leave their CPU profiles"),
    Flag.optional
  ),
  json: Flag.String("json").pipe(
    Flag.withDescription("The file that the figures are written to"),
    Flag.withDefault(".bhejo/bench.json")
  )
}

const millis = (value: number) => `${value.toFixed(0)} ms`

const line = (name: string, figures: Figures) =>
  [
    name.padEnd(9),
    `${figures.transfersPerSecond.toFixed(1).padStart(7)} transfers/s`,
    `create p50 ${millis(figures.createP50Millis)}, p99 ${millis(figures.createP99Millis)}`,
    `confirm p50 ${millis(figures.confirmP50Millis)}, p99 ${millis(figures.confirmP99Millis)}`,
    `${figures.commitsPerTransfer.toFixed(1)} commits`,
    `${(figures.walBytesPerTransfer / 1_024).toFixed(1)} KiB WAL`,
    ...(figures.cpuMillisPerTransfer === undefined ? [] : [`${figures.cpuMillisPerTransfer.toFixed(2)} ms CPU`])
  ].join("   ")

const bench = Command.make("bench", flags, ({ connections, rounds, warmUp, seconds, json, profile }) =>
  Effect.gen(function* () {
    const settings: Comparison.Settings = {
      connections,
      rounds,
      warmUpMillis: warmUp * 1_000,
      measureMillis: seconds * 1_000,
      profileFolder: Option.getOrUndefined(Option.map(profile, (folder) => resolve(folder)))
    }
    const comparison = yield* Comparison.run(settings, (round, { name }, figures) =>
      Console.log(`round ${round}   ${line(name, figures)}`)
    )
    const { ratios, machine } = comparison
    const file = resolve(json)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(comparison, null, 2)}\n`)
    yield* Console.log(
      [
        "",
        `Medians of ${rounds} rounds at ${connections} connections, on ${machine.cores} cores of ${machine.cpu}, Node ${machine.node}:`,
        `          ${line("bhejo", comparison.bhejo)}`,
        `          ${line("baseline", comparison.baseline)}`,
        `Bhejo makes ${ratios.transfersPerSecond.toFixed(2)} of the baseline's transfers in a second; its p99 is ${ratios.createP99.toFixed(2)} of the baseline's to create and ${ratios.confirmP99.toFixed(2)} to confirm.`,
        `All figures are in ${file}.`
      ].join("\n")
    )
  })
).pipe(Command.withDescription("Transfers over HTTP, against a hand-written service with the same durable commits"))

Command.run(bench, { version: "0.0.0" }).pipe(Effect.provide(NodeServices.layer), NodeRuntime.runMain)
