/** The seed of this run: another one each time, or that of a run that is to be planned again. */
const named = process.env["PROCESSES_SEED"]

export const processesSeed = named === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(named)
