import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/long/**/*.test.ts"],
    globalSetup: ["@bhejo/embedded-postgres/vitest"],
    // Packages are installed and thousands of requests made, on a machine that may be slow.
    testTimeout: 900_000,
    hookTimeout: 120_000
  }
})
