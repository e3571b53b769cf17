/** The seed of this run: another one each time, or that of a run that is to be made again. */
const named = process.env["REQUESTS_SEED"]

export const requestsSeed = named === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(named)
