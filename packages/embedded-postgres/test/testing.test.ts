import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { inject } from "vitest"
import { freshCopy, freshDatabase } from "../src/testing.ts"
import { select } from "./support.ts"

const databaseOf = (url: Redacted.Redacted<string>) => new URL(Redacted.value(url)).pathname.slice(1)

const databases = Effect.map(
  select<{ datname: string }>(Redacted.make(inject("postgresUrl")), "SELECT datname FROM pg_database"),
  (rows) => rows.map(({ datname }) => datname)
)

describe("freshDatabase", () => {
  it.live("is empty, another one each time, and gone in the end", () =>
    Effect.gen(function* () {
      const [first, second] = yield* Effect.scoped(
        Effect.gen(function* () {
          const urls = yield* Effect.all([freshDatabase, freshDatabase], { concurrency: 2 })
          yield* select(urls[0], "CREATE TABLE here (id int)")
          const tables = yield* select(urls[1], "SELECT * FROM pg_tables WHERE schemaname = 'public'")
          expect(tables).toEqual([])
          expect(yield* databases).toEqual(expect.arrayContaining(urls.map(databaseOf)))
          return urls
        })
      )
      expect(databaseOf(first)).not.toBe(databaseOf(second))
      const left = yield* databases
      expect(left).not.toContain(databaseOf(first))
      expect(left).not.toContain(databaseOf(second))
    })
  )

  it.effect("works where the clock is a test's", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      expect(databaseOf(url)).toMatch(/^test_[0-9a-f]{32}$/)
    })
  )
})

describe("freshCopy", () => {
  it.live("has what was prepared once for all, and nothing of another copy", () =>
    Effect.gen(function* () {
      let prepared = 0
      const copy = freshCopy("prepared_once", (url) =>
        Effect.gen(function* () {
          prepared++
          yield* select(url, "CREATE TABLE here AS SELECT 1 AS id")
        }).pipe(Effect.orDie)
      )
      const urls = yield* Effect.all([copy, copy, copy], { concurrency: 3 })
      yield* select(urls[0], "INSERT INTO here VALUES (2)")
      expect(yield* select(urls[1], "SELECT id FROM here")).toEqual([{ id: 1 }])
      expect(new Set(urls.map(databaseOf)).size).toBe(3)
      expect(prepared).toBe(1)
    })
  )

  it.live("is prepared anew where that was broken off", () =>
    Effect.gen(function* () {
      const broken = freshCopy("broken_off", (url) =>
        Effect.andThen(Effect.orDie(select(url, "CREATE TABLE here ()")), Effect.die("broken off"))
      )
      expect((yield* Effect.exit(broken))._tag).toBe("Failure")
      const url = yield* freshCopy("broken_off", () => Effect.void)
      expect(yield* select(url, "SELECT * FROM pg_tables WHERE schemaname = 'public'")).toEqual([])
    })
  )
})
