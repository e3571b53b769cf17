/** `pnpm start` as a newcomer meets it: a real process, started, stopped, and started again on the same data. */
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, describe, it } from "@effect/vitest"

const folder = mkdtempSync(join(tmpdir(), "bhejo-walkthrough-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const listening = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject)
    server.listen(port, "127.0.0.1", () => resolve(server))
  })

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

const freePort = async (): Promise<number> => {
  const server = await listening(0)
  const port = portOf(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

const walk = (port: number, simulatorPort: number) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL("../src/main.ts", import.meta.url)), folder], {
    env: { PATH: process.env["PATH"], PORT: String(port), SIMULATOR_PORT: String(simulatorPort) },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk)
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  const says = async (text: string) => {
    for (let look = 0; look < 2000 && child.exitCode === null; look++) {
      if (output.includes(text)) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    if (!output.includes(text)) throw new Error(`it never said "${text}":\n${output}`)
  }
  return { child, ended, says, output: () => output }
}

const postmasterFiles = () => readdirSync(join(folder, "postgres"), { recursive: true }).map(String)

describe("the walkthrough", () => {
  it("moves the money of both products, stops without a trace, and finds its data again", async () => {
    const [port, simulatorPort] = [await freePort(), await freePort()]
    const first = walk(port, simulatorPort)
    await first.says("Ctrl-C stops everything.")
    const output = first.output()
    assert.include(output, "DMT-Fino: ₹500 to Sunil Sharma")
    assert.include(output, "PPI DigiKhata: ₹110 to Asha Devi")
    assert.lengthOf(output.match(/GET \/v1\/[a-z-]+\/senders\/\d+\/recipients/g) ?? [], 2)
    assert.lengthOf(output.match(/"state": "succeeded"/g) ?? [], 2)
    assert.lengthOf(output.match(/debit {2}tid \d+/g) ?? [], 2)
    assert.include(output, `curl -s -X POST http://127.0.0.1:${port}/v1/transfers`)
    assert.include(output, "bhejo-development-key")
    assert.match(output, /1 break is open, 1 of them new\.\n {2}balance_gap +1\n/)
    assert.include(
      output,
      "The planted break is found: The wallet fell by ₹100.00 more than everything known explains."
    )
    assert.notInclude(output, "Open as well")
    assert.include(readFileSync(join(folder, "reconciliation", "report.html"), "utf8"), "1 break is open.")
    const docs = await fetch(/http:\S+\/docs/.exec(output)?.[0] ?? "")
    assert.include(await docs.text(), "Bhejo API")
    const id = /\/v1\/transfers\/([0-9a-f-]{36})\/confirm/.exec(output)?.[1]
    const find = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/v1/transfers/${id}`, {
        headers: { authorization: "Bearer bhejo-development-key" }
      })
      return (await response.json()) as { readonly state: string }
    }
    const found = await find()
    assert.strictEqual(found.state, "succeeded")

    first.child.kill("SIGINT")
    await first.ended
    assert.isTrue(postmasterFiles().every((file) => !file.endsWith("postmaster.pid")))
    for (const freed of [port, simulatorPort])
      await new Promise((resolve) => listening(freed).then((s) => s.close(resolve)))

    const second = walk(port, simulatorPort)
    await second.says("Ctrl-C stops everything.")
    assert.deepStrictEqual(await find(), found)
    const ledger = await fetch(`http://127.0.0.1:${simulatorPort}/_simulator/ledger`)
    assert.lengthOf(JSON.stringify(await ledger.json()).match(/"kind":"debit"/g) ?? [], 4)
    assert.match(second.output(), /1 break is open, 0 of them new\.\n {2}balance_gap +1\n/)
    second.child.kill("SIGTERM")
    await second.ended
    const again = spawnSync(process.execPath, [fileURLToPath(new URL("../src/reconcile.ts", import.meta.url))], {
      env: { PATH: process.env["PATH"], BHEJO_FOLDER: folder, SIMULATOR_PORT: String(simulatorPort) },
      encoding: "utf8"
    })
    assert.strictEqual(again.status, 1, again.stderr)
    assert.match(again.stdout, /1 break is open, 0 of them new\.\n {2}balance_gap +1\n/)
    assert.isTrue(existsSync(join(folder, "eko-simulator.ndjson")))
  })

  it("says in plain words that a port is taken", async () => {
    const taken = await listening(0)
    for (const [port, simulatorPort, variable] of [
      [portOf(taken), await freePort(), "PORT"],
      [await freePort(), portOf(taken), "SIMULATOR_PORT"]
    ] as const) {
      const walked = walk(port, simulatorPort)
      assert.strictEqual(await walked.ended, 1)
      assert.match(walked.output(), new RegExp(`Port ${portOf(taken)} .*is taken`))
      assert.include(walked.output(), variable)
    }
    taken.close()
  })
})
