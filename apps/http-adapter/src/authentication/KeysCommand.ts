/**
 * The command line that creates, lists and revokes API keys.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import { Identifiers } from "@bhejo/core"
import { Migrations, PostgresApiKeys, PostgresClient } from "@bhejo/store-postgres"
import { Console, Data, Duration, Effect, Layer, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as Configuration from "../Configuration.ts"
import { iso } from "../views/View.ts"
import * as HashedSecret from "./HashedSecret.ts"
import { maxAgeMillis } from "./Keyring.ts"
import { OperatorId } from "./SeedKeys.ts"

/** What was asked for makes no sense. */
export class Refused extends Data.TaggedError("Refused")<{ readonly message: string }> {}

const refuse = (message: string) => new Refused({ message })

const keys = Layer.unwrap(
  Effect.map(Configuration.databaseUrl, (url) =>
    PostgresApiKeys.layer.pipe(
      Layer.provide(Migrations.layer),
      Layer.provide(PostgresClient.layer({ url, applicationName: "bhejo-keys", maxConnections: 1 }))
    )
  )
)

/** Long enough that nobody finds it by trying, and with a name in front by which a leaked one is found. */
const newKey = (): string => `bhejo_${randomBytes(32).toString("base64url")}`

/** Short enough that it ends, and long enough that it can be used at all. */
const Lifetime = Schema.DurationFromString.check(
  Schema.makeFilter((lifetime) => Duration.isFinite(lifetime) && Duration.toMillis(lifetime) >= 60_000, {
    message: 'must be a minute or longer, such as "90 days"'
  })
)

const create = Command.make(
  "create",
  {
    team: Flag.String("team").pipe(
      Flag.withSchema(Identifiers.TeamId),
      Flag.withDescription("The team that the key is for"),
      Flag.optional
    ),
    operator: Flag.String("operator").pipe(
      Flag.withSchema(OperatorId),
      Flag.withDescription("The group of operators that the key is for, instead of a team"),
      Flag.optional
    ),
    scope: Flag.Literals("scope", ["all", "transfers", "read"]).pipe(
      Flag.withDescription("What a team's key may do: make transfers, read them, or both"),
      Flag.withDefault("all")
    ),
    expiresIn: Flag.String("expires-in").pipe(
      Flag.withSchema(Lifetime),
      Flag.withDescription('For how long it works, such as "90 days"; until it is revoked unless you say so'),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ team, operator, scope, expiresIn }) {
    const holder = Option.getOrUndefined(Option.orElse(team, () => operator))
    if (holder === undefined || (Option.isSome(team) && Option.isSome(operator))) {
      return yield* refuse("Name either a team (--team) or a group of operators (--operator).")
    }
    if (Option.isSome(operator) && scope !== "all") {
      return yield* refuse("An operator's key has no scope but its own: leave --scope out.")
    }
    const scopes = Option.isSome(operator)
      ? (["operator"] as const)
      : scope === "all"
        ? (["transfers", "read"] as const)
        : [scope]
    const key = newKey()
    const sha256Hex = HashedSecret.hash(key).toString("hex")
    yield* Effect.gen(function* () {
      const { add } = yield* PostgresApiKeys.ApiKeys
      const expiresInMillis = Option.getOrUndefined(Option.map(expiresIn, Duration.toMillis))
      const { id, expiresAtMillis } = yield* add({ holder, scopes, sha256Hex, expiresInMillis })
      const until = expiresAtMillis === null ? "" : `, until ${iso(expiresAtMillis)}`
      yield* Console.error(`Key ${id} of ${holder} (${scopes.join(", ")})${until}. It is shown now and never again:`)
      yield* Console.log(key)
    }).pipe(Effect.provide(keys))
  })
).pipe(Command.withDescription("Makes a key and shows it, once"))

const widths = [12, 24, 16, 13, 24, 24] as const

const line = (...cells: ReadonlyArray<string>): string =>
  cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join("  ")
    .trimEnd()

/** What ends a key, or has ended it. */
const endOf = ({ revokedAtMillis, expiresAtMillis, isExpired }: PostgresApiKeys.ApiKey): string => {
  if (revokedAtMillis !== null) return `revoked ${iso(revokedAtMillis)}`
  if (expiresAtMillis === null) return ""
  return `${isExpired ? "expired" : "expires"} ${iso(expiresAtMillis)}`
}

const lineOf = (key: PostgresApiKeys.ApiKey): string => {
  const { id, holder, scopes, origin, createdAtMillis, lastUsedAtMillis } = key
  const used = lastUsedAtMillis === null ? "never" : iso(lastUsedAtMillis)
  return line(id, holder, scopes.join(","), origin, iso(createdAtMillis), used, endOf(key))
}

const list = Command.make(
  "list",
  {
    holder: Flag.String("holder").pipe(Flag.withDescription("One team or group of operators alone"), Flag.optional),
    all: Flag.Boolean("all").pipe(
      Flag.withDescription("Those that are revoked or expired, too"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ holder, all }) {
    const known = yield* Effect.provide(
      PostgresApiKeys.ApiKeys.use((table) => table.all),
      keys
    )
    const asked = known.filter(
      (key) =>
        (all || (key.revokedAtMillis === null && !key.isExpired)) &&
        Option.getOrElse(holder, () => key.holder) === key.holder
    )
    if (asked.length === 0) return yield* Console.error("There is no such key.")
    yield* Console.log([line("id", "holder", "scopes", "from", "made", "used"), ...asked.map(lineOf)].join("\n"))
  })
).pipe(Command.withDescription("Lists the keys that work, by their ids; no key can be shown again"))

const revoke = Command.make(
  "revoke",
  { id: Argument.String("id").pipe(Argument.withDescription("A key, as `list` names it")) },
  Effect.fnUntraced(function* ({ id }) {
    const key = yield* Effect.provide(
      PostgresApiKeys.ApiKeys.use((table) => table.revoke(id)),
      keys
    )
    if (key === undefined) return yield* refuse(`There is no key ${id}.`)
    yield* Console.error(
      `Key ${id} of ${key.holder} is revoked, for good. No process takes it after ${maxAgeMillis / 1_000} seconds.`
    )
  })
).pipe(Command.withDescription("Revokes a key for good"))

const command = Command.make("keys").pipe(
  Command.withDescription("The API keys of teams and operators"),
  Command.withSubcommands([create, list, revoke])
)

/** Runs the command with these words, and says in plain ones what kept it from its end. */
export const run = (words: ReadonlyArray<string>) =>
  Effect.tapError(Command.runWith(command, { version: "0.0.0" })(words), (error) =>
    error._tag === "ShowHelp" ? Effect.void : Console.error(error.message)
  )
