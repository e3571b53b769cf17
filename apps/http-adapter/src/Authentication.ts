/**
 * Who calls, and what they may do: an API key as a bearer token.
 *
 * @module
 */
import type { Identifiers } from "@bhejo/core"
import { Effect } from "effect"
import type { Context } from "hono"
import * as Problem from "./Problem.ts"
import { Refusal } from "./Refusal.ts"
import { type TeamKeys, teamOf } from "./TeamKeys.ts"

/** What a route asks of its caller: nothing, or a key that may do this. */
export type Access = "anyone" | "read" | "transfers"

export interface Team {
  readonly team: Identifiers.TeamId
}

export type CallerOf<A extends Access> = A extends "anyone" ? undefined : Team

/** Finds out who calls, or refuses. */
export type Authentication = (access: Access, c: Context) => Effect.Effect<CallerOf<Access>, Refusal>

export const make =
  (keys: TeamKeys): Authentication =>
  (access, c) => {
    if (access === "anyone") return Effect.succeed(undefined)
    const apiKey = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(c.req.header("authorization") ?? "")?.[1]
    const team = apiKey === undefined ? undefined : teamOf(keys, apiKey)
    return team === undefined
      ? Effect.fail(
          new Refusal({
            problem: Problem.make("unauthenticated", "Send your team's API key as Authorization: Bearer <key>."),
            headers: { "www-authenticate": "Bearer" }
          })
        )
      : Effect.succeed({ team })
  }
