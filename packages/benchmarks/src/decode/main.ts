/**
 * Decodes Eko's answers with core and with zod, side by side, without and with effect's schema compiler.
 *
 * @module
 */
import { spawnSync } from "node:child_process"

const child = new URL("./child.ts", import.meta.url).pathname

for (const [title, flags] of [
  ["As it is", []],
  ["With effect/schema/SchemaJITCompiler/enable", ["--import", "effect/schema/SchemaJITCompiler/enable"]]
] as const) {
  console.log(`\n${title}`)
  const { status } = spawnSync(process.execPath, [...flags, child], { stdio: "inherit" })
  if (status !== 0) process.exit(status ?? 1)
}
