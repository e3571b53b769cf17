/** Where a finding needs a second person: what one proposes, what makes it stand, and what sets it aside. */
import { BankReference } from "../src/Identifiers.ts"
import type { Proposal, Resolution } from "../src/Resolution.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { table } from "./DeciderTable.ts"
import {
  about,
  alarm,
  debitInquired,
  isBlocked,
  isInDoubt,
  judgement,
  moved,
  notFound,
  notMoved,
  now,
  ref,
  resolve
} from "./Given.ts"
import { end, isBlockedTwice, resolved, unblockBy, unblocked } from "./GivenResolution.ts"

const strict = { ...defaults, resolutionNeedsSecondPerson: true }
const [asha, ravi] = [{ key: "night-desk" }, { key: "day-desk", operator: "Ravi Iyer" }]

const proposed = (proposal: Proposal, atMillis = now): TransferEvent => ({
  _tag: "FindingProposed",
  atMillis,
  proposal
})

const proposedBy = (who: object, resolution: Resolution = moved(1), number = 1) =>
  proposed({ _tag: "Resolve", clientRefId: ref(number), resolution: { ...resolution, ...who } })

const otherTicket: Resolution = { _tag: "NotMoved", ...judgement, ticket: "EKO-1" }

const otherReference: Resolution = {
  _tag: "Moved",
  ...judgement,
  bankReference: BankReference.make("412300000002")
}

const isProposed = [...isInDoubt, proposedBy(asha)]
const isNotMovedProposed = [...isInDoubt, proposedBy(asha, notMoved)]
const isUnblockProposed = [...isBlocked, proposed({ _tag: "Unblock", judgement: { ...judgement, ...asha } })]
const both = { confirmedBy: "Ravi Iyer", confirmedByKey: "day-desk" }

table(
  "two people",
  [
    ["one alone proposes", isInDoubt, resolve(1, { ...moved(1), ...asha }), [proposedBy(asha)], "in_doubt"],
    ["without a key there is no other", isInDoubt, resolve(1, moved(1)), { _tag: "SecondPersonNeeded" }, "in_doubt"],
    [
      "nor by a name that anybody can write",
      isInDoubt,
      resolve(1, { ...moved(1), confirmedBy: "Ravi Iyer", confirmedByKey: "day-desk" }),
      { _tag: "SecondPersonNeeded" },
      "in_doubt"
    ],
    ["one twice is still one", isProposed, resolve(1, { ...moved(1), ...asha }), [], "in_doubt"],
    [
      "two names with one key are one",
      isProposed,
      resolve(1, { ...moved(1), ...asha, operator: "Ravi Iyer" }),
      [],
      "in_doubt"
    ],
    [
      "one name with two keys is one",
      isProposed,
      resolve(1, { ...moved(1), ...ravi, operator: "ASHA RAO" }),
      [],
      "in_doubt"
    ],
    [
      "two who found the same are two",
      isProposed,
      resolve(1, { ...moved(1), ...ravi, evidence: "I saw the statement, too" }),
      [resolved(1, { ...moved(1), ...asha, ...both })],
      "succeeded"
    ],
    [
      "who has no key confirms nothing",
      isProposed,
      resolve(1, { ...moved(1), operator: "Ravi Iyer" }),
      { _tag: "SecondPersonNeeded" },
      "in_doubt"
    ],
    [
      "another bank reference is another finding",
      [...isInDoubt, proposedBy(asha, moved())],
      resolve(1, { ...otherReference, ...ravi }),
      [proposedBy(ravi, otherReference)],
      "in_doubt"
    ],
    [
      "the same about another attempt is another finding",
      [...isBlockedTwice, proposedBy(asha, moved(), 1)],
      resolve(2, { ...moved(), ...ravi }),
      [proposedBy(ravi, moved(), 2)],
      "awaiting_otp"
    ],
    [
      "who found something else proposes that",
      isProposed,
      resolve(1, { ...moved(2), ...ravi }),
      [proposedBy(ravi, moved(2))],
      "in_doubt"
    ],
    [
      "and is not confirmed by who had found another thing",
      [...isProposed, proposedBy(ravi, moved(2))],
      resolve(1, { ...moved(1), ...asha }),
      [proposedBy(asha)],
      "in_doubt"
    ],
    [
      '"not moved" still needs an inquiry of its own',
      isNotMovedProposed,
      resolve(1, { ...notMoved, ...ravi }, [], end),
      { _tag: "RecheckUnanswered" },
      "in_doubt"
    ],
    [
      "and then fails it",
      isNotMovedProposed,
      resolve(1, { ...notMoved, ...ravi }, [about(1, notFound)], end),
      [debitInquired(1, notFound, end), resolved(1, { ...notMoved, ...asha, ...both }, end)],
      "failed"
    ],
    [
      "another ticket is another finding",
      isNotMovedProposed,
      resolve(1, { ...otherTicket, ...ravi }, [], end),
      [{ ...proposedBy(ravi, otherTicket), atMillis: end }],
      "in_doubt"
    ],
    [
      "news voids a proposal",
      [...isProposed, alarm("contradiction", 1, now)],
      resolve(1, { ...moved(1), ...ravi }),
      [proposedBy(ravi)],
      "in_doubt"
    ],
    [
      "an inquiry that proves nothing is no news",
      [...isProposed, debitInquired(1, notFound)],
      resolve(1, { ...moved(1), ...ravi }),
      [resolved(1, { ...moved(1), ...asha, ...both })],
      "succeeded"
    ],
    [
      "to unblock, too",
      isBlocked,
      unblockBy(asha, end, about(1, notFound)),
      [proposed({ _tag: "Unblock", judgement: { ...judgement, ...asha } }, end)],
      "awaiting_otp"
    ],
    ["which one alone cannot", isUnblockProposed, unblockBy(asha, end, about(1, notFound)), [], "awaiting_otp"],
    [
      "and two can",
      isUnblockProposed,
      unblockBy(ravi, end, about(1, notFound)),
      [debitInquired(1, notFound, end), unblocked(end, { ...judgement, ...asha, ...both })],
      "awaiting_otp"
    ],
    [
      "who proposed to unblock has confirmed no finding",
      isUnblockProposed,
      resolve(1, { ...moved(1), ...ravi }),
      [proposedBy(ravi)],
      "awaiting_otp"
    ]
  ],
  strict
)
