/**
 * Transfers, wallet loads and journals as their callers see them, for the documentation: one of each state that tells
 * something of its own.
 *
 * @module
 */
import type { EventView } from "./EventView.ts"
import type { LoadView } from "./LoadView.ts"
import type { TransferView } from "./TransferView.ts"

const at = (time: string): string => `2026-01-31T${time}.000Z`

const transfer = {
  id: "0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b",
  product: "dmt-fino",
  customerId: "XXXXXX6789",
  recipientId: 98_765,
  amountPaise: 50_000,
  userCode: "20810200",
  reference: "INV-2026-0131",
  createdAt: at("12:00:00")
} as const

const eko = { tid: "2147591595", bankReference: "402217654321", feePaise: 500, balancePaise: 449_500 }

const otp = { maskedMobile: "XXXXXX6789", sentAt: at("12:00:01"), expiresAt: at("12:10:01"), triesLeft: 3 }

const doubt = {
  reason: "unknown_outcome",
  message:
    "Eko's answer did not arrive or could not be read, so the money may have moved. Do not pay again: Eko is asked until there is evidence.",
  inquiries: 1
} as const

export const awaitingOtp: TransferView = {
  ...transfer,
  state: "awaiting_otp",
  otp,
  updatedAt: at("12:00:01"),
  version: 3
}

export const succeeded: TransferView = {
  ...transfer,
  state: "succeeded",
  eko: { ...eko, recipientName: "ASHA DEVI" },
  updatedAt: at("12:01:03"),
  version: 5
}

export const inDoubt: TransferView = { ...transfer, state: "in_doubt", doubt, updatedAt: at("12:01:33"), version: 5 }

export const awaited: TransferView = {
  ...transfer,
  state: "awaited",
  eko: { tid: eko.tid, txStatus: "2", feePaise: 500 },
  updatedAt: at("12:01:03"),
  version: 5
}

export const failed: TransferView = {
  ...transfer,
  state: "failed",
  failure: {
    reason: "InsufficientBalance",
    message: "The agent's wallet does not hold enough",
    advice: "Top up the agent's wallet, then make a new transfer."
  },
  updatedAt: at("12:01:03"),
  version: 5
}

export const cancelled: TransferView = { ...transfer, state: "cancelled", updatedAt: at("12:02:00"), version: 4 }

export const refundPending: TransferView = {
  ...transfer,
  state: "refund_pending",
  eko,
  refund: { pendingSince: at("12:05:00"), otp: { ...otp, sentAt: at("12:06:00"), expiresAt: at("12:16:00") } },
  updatedAt: at("12:06:01"),
  version: 8
}

const cashReturned = { by: "S. Patil", at: at("12:07:00") }

export const refunding: TransferView = {
  ...transfer,
  state: "refunding",
  eko,
  refund: { cashReturned, doubt },
  updatedAt: at("12:08:33"),
  version: 10
}

export const refunded: TransferView = {
  ...transfer,
  state: "refunded",
  eko,
  refund: { cashReturned, tid: "2147591596", refundedPaise: 50_000, feePaise: 500, balancePaise: 500_000 },
  updatedAt: at("12:08:03"),
  version: 10
}

const attempt = { clientRefId: "01JD9Z6W0K7Q2M4X8TBV" }

/** A journal from the wish to the end, with an answer that was lost on the way. */
export const journal: ReadonlyArray<EventView> = [
  {
    version: 1,
    type: "transfer_requested",
    at: at("12:00:00"),
    product: "dmt-fino",
    recipientId: 98_765,
    amountPaise: 50_000
  },
  { version: 2, type: "otp_send_started", at: at("12:00:00"), send: 1 },
  { version: 3, type: "otp_send_answered", at: at("12:00:01"), send: 1, result: "sent" },
  { version: 4, type: "debit_started", at: at("12:01:00"), attempt: 1, ...attempt },
  {
    version: 5,
    type: "debit_answered",
    at: at("12:01:30"),
    ...attempt,
    outcome: "unknown",
    phase: "waiting",
    cause: "timeout"
  },
  {
    version: 6,
    type: "debit_inquired",
    at: at("12:02:15"),
    ...attempt,
    finding: "proven",
    txStatus: "0",
    tid: "2147591595"
  }
]

const load = {
  id: "0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1c",
  product: "ppi-digikhata",
  customerId: "XXXXXX7988",
  amountPaise: 100_000,
  createdAt: at("12:00:00")
} as const

export const loaded: LoadView = {
  ...load,
  state: "loaded",
  eko: { tid: "2147591601", bankReference: "402217654399", feePaise: 0 },
  updatedAt: at("12:00:02"),
  version: 2
}

export const loadInDoubt: LoadView = {
  ...load,
  state: "in_doubt",
  doubt: { reason: "unknown_outcome", inquiries: 0 },
  updatedAt: at("12:00:32"),
  version: 2
}

export const loadFailed: LoadView = {
  ...load,
  state: "failed",
  failure: { reason: "InsufficientBalance", advice: "Top up the agent's wallet, then make a new transfer." },
  updatedAt: at("12:00:02"),
  version: 2
}
