/**
 * The diagram of wallet loads in the documentation is what their machine itself does; `vitest run -u` writes it anew.
 */
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { type Command, decide, evolve, replay } from "../src/WalletLoadDecider.ts"
import type { WalletLoadEvent } from "../src/WalletLoadEvent.ts"
import { StateName } from "../src/WalletLoadState.ts"
import * as Given from "./Given.ts"
import * as Load from "./GivenLoad.ts"

const words = (tag: string): string => tag.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()

/** What an event says, in a few words. */
const saying = (event: WalletLoadEvent): string => {
  switch (event._tag) {
    case "LoadAnswered":
      return event.outcome._tag === "OtpConsumed" ? "repeated" : words(event.outcome._tag)
    case "LoadInquired":
      return event.finding._tag === "Proven"
        ? `inquiry ${event.finding.txStatus}`
        : `inquiry ${words(event.finding._tag)}`
    case "LoadResolved":
      return `operator says ${words(event.resolution._tag)}`
    case "LoadStarted":
      return "load"
    case "LoadAbandoned":
      return "settlement finds it abandoned"
    default:
      return words(event._tag)
  }
}

const findings = [
  Given.notFound,
  Given.unanswered,
  Given.unproven,
  Given.tidOfAnother,
  ...["0", "1", "2", "3", "4"].map((status) => Given.proven(status))
]
const commands: ReadonlyArray<Command> = [
  ...[Given.notSent, Given.credentialsRefused, Given.declined, Load.loaded(), Load.repeated, Load.unknown].map(
    (outcome) => Load.recordOutcome(outcome)
  ),
  ...findings.flatMap((finding) => [
    Load.settle(finding),
    Load.settle(finding, Load.end),
    Load.resolve(Given.notMoved, finding)
  ]),
  Load.resolve({ _tag: "Moved", ...Given.judgement, tid: Given.tid(1) }),
  Load.hint()
]
const journals = [...Object.values(Load.unsettled), Load.isLoaded, Load.isDeclined, Load.isNotSent]

const diagram = (): string => {
  const ways = new Map<string, Set<string>>([["[*] --> loading", new Set(["load"])]])
  for (const journal of journals) {
    for (const command of commands) {
      let load = replay(journal)
      for (const event of Result.getOrElse(decide(load, command, Load.policy), () => [])) {
        const after = evolve(load, event)
        if (load !== undefined && after.state !== load.state) {
          const way = `${load.state} --> ${after.state}`
          ways.set(way, (ways.get(way) ?? new Set()).add(saying(event)))
        }
        load = after
      }
    }
  }
  const order = ["[*]", ...StateName.literals]
  const rank = (way: string) => {
    const [from = "", to = ""] = way.split(" --> ")
    return order.indexOf(from) * 100 + order.indexOf(to)
  }
  const lines = [...ways.entries()]
    .toSorted(([one], [other]) => rank(one) - rank(other))
    .map(([way, sayings]) => `    ${way}: ${[...sayings].toSorted().join(", ")}`)
  return ["```mermaid", "stateDiagram-v2", ...lines, "    loaded --> [*]", "    failed --> [*]", "```"].join("\n")
}

describe("the diagram of wallet loads", () => {
  it("in the documentation is that of the machine", async () => {
    await expect(`# The states of a wallet load

Made by asking the machine itself, in every state, every command and all evidence; a test keeps it current. A load is one
attempt: nothing leads from any state to another one. A number is the tx_status that an inquiry told.

${diagram()}

In \`in_doubt\` and \`awaited\` Eko is asked until the settlement window has passed; then reconciliation has the load as an
aged break, in the same state and without a live step, until evidence or an operator moves it. \`inquiry 1\` leaves
\`in_doubt\` as it is where Eko said that it had the request before. A callback's hint has a load in any state but
\`loading\` inquired, and moves nothing. The states of a transfer are in [state-machine.md](state-machine.md).
`).toMatchFileSnapshot("../../../docs/wallet-load-states.md")
  })
})
