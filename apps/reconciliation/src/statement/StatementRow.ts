/**
 * One row of a statement as a record to compare, or as a movement of the wallet.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { type BalanceChain, IndiaTime, Money, type ReconciliationRecord, TxStatus } from "@bhejo/core"
import { Option } from "effect"
import type { Column, RowKind, StatementFormat, TimeFormat } from "./StatementFormat.ts"

export type StatementRow = {
  readonly line: number
  /** What makes two rows the same: they cannot both be in one statement. */
  readonly identity: string
} & (
  | { readonly _tag: "Record"; readonly record: ReconciliationRecord.FoundRecord }
  | {
      readonly _tag: "Movement"
      readonly movement: Omit<BalanceChain.Movement, "wallet"> & { readonly wallet?: string }
    }
)

/** Something in one cell that cannot be read. */
export class CellInvalid extends Error {
  readonly column: Column
  constructor(column: Column, problem: string) {
    super(problem)
    this.column = column
  }
}

/** A value of a row by its column; nothing where the column is not there or the cell is empty. */
export type Cells = (column: Column) => string | undefined

/** Excel writes a long number so once it has lost its last digits. */
const scientific = /^[+-]?\d+([.,]\d+)?E[+-]?\d+$/i

const identifier = (cells: Cells, column: Column, pattern: RegExp, what: string): string | undefined => {
  const text = cells(column)
  if (text === undefined || pattern.test(text)) {
    if (text !== undefined && scientific.test(text)) throw new CellInvalid(column, rounded(text))
    return text
  }
  throw new CellInvalid(column, scientific.test(text) ? rounded(text) : `${shown(text)} is not ${what}.`)
}

const rounded = (text: string) =>
  `${shown(text)} was rounded by a spreadsheet. Export the column as text, from the original file.`

/** A short piece of a cell; what does not fit or cannot be printed is left out. */
const shown = (text: string): string => `"${text.replaceAll(/[^\p{L}\p{N} .,:;/_+-]/gu, "?").slice(0, 24)}"`

const plainMoney = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/
const grouped = /^-?\d{1,3}(,\d{2,3})*,\d{3}(\.\d{1,2})?$/

const money = (cells: Cells, column: Column): Money.Paise | undefined => {
  const cell = cells(column)
  if (cell === undefined) return undefined
  const text = cell.replace(/^(?:₹|Rs\.?|INR)\s*/i, "")
  if (scientific.test(text)) throw new CellInvalid(column, rounded(text))
  const [, sign, whole, fraction = ""] = plainMoney.exec(grouped.test(text) ? text.replaceAll(",", "") : text) ?? []
  if (whole === undefined) {
    throw new CellInvalid(column, `${shown(text)} is not rupees with at most two decimals.`)
  }
  const paise = Number(whole) * 100 + Number(fraction.padEnd(2, "0"))
  return Money.paise(sign === "-" && paise !== 0 ? 0 - paise : paise)
}

const timeOf = (text: string, format: TimeFormat): number | undefined => {
  const [, day, month, year, time] = /^(\d{2})[-/](\d{2})[-/](\d{4}) (\d{2}:\d{2}:\d{2})$/.exec(text) ?? []
  const separator = format.charAt(2)
  const ordered =
    format === "yyyy-MM-dd HH:mm:ss"
      ? text
      : text.charAt(2) === separator && text.charAt(5) === separator
        ? `${year}-${month}-${day} ${time}`
        : ""
  return Option.getOrUndefined(IndiaTime.fromEko(ordered))
}

const statusOf = (cells: Cells, { statuses }: StatementFormat): TxStatus.TxStatus => {
  const text = cells("status")
  if (text === undefined) throw new CellInvalid("status", "There is no status.")
  const status = statuses[text.toLowerCase()]
  if (status !== undefined) return status
  if (/^\d{1,3}$/.test(text)) return TxStatus.TxStatus.make(text)
  throw new CellInvalid("status", `${shown(text)} is no status that the format knows. Add it to the format's statuses.`)
}

