import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/long/**/*.test.ts"],
    globalSetup: ["@bhejo/embedded-postgres/vitest"],
    testTimeout: 600_000,
    hookTimeout: 120_000
  }
})
