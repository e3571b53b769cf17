import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DmtFino } from "@bhejo/core"
import { afterEach, assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { Bench, seedDmtOrder, seedInitiate } from "./support.ts"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const cleanUps: Array<() => unknown> = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

interface Started {
  readonly child: ChildProcess
  readonly printed: () => string
  readonly ended: Promise<number | null>
}

const start = (environment: Record<string, string>): Started => {
  const { PATH } = process.env
  const child = spawn(process.execPath, [main], { env: { PATH, ...environment }, stdio: ["ignore", "pipe", "pipe"] })
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)))
  cleanUps.push(() => child.exitCode === null && child.signalCode === null && child.kill("SIGKILL"))
  return { child, printed: () => text, ended }
}

const ready = async ({ printed, ended }: Started): Promise<void> => {
  const gone = ended.then(() => "gone")
  while (!printed().includes("Simulated Eko at")) {
    const next = await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 20))])
    if (next === "gone") throw new Error(`it ended: ${printed()}`)
  }
}

const freePort = (): Promise<{ readonly port: number; readonly close: () => Promise<void> }> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resolve({ port, close: () => new Promise((closed) => server.close(() => closed())) })
    })
  })

const call = async (port: number, bench: Bench, kind: "send" | "initiate", change = {}) => {
  bench.timeMillis = Math.max(Date.now(), bench.timeMillis + 1)
  const request =
    kind === "send"
      ? bench.request(DmtFino.sendOtp, { ...seedDmtOrder, ...change })
      : bench.request(DmtFino.initiate, { ...seedInitiate, ...change })
  const { method, path, headers, body } = request
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body })
  return {
    status: answer.status,
    body: (await answer.json()) as { readonly status: number; readonly tx_status?: string }
  }
}

const see = async <A>(port: number, path: string): Promise<A> =>
  // Each caller knows what it asked for.
  (await (await fetch(`http://127.0.0.1:${port}/_simulator${path}`)).json()) as A

describe("the simulator on its own", { timeout: 120_000 }, () => {
  it("survives being killed: an OTP that was sent before works after it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "eko-simulator-"))
    cleanUps.push(() => rm(folder, { recursive: true }))
    const { port, close } = await freePort()
    await close()
    const stateFile = join(folder, "eko.jsonl")
    const environment = { SIMULATOR_PORT: String(port), SIMULATOR_STATE_FILE: stateFile, EKO_GENERATION: "seed" }
    const bench = new Bench("seed")

    const first = start(environment)
    await ready(first)
    assert.strictEqual((await call(port, bench, "send")).status, 200)
    const { otp, otp_ref_id } = await see<{ readonly otp: string; readonly otp_ref_id: string }>(
      port,
      "/otps?customer_id=9123456789"
    )
    first.child.kill("SIGKILL")
    await first.ended

    const second = start(environment)
    await ready(second)
    const paid = await call(port, bench, "initiate", { otp, otp_ref_id })
    assert.strictEqual(paid.body.tx_status, "0")
    assert.strictEqual((await see<ReadonlyArray<unknown>>(port, "/ledger")).length, 1)

    second.child.kill("SIGTERM")
    assert.strictEqual(await second.ended, 0)
    for (const secret of [otp, Redacted.value(bench.configuration.accessKey), String(bench.headers()["secret-key"])]) {
      assert.notInclude(first.printed() + second.printed(), secret)
    }
    assert.include(await readFile(stateFile, "utf8"), '"DebitAccepted"')
  })

  it("ends cleanly on an interrupt, and takes its keys and generation from the environment", async () => {
    const { port, close } = await freePort()
    await close()
    const started = start({
      SIMULATOR_PORT: String(port),
      EKO_GENERATION: "2026-07",
      EKO_DEVELOPER_KEY: "another-developer",
      EKO_ACCESS_KEY: "another-access-key"
    })
    await ready(started)
    const refused = await call(port, new Bench("seed"), "send")
    assert.deepStrictEqual([refused.status, refused.body.status], [401, 2483])
    started.child.kill("SIGINT")
    assert.strictEqual(await started.ended, 0)
    assert.notInclude(started.printed(), "another-")
  })

  it("a taken port ends it with a message and no stack", async () => {
    const { port, close } = await freePort()
    cleanUps.push(close)
    const started = start({ SIMULATOR_PORT: String(port) })
    assert.strictEqual(await started.ended, 1)
    assert.include(started.printed(), `Port ${port} on 127.0.0.1 is taken`)
    assert.notInclude(started.printed(), "    at ")
  })

  it("a setting that is wrong ends it with its name", async () => {
    for (const [name, value] of [
      ["EKO_GENERATION", "2027"],
      ["SIMULATOR_AMOUNTS", "none"],
      // Callbacks hold customers' numbers, and go to this machine alone.
      ["SIMULATOR_CALLBACK_URL", "http://example.org/callback"]
    ] as const) {
      const started = start({ [name]: value })
      assert.strictEqual(await started.ended, 1)
      assert.include(started.printed(), name)
      assert.notInclude(started.printed(), "    at ")
    }
  })
})
