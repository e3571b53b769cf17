/**
 * One run: everything starts, clients make transfers while processes die, stand still and come back, then all is calm, and
 * the books are compared.
 */
import { rm } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { serverFolder } from "@bhejo/embedded-postgres/testing"
import { Effect } from "effect"
import * as Audit from "./Audit.ts"
import * as Bhejo from "./Bhejo.ts"
import * as Books from "./Books.ts"
import * as Chance from "./Chance.ts"
import * as Client from "./Client.ts"
import * as Operations from "./Operations.ts"
import * as Plan from "./Plan.ts"

const clients = 12

/** Enough for an operator to settle what the server that stands still has recorded and not sent, on a slow machine too. */
const heldMillis = 30_000

/** Of a thousand calls to Eko, how many meet a fault before or behind it, and in what it decides. */
const faultsPerMille = 40

/** A request is not duplicated behind our back here: each of our attempts is counted. */
const faults = [
  "refuse",
  "reset",
  "answer-never-arrives",
  "delay",
  "http",
  "garbled",
  "clock-skew",
  "awaited",
  "reversed",
  "declined",
  "bank-unavailable",
  "not-found",
  "callback"
]

/** All is settled within seconds after the calm has come; a machine may be slow. */
const settlingMillis = 180_000

const scratch = Effect.acquireRelease(serverFolder, (folder) =>
  Effect.promise(() => rm(folder, { recursive: true, force: true }))
)

/** Works the events of one target off, until the time is over and every kind was there once. */
const disturb = async (bhejo: Bhejo.Bhejo, plan: Plan.Plan, target: Plan.Target, isOver: () => boolean) => {
  const done: Array<Plan.Event["kind"]> = []
  for (const { pauseMillis, ...event } of plan.events[target]) {
    await sleep(pauseMillis)
    if (isOver() && plan.kinds[target].every((kind) => done.includes(kind))) break
    await bhejo.perform(target, event)
    done.push(event.kind)
  }
  return done
}

/**
 * Lets everything come to its end: Eko settles what it has accepted and tells of it, and operators settle what is theirs.
 */
const settle = async (bhejo: Bhejo.Bhejo, books: Books.Books, seed: number): Promise<void> => {
  const chance = Chance.make(seed, "settlement")
  const expired = AbortSignal.timeout(settlingMillis)
  const told = new Set<string>()
  while (!expired.aborted) {
    for (const { kind, tid } of await bhejo.eko.ledger()) {
      if (kind !== "debit" || told.has(tid)) continue
      told.add(tid)
      // What is final already stays as it is.
      await bhejo.eko.settle(
        tid,
        chance.pick(["success", "success", "success", "failed", "refund_pending", "refunded"])
      )
    }
    // Read again, since what was just told may have taken money back.
    const ledger = Audit.byReference(await bhejo.eko.ledger())
    const open = (await books.records()).filter((record) => Audit.isUnsettled(record, ledger))
    const due = (await books.doubts()).filter(
      ({ clientRefId }) => Operations.isOperators(clientRefId) && !ledger.has(clientRefId)
    )
    if (open.length === 0 && due.length === 0) return
    for (const { attempts } of open) {
      for (const { clientRefId } of attempts) {
        if (ledger.has(clientRefId)) await callBack(bhejo, clientRefId)
      }
    }
    await Promise.all(due.map((doubt) => Operations.resolve(bhejo, doubt)))
    await sleep(1_000)
  }
}

/** The sweep would mend a lost step, so it is looked for while things happen. */
const watch = async (books: Books.Books, seen: Set<string>, isOver: () => boolean): Promise<void> => {
  while (!isOver()) {
    for (const id of await books.withoutStep()) seen.add(id)
    await sleep(200)
  }
}

/** A callback may have met nobody: Eko's news is told again, as reconciliation would find it, until it is known. */
const callBack = async (bhejo: Bhejo.Bhejo, clientRefId: string): Promise<void> => {
  await fetch(bhejo.servers[1] + bhejo.callbackPath, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_ref_id: clientRefId }),
    signal: AbortSignal.timeout(10_000)
  }).catch(() => undefined)
}

export interface Report extends Audit.Audit {
  readonly text: string
}

/** Runs it all for about so many seconds, and returns what was found. */
export const run = Effect.fnUntraced(function* (seed: number, seconds: number) {
  const folder = yield* scratch
  const bhejo = yield* Bhejo.start(folder, clients)
  const books = yield* Books.open(bhejo.databaseUrl)
  const plan = Plan.make(seed, heldMillis)
  const memory = Client.makeMemory()

  return yield* Effect.promise(async (): Promise<Report> => {
    await bhejo.eko.seedFaults({ seed, perMille: faultsPerMille, faults, lateMillis: Bhejo.lateMillis })
    for (const fault of plan.faults) await bhejo.eko.planFault(fault)
    const endsAt = performance.now() + seconds * 1_000
    const isOver = () => performance.now() >= endsAt
    const withoutStep = new Set<string>()
    let areEventsOver = false
    const isAllOver = () => areEventsOver
    const work = Promise.all([
      ...Array.from({ length: clients }, (_, client) => Client.run(bhejo, memory, { client, seed, isOver: isAllOver })),
      Operations.reverse(bhejo, seed, isAllOver),
      Operations.operate(bhejo, books, isAllOver),
      watch(books, withoutStep, isAllOver)
    ])
    const disturbed = Promise.all(Plan.targets.map((target) => disturb(bhejo, plan, target, isOver)))
    const events = await disturbed.finally(() => {
      areEventsOver = true
      return Promise.allSettled([work])
    })
    await work
    await bhejo.eko.endFaults()
    await settle(bhejo, books, seed)
    const found = await Audit.make(bhejo, books, memory)
    const lost = [...withoutStep].map((id) => `${id}: it was seen to wait for a step that is not in the queue`)
    const audit = { ...found, violations: [...found.violations, ...lost] }
    return { ...audit, text: text(seed, seconds, memory, events, bhejo, audit) }
  })
}, Effect.scoped)

const text = (
  seed: number,
  seconds: number,
  memory: Client.Memory,
  events: ReadonlyArray<ReadonlyArray<Plan.Event["kind"]>>,
  bhejo: Bhejo.Bhejo,
  audit: Audit.Audit
): string => {
  const kinds = (done: ReadonlyArray<Plan.Event["kind"]>) => {
    const counts = Map.groupBy(done, (kind) => kind)
    return [...counts].map(([kind, each]) => `${each.length} ${kind}`).join(", ")
  }
  const transfers = Object.values(audit.states).reduce((sum, count) => sum + count, 0)
  const states = Object.entries(audit.states).map(([state, count]) => `${count} ${state}`)
  const ended = Object.values(bhejo.processes).filter(({ endedByItself }) => endedByItself > 0)
  const lines = [
    `Real processes, ${seconds} seconds, seed ${seed}`,
    ...Plan.targets.map((target, index) => `  ${target.padEnd(12)} ${kinds(events[index] ?? [])}`),
    ...ended.map(({ name, endedByItself }) => `  ${name.padEnd(12)} ended by itself ${endedByItself} times`),
    `  transfers    ${transfers}, of which clients were told ${memory.told.size}: ${states.join(", ")}`,
    `  money        ${audit.attempts} attempts, ${audit.debits} debits, ${audit.cameBack} of them came back`,
    `  operators    settled ${audit.resolved}; ${audit.inDoubt.length} in doubt: ${audit.inDoubt.join(" ") || "none"}`,
    `  violations   ${audit.violations.length}`,
    ...audit.violations.map((violation) => `    ${violation}`)
  ]
  return lines.join("\n")
}
