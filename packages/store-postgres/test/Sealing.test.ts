import {
  type Identifiers,
  TransferEvent,
  TransferState,
  TransferStore,
  WalletLoadEvent,
  WalletLoadState
} from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema, SchemaAST } from "effect"
import { SqlClient } from "effect/sql"
import * as Given from "../../core/test/Given.ts"
import { commitOf, newCustomer, newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import * as Sealing from "../src/Sealing.ts"
import { dataKeys, layerFresh, query } from "./support.ts"

const append = (commit: TransferStore.Commit) => TransferStore.TransferStore.use((store) => store.append(commit))
const load = (id: Identifiers.TransferId) => TransferStore.TransferStore.use((store) => store.load(id))
const journal = (id: Identifiers.TransferId) => TransferStore.TransferStore.use((store) => store.journal(id))

/** The commits of a transfer that ended well, with everything personal that a transfer can hold. */
const lived = (customerId = newCustomer()) => {
  const number = newNumber()
  const [requested, sent, debit] = untilDebit(number, undefined, customerId)
  const outcome = commitOf(debit.transfer, Given.recordOutcome(number, Given.accepted("0", number)))
  const commits = [requested, sent, debit, outcome] as const
  return { customerId, id: outcome.transfer.terms.id, commits, last: outcome.transfer }
}

const found = (customerId: Identifiers.CustomerId) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ id: string }>`
      SELECT id FROM transfers WHERE ${Sealing.isOfCustomer(sql, dataKeys, customerId)} ORDER BY id`
    return rows.map(({ id }) => id)
  })

/** What stands in the tables, as text. */
const dump = Effect.map(
  query<{ row: string }>(
    ["transfers", "transfer_events", "wallet_loads", "wallet_load_events", "otp_limits", "bhejo_steps"]
      .map((table) => `SELECT to_jsonb(t)::text AS row FROM ${table} AS t`)
      .join(" UNION ALL ")
  ),
  (rows) => rows.map(({ row }) => row).join("\n")
)

describe("what rests in the database", () => {
  it.live("holds no customer's number, and none of what may repeat one", () =>
    Effect.gen(function* () {
      const { customerId, commits, id, last } = lived()
      for (const commit of commits) yield* append(commit)
      const text = yield* dump
      const otp = "otp" in last ? last.otp : undefined
      expect(otp).toBeDefined()
      for (const personal of [customerId, otp?.otpRefId]) expect(text).not.toContain(personal)
      expect(text).not.toContain(Buffer.from(customerId).toString("hex"))
      expect(yield* load(id)).toEqual(last)
      expect(yield* journal(id)).toEqual(commits.flatMap(({ events }) => events))
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("finds a customer's transfers and nobody else's", () =>
    Effect.gen(function* () {
      const [mine, another] = [lived(), lived()]
      for (const { commits } of [mine, another]) for (const commit of commits) yield* append(commit)
      expect(yield* found(mine.customerId)).toEqual([mine.id])
      expect(yield* found(newCustomer())).toEqual([])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("opens in its own row and version alone", () =>
    Effect.gen(function* () {
      const [mine, another] = [lived(), lived()]
      for (const { commits } of [mine, another]) for (const commit of commits) yield* append(commit)
      const unopenable = { _tag: "StoreUnavailable", cause: { kind: "Unopenable", code: "altered-or-misplaced test" } }
      // What is another's, from his own row.
      yield* query(
        `UPDATE transfers SET snapshot = jsonb_set(snapshot, '{sealed}',
          (SELECT snapshot -> 'sealed' FROM transfers WHERE id = $1)) WHERE id = $2`,
        another.id,
        mine.id
      )
      expect(yield* Effect.flip(load(mine.id))).toMatchObject(unopenable)
      // The same row's, from its journal.
      yield* query(
        `UPDATE transfers SET snapshot = jsonb_set(snapshot, '{sealed}',
          (SELECT event -> 'sealed' FROM transfer_events WHERE transfer_id = $1 AND version = 1)) WHERE id = $1`,
        another.id
      )
      expect(yield* Effect.flip(load(another.id))).toMatchObject(unopenable)
      // An event of another version.
      const copied = lived()
      yield* append(copied.commits[0])
      yield* query(
        "INSERT INTO transfer_events (transfer_id, version, event) SELECT transfer_id, 9, event FROM transfer_events WHERE transfer_id = $1 AND version = 1",
        copied.id
      )
      expect(yield* Effect.flip(journal(copied.id))).toMatchObject(unopenable)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("is read where it was written before there was sealing, and sealed by the next commit", () =>
    Effect.gen(function* () {
      const { customerId, id, commits, last } = lived()
      const [requested, sent, debit, outcome] = commits
      for (const commit of [requested, sent, debit]) yield* append(commit)
      const plain = Schema.encodeSync(Schema.toCodecJson(TransferState.TransferState))(debit.transfer)
      yield* query(
        "UPDATE transfers SET snapshot = $2, customer_hash = NULL, sealed_with = NULL WHERE id = $1",
        id,
        JSON.stringify(plain)
      )
      expect(yield* load(id)).toEqual(debit.transfer)
      expect(yield* found(customerId)).toEqual([id])
      yield* append(outcome)
      expect(yield* load(id)).toEqual(last)
      expect(yield* found(customerId)).toEqual([id])
      expect(yield* dump).not.toContain(customerId)
    }).pipe(Effect.provide(layerFresh))
  )
})

/** The names under which texts stand anywhere in a schema, as it is encoded. */
const textsOf = (schema: Schema.Constraint): ReadonlySet<string> => {
  const names = new Set<string>()
  const seen = new Set<SchemaAST.AST>()
  const visit = (ast: SchemaAST.AST, name: string): void => {
    if (SchemaAST.isString(ast)) names.add(name)
    if (seen.has(ast)) return
    seen.add(ast)
    if (SchemaAST.isUnion(ast)) for (const type of ast.types) visit(type, name)
    if (SchemaAST.isArrays(ast)) for (const type of [...ast.elements, ...ast.rest]) visit(type, name)
    if (SchemaAST.isObjects(ast)) {
      expect(ast.indexSignatures, name).toEqual([])
      for (const property of ast.propertySignatures) visit(property.type, String(property.name))
    }
  }
  visit(SchemaAST.toEncoded(Schema.toCodecJson(schema).ast), "")
  return names
}

/**
 * Texts that rest in plain: our own ids and words, those of API keys among them, Eko's ids, codes and masked words, what a team calls things, and what
 * an operator wrote. Whoever adds a field that is in neither list decides here.
 */
const plain = [
  "beneficiaryId",
  "bankReference",
  "by",
  "cause",
  "clientRefId",
  "confirmationKey",
  "confirmedBy",
  "confirmedByKey",
  "detail",
  "evidence",
  "id",
  "key",
  "operator",
  "reference",
  "team",
  "ticket",
  "tid",
  "txStatus",
  "userCode",
  "attempts"
]

describe("the fields of journals and snapshots", () => {
  it("are all known to be personal or not", () => {
    const names = new Set(
      [
        TransferEvent.TransferEvent,
        TransferState.TransferState,
        WalletLoadEvent.WalletLoadEvent,
        WalletLoadState.WalletLoadState
      ].flatMap((schema) => [...textsOf(schema)])
    )
    expect([...names].sort()).toEqual([...plain, ...Sealing.personal].sort())
  })
})
