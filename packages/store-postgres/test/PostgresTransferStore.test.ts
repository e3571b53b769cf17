import { expect } from "@effect/vitest"
import { Effect } from "effect"
import { contract } from "../../core/test/TransferStoreContract.ts"
import { layerFresh, violationsOfRule8 } from "./support.ts"

contract("PostgresTransferStore", {
  layer: layerFresh,
  afterCommit: () => Effect.map(violationsOfRule8, (violations) => expect(violations).toEqual([]))
})
