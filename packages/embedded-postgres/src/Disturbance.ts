/**
 * What befalls a server that runs, so that those who use it can be tested.
 *
 * Without effect, because the child process that reads it starts quickly by doing without.
 *
 * @module
 */

/**
 * A restart in order, as after a crash, or after its postmaster was killed; or all of its processes standing still, and
 * going on.
 */
const all = ["fast", "immediate", "kill", "freeze", "thaw"] as const
export type Disturbance = (typeof all)[number]

/** @throws Error where a message is none. */
export const read = (message: unknown): Disturbance => {
  const disturbance = all.find((one) => one === message)
  if (disturbance === undefined) throw new Error("The message is no disturbance.")
  return disturbance
}
