/**
 * Who lives in a world: teams, agents with wallets, customers with their recipients, and what each wants to send.
 *
 * @module
 */
import {
  type EkoClient,
  type EkoOperation,
  Identifiers as Id,
  Money,
  Signing,
  type TransferEvent,
  type WalletLoadEvent
} from "@bhejo/core"
import { Configuration, type World as EkoWorld } from "@bhejo/eko-simulator"
import { Chance } from "./Chance.ts"

export type Generation = EkoOperation.Generation

export interface Population {
  readonly generation: Generation
  readonly eko: EkoWorld.World
  /** Each is one customer's wish; they begin at different times. */
  readonly transfers: ReadonlyArray<TransferEvent.Terms>
  /** What teams want to put into customers' wallets. */
  readonly loads: ReadonlyArray<WalletLoadEvent.Terms>
}

const initiatorId = Id.InitiatorId.make("9962981729")
/** Worlds begin at one instant and share their keys, so that a signature is looked for more often than it is made. */
const signatures = new Map<string, string>()
const maxSignatures = 100_000

const isSigned: typeof Signing.verify = (accessKey, timestamp, signature) => {
  if (signatures.get(timestamp) === signature) return true
  if (!Signing.verify(accessKey, timestamp, signature)) return false
  if (signatures.size >= maxSignatures) signatures.clear()
  signatures.set(timestamp, signature)
  return true
}

const configurations = {
  seed: { ...Configuration.development("seed"), isSigned },
  "2026-07": { ...Configuration.development("2026-07"), isSigned }
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

/** Tells a load's id from a transfer's. */
const loadId = (seed: number, index: number): Id.WalletLoadId => Id.WalletLoadId.make(transferId(seed, index + 0xa000))

/** What is wanted of wallets, with chance of its own: a world without loads is what it would be anyway. */
const loadsOf = (seed: number, loads: number, customers: number): ReadonlyArray<WalletLoadEvent.Terms> => {
  const chance = new Chance(seed, 2)
  return Array.from({ length: loads }, (_, index) => ({
    id: loadId(seed, index),
    team: chance.pick(teams),
    customerId: customerId(chance.below(customers)),
    amountPaise: Money.paise(100 * chance.between(1, 9_999))
  }))
}

/**
 * A population that wants `transfers` transfers. Some customers want more than one, so that their phones, limits and
 * agents' wallets are shared.
 */
export const make = (
  seed: number,
  transfers: number,
  chance: Chance,
  options: {
    readonly isPoor: boolean
    readonly isLimited: boolean
    readonly isUnknown: boolean
    /** How many wallets are to be loaded. */
    readonly loads?: number
  }
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
    loads: loadsOf(seed, options.loads ?? 0, customers),
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
