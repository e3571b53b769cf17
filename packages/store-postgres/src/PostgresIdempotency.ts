/**
 * Requests that can be repeated: which one a team's key was used for, and what was answered.
 *
 * A request costs two statements of one round trip each: one that claims its key, one that keeps its answer; those that
 * come at the same time share theirs. A repetition costs two as well, and one that takes over what a process left behind
 * three.
 *
 * @module
 */
import { randomUUID } from "node:crypto"
import type { Identifiers, TransferStore } from "@bhejo/core"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as DataKeys from "./DataKeys.ts"
import * as Gathering from "./Gathering.ts"
import { guarded } from "./PostgresFailure.ts"
import { SealingKeys } from "./Sealing.ts"

/** Which of a record's OTPs a request spends, and the how manieth try of any this is. */
export interface OtpUse {
  readonly send: number
  readonly try: number
  /** The key has its attempt already, so that the numbers are its own. */
  readonly isMade: boolean
}

/** What a key is bound to. */
export interface Request {
  readonly team: Identifiers.TeamId
  readonly key: string
  readonly method: string
  readonly path: string
  /** The body in one form for all that say the same, without an OTP. It is hashed under a key that the database lacks. */
  readonly body: string
  /** Stands for the OTP, which could be found out from any hash of it. */
  readonly otpUse: OtpUse | undefined
}

/** The right to answer one request. */
export interface Claim {
  readonly team: Identifiers.TeamId
  readonly key: string
  readonly id: string
}

export type Claimed =
  /** Nobody has used the key. */
  | { readonly _tag: "New"; readonly claim: Claim }
  /** It was used for this request, whose process went away without an answer, or takes longer than it may. */
  | { readonly _tag: "TakenOver"; readonly claim: Claim }
  | { readonly _tag: "Answered"; readonly answer: string }
  | { readonly _tag: "Running" }
  /** It was used for another request. */
  | { readonly _tag: "Reused" }

/** So long a key and its answer are kept at least: longer than a transaction of a day can be followed by its statement. */
export const keptDays = 8

/** So many rows are removed at a time. */
const batchSize = 1_000

const Row = Schema.Struct({
  method: Schema.String,
  path: Schema.String,
  bodyHash: Schema.String,
  otpSend: Schema.NullOr(Schema.Int),
  otpTry: Schema.NullOr(Schema.Int),
  claim: Schema.String,
  isHeld: Schema.Boolean,
  answer: Schema.NullOr(Schema.String)
})
type Row = typeof Row.Type
const decodeRows = Schema.decodeUnknownEffect(Schema.Array(Row))

export class Idempotency extends Context.Service<
  Idempotency,
  {
    /** Claims a key for a request, for so long; or tells what it was used for. */
    readonly claim: (request: Request, heldMillis: number) => Effect.Effect<Claimed, TransferStore.StoreUnavailable>
    /** Keeps the answer to the request that holds the claim. Whoever has lost it keeps nothing. */
    readonly answer: (claim: Claim, answer: string) => Effect.Effect<void, TransferStore.StoreUnavailable>
    /** Forgets that the key was used, because nothing was done for it. */
    readonly release: (claim: Claim) => Effect.Effect<void, TransferStore.StoreUnavailable>
    /** Lets the next repetition take over at once. */
    readonly leave: (claim: Claim) => Effect.Effect<void, TransferStore.StoreUnavailable>
    /** Removes what was kept for longer than {@link keptDays}; succeeds with how many keys those were. */
    readonly purge: Effect.Effect<number, TransferStore.StoreUnavailable>
  }
>()("@bhejo/store-postgres/Idempotency") {}

/** What a request that nobody has made is entered as. */
interface NewRow extends Pick<Request, "team" | "key" | "method" | "path"> {
  readonly hash: string
  readonly send: number | null
  readonly nth: number | null
  readonly id: string
  readonly heldMillis: number
}

/** What is hashed: the numbers that stand for the OTP are in it. */
const bound = (body: string, send: number | null, nth: number | null): string => JSON.stringify([body, send, nth])

/**
 * Whether a key was used for the same request. Where it has its attempt, its numbers are those of that attempt, and those
 * that it was claimed with may have been overtaken on the way there.
 */
const isSame = (keys: DataKeys.DataKeys, { method, path, body, otpUse }: Request, row: Row): boolean =>
  row.method === method &&
  row.path === path &&
  (otpUse === undefined || otpUse.isMade || (otpUse.send === row.otpSend && otpUse.try === row.otpTry)) &&
  DataKeys.keyedHashes(keys, "idempotency", bound(body, row.otpSend, row.otpTry)).includes(row.bodyHash)

