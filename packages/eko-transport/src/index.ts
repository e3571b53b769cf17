/**
 * The one place that talks to Eko: each request is written once at most, and it knows whether a byte was sent.
 *
 * @module
 */
export * as BaseUrl from "./BaseUrl.ts"
export * as InvalidOptions from "./InvalidOptions.ts"
export * as UndiciTransport from "./UndiciTransport.ts"
