import { dataKey } from "@bhejo/embedded-postgres/testing"
import { DataKeys } from "@bhejo/store-postgres"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Pseudonyms from "../src/ours/Pseudonyms.ts"

const keysOf = Schema.decodeSync(DataKeys.FromText)
const keys = keysOf(dataKey)
const rotated = keysOf(`next:${Buffer.alloc(32, 7).toString("base64")},${dataKey}`)

describe("Pseudonyms", () => {
  it("are the same for the same name, however it is written, and of no use without the key", () => {
    const name = Pseudonyms.ofName(keys, "Sunil Sharma")
    assert.strictEqual(Pseudonyms.ofName(keys, " SUNIL  SHARMA."), name)
    assert.notStrictEqual(Pseudonyms.ofName(keys, "Asha Devi"), name)
    assert.isUndefined(Pseudonyms.ofName(keys, " . "))
    assert.isUndefined(Pseudonyms.ofName(keys, undefined))
    assert.notMatch(name ?? "", /sunil|sharma/i)
    assert.notStrictEqual(Pseudonyms.ofName(rotated, "Sunil Sharma"), name)
    assert.isTrue(Pseudonyms.isCurrent(keys, name ?? ""))
    assert.isFalse(Pseudonyms.isCurrent(rotated, name ?? ""))
  })

  it("call a wallet by its agent, or by a hash where it is somebody's number", () => {
    const agents = new Map([["9123456789", "20810200"]])
    for (const number of ["9123456789", "+91 91234 56789", "919123456789"]) {
      assert.strictEqual(Pseudonyms.ofWallet(keys, agents, number), "20810200")
    }
    assert.match(Pseudonyms.ofWallet(keys, agents, "9999999999"), /^wallet-[0-9a-f]{12}$/)
    assert.strictEqual(Pseudonyms.ofWallet(keys, agents, "20810201"), "20810201")
    assert.strictEqual(Pseudonyms.ofWallet(keys, agents, "main"), "main")
  })
})
