import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    // By its public name, as other packages write it.
    globalSetup: ["@bhejo/embedded-postgres/vitest"],
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
