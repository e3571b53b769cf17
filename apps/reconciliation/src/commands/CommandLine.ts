/**
 * The command line: `bhejo-reconcile`.
 *
 * @module
 */
import { Command } from "effect/cli"
import * as Inspect from "./InspectCommands.ts"
import * as RunCommand from "./RunCommand.ts"

/** The whole command, for `Command.run`. */
export const command = Command.make("bhejo-reconcile").pipe(
  Command.withDescription("What we believe, what Eko says, what differs, how old it is, and what it costs"),
  Command.withSubcommands([
    RunCommand.run,
    RunCommand.worker,
    Inspect.status,
    Inspect.report,
    Inspect.month,
    Inspect.breaks,
    Inspect.explain,
    Inspect.resolve,
    Inspect.movement,
    Inspect.dispute,
    Inspect.verify,
    Inspect.clean
  ])
)
