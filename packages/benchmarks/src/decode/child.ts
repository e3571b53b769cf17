/**
 * Measures core against zod in this process, with effect's schema compiler as the process has it.
 *
 * @module
 */
import { measure } from "./Interleaved.ts"
import { samples } from "./Samples.ts"

const rate = (perSecond: number | undefined) => `${Math.round((perSecond ?? 0) / 1_000)}k/s`.padStart(9)

for (const { name, payload, core, zod } of samples) {
  const measured = measure(
    [
      { name: "core", run: () => core(payload) },
      { name: "zod", run: () => zod(payload) }
    ],
    { rounds: 15, iterations: name.startsWith("OTP") ? 50_000 : 5_000 }
  )
  const ours = measured.get("core")
  const theirs = measured.get("zod")
  const ratio = (ours ?? Number.NaN) / (theirs ?? Number.NaN)
  console.log(`${name.padEnd(26)} core ${rate(ours)}   zod ${rate(theirs)}   ratio ${ratio.toFixed(2)}`)
}
