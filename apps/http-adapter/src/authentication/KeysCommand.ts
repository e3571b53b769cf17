/**
 * The command line that creates, lists and revokes API keys.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import { Identifiers } from "@bhejo/core"
import { Migrations, PostgresApiKeys, PostgresClient } from "@bhejo/store-postgres"
import { Console, Data, Effect, Layer, Option } from "effect"
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
    )
  },
  Effect.fnUntraced(function* ({ team, operator, scope }) {
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
      const { id } = yield* add({ holder, scopes, sha256Hex })
      yield* Console.error(`Key ${id} of ${holder} (${scopes.join(", ")}). It is shown now and never again:`)
      yield* Console.log(key)
    }).pipe(Effect.provide(keys))
  })
).pipe(Command.withDescription("Makes a key and shows it, once"))

const widths = [12, 24, 16, 13, 24] as const

const line = (...cells: ReadonlyArray<string>): string =>
  cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join("  ")
    .trimEnd()

const lineOf = ({ id, holder, scopes, origin, createdAtMillis, revokedAtMillis }: PostgresApiKeys.ApiKey): string =>
  line(
    id,
    holder,
    scopes.join(","),
    origin,
    iso(createdAtMillis),
    revokedAtMillis === null ? "" : `revoked ${iso(revokedAtMillis)}`
  )

const list = Command.make(
  "list",
  {
    holder: Flag.String("holder").pipe(Flag.withDescription("One team or group of operators alone"), Flag.optional),
    all: Flag.Boolean("all").pipe(Flag.withDescription("Those that are revoked, too"), Flag.withDefault(false))
  },
  Effect.fnUntraced(function* ({ holder, all }) {
    const known = yield* Effect.provide(
      PostgresApiKeys.ApiKeys.use((table) => table.all),
      keys
    )
    const asked = known.filter(
      (key) => (all || key.revokedAtMillis === null) && Option.getOrElse(holder, () => key.holder) === key.holder
    )
    if (asked.length === 0) return yield* Console.error("There is no such key.")
    yield* Console.log([line("id", "holder", "scopes", "from", "made"), ...asked.map(lineOf)].join("\n"))
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
