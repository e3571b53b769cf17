import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["@bhejo/embedded-postgres/vitest"],
    // Most of them wait most of the time, so that two cores do more than one file each.
    maxWorkers: 2,
    // Nothing of a module outlives a test, and loading them anew for each file takes a quarter of the time.
    isolate: false,
    // Half of what the start of a process takes is compilation, which those after the first are spared.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url)) },
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