/** An answer opens for its own key alone. */
const placeOf = ({ team, key }: Pick<Claim, "team" | "key">): DataKeys.Place => ["idempotency_keys", team, key]

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* SealingKeys

  /** A day more than is promised. */
  const old = sql`clock_timestamp() - ${keptDays + 1}::integer * interval '1 day'`
  const until = (heldMillis: number) => sql`clock_timestamp() + ${heldMillis}::integer * interval '1 millisecond'`
  const held = ({ team, key, id }: Claim) => sql`team = ${team} AND key = ${key} AND claim = ${id} AND answer IS NULL`

  const rowOf = ({ team, key, method, path, body, otpUse }: Request, id: string, heldMillis: number): NewRow => {
    const [send, nth] = otpUse === undefined ? [null, null] : [otpUse.send, otpUse.try]
    const hash = DataKeys.keyedHash(keys, "idempotency", bound(body, send, nth))
    return { team, key, method, path, hash, send, nth, id, heldMillis }
  }

  /** Tells of each row whether nobody had its key. In one order, so that no two statements wait for each other in a circle. */
  const insert = Gathering.make((rows: ReadonlyArray<NewRow>) =>
    Effect.map(
      sql<{ readonly claim: string }>`
        INSERT INTO idempotency_keys (
          team, key, method, path, body_hash, hashed_with, otp_send, otp_try, claim, held_until
        )
        SELECT team, key, method, path, hash, ${keys.current.id}, send, nth, id,
          clock_timestamp() + "heldMillis" * interval '1 millisecond'
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (
          team text, key text, method text, path text, hash text, send integer, nth integer, id uuid, "heldMillis" integer
        )
        ORDER BY team, key
        ON CONFLICT (team, key) DO NOTHING RETURNING claim`,
      (inserted) => {
        const claims = new Set(inserted.map(({ claim }) => claim))
        return ({ id }: NewRow) => claims.has(id)
      }
    ).pipe(guarded("idempotency.claim"))
  )

  /**
   * Planned each time, for as many answers as there are: a plan that was made while the table was nearly empty would read
   * all of it for as long as its connection lives.
   */
  const keep = Gathering.make((answers: ReadonlyArray<Claim & { readonly sealed: string }>) => {
    const all = (column: keyof (typeof answers)[number]) => answers.map((answer) => answer[column])
    return Effect.as(
      sql`
        UPDATE idempotency_keys AS kept SET answer = given.sealed, answered_at = clock_timestamp()
        FROM unnest(${all("team")}::text[], ${all("key")}::text[], ${all("id")}::uuid[], ${all("sealed")}::text[])
          AS given (team, key, id, sealed)
        WHERE kept.team = given.team AND kept.key = given.key AND kept.claim = given.id AND kept.answer IS NULL`
        .unprepared,
      () => undefined
    ).pipe(guarded("idempotency.answer"))
  })

  const find = ({ team, key }: Request) => sql`
    SELECT method, path, body_hash AS "bodyHash", otp_send AS "otpSend", otp_try AS "otpTry", claim,
      held_until > clock_timestamp() AS "isHeld", answer
    FROM idempotency_keys WHERE team = ${team} AND key = ${key}`

  const judge = Effect.fnUntraced(function* (request: Request, row: Row, claim: Claim, heldMillis: number) {
    if (!isSame(keys, request, row)) return { _tag: "Reused" } as const
    if (row.answer !== null) {
      const answer = yield* Effect.fromResult(DataKeys.open(keys, "personal", placeOf(claim), row.answer))
      return { _tag: "Answered", answer } as const
    }
    if (row.isHeld) return { _tag: "Running" } as const
    const taken = yield* sql`
      UPDATE idempotency_keys SET claim = ${claim.id}, held_until = ${until(heldMillis)}
      WHERE ${held({ ...claim, id: row.claim })} RETURNING key`
    // Another repetition was quicker.
    return taken.length === 0 ? ({ _tag: "Running" } as const) : ({ _tag: "TakenOver", claim } as const)
  })

  const claim = Effect.fn("PostgresIdempotency.claim")(function* (request: Request, heldMillis: number) {
    const claim: Claim = { team: request.team, key: request.key, id: randomUUID() }
    if (yield* insert(rowOf(request, claim.id, heldMillis))) return { _tag: "New", claim } as const
    const [row] = yield* Effect.flatMap(find(request), decodeRows)
    // Released between the two statements: whoever has it now, or nobody, is found by the next repetition.
    return row === undefined ? ({ _tag: "Running" } as const) : yield* judge(request, row, claim, heldMillis)
  }, guarded("idempotency.claim"))

  return Idempotency.of({
    claim,
    answer: (claim, answer) => {
      const sealed = DataKeys.seal(keys, "personal", placeOf(claim), answer)
      return guarded("idempotency.answer")(keep({ ...claim, sealed }))
    },
    release: (claim) =>
      guarded("idempotency.release")(Effect.asVoid(sql`DELETE FROM idempotency_keys WHERE ${held(claim)}`)),
    leave: (claim) =>
      guarded("idempotency.leave")(
        Effect.asVoid(sql`UPDATE idempotency_keys SET held_until = clock_timestamp() WHERE ${held(claim)}`)
      ),
    purge: Effect.map(
      sql`
        DELETE FROM idempotency_keys WHERE (team, key) IN (
          SELECT team, key FROM idempotency_keys
          WHERE claimed_at < ${old} AND (answered_at IS NULL OR answered_at < ${old})
          ORDER BY claimed_at LIMIT ${batchSize}
        ) RETURNING key`,
      (rows) => rows.length
    ).pipe(guarded("idempotency.purge"))
  })
})

export const layer: Layer.Layer<Idempotency, never, SqlClient.SqlClient | SealingKeys> = Layer.effect(Idempotency, make)
