/**
 * Both sides of many transfers from a seed, with each class of break planted at known places.
 *
 * The pieces are made one after the other, each with what a comparison must find in it, so that a million of them need no
 * more memory than one.
 *
 * @module
 */

import type { Movement } from "../src/BalanceChain.ts"
import { BreakClass } from "../src/Break.ts"
import * as Id from "../src/Identifiers.ts"
import { IndiaDay } from "../src/IndiaTime.ts"
import { type Paise, paise } from "../src/Money.ts"
import type {
  FoundRecord,
  HeardRecord,
  OurAttempt,
  OurTransfer,
  OwnedRecord,
  Owner
} from "../src/ReconciliationRecord.ts"
import type { Meaning } from "../src/TxStatus.ts"
import { chanceFrom } from "./Chance.ts"
import { day, fromMillis, opening, untilMillis, wallet, window } from "./CorpusTerms.ts"

/** One transfer, or one record without any, with what Eko says and what must be found. */
export interface Piece {
  readonly transfer?: OurTransfer
  readonly records: ReadonlyArray<OwnedRecord>
  /** What operators have recorded. */
  readonly movements: ReadonlyArray<Movement>
  readonly expected: ReadonlyArray<string>
}

/** Every class, in the order of planting. */
export const planted = BreakClass.literals

/** How often each class is planted among so many transfers. */
export const roundsOf = (count: number): number => Math.min(100, Math.max(1, Math.floor(count / 1_000)))

/** The pieces, by time. */
export function* pieces(seed: number, count: number): Generator<Piece> {
  const chance = chanceFrom(seed)
  const block = Math.floor(count / roundsOf(count))
  const stride = Math.floor(block / planted.length)
  const shift = Math.floor(chance() * (stride - 1))
  const spread = (untilMillis - fromMillis - 2 * day) / count
  // A second attempt follows its first before the next transfer comes, so that Eko's ledger is in the order of time.
  const maker = new Maker(chance, Math.min(1_000, Math.floor(spread / 4)))
  for (let index = 0; index < count; index++) {
    const place = index % block
    const plant = place % stride === shift ? planted[Math.floor(place / stride)] : undefined
    const round = Math.floor(index / block)
    const isPlanted = plant !== undefined && round < roundsOf(count)
    maker.begin(index, Math.floor(fromMillis + day + index * spread))
    yield isPlanted ? maker.broken(plant, round) : maker.sound()
  }
}

/** The figures that both sides agree about. */
interface Agreed {
  readonly feePaise: Paise
  readonly commissionPaise: Paise
  readonly tdsPaise: Paise
  readonly gstPaise: Paise
  readonly bankReference: string
  readonly recipientName: string
}

class Maker {
  readonly #chance: () => number
  readonly #retryMillis: number
  #index = 0
  #atMillis = 0
  #balancePaise: number = opening.balancePaise
  /** The last movement whose balance Eko tells. */
  #located = opening.reference
  #reference = ""
  #isReused = false
  /** An attempt that was paid before. */
  #earlier: Owner = { transferId: Id.TransferId.make("00000000-0000-4000-8000-000000000000"), clientRefId: "" }

  constructor(chance: () => number, retryMillis: number) {
    this.#chance = chance
    this.#retryMillis = retryMillis
  }

  begin(index: number, atMillis: number): void {
    this.#index = index
    this.#atMillis = atMillis
  }

  #tid(nth = 0) {
    return Id.Tid.make(String(3_000_000_000 + this.#index * 4 + nth))
  }

  #ref(nth = 0): string {
    return `C${String(this.#index).padStart(10, "0")}${nth}`
  }

  #transfer(attempts: ReadonlyArray<OurAttempt>, state: string, more: Partial<OurTransfer> = {}): OurTransfer {
    return {
      id: Id.TransferId.make(`00000000-0000-4000-8000-${String(this.#index).padStart(12, "0")}`),
      team: Id.TeamId.make("retail"),
      product: "dmt-fino",
      wallet,
      state,
      amountPaise: paise(this.#amount),
      createdAtMillis: this.#atMillis - 60_000,
      attempts,
      ...more
    }
  }

  #amount = 0

