import { defineConfig } from "vitest/config"

// Thousands of worlds take a minute of two cores, and many times that on a machine that is busy otherwise. All tests of
// the proof begin at once, since its threads share them out.
export default defineConfig({
  test: {
    include: ["test/*.test.ts"],
    testTimeout: 900_000,
    hookTimeout: 60_000,
    maxConcurrency: 100,
    isolate: false
  }
})
