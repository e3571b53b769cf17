/**
 * Every problem that a route can answer: those that it declares, and those that follow from the rest of its declaration.
 *
 * @module
 */

import type { Route } from "../http/Route.ts"
import * as Problem from "./Problem.ts"

/** The problems of a route, in the order of their HTTP statuses. */
export const of = (route: Route<unknown>): ReadonlyArray<Problem.ProblemType> => {
  const {
    access,
    isNeverShed = false,
    needsIdempotencyKey,
    params,
    notFound,
    query,
    body,
    reads,
    stream,
    problems = []
  } = route
  const all = new Set<Problem.ProblemType>([...problems, "internal"])
  const add = (when: boolean, ...types: ReadonlyArray<Problem.ProblemType>) => {
    if (when) for (const type of types) all.add(type)
  }
  add(!isNeverShed, "overloaded", "shutting-down")
  add(access !== "anyone", "unauthenticated", "forbidden", "too-many-requests", "storage-unavailable")
  add(needsIdempotencyKey, "idempotency-key-missing", "idempotency-key-in-use", "idempotency-key-reused")
  add(notFound !== undefined, "not-found")
  add(params !== undefined && notFound === undefined && access !== "anyone", "invalid-request")
  add(query !== undefined || stream !== undefined, "invalid-request")
  add(body !== undefined, "malformed-body", "body-too-large")
  add(body !== undefined && reads !== "text", "malformed-json", "unsupported-media-type", "invalid-request")
  return Problem.types.filter((type) => all.has(type))
}
