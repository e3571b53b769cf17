import { defineConfig } from "vitest/config"

// Properties and real processes take their time on a busy machine.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 120_000 } })
