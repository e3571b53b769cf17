/**
 * What must hold of a wallet load when its world has come to its end.
 *
 * @module
 */
import { WalletLoadDecider, WalletLoadState } from "@bhejo/core"
import { HashMap, Option } from "effect"
import * as Checks from "./Checks.ts"
import type { StoredLoad } from "./Database.ts"
import { type Found, isDeclined, replaysTo } from "./Invariants.ts"
import type { World } from "./World.ts"

/** `credits`: how often the simulated Eko's ledger has it. */
export const check = (world: World, { snapshot, journal }: StoredLoad, credits: number, found: Found): void => {
  const { attempt, state } = snapshot
  const { clientRefId } = attempt
  const name = `load ${snapshot.terms.id.slice(-4)} (${state})`
  const written = world.eko.written.get(clientRefId) ?? 0
  if (written > 1) found(Checks.wireOnce, `${name}: ${clientRefId} ${written} times`)
  if (WalletLoadState.needsStep(snapshot) && !world.database.hasLiveStep(snapshot)) found(Checks.liveStep, name)
  if (!replaysTo(() => WalletLoadDecider.replay(journal), snapshot)) found(Checks.replays, name)
  // Eko itself has taken a copy for another load, or has contradicted itself: nobody can know how it ended.
  if (world.eko.contradicted.has(clientRefId)) return
  if (credits > 1) found(Checks.loadsOnce, `${name}: ${credits} credits`)
  if (state === "loaded" && credits !== 1) found(Checks.loadedCredited, `${name}: ${credits} credits`)
  if (state === "failed") {
    if (credits !== 0) found(Checks.failedLoads, `${name}: ${credits} credits`)
    const isByOperator = journal.some((event) => event._tag === "LoadResolved" && event.resolution._tag === "NotMoved")
    if (!isByOperator) checkFailed(world, name, snapshot, found)
  }
  // What Eko has is known here, or a person has been asked.
  if (WalletLoadState.isUnsettled(snapshot) && credits > 0) found(Checks.settled, name)
  checkTid(world, name, attempt, found)
  if (state === "loaded") checkFacts(world, name, snapshot, found)
}

/** Without a named operator's finding nothing fails but by Eko's word, or because it is known that nothing was sent. */
const checkFailed = (world: World, name: string, { attempt }: WalletLoadState.Failed, found: Found): void => {
  const { clientRefId, outcome } = attempt
  if (outcome._tag === "NotSent") {
    if (world.eko.written.has(clientRefId)) found(Checks.ekosWord, `${name}: taken for not sent`)
    return
  }
  const { words } = world.eko
  const inquired = [`client_ref_id:${clientRefId}`, ...(attempt.tid === undefined ? [] : [attempt.tid])]
  const answers = inquired.flatMap((reference) => words.get(reference) ?? [])
  if (!isDeclined(words.get(clientRefId) ?? [], answers)) found(Checks.ekosWord, `${name}: no decline`)
}

const checkTid = (
  world: World,
  name: string,
  { tid, clientRefId }: WalletLoadState.WalletLoadState["attempt"],
  found: Found
): void => {
  if (tid === undefined) return
  const owner = Option.getOrUndefined(HashMap.get(world.eko.state.loads, tid))?.clientRefId
  if (owner !== clientRefId) {
    found(Checks.tids, `${name}: ${tid} is ${owner ?? "nobody"}'s, not ${clientRefId}'s`)
  }
}

const checkFacts = (world: World, name: string, { facts }: WalletLoadState.Loaded, found: Found): void => {
  const load =
    facts.tid === undefined ? undefined : Option.getOrUndefined(HashMap.get(world.eko.state.loads, facts.tid))
  if (load === undefined || facts.feePaise === undefined) return
  if (facts.feePaise !== load.feePaise) found(Checks.facts, `${name}: feePaise ${facts.feePaise} for ${load.feePaise}`)
}
