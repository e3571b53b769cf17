/**
 * The last chapter: what the one who reads the nightly reconciliation sees in the morning.
 *
 * @module
 */
import { join } from "node:path"
import { Clock, Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { Environment } from "./Development.ts"
import * as ReconcileHere from "./ReconcileHere.ts"
import * as Timeline from "./Timeline.ts"

/** What the planted movement comes to, in paise. */
const plantedPaise = 100_00

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
  yield* Timeline.step(style, 3, "The break is the planted one: the page above says where it lies and what to do.")
})
