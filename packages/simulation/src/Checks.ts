/**
 * The names of all checks, as a person reads them.
 *
 * @module
 */
export const wireOnce = "an attempt is on the wire at most once"
export const deadline = "nothing is sent after its deadline"
export const timestamps = "no two requests share a timestamp"
export const recorded = "nothing is sent that is not recorded"
export const debitsOnce = "a transfer debits at most once"
export const succeededDebited = "a succeeded transfer debited once"
export const endedWithoutDebit = "a transfer that ended without success debited nothing"
export const joined = "every movement belongs to a recorded attempt"
export const closedMovedNothing = "an attempt is closed only where nothing moved"
export const ekosWord = "nothing fails without Eko's word"
export const settled = "what Eko has settled is settled here"
export const tids = "a tid is held by the attempt whose it is"
export const facts = "facts are Eko's"
export const loadsOnce = "a load credits at most once"
export const loadedCredited = "a load that is loaded credited once"
export const failedLoads = "a load that failed credited nothing"
export const refundsOnce = "no refund starts while another may be under way"
export const finalStays = "final states stay"
export const liveStep = "an open record has a live step or is an aged break"
export const replays = "the journal replays to the snapshot"
export const wallets = "the wallets hold what the formula says"
export const secrets = "no OTP is kept anywhere"
export const defects = "no program ends in a defect"
