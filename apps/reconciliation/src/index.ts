/**
 * The reconciliation for those who run it inside another process, as the walkthrough does.
 *
 * @module
 */
export * as CommandLine from "./commands/CommandLine.ts"
export * as Ended from "./commands/Ended.ts"
export * as Terminal from "./commands/Terminal.ts"
