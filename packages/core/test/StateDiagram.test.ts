/**
 * The transition diagram in the documentation is what the machine itself does; `vitest run -u` writes it anew.
 */
import { describe, expect, it } from "@effect/vitest"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { StateName } from "../src/TransferState.ts"
import { beginning, everywhere, explore } from "./Exploration.ts"

const words = (tag: string): string => tag.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()

/** What an event says, in a few words. */
const saying = (event: TransferEvent): string => {
  switch (event._tag) {
    case "OtpSendAnswered":
      return `OTP ${words(event.result._tag)}`
    case "DebitAnswered":
      return event.outcome._tag === "Accepted" ? `answer ${event.outcome.txStatus}` : words(event.outcome._tag)
    case "RefundAnswered":
      return event.outcome._tag === "Refunded" ? "answer done" : words(event.outcome._tag)
    case "DebitInquired":
      return event.finding._tag === "Proven"
        ? `inquiry ${event.finding.txStatus}`
        : `inquiry ${words(event.finding._tag)}`
    case "AttemptResolved":
      return `operator says ${words(event.resolution._tag)}`
    case "DebitStarted":
      return "confirm"
    case "RefundStarted":
      return "refund"
    case "RefundSetAside":
      return "inquiry 3 after its window"
    case "DebitAbandoned":
      return "settlement finds it abandoned"
    case "TransferRequested":
      return "request"
    case "TransferCancelled":
      return "cancel"
    case "TransferExpired":
      return "expiry"
    default:
      return words(event._tag)
  }
}

/** The one event of a transition that moved the transfer, by a look at each prefix of its journal. */
const diagram = (): string => {
  const ways = new Map<string, Set<string>>()
  const add = (from: string, to: string, words: string) => {
    const key = `${from} --> ${to}`
    ways.set(key, (ways.get(key) ?? new Set()).add(words))
  }
  for (const [places, depth] of [
    [beginning, 4],
    [everywhere, 2]
  ] as const) {
    explore(places, depth, ({ steps }) => {
      for (const { from, event, to } of steps) if (from !== to) add(from ?? "[*]", to, saying(event))
    })
  }
  const order = ["[*]", ...StateName.literals]
  const rank = (key: string) => {
    const [from = "", to = ""] = key.split(" --> ")
    return order.indexOf(from) * 100 + order.indexOf(to)
  }
  const lines = [...ways.entries()]
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([key, sayings]) => `    ${key}: ${[...sayings].toSorted().join(", ")}`)
  const ends = ["succeeded", "refunded", "failed", "cancelled", "expired"].map((state) => `    ${state} --> [*]`)
  return ["```mermaid", "stateDiagram-v2", ...lines, ...ends, "```"].join("\n")
}

describe("the transition diagram", () => {
  it("in the documentation is that of the machine", async () => {
    await expect(`# The states of a transfer

Made by exploring the machine itself with every command and all evidence; a test keeps it current. A number is a
tx_status: \`answer 0\` is what Eko answered to the attempt, \`inquiry 0\` what it said when it was asked. What is not here
cannot happen: no line leads from an unknown outcome to \`failed\` without Eko's word or a named operator's.

${diagram()}

In \`in_doubt\`, \`awaited\`, \`refund_pending\` and \`refunding\` Eko is asked until the settlement window has passed; then
reconciliation has the transfer as an aged break, in the same state and without a live step, until evidence or an operator
moves it. \`inquiry 1\` leaves \`in_doubt\` as it is where Eko said that the OTP was used before.

A transfer is blocked where an earlier attempt may have moved the money after all. Then no word about the open attempt leads
to \`failed\`: it is closed, and the transfer waits in \`awaiting_otp\`, where nothing starts until an operator says more.
`).toMatchFileSnapshot("../../../docs/state-machine.md")
  })
})
