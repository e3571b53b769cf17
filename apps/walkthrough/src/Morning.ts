/**
 * The last chapter: what the one who reads the nightly reconciliation sees in the morning.
 *
 * @module
 */
import { join } from "node:path"
import { Clock, Data, Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { Environment } from "./Development.ts"
import * as ReconcileHere from "./ReconcileHere.ts"
import * as Timeline from "./Timeline.ts"

/** What the planted movement comes to, in paise. */
const plantedPaise = 100_00

/** The reconciliation did not find the mistake that was planted: it cannot be trusted with others. */
class PlantedNotFound extends Data.TaggedError("PlantedNotFound")<{ readonly found: ReadonlyArray<string> }> {
  override get message() {
    const found = this.found.length === 0 ? ["nothing"] : this.found
    return `The reconciliation did not find the planted break. What it found:\n${found.map((line) => `  ${line}`).join("\n")}`
  }
}

interface Found {
  readonly id: string
  readonly summary: string
  readonly isOpen: boolean
  readonly isPlanted: boolean
}

/** The breaks that are open, and the planted one even where somebody has settled it by now. */
const found = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* sql<Found>`
    SELECT * FROM (
      SELECT id, known #>> '{break,summary}' AS summary, status <> 'resolved' AS "isOpen",
        class = 'balance_gap' AND (known #>> '{break,amountPaise}')::bigint = ${0 - plantedPaise}
          AND (status <> 'resolved' OR known -> 'resolution' IS NOT NULL) AS "isPlanted"
      FROM reconciliation_breaks
    ) AS known
    WHERE "isOpen" OR "isPlanted" ORDER BY "isPlanted" DESC, id`
})

/** The run is over before anyone could watch its progress. */
const quiet = { isTerminal: false, write: () => undefined }

/**
 * Plants one mistake and reconciles the day: an operator has noted a top-up of the wallet that Eko never got. It is noted
 * once, however often the walkthrough is started, and the break stays the same one.
 */
export const show = Effect.fnUntraced(function* (style: Timeline.Style, folder: string, environment: Environment) {
  const sql = yield* SqlClient.SqlClient
  yield* Timeline.chapter(style, "The morning after: the reconciliation")
  yield* Timeline.step(style, 1, "A mistake is planted: somebody notes a top-up of ₹100.00 that Eko never got.")
  // Before the live balance is read, so that this would hold it.
  yield* sql`
    INSERT INTO wallet_movements (wallet, reference, kind, at_millis, delta_paise, origin, recorded_by, note)
    SELECT 'main', 'planted-top-up', 'top_up', ${yield* Clock.currentTimeMillis}, ${plantedPaise}, 'operator', 'walkthrough',
      'planted by the walkthrough'
    ON CONFLICT DO NOTHING`
  yield* Timeline.step(style, 2, "Every attempt of the day is inquired, and the wallet's balances are followed.")
  const day = yield* ReconcileHere.today
  const out = join(folder, "reconciliation")
  yield* ReconcileHere.run(["run", "--date", day, "--out", out], environment, quiet)
  const all = yield* found
  const [planted, ...others] = all
  if (planted?.isPlanted !== true) {
    return yield* new PlantedNotFound({ found: all.map(({ id, summary }) => `${id}: ${summary}`) })
  }
  const settled = planted.isOpen ? "" : " Somebody has settled it by now."
  yield* Timeline.step(style, 3, `The planted break is found: ${planted.summary}${settled}`)
  yield* Timeline.remark(style, `${planted.id}: the page above says where it lies and what to do.`)
  for (const { id, summary } of others) yield* Timeline.remark(style, `Open as well, ${id}: ${summary}`)
})
