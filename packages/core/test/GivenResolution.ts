/** An operator's finding as the journal has it. */
import type { Judgement, Resolution } from "../src/Resolution.ts"
import type { AttemptFinding, Command } from "../src/TransferCommand.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { after, alarm, earlier, judgement, now, ref, wrongOtp } from "./Given.ts"

/** From here an operator may say that an attempt of `earlier` moved nothing. */
export const end = earlier + 15_000 + defaults.callTimeoutMillis + defaults.settlementWindowMillis

export const resolved = (number: number, resolution: Resolution, atMillis = now): TransferEvent => ({
  _tag: "AttemptResolved",
  atMillis,
  clientRefId: ref(number),
  resolution
})

export const unblocked = (atMillis = now, by: Judgement = judgement): TransferEvent => ({
  _tag: "Unblocked",
  atMillis,
  judgement: by,
  expiresAtMillis: atMillis + defaults.idleLifetimeMillis
})

export const unblockBy = (who: object, atMillis: number, ...findings: ReadonlyArray<AttemptFinding>): Command => ({
  _tag: "Unblock",
  atMillis,
  judgement: { ...judgement, ...who },
  findings
})

export const isBlockedTwice = [...after(wrongOtp, wrongOtp), alarm("closed_attempt_moved_money", 2, earlier)]
