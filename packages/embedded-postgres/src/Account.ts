/**
 * The operating system's account that PostgreSQL runs as: PostgreSQL refuses to run as root.
 *
 * @module
 */
import { execFile } from "node:child_process"
import { promisify } from "node:util"

export interface Account {
  readonly uid: number
  readonly gid: number
}

const run = promisify(execFile)

const name = "postgres"

/**
 * The account `postgres`, made if it is missing; needs root.
 *
 * @throws Error when there is none and none can be made.
 */
export const postgres = async (): Promise<Account> => {
  const known = await lookUp().catch(() => undefined)
  if (known !== undefined) return known
  const arguments_ = [
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir",
    "/nonexistent",
    "--shell",
    "/bin/false"
  ]
  const making = await run("/usr/sbin/useradd", [...arguments_, name]).catch((error: unknown) => error)
  // Another start may have made it at the same moment, so what counts is whether it is there.
  return lookUp().catch(() => {
    throw making
  })
}

const lookUp = async (): Promise<Account> => {
  const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])])
  return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) }
}

/**
 * Whether the account can run a program. The account's own attempt answers this: modes alone would not show access lists
 * and mount options.
 */
export const canRun = async (
  account: Account,
  program: string,
  ...arguments_: ReadonlyArray<string>
): Promise<boolean> =>
  run(program, arguments_, { ...account, cwd: "/" }).then(
    () => true,
    () => false
  )

/** Whether the account can reach what is in a folder. */
export const canEnter = (account: Account, folder: string): Promise<boolean> => canRun(account, "test", "-x", folder)
