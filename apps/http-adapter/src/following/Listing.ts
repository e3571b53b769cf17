/**
 * What lists of records have in common: how they are filtered, and how one page leads to the next.
 *
 * A cursor holds where a walk stands, and is good for the very list that it came from: another team's, another path's, or
 * one that is filtered otherwise, has none of its places.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { ClientRefId, Identifiers, type TransferStore } from "@bhejo/core"
import { RecordListing } from "@bhejo/store-postgres"
import { DateTime, Effect, Option, Result, Schema, SchemaTransformation } from "effect"
import { Refusal } from "../http/Refusal.ts"
import * as Route from "../http/Route.ts"
import * as Problem from "../problems/Problem.ts"
import { Reference } from "../views/TransferView.ts"
import { text } from "../views/View.ts"

const optional = Schema.optionalKey

/** One or more states, comma-separated, each of them once. */
const states = <State extends string>(names: ReadonlyArray<State>, example: State) => {
  const message = "must be states, comma-separated"
  const name = `(${names.join("|")})`
  return Schema.String.check(Schema.isPattern(new RegExp(`^${name}(,${name})*$`, "u"), { message }))
    .annotate({ examples: [example] })
    .pipe(
      Schema.decodeTo(
        Schema.Array(Schema.Literals(names)),
        SchemaTransformation.transform<ReadonlyArray<State>, string>({
          decode: (text) => {
            const named = new Set<string>(text.split(","))
            return names.filter((name) => named.has(name))
          },
          encode: (list) => list.join(",")
        })
      )
    )
}

const example = "WyJrT2NQNXVNTHp3IiwyXQ"

const Cursor = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9_-]+$/u, { message: "must be a cursor of an earlier answer to the same filters" }),
  Schema.isMaxLength(30_000)
).annotate({ examples: [example] })

/** The most records of one page. */
const maxLimit = 100

/** What a list of records with these states may be asked for. */
export const query = <State extends string>(names: ReadonlyArray<State>, example: State) => ({
  state: optional(states(names, example)),
  customerId: optional(Identifiers.CustomerId),
  reference: optional(Reference),
  clientRefId: optional(ClientRefId.ClientRefId),
  tid: optional(Identifiers.Tid),
  createdFrom: optional(Route.instant),
  createdBefore: optional(Route.instant),
  limit: optional(Route.countBetween(1, maxLimit)),
  cursor: optional(Cursor)
})

/** What every list tells of its pages. */
export const pages = {
  next: optional(text(example, "Send it as cursor for the next page; the last page has none.")),
  newer: text(
    example,
    "Send it as cursor later: what has arrived since the first page was read, and nothing that was there."
  )
}

export const description =
  "The newest first, made at createdFrom or later and before createdBefore. A walk from page to page gives what was there when its first page was read, each once, whatever arrives meanwhile; with newer, a later walk goes through what has arrived since, and misses nothing. A state is that of now, so what changes its state on the way can be missed where states are asked for."

interface Query<State extends string> {
  readonly state?: ReadonlyArray<State>
  readonly customerId?: Identifiers.CustomerId
  readonly recipientId?: Identifiers.RecipientId
  readonly reference?: string
  readonly clientRefId?: string
  readonly tid?: string
  readonly createdFrom?: DateTime.Utc
  readonly createdBefore?: DateTime.Utc
  readonly limit?: number
  readonly cursor?: string
}

const Held = Schema.fromJsonString(Schema.Tuple([Schema.String, RecordListing.Position]))
const encodeHeld = Schema.encodeSync(Held)
const decodeHeld = Schema.decodeUnknownOption(Held)

/** The name of a list: of one kind, and of what is asked of it. */
const nameOf = (of: string, filters: RecordListing.Filters): string =>
  createHash("sha256")
    .update(JSON.stringify([of, Object.entries(filters).filter(([, value]) => value !== undefined)]))
    .digest("base64url")
    .slice(0, 16)

const write = (list: string, position: RecordListing.Position): string =>
  Buffer.from(encodeHeld([list, position])).toString("base64url")

const read = (list: string, cursor: string): Result.Result<RecordListing.Position, Refusal> => {
  const held = decodeHeld(Buffer.from(cursor, "base64url").toString())
  return Option.isSome(held) && held.value[0] === list
    ? Result.succeed(held.value[1])
    : Result.fail(
        new Refusal({
          problem: Problem.invalidRequest([
            { pointer: "/cursor", detail: "in the query must be a cursor of an earlier answer to the same filters" }
          ])
        })
      )
}

/** One page of a list, for a team and what it asks. */
export const page = Effect.fnUntraced(function* <Record, State extends string>(
  of: string,
  list: RecordListing.List<Record, State>,
  { team }: { readonly team: Identifiers.TeamId },
  { state, createdFrom, createdBefore, limit = 50, cursor, ...fields }: Query<State>
): Effect.fn.Return<
  { readonly records: ReadonlyArray<Record>; readonly cursors: { readonly next?: string; readonly newer: string } },
  Refusal | TransferStore.StoreUnavailable
> {
  const filters: RecordListing.Filters<State> = {
    team,
    states: state,
    customerId: fields.customerId,
    recipientId: fields.recipientId,
    reference: fields.reference,
    clientRefId: fields.clientRefId,
    tid: fields.tid,
    fromMillis: createdFrom && DateTime.toEpochMillis(createdFrom),
    beforeMillis: createdBefore && DateTime.toEpochMillis(createdBefore)
  }
  const name = nameOf(of, filters)
  const position = cursor === undefined ? undefined : yield* Effect.fromResult(read(name, cursor))
  const { records, next, newer } = yield* list(filters, { position, limit })
  return {
    records,
    cursors: { ...(next === undefined ? {} : { next: write(name, next) }), newer: write(name, newer) }
  }
})
