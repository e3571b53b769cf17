import { defineConfig } from "vitest/config"

// Tests that wait for a condition are bounded by this alone; files may share a worker.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 120_000, isolate: false } })