  #figures(): Agreed {
    this.#amount = (100 + Math.floor(this.#chance() * 4_900)) * 100
    const feePaise = Math.max(1_000, this.#amount / 100)
    const reference = this.#isReused ? this.#reference : `UTR${String(this.#index).padStart(12, "0")}`
    this.#reference = reference
    this.#isReused = false
    return {
      feePaise: paise(feePaise),
      commissionPaise: paise(Math.floor(this.#amount / 200)),
      tdsPaise: paise(Math.floor(this.#amount / 10_000)),
      gstPaise: paise(Math.floor((feePaise * 18) / 118)),
      bankReference: reference,
      recipientName: "Sunil Sharma"
    }
  }

  /** Moves Eko's wallet, and tells its balance most of the time. */
  #moved(reference: string, deltaPaise: number) {
    this.#balancePaise += deltaPaise
    if (this.#chance() < 0.1) return {}
    this.#located = reference
    return { balancePaise: paise(this.#balancePaise) }
  }

  #attempt(belief: OurAttempt["belief"], more: Partial<OurAttempt> = {}, nth = 0): OurAttempt {
    return {
      clientRefId: this.#ref(nth),
      number: nth + 1,
      startedAtMillis: this.#atMillis + nth * this.#retryMillis,
      belief,
      because: "eko",
      ...more
    }
  }

  #line(txStatus: string, more: Partial<FoundRecord> = {}, nth = 0): FoundRecord {
    const meanings: Readonly<Record<string, Meaning>> = {
      "0": "success",
      "1": "failed",
      "3": "refund_pending",
      "4": "refunded"
    }
    return {
      _tag: "Found",
      source: "statement",
      place: `line ${this.#index * 4 + nth + 2}`,
      kind: "debit",
      meaning: meanings[txStatus] ?? "in_flight",
      txStatus,
      tid: this.#tid(nth),
      clientRefId: this.#ref(nth),
      amountPaise: paise(this.#amount),
      atMillis: this.#atMillis + nth * this.#retryMillis,
      ...more
    }
  }

  #heard(name: Pick<HeardRecord, "tid" | "clientRefId">, nth = 0): HeardRecord {
    const said = { txStatus: "2", meaning: "in_flight", amountPaise: paise(this.#amount) } as const
    const atMillis = this.#atMillis + nth * this.#retryMillis
    return { _tag: "Heard", source: "callback", place: `callback ${this.#index * 2 + nth}`, ...said, ...name, atMillis }
  }

  #owned(record: OwnedRecord["record"], transfer: OurTransfer, nth = 0): OwnedRecord {
    return { record, owner: { transferId: transfer.id, clientRefId: this.#ref(nth) } }
  }

  #piece(
    transfer: OurTransfer,
    records: ReadonlyArray<readonly [OwnedRecord["record"], number?]>,
    expected: ReadonlyArray<string> = []
  ): Piece {
    return {
      transfer,
      records: records.map(([record, nth]) => this.#owned(record, transfer, nth)),
      movements: [],
      expected
    }
  }

  /** A debit that both sides know, with what Eko adds. */
  #debited(figures: Agreed) {
    return this.#moved(this.#ref(), -(this.#amount + figures.feePaise))
  }

  sound(): Piece {
    const isReused = this.#isReused
    const figures = this.#figures()
    if (isReused) {
      return this.#paid(figures, {}, [`bank_reference_reused:${figures.bankReference}:${this.#tid()}`])
    }
    const kind = this.#chance()
    if (kind < 0.06) return this.#piece(this.#transfer([this.#attempt("not_moved")], "failed"), [])
    if (kind < 0.1) {
      return this.#piece(this.#transfer([this.#attempt("not_moved", { tid: this.#tid() })], "failed"), [
        [this.#line("1")]
      ])
    }
    if (kind < 0.13) {
      const debit = this.#line("0", { ...figures, ...this.#debited(figures) })
      const back = this.#moved(`refund-${this.#tid()}`, this.#amount + figures.feePaise)
      const refund = this.#line("0", {
        ...back,
        feePaise: figures.feePaise,
        kind: "refund",
        atMillis: this.#atMillis + 10
      })
      const attempt = this.#attempt("refunded", { ...figures, tid: this.#tid() })
      return this.#piece(this.#transfer([attempt], "refunded"), [[debit], [refund]])
    }
    if (kind < 0.14) {
      // Some days the wallet is filled up, which the operators record and Eko shows in the balance alone.
      const amount = 5_000_000_00
      this.#balancePaise += amount
      const movement = { wallet, kind: "top_up", reference: `topup-${this.#index}`, atMillis: this.#atMillis } as const
      return { records: [], movements: [{ ...movement, deltaPaise: paise(amount) }], expected: [] }
    }
    if (kind < 0.2) {
      const debit = this.#moved(this.#ref(1), -(this.#amount + figures.feePaise))
      const attempts = [this.#attempt("not_moved"), this.#attempt("paid", { ...figures, tid: this.#tid(1) }, 1)]
      return this.#piece(this.#transfer(attempts, "succeeded"), [[this.#line("0", { ...figures, ...debit }, 1), 1]])
    }
    return this.#paid(figures)
  }

  #paid(
    figures: Agreed,
    theirs: Partial<FoundRecord> = {},
    expected: ReadonlyArray<string> = [],
    more: Partial<OurTransfer> = {}
  ): Piece {
    const line = this.#line("0", { ...figures, ...theirs })
    const debit = this.#moved(this.#ref(), -((line.amountPaise ?? 0) + (line.feePaise ?? 0)))
    const transfer = this.#transfer([this.#attempt("paid", { ...figures, tid: this.#tid() })], "succeeded", more)
    this.#earlier = { transferId: transfer.id, clientRefId: this.#ref() }
    return this.#piece(transfer, [[{ ...line, ...debit }]], expected)
  }

  broken(plant: (typeof planted)[number], round: number): Piece {
    const figures = this.#figures()
    const id = `${plant}:${this.#ref()}`
    const transferId = this.#transfer([], "").id
    switch (plant) {
      case "missing_at_eko":
        return this.#piece(
          this.#transfer([this.#attempt("paid", { ...figures, tid: this.#tid() })], "succeeded"),
          [],
          [id]
        )
      case "timing": {
        const startedAtMillis = round % 2 === 0 ? untilMillis - 4 * 60 * 60_000 : fromMillis + 60_000
        const attempt = this.#attempt("paid", { ...figures, tid: this.#tid(), startedAtMillis })
        return this.#piece(this.#transfer([attempt], "succeeded"), [], [id])
      }
      case "missing_here":
        return { records: [{ record: this.#line("1") }], movements: [], expected: [`${plant}:debit:${this.#tid()}`] }
      case "debit_without_transfer": {
        const debit = this.#moved(`debit-${this.#tid()}`, -(this.#amount + figures.feePaise))
        const record = this.#line("0", { ...figures, ...debit })
        // A callback about it is further evidence, and no break of its own.
        const records = round % 2 === 0 ? [{ record }] : [{ record: this.#heard({ tid: this.#tid() }) }, { record }]
        return { records, movements: [], expected: [`${plant}:debit:${this.#tid()}`] }
      }
      case "callback_without_attempt": {
        const name = round % 2 === 0 ? { tid: this.#tid() } : { clientRefId: `POS${this.#index}` }
        const records = [{ record: this.#heard(name) }, { record: this.#heard(name, 1) }]
        return { records, movements: [], expected: [`${plant}:${name.tid ?? name.clientRefId}`] }
      }
      case "status_differs":
        return this.#statusDiffers(figures, round, [id])
      case "amount_differs":
        return this.#paid(figures, { amountPaise: paise(this.#amount + 1_00) }, [id])
      case "fee_differs":
        return this.#paid(figures, { feePaise: paise(figures.feePaise + 50) }, [id])
      case "commission_differs":
        return this.#paid(figures, { commissionPaise: paise(figures.commissionPaise + 7) }, [id])
      case "recipient_differs":
        return this.#paid(figures, { recipientName: "Asha Devi" }, [id])
      case "figures_drift":
        return round % 2 === 0
          ? this.#paid(figures, { tdsPaise: paise(figures.tdsPaise + 3) }, [`${id}:tds`])
          : this.#paid(figures, { bankReference: `${figures.bankReference}X` }, [`${id}:bank_reference`])
      case "bank_reference_missing":
        return this.#paid({ ...figures, bankReference: "" }, {}, [id])
      case "bank_reference_reused": {
        // The transfer after this one gets the same reference; nothing is planted there.
        this.#isReused = true
        return this.#paid(figures)
      }
      case "duplicate_debit": {
        const { records, ...piece } = this.#paid(figures, {}, [`${plant}:${this.#tid(1)}`])
        const debit = this.#moved(`debit-${this.#tid(1)}`, -(this.#amount + figures.feePaise))
        const bankReference = `${figures.bankReference}D`
        const again = this.#line("0", { ...figures, ...debit, bankReference, clientRefId: this.#ref() }, 1)
        const owner = { transferId, clientRefId: this.#ref() }
        return { ...piece, records: [...records, { record: again, owner }] }
      }
      case "both_attempts_paid": {
        const first = this.#line("0", {
          ...figures,
          bankReference: `${figures.bankReference}A`,
          ...this.#debited(figures)
        })
        const debit = this.#moved(this.#ref(1), -(this.#amount + figures.feePaise))
        const second = this.#line("0", { ...figures, ...debit }, 1)
        const attempts = [this.#attempt("not_moved"), this.#attempt("paid", { ...figures, tid: this.#tid(1) }, 1)]
        const expected = [`${plant}:${transferId}`]
        return this.#piece(this.#transfer(attempts, "succeeded"), [[first], [second, 1]], expected)
      }
      case "tid_claimed_twice": {
        if (round % 2 === 1) {
          // Eko names our transaction together with an earlier attempt's reference.
          const rival = this.#earlier
          const piece = this.#paid(figures, { clientRefId: rival.clientRefId }, [`${plant}:${this.#tid()}`])
          return { ...piece, records: piece.records.map((record) => ({ ...record, rival })) }
        }
        const refusedTids = [{ clientRefId: this.#ref() }]
        return this.#paid(figures, {}, [id], { refusedTids })
      }
      case "refund_outstanding": {
        const attempt = this.#attempt("refund_pending", { ...figures, tid: this.#tid() })
        const line = this.#line("3", { ...figures, ...this.#debited(figures) })
        return this.#piece(this.#transfer([attempt], "refund_pending"), [[line]], [id])
      }
      case "awaited_too_long": {
        const attempt = this.#attempt("in_flight", { tid: this.#tid() })
        const line = this.#line("2", { ...figures, ...this.#debited(figures) })
        return this.#piece(this.#transfer([attempt], "awaited"), [[line]], [id])
      }
      case "in_doubt_too_long": {
        const asked = { _tag: "NotFound", source: "inquiry", place: "by reference", clientRefId: this.#ref() } as const
        return this.#piece(this.#transfer([this.#attempt("in_doubt")], "in_doubt"), [[asked]], [id])
      }
      case "balance_gap": {
        const expected = [`${plant}:${wallet}:${this.#located}`]
        this.#balancePaise -= 37_13
        return this.#paid(figures, {}, expected)
      }
      case "journal_broken":
        return this.#paid(figures, {}, [`${plant}:${transferId}`], {
          journalProblem: "its events lead to another state"
        })
      case "credit_disputed": {
        const days = { raisedDay: window.to, dueDay: IndiaDay.make("2026-11-25") }
        const dispute = { ticket: "T-1", bankReference: figures.bankReference, ...days }
        return this.#paid(figures, {}, [`${plant}:${transferId}`], { dispute })
      }
    }
  }

  #statusDiffers(figures: Agreed, round: number, expected: ReadonlyArray<string>): Piece {
    const tid = this.#tid()
    switch (round % 4) {
      case 0:
        return this.#piece(
          this.#transfer([this.#attempt("paid", { ...figures, tid })], "succeeded"),
          [[this.#line("1")]],
          expected
        )
      case 1:
        return this.#piece(
          this.#transfer([this.#attempt("not_moved")], "failed"),
          [[this.#line("0", { ...figures, ...this.#debited(figures) })]],
          expected
        )
      case 2:
        return this.#piece(
          this.#transfer([this.#attempt("in_doubt")], "in_doubt"),
          [[this.#line("0", { ...figures, ...this.#debited(figures) })]],
          expected
        )
      default:
        return this.#piece(
          this.#transfer([this.#attempt("paid", { ...figures, tid })], "succeeded"),
          [[this.#line("3", { ...figures, ...this.#debited(figures) })]],
          expected
        )
    }
  }
}
