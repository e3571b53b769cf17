/**
 * Tests of the decider as tables: what was given, the command, and the events that it leads to or why it is refused.
 *
 * @module
 */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as Transfer from "../src/Transfer.ts"
import type { TransferError } from "../src/TransferError.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults, type TransferPolicy } from "../src/TransferPolicy.ts"
import type { StateName, TransferState } from "../src/TransferState.ts"

export type Journal = ReadonlyArray<TransferEvent>
type Refusal = { readonly _tag: TransferError["_tag"]; readonly [field: string]: unknown }

/** What was given, the command, the events that it leads to (or why it is refused), and the state after them. */
export type Row = readonly [
  title: string,
  given: Journal,
  when: Transfer.Command,
  expected: Journal | Refusal,
  becomes?: StateName | undefined
]

/** Runs a command on a journal: the events or the refusal, and the state that they lead to. */
export const run = (given: Journal, when: Transfer.Command, policy: TransferPolicy = defaults) => {
  const before = Transfer.replay(given)
  const decision = Transfer.decide(before, when, policy)
  const events = Result.getOrElse(decision, (): Journal => [])
  return { decision, events, state: Transfer.replay([...given, ...events]) }
}

/** The state that a journal leads to. */
export const stateOf = (given: Journal): StateName | undefined => Transfer.replay(given)?.state

/** The state after a command that is taken. */
export const stateAfter = (given: Journal, when: Transfer.Command, policy?: TransferPolicy): TransferState => {
  const { decision, state } = run(given, when, policy)
  assert.isTrue(Result.isSuccess(decision), `${when._tag} is refused`)
  if (state === undefined) throw new Error("no transfer")
  return state
}

/** The journal after commands that are taken, one after the other. */
export const journalAfter = (given: Journal, ...commands: ReadonlyArray<Transfer.Command>): Journal => {
  const journal = [...given]
  for (const command of commands) {
    journal.push(...Result.getOrThrow(Transfer.decide(Transfer.replay(journal), command, defaults)))
  }
  return journal
}

export const table = (title: string, rows: ReadonlyArray<Row>, policy?: TransferPolicy) =>
  describe(title, () => {
    for (const [name, given, when, expected, becomes] of rows) {
      it(name, () => {
        const { decision, state } = run(given, when, policy)
        if (Array.isArray(expected)) {
          assert.deepStrictEqual(Result.getOrThrow(decision), expected)
        } else {
          const refusal = Result.getFailure(decision).pipe(Option.getOrThrow)
          for (const [field, value] of Object.entries(expected)) {
            assert.strictEqual(Reflect.get(refusal, field), value, field)
          }
        }
        assert.strictEqual(state?.state, becomes)
      })
    }
  })
