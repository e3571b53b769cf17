/**
 * The adapter for those who run it inside another process, as the walkthrough does.
 *
 * @module
 */
export * as Adapter from "./Adapter.ts"
export * as Configuration from "./Configuration.ts"
export * as Entry from "./Entry.ts"
