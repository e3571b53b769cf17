/**
 * The reconciliation for those who run it inside another process, as the walkthrough does.
 *
 * @module
 */
export * as CommandLine from "./CommandLine.ts"
export * as Ended from "./Ended.ts"
export * as Terminal from "./Terminal.ts"
