/** The image: the steps of its Dockerfile, performed in an empty folder, since an image cannot be built everywhere. */
import { execFile, spawn } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join, matchesGlob, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { EkoSimulator, Configuration as SimulatorConfiguration } from "@bhejo/eko-simulator"
import { freshDatabase } from "@bhejo/embedded-postgres/testing"
import { assert, describe, it } from "@effect/vitest"
import { DockerfileParser, type Instruction, type JSONInstruction } from "dockerfile-ast"
import { Context, Effect, Layer, Redacted } from "effect"
import * as Support from "../support.ts"

const root = fileURLToPath(new URL("../../../../", import.meta.url))
const textOf = (path: string) => readFileSync(join(root, path), "utf8")

const dockerfile = DockerfileParser.parse(textOf("deploy/Dockerfile"))

/** The instructions of each stage, by its name or number. */
const stages = dockerfile.getInstructions().reduce<Array<Array<Instruction>>>((all, instruction) => {
  if (instruction.getKeyword() === "FROM") all.push([])
  all.at(-1)?.push(instruction)
  return all
}, [])
const [install = [], image = []] = stages

const argumentsOf = (instruction: Instruction) => instruction.getArguments().map((argument) => argument.getValue())
const only = (stage: ReadonlyArray<Instruction>, keyword: string) => {
  const [found, ...more] = stage.filter((instruction) => instruction.getKeyword() === keyword)
  assert.isTrue(found !== undefined && more.length === 0, `one ${keyword}`)
  return found as Instruction
}

const ignored = textOf("deploy/Dockerfile.dockerignore").trim().split("\n")
const isIgnored = (path: string) => ignored.some((pattern) => matchesGlob(path, pattern))

const run = promisify(execFile)

/** Performs a stage's COPY and RUN in a folder, as a build would. */
const perform = async (stage: ReadonlyArray<Instruction>, folder: string) => {
  const bin = join(folder, "..", "bin")
  mkdirSync(bin)
  // The package manager that the stage installs for all.
  const version = /pnpm@(\S+)/.exec(JSON.parse(textOf("package.json")).packageManager)?.[1]
  writeFileSync(join(bin, "pnpm"), '#!/bin/sh\nexec npx --yes --prefer-offline pnpm@12 "$@"\n', { mode: 0o755 })
  for (const instruction of stage) {
    const words = argumentsOf(instruction)
    if (instruction.getKeyword() === "COPY") {
      const [target = "", ...sources] = words.toReversed()
      for (const source of sources) {
        const isFolder = statSync(join(root, source)).isDirectory()
        cpSync(join(root, source), isFolder ? join(folder, target) : join(folder, target, basename(source)), {
          recursive: true,
          filter: (path) => !isIgnored(relative(root, path))
        })
      }
    }
    if (instruction.getKeyword() === "RUN") {
      const command = words.join(" ")
      if (command.startsWith("npm install --global pnpm@")) assert.include(command, `pnpm@${version}`)
      else {
        await run("sh", ["-c", command], {
          cwd: folder,
          env: { ...process.env, PATH: `${bin}:${dirname(process.execPath)}:${process.env["PATH"]}`, CI: "true" }
        })
      }
    }
  }
}

/** What Node could load below a folder of packages. */
const packagesIn = (folder: string) =>
  readdirSync(join(folder, "node_modules", ".pnpm")).map((name) =>
    name.replace(/^(@[^+]+)\+/, "$1/").replace(/(?<=.)@.*/, "")
  )

