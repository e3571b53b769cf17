import { defineConfig } from "vitest/config"

// Thousands of worlds take half a minute of one core, and many times that on a machine that is busy otherwise.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 900_000 } })