const kindOf = (cells: Cells, format: StatementFormat, clientRefId: string | undefined): RowKind => {
  if (clientRefId !== undefined && format.otherSystemPrefixes.some((prefix) => clientRefId.startsWith(prefix))) {
    return "other_system"
  }
  const text = cells("kind")
  if (text === undefined) return "debit"
  const kind = format.kinds[text.toLowerCase()]
  if (kind !== undefined) return kind
  throw new CellInvalid("kind", `${shown(text)} is no kind of row that the format knows. Add it to the format's kinds.`)
}

const Tid = /^[1-9]\d{0,31}$/
const reference = /^[^\p{Cc}\p{Cs}]{1,64}$/u

/** What takes the place of a person's name and of a wallet's, which can be a number. */
export interface Naming {
  readonly recipient: (name: string | undefined) => string | undefined
  readonly wallet: (name: string) => string
}

/** Reads a row; nothing where its kind is to be left out. Throws a {@link CellInvalid}. */
export const read = (
  cells: Cells,
  line: number,
  file: string,
  format: StatementFormat,
  rowText: () => string,
  naming: Naming
): StatementRow | undefined => {
  const clientRefId = identifier(cells, "clientRefId", reference, "a reference")
  const kind = kindOf(cells, format, clientRefId)
  if (kind === "ignore") return undefined
  const tid = identifier(cells, "tid", Tid, "a transaction id of Eko's, which has digits alone")
  const amountPaise = money(cells, "amount")
  if (amountPaise === undefined) throw new CellInvalid("amount", "There is no amount.")
  const at = cells("at")
  const atMillis = at === undefined ? undefined : timeOf(at, format.timeFormat)
  if (atMillis === undefined) {
    throw new CellInvalid("at", `${shown(at ?? "")} is not a time written as ${format.timeFormat}.`)
  }
  const name = tid ?? clientRefId
  const identity =
    name === undefined ? `row:${createHash("sha256").update(rowText()).digest("hex")}` : `${kind}:${name}`
  const balancePaise = money(cells, "balance")
  const wallet = cells("wallet")
  const owner = wallet === undefined ? {} : { wallet: naming.wallet(wallet) }
  if (kind !== "debit" && kind !== "refund") {
    const movement = { kind, reference: identity, atMillis, deltaPaise: signed(kind, amountPaise), balancePaise }
    return { _tag: "Movement", line, identity, movement: { ...movement, ...owner } }
  }
  if (amountPaise <= 0) throw new CellInvalid("amount", "The amount of a debit or refund is more than 0.")
  if (name === undefined) throw new CellInvalid("tid", "There is neither a transaction id nor a reference.")
  const txStatus =
    kind === "refund" && cells("status") === undefined ? TxStatus.TxStatus.make("4") : statusOf(cells, format)
  const product = cells("product")
  const known = product === undefined ? undefined : format.products[product.toLowerCase()]
  if (product !== undefined && known === undefined) {
    throw new CellInvalid("product", `${shown(product)} is no product that the format knows.`)
  }
  return {
    _tag: "Record",
    line,
    identity,
    record: {
      _tag: "Found",
      source: "statement",
      place: `${file} line ${line}`,
      kind,
      meaning: TxStatus.meaning(txStatus),
      txStatus,
      tid: tid as ReconciliationRecord.FoundRecord["tid"],
      clientRefId,
      amountPaise,
      atMillis,
      feePaise: money(cells, "fee"),
      gstPaise: money(cells, "gst"),
      commissionPaise: money(cells, "commission"),
      tdsPaise: money(cells, "tds"),
      balancePaise,
      bankReference: identifier(cells, "bankReference", reference, "a bank's reference"),
      recipientName: naming.recipient(cells("recipientName")),
      product: known,
      ...owner
    }
  }
}

/** A top-up raises the balance; what others took lowers it, unless the row has a sign of its own. */
const signed = (kind: RowKind, amountPaise: Money.Paise): Money.Paise =>
  Money.paise(amountPaise < 0 || kind === "top_up" ? amountPaise : 0 - amountPaise)
