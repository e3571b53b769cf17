import { defineConfig } from "vitest/config"

// Properties and real processes take their time on a busy machine; the modules are pure, so files may share a worker.
export default defineConfig({ test: { include: ["test/**/*.test.ts"], testTimeout: 120_000, isolate: false } })
