/** What the parts of a store's contract share: its ports, and the ways to them. */
import { Effect } from "effect"
import type { TransferId } from "../src/Identifiers.ts"
import { type Commit, type StepQueue, TransferStore } from "../src/TransferStore.ts"

/** What a store brings. */
export type Ports = TransferStore | StepQueue

/** What is there of a transfer. */
export const stored = (id: TransferId) =>
  TransferStore.use((store) => Effect.all({ snapshot: store.load(id), journal: store.journal(id) }))

/** Commits. */
export const append = (commit: Commit) => TransferStore.use((store) => store.append(commit))
export const appendAll = (commits: ReadonlyArray<Commit>) => Effect.forEach(commits, append, { discard: true })

/** One test on a store of its own. */
export type Test = <A, E>(title: string, body: Effect.Effect<A, E, Ports>) => void
