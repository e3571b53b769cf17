/**
 * `pnpm reconcile`: the reconciliation on the data that `pnpm start` leaves, with the same arguments as
 * `bhejo-reconcile`; today by inquiry and by the wallet where there are none.
 *
 * @module
 */
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Ended } from "@bhejo/reconciliation"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Console, Effect, References } from "effect"
import * as Development from "./Development.ts"
import * as ReconcileHere from "./ReconcileHere.ts"

/** Where `pnpm start` leaves its data, unless BHEJO_FOLDER names another place. */
const folderOfStart = Config.String("BHEJO_FOLDER").pipe(
  Config.withDefault(fileURLToPath(new URL("../../../.bhejo", import.meta.url)))
)
const given = process.argv.slice(2).filter((argument) => argument !== "--")

const output = { isTerminal: process.stderr.isTTY === true, write: (text: string) => void process.stderr.write(text) }

const program = Effect.gen(function* () {
  const folder = yield* folderOfStart
  const { simulator } = yield* Development.ports
  const { environment } = yield* Development.surroundings(folder, simulator)
  const day = yield* ReconcileHere.today
  const args = given.length > 0 ? given : ["run", "--date", day, "--out", join(folder, "reconciliation")]
  const code = yield* ReconcileHere.run(args, environment, output)
  if (code === 1) return yield* new Ended.Ended({ code })
})

/** What the command line has told already. */
const isSaid = (error: Error): boolean => error instanceof Ended.Ended || ("_tag" in error && error._tag === "ShowHelp")

Effect.scoped(program).pipe(
  Effect.tapError((error) => (isSaid(error) ? Effect.void : Console.error(error.message))),
  Effect.provideService(References.MinimumLogLevel, "Warn"),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown: Ended.teardown })
)
