import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { file, generated } from "../src/Generation.ts"

describe("the types of the API", () => {
  it("are as the document says (pnpm --filter @bhejo/http-client generate)", async () => {
    assert.strictEqual(readFileSync(file, "utf8"), await generated())
  })

  it("compile, and refuse what the API does", () => {
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc")
    const { status, stdout } = spawnSync(process.execPath, [tsc, "--noEmit"], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      encoding: "utf8"
    })
    assert.strictEqual(status, 0, stdout)
  })
})
