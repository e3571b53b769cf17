/**
 * Who calls, and what they may do: an API key as a bearer token.
 *
 * @module
 */
import { Identifiers, type TransferStore } from "@bhejo/core"
import { Effect } from "effect"
import type { Context } from "hono"
import { Refusal } from "../http/Refusal.ts"
import * as Problem from "../problems/Problem.ts"
import type { Keyring } from "./Keyring.ts"
import { OperatorId } from "./SeedKeys.ts"

/**
 * What a route asks of its caller: nothing, or a key with this scope. Teams read and make transfers; what is an
 * operator's is no team's, nor the other way round.
 */
export type Access = "anyone" | "read" | "transfers" | "operator"

interface Callers {
  readonly anyone: undefined
  readonly read: { readonly team: Identifiers.TeamId }
  readonly transfers: { readonly team: Identifiers.TeamId }
  readonly operator: { readonly operator: OperatorId }
}
export type CallerOf<A extends Access> = Callers[A]

declare module "hono" {
  interface ContextVariableMap {
    /** The key that a request came with, as the command line lists it; nothing where it is nobody's. */
    keyId?: string
  }
}

/** Finds out who calls, or refuses. */
export type Authentication = (
  access: Access,
  c: Context
) => Effect.Effect<CallerOf<Access>, Refusal | TransferStore.StoreUnavailable>

export const make =
  ({ holderOf }: Keyring["Service"]): Authentication =>
  (access, c) => {
    if (access === "anyone") return Effect.succeed(undefined)
    const apiKey = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(c.req.header("authorization") ?? "")?.[1]
    if (apiKey === undefined) return Effect.fail(unauthenticated)
    return Effect.flatMap(holderOf(apiKey), (holder) => {
      if (holder === undefined) return Effect.fail(unauthenticated)
      c.set("keyId", holder.id)
      if (!holder.scopes.includes(access)) return Effect.fail(forbidden[access])
      // The database has no holder of another form.
      return Effect.succeed(
        access === "operator"
          ? { operator: OperatorId.make(holder.name) }
          : { team: Identifiers.TeamId.make(holder.name) }
      )
    })
  }

const unauthenticated = new Refusal({
  problem: Problem.make("unauthenticated", "Send your API key as Authorization: Bearer <key>."),
  headers: { "www-authenticate": "Bearer" }
})

const without = (detail: string) => new Refusal({ problem: Problem.make("forbidden", detail) })

const forbidden = {
  read: without("This needs a team's key with the scope read."),
  transfers: without("This needs a team's key with the scope transfers."),
  operator: without("This needs an operator's key.")
}
