/**
 * A server with settings that nobody should have; the embedded server of the other tests takes none.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { type AddressInfo, createServer } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { Effect, Redacted } from "effect"
import * as Cluster from "../../embedded-postgres/src/Cluster.ts"
import * as Postmaster from "../../embedded-postgres/src/Postmaster.ts"

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

const start = async (settings: Readonly<Record<string, string>>) => {
  const folder = await Cluster.temporaryFolder()
  const cluster = await Cluster.openOrCreate(folder, { sync: false, signal: AbortSignal.timeout(120_000) })
  const port = await freePort()
  const all = { listen_addresses: "127.0.0.1", port: String(port), unix_socket_directories: "", ...settings }
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  const server = spawn(cluster.binaries.postgres, ["-D", cluster.dataFolder, ...flags], {
    ...cluster.account,
    cwd: "/",
    env: { LC_ALL: "C" },
    stdio: "ignore"
  })
  const isReady = async () => (await Postmaster.recorded(cluster.dataFolder))?.ready === true
  while (server.exitCode === null && !(await isReady())) await sleep(20)
  const url = Redacted.make(`postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`)
  const stop = async () => {
    if (server.pid !== undefined) await Postmaster.stop(server.pid, cluster.dataFolder)
    await Cluster.remove(folder)
  }
  return { url, stop }
}

/** The superuser's address of a server of its own, which is gone when the scope closes. */
export const make = (settings: Readonly<Record<string, string>>) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(() => start(settings)),
      ({ stop }) => Effect.promise(stop)
    ),
    ({ url }) => url
  )
