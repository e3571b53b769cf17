import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/*.test.ts"],
    globalSetup: ["@bhejo/embedded-postgres/vitest"],
    // Most of them wait most of the time, so that two cores do more than one file each.
    maxWorkers: 2,
    // Nothing of a module outlives a test, and loading them anew for each file takes long.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
