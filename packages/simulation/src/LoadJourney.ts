/**
 * One wish to load a wallet, and the team's program behind it: it asks again with the same id where no reply comes.
 *
 * @module
 */
import { type Resolution, type WalletLoadEvent, WalletLoadState } from "@bhejo/core"
import { SimulatorState } from "@bhejo/eko-simulator"
import { Effect, Exit, HashMap, Option } from "effect"
import { byOperators, call, type Desk, judgement, sleep } from "./Journey.ts"
import type { World } from "./World.ts"

export type LoadDesk = Desk<WalletLoadEvent.Terms>

/** Asks for the load once; whether there is a reply that tells of it. */
export const load = ({ world, terms }: LoadDesk): Effect.Effect<boolean> =>
  Effect.map(
    call(world, `load ${terms.id.slice(-4)}`, ({ loads }) => loads.load(terms)),
    (reply) => reply !== "lost" && Exit.isSuccess(reply)
  )

/** A team that does what chance says. */
export const roam = Effect.fnUntraced(function* (desk: LoadDesk) {
  const { world } = desk
  const { chance } = world
  yield* sleep(world, chance.below(60_000))
  for (let tries = 0; tries < 5 && !(yield* load(desk)); tries++) yield* sleep(world, chance.between(200, 20_000))
  if (chance.happens(0.3)) {
    // A replay answers from the record.
    yield* sleep(world, chance.between(1_000, 300_000))
    yield* load(desk)
  }
  const attempt = world.database.loads.get(desk.terms.id)?.snapshot.attempt
  if (attempt !== undefined && chance.happens(0.4)) {
    // Eko posts nothing about loads in this simulation, but somebody may.
    const atMillis = world.agenda.nowMillis + chance.between(0, 1_800_000)
    world.callBack(atMillis, JSON.stringify({ tx_status: "1", client_ref_id: attempt.clientRefId }))
  }
})

/** What an operator finds about a load in Eko's books. */
const findingAbout = (world: World, clientRefId: string): Resolution.Resolution => {
  const { state } = world.eko
  const tid = Option.getOrUndefined(SimulatorState.newestTid(state, clientRefId))
  const found = tid === undefined ? undefined : Option.getOrUndefined(HashMap.get(state.loads, tid))
  return found === undefined
    ? { _tag: "NotMoved", ...judgement, ticket: "EKO-4712" }
    : { _tag: "Moved", ...judgement, tid: found.tid }
}

/** An operator who looks once a while at what no inquiry has settled. */
export const operate = Effect.fnUntraced(function* ({ world, terms }: LoadDesk) {
  const everyMillis = 40 * 60_000
  for (let looks = 0; looks < 50; looks++) {
    yield* sleep(world, everyMillis)
    const found = world.database.loads.get(terms.id)?.snapshot
    if (found === undefined || WalletLoadState.isFinal(found)) return
    if (!WalletLoadState.isHandedOver(found)) continue
    const { clientRefId } = found.attempt
    const resolution = findingAbout(world, clientRefId)
    yield* byOperators(world, `resolve ${terms.id.slice(-4)} ${resolution._tag}`, ({ loads }, by) =>
      loads.resolve({ id: terms.id, clientRefId, resolution: { ...resolution, ...by } })
    )
  }
})
