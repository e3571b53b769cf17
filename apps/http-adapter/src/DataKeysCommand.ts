/**
 * The command line that rotates `DATA_KEY`.
 *
 * @module
 */
import { KeyRotation, KnownKeys, Migrations, PostgresClient, Sealing } from "@bhejo/store-postgres"
import { Console, Effect, Layer } from "effect"
import { Argument, Command } from "effect/cli"
import * as Configuration from "./Configuration.ts"

const database = Layer.unwrap(
  Effect.map(Configuration.sealedDatabase, ({ url, dataKeys }) =>
    KnownKeys.layer(dataKeys).pipe(
      Layer.provide(Migrations.layer),
      Layer.provideMerge(PostgresClient.layer({ url, applicationName: "bhejo-data-keys", maxConnections: 1 }))
    )
  )
)

const lineOf = ({ table, keyId, count }: KeyRotation.Use): string =>
  `${table.padEnd(20)}${(keyId ?? "(in plain)").padEnd(34)}${count}`

const status = Command.make("status", {}, () =>
  Effect.gen(function* () {
    const keys = yield* Sealing.SealingKeys
    yield* Console.error(`The current key is "${keys.current.id}". Rows by the key that they rest under:`)
    const uses = yield* KeyRotation.uses
    if (uses.length > 0) yield* Console.log(uses.map(lineOf).join("\n"))
  }).pipe(Effect.provide(database))
).pipe(Command.withDescription("Tells what rests under which key; it reads every journal"))

const reseal = Command.make("reseal", {}, () =>
  Effect.gen(function* () {
    const sealed = yield* KeyRotation.reseal
    const left = (yield* KeyRotation.outdated).filter(({ count }) => count > 0)
    yield* Console.log(`${sealed} sealed anew.`)
    if (left.length === 0) return
    yield* Console.error(
      `Not yet under the current key: ${left.map(({ table, count }) => `${table} ${count}`).join(", ")}.`
    )
    yield* Console.error("Processes wrote them meanwhile under another key, or they cannot be opened. Run it again.")
  }).pipe(Effect.provide(database))
).pipe(Command.withDescription("Seals every snapshot under the current key; journals stay as they are"))

const retire = Command.make(
  "retire",
  { id: Argument.String("id").pipe(Argument.withDescription("A key that DATA_KEY is to lose, by its id")) },
  Effect.fnUntraced(function* ({ id }) {
    yield* Effect.provide(KeyRotation.retire(id), database)
    yield* Console.log(`The key "${id}" is retired: take it out of DATA_KEY.`)
  })
).pipe(Command.withDescription("Lets processes start without a key, where nothing rests under it any more"))

const command = Command.make("data-keys").pipe(
  Command.withDescription("The keys that personal data is sealed under"),
  Command.withSubcommands([status, reseal, retire])
)

/** Runs the command with these words, and says in plain ones what kept it from its end. */
export const run = (words: ReadonlyArray<string>) =>
  Effect.tapError(Command.runWith(command, { version: "0.0.0" })(words), (error) =>
    error._tag === "ShowHelp" ? Effect.void : Console.error(error.message)
  )
