/**
 * A client of the HTTP adapter that knows every path, parameter, body and answer by its type.
 *
 * Where an answer is a problem, `error` is it, and its `type` says which of those that the operation can answer.
 *
 * @module
 */
import createClient, { type Client } from "openapi-fetch"
import type { components, paths } from "./Api.ts"

export type { components, operations, paths } from "./Api.ts"

export type Transfer = components["schemas"]["Transfer"]
export type Problem = components["schemas"]["Problem"]

/** It reads JSON: what can be followed as server-sent events is for a client of those. */
type Json = `application/${string}`

export type BhejoClient = Client<paths, Json>

/** A client for one service and one API key. */
export const make = ({ baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string }): BhejoClient =>
  createClient<paths, Json>({ baseUrl, headers: { authorization: `Bearer ${apiKey}` } })
