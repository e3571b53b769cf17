/**
 * Who calls, and what they may do: an API key as a bearer token.
 *
 * @module
 */
import { Identifiers } from "@bhejo/core"
import { Effect, Schema } from "effect"
import type { Context } from "hono"
import { type ApiKeys, holderOf, pairs } from "./ApiKeys.ts"
import * as Problem from "./Problem.ts"
import { Refusal } from "./Refusal.ts"

/**
 * What a route asks of its caller: nothing, or a key that may do this. Teams read and make transfers; what is an
 * operator's is no team's, nor the other way round.
 */
export type Access = "anyone" | "read" | "transfers" | "operator"

/** Who holds an operator's key: a group of people, of whom each request names the one who acts. */
export const OperatorId = Schema.String.check(
  Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,62}$/, { message: "must be 1 to 63 of a-z, 0-9 and -" })
).pipe(Schema.brand("OperatorId"))
export type OperatorId = typeof OperatorId.Type

export const TeamKeys = pairs(Identifiers.TeamId)
export const OperatorKeys = pairs(OperatorId)

export interface Keys {
  readonly teams: ApiKeys<Identifiers.TeamId>
  readonly operators: ApiKeys<OperatorId>
}

interface Callers {
  readonly anyone: undefined
  readonly read: { readonly team: Identifiers.TeamId }
  readonly transfers: { readonly team: Identifiers.TeamId }
  readonly operator: { readonly operator: OperatorId }
}
export type CallerOf<A extends Access> = Callers[A]

/** Finds out who calls, or refuses. */
export type Authentication = (access: Access, c: Context) => Effect.Effect<CallerOf<Access>, Refusal>

export const make =
  ({ teams, operators }: Keys): Authentication =>
  (access, c) => {
    if (access === "anyone") return Effect.succeed(undefined)
    const apiKey = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(c.req.header("authorization") ?? "")?.[1]
    const team = apiKey === undefined ? undefined : holderOf(teams, apiKey)
    const operator = apiKey === undefined ? undefined : holderOf(operators, apiKey)
    if (team === undefined && operator === undefined) return Effect.fail(unauthenticated)
    if (access === "operator") return operator === undefined ? Effect.fail(forbidden) : Effect.succeed({ operator })
    return team === undefined ? Effect.fail(forbidden) : Effect.succeed({ team })
  }

const unauthenticated = new Refusal({
  problem: Problem.make("unauthenticated", "Send your API key as Authorization: Bearer <key>."),
  headers: { "www-authenticate": "Bearer" }
})

const forbidden = new Refusal({
  problem: Problem.make("forbidden", "Teams make and read transfers; operations need an operator's key, and no other.")
})
