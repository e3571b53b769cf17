/**
 * Who lives in a world: teams, agents with wallets, customers with their recipients, and what each wants to send.
 *
 * @module
 */
import { type EkoClient, type EkoOperation, Identifiers as Id, Money, type TransferEvent } from "@bhejo/core"
import { Configuration, type World as EkoWorld } from "@bhejo/eko-simulator"
import type { Chance } from "./Chance.ts"

export type Generation = EkoOperation.Generation

export interface Population {
  readonly generation: Generation
  readonly eko: EkoWorld.World
  /** Each is one customer's wish; they begin at different times. */
  readonly transfers: ReadonlyArray<TransferEvent.Terms>
}

const initiatorId = Id.InitiatorId.make("9962981729")
const configurations = {
  seed: Configuration.development("seed"),
  "2026-07": Configuration.development("2026-07")
} as const

export const configuration = (generation: Generation): Configuration.Configuration => configurations[generation]

/** Who we are at this Eko. */
export const account = (generation: Generation): EkoClient.EkoAccount => ({
  developerKey: configurations[generation].developerKey,
  accessKey: configurations[generation].accessKey,
  initiatorId,
  generation
})

const plenty = Money.paise(1_000_000_00)
const teams = ["payments", "retail", "agents-app"].map((team) => Id.TeamId.make(team))
const userCodes = ["20810200", "20810201", "20810202", "20810203"].map((code) => Id.UserCode.make(code))

const customerId = (index: number) => Id.CustomerId.make(`9${String(100_000_000 + index)}`)
const recipientId = (index: number) => Id.RecipientId.make(98_000 + index)

/** Distinct for each transfer of a world, and readable in a timeline by its end. */
const transferId = (seed: number, index: number): Id.TransferId => {
  const hex = (value: number, length: number) => Math.floor(value).toString(16).padStart(length, "0").slice(-length)
  return Id.TransferId.make(
    `${hex(seed % 2 ** 32, 8)}-${hex(seed / 2 ** 32, 4)}-8000-8000-${hex(0, 8)}${hex(index + 1, 4)}`
  )
}

/**
 * A population that wants `transfers` transfers. Some customers want more than one, so that their phones, limits and
 * agents' wallets are shared.
 */
export const make = (
  seed: number,
  transfers: number,
  chance: Chance,
  options: { readonly isPoor: boolean; readonly isLimited: boolean; readonly isUnknown: boolean }
): Population => {
  const generation = chance.pick<Generation>(["seed", "2026-07"])
  const customers = Math.max(1, transfers - chance.below(2))
  const agents = Math.min(userCodes.length, 1 + chance.below(transfers))
  const product = (index: number) => (index % 3 === 2 ? "ppi-digikhata" : "dmt-fino")
  const wishes = Array.from({ length: transfers }, (_, index): TransferEvent.Terms => {
    const customer = index % customers
    return {
      id: transferId(seed, index),
      team: chance.pick(teams),
      product: product(customer),
      customerId: customerId(customer),
      recipientId: recipientId(customer),
      amountPaise: Money.paise(100 * chance.between(100, 4_900)),
      userCode:
        generation === "seed"
          ? (userCodes[chance.below(agents)] ?? Id.UserCode.make("20810200"))
          : Id.UserCode.make("20810200"),
      ...(product(customer) === "ppi-digikhata" && chance.happens(0.5)
        ? { beneficiaryId: Id.BeneficiaryId.make("4202888") }
        : {})
    }
  })
  const poorPaise = Money.paise(100_00 * chance.between(1, 40))
  const limitPaise = Money.paise(100_00 * chance.between(1, 60))
  return {
    generation,
    transfers: wishes,
    eko: {
      initiatorId,
      defaultUserCode: Id.UserCode.make("20810200"),
      agents: userCodes.map((userCode) => ({ userCode, walletPaise: options.isPoor ? poorPaise : plenty })),
      customers: Array.from({ length: options.isUnknown ? customers - 1 : customers }, (_, index) => ({
        customerId: customerId(index),
        name: "RAVI KUMAR",
        userCode: Id.UserCode.make(`1047${String(index).padStart(4, "0")}`),
        monthlyLimitPaise: options.isLimited ? limitPaise : plenty,
        verifiedMonthlyLimitPaise: options.isLimited ? limitPaise : plenty,
        recipients: [
          {
            product: product(index),
            recipientId: recipientId(index),
            ...(product(index) === "ppi-digikhata" ? { beneficiaryId: Id.BeneficiaryId.make("4202888") } : {}),
            name: "ASHA DEVI",
            account: "012345678901",
            ifsc: "SBIN0001234",
            bank: "State Bank of India"
          }
        ]
      })),
      firstTid: 3_570_311_831,
      firstBankReference: 620_415_011_744,
      firstOtpNumber: 666_902_416
    }
  }
}