describe("deploy/Dockerfile", () => {
  it("is made of the Node that everything was tried with, and runs as nobody in particular", () => {
    const node = /^ {2}node: (\S+)$/m.exec(textOf("pnpm-workspace.yaml"))?.[1]
    for (const stage of [install, image])
      assert.match(argumentsOf(only(stage, "FROM"))[0] ?? "", new RegExp(`^node:${node}-`))
    assert.deepStrictEqual(argumentsOf(only(image, "USER")), ["node"])
    assert.isTrue(
      image.findIndex((each) => each.getKeyword() === "USER") < image.findIndex((each) => each.getKeyword() === "CMD")
    )
    // What is copied into it comes from the first stage alone.
    assert.deepStrictEqual(
      image.filter((each) => each.getKeyword() === "COPY").map((each) => each.getTextContent()),
      ["COPY --from=install /bhejo ./"]
    )
  })

  it.live("leads to a service that is ready, with nothing of development in it", () =>
    Effect.gen(function* () {
      const outer = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "bhejo-image-"))),
        (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
      )
      const folder = join(outer, "bhejo")
      mkdirSync(folder)
      yield* Effect.promise(() => perform(install, folder))

      const packages = packagesIn(folder)
      assert.include(packages, "effect")
      for (const unwanted of [
        "vitest",
        "typescript",
        "embedded-postgres",
        "@sparticuz/chromium",
        "@biomejs/biome",
        "turbo"
      ]) {
        assert.notInclude(packages, unwanted)
      }
      assert.deepStrictEqual(readdirSync(join(folder, "packages")).toSorted(), [
        "core",
        "eko-transport",
        "store-postgres"
      ])
      assert.isFalse(existsSync(join(folder, "apps/http-adapter/test")))

      const databaseUrl = yield* freshDatabase
      const services = yield* Layer.build(
        EkoSimulator.EkoSimulator.layer({ configuration: SimulatorConfiguration.development("seed") })
      )
      const [port, metricsPort] = [yield* Support.freePort, yield* Support.freePort]
      const variables = Object.fromEntries(
        argumentsOf(only(image, "ENV")).map((pair) => pair.split("=", 2) as [string, string])
      )
      const env = {
        ...variables,
        ...Support.environment(Context.get(services, EkoSimulator.EkoSimulator), databaseUrl, "seed"),
        HOST: "127.0.0.1",
        PORT: String(port),
        METRICS_PORT: String(metricsPort)
      }
      const [program = "", ...argv] = (only(image, "CMD") as JSONInstruction)
        .getJSONStrings()
        .map((each) => each.getJSONValue())
      assert.strictEqual(program, "node")
      const child = yield* Effect.acquireRelease(
        Effect.sync(() => spawn(process.execPath, argv, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] })),
        (child) => Effect.promise(() => Support.killed(child))
      )
      let log = ""
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk) => {
          log += String(chunk)
        })
      }
      const readiness = () =>
        fetch(`http://127.0.0.1:${metricsPort}/readyz`).then(
          ({ status }) => status,
          () => undefined
        )
      let status: number | undefined
      for (let look = 0; look < 3000 && status !== 200 && child.exitCode === null; look++) {
        status = yield* Effect.promise(readiness)
        yield* Effect.sleep("100 millis")
      }
      assert.strictEqual(status, 200, log)
      assert.notInclude(log, Redacted.value(databaseUrl))

      // The image's own check of its health says the same.
      const command = /CMD (\[.*\])$/.exec(only(image, "HEALTHCHECK").getTextContent())?.[1]
      const [, ...check]: ReadonlyArray<string> = JSON.parse(command ?? "[]")
      assert.isNotEmpty(check)
      const checked = (metricsPort: string) =>
        Effect.promise(() =>
          run(process.execPath, check, { env: { ...env, METRICS_PORT: metricsPort } }).then(
            () => 0,
            ({ code }) => code
          )
        )
      assert.strictEqual(yield* checked(String(metricsPort)), 0)
      assert.strictEqual(yield* checked(String(yield* Support.freePort)), 1)

      // The other two programs start from the same folder.
      const help = yield* Effect.promise(() =>
        run(process.execPath, ["apps/reconciliation/src/main.ts", "--help"], { cwd: folder, env })
      )
      assert.include(help.stdout, "reconcile")
      const worker = spawn(process.execPath, ["apps/http-adapter/src/worker.ts"], {
        cwd: folder,
        env: { ...env, METRICS_PORT: String(yield* Support.freePort) },
        stdio: ["ignore", "pipe", "inherit"]
      })
      yield* Effect.addFinalizer(() => Effect.promise(() => Support.killed(worker)))
      const [first] = yield* Effect.promise(() => worker.stdout.take(1).toArray())
      assert.include(String(first), "Working")
    }).pipe(Effect.scoped)
  )
})
