/**
 * Reads a settlement report of Eko's as CSV, streamed: no more than a piece of it is ever in memory.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { basename } from "node:path"
import { pipeline, Readable } from "node:stream"
import { CsvError, parse } from "csv-parse"
import type { Column, StatementFormat } from "./StatementFormat.ts"
import { StatementInvalid } from "./StatementInvalid.ts"
import * as StatementRow from "./StatementRow.ts"
import { decode } from "./StatementText.ts"

/** A row is short; a longer one is a missing quote or no CSV at all. */
const maxRowLength = 64 * 1024

/** Yields the rows of a file in batches. Throws a {@link StatementInvalid} at the first thing that is wrong. */
export async function* read(
  path: string,
  format: StatementFormat,
  naming: StatementRow.Naming,
  batchSize = 1_000
): AsyncGenerator<ReadonlyArray<StatementRow.StatementRow>> {
  const file = basename(path)
  let table: Table | undefined
  let batch: Array<StatementRow.StatementRow> = []
  let line = 0
  let hasRows = false
  for await (const { record, info } of records(path, file, format)) {
    const begins = line + 1
    line = info.lines
    if (begins < format.headerLine) continue
    if (table === undefined) {
      table = tableOf(record, format, file, begins)
      continue
    }
    if (record.length === 1 && record[0] === "") continue
    hasRows = true
    const row = readRow(table, record, begins, { file, format, naming })
    if (row !== undefined) batch.push(row)
    if (batch.length >= batchSize) {
      yield batch
      batch = []
    }
  }
  if (table === undefined) {
    throw new StatementInvalid({
      file,
      line: 0,
      column: 0,
      problem: `There is no header in line ${format.headerLine}.`
    })
  }
  if (!hasRows) {
    throw new StatementInvalid({
      file,
      line,
      column: 0,
      problem:
        "There is a header and no row, which is more likely a failed export than days without a transaction. Export it again, or reconcile without a statement."
    })
  }
  if (batch.length > 0) yield batch
}

interface Parsed {
  readonly record: ReadonlyArray<string>
  readonly info: { readonly lines: number }
}

async function* records(path: string, file: string, format: StatementFormat): AsyncGenerator<Parsed> {
  const { encoding, endsWithNewline, delimiter } = format
  // Where the row begins that is wrong: a quote that is not closed is noticed at the end of the file.
  let complete = 0
  const parser = parse({
    on_record: (record, { lines }) => {
      complete = lines
      return record
    },
    delimiter,
    info: true,
    max_record_size: maxRowLength,
    relax_column_count: true,
    skip_empty_lines: false,
    trim: true
  })
  const text = decode(createReadStream(path), { file, encoding, endsWithNewline })
  // Its errors end the iteration below; the callback is what pipeline asks for.
  pipeline(Readable.from(text, { objectMode: true }), parser, () => undefined)
  try {
    yield* parser as AsyncIterable<Parsed>
  } catch (error) {
    throw invalid(error, file, complete + 1)
  }
}

const closingQuote = "Something follows a closing quote. A quote inside a cell must be doubled."

const problems: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: `The row is longer than ${maxRowLength} characters. A quote may be missing, or this is no CSV.`,
  CSV_QUOTE_NOT_CLOSED: "A quote is not closed. The file is cut off, or a quote inside a cell is not doubled.",
  CSV_INVALID_CLOSING_QUOTE: closingQuote,
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: closingQuote,
  INVALID_OPENING_QUOTE: "A quote stands in the middle of a cell. A cell with quotes must be quoted as a whole."
}

/** What spans lines is told by where its row begins, and everything else by where it is. */
const spansLines: ReadonlySet<string> = new Set(["CSV_MAX_RECORD_SIZE", "CSV_QUOTE_NOT_CLOSED"])

const invalid = (error: unknown, file: string, begins: number): unknown => {
  if (error instanceof CsvError) {
    const { lines, column } = error as { readonly lines?: unknown; readonly column?: unknown }
    return new StatementInvalid({
      file,
      line: spansLines.has(error.code) ? begins : typeof lines === "number" ? lines : 0,
      column: typeof column === "number" ? column + 1 : 0,
      problem: problems[error.code] ?? `It is not CSV (${error.code}).`
    })
  }
  return error
}

interface Table {
  readonly width: number
  /** The place of each column that the file has, from 0. */
  readonly places: ReadonlyMap<Column, number>
}

const tableOf = (headers: ReadonlyArray<string>, format: StatementFormat, file: string, line: number): Table => {
  const names = headers.map((header) => header.trim().toLowerCase())
  const fail = (column: number, problem: string) => new StatementInvalid({ file, line, column, problem })
  for (const [index, name] of names.entries()) {
    if (name !== "" && names.indexOf(name) !== index) throw fail(index + 1, "The header is there twice.")
  }
  const places = new Map<Column, number>()
  for (const [column, header] of Object.entries(format.columns) as ReadonlyArray<[Column, string]>) {
    const place = names.indexOf(header.trim().toLowerCase())
    if (place !== -1) places.set(column, place)
    else if (isNeeded(column, format)) {
      const found = headers
        .slice(0, 12)
        .map((name) => name.slice(0, 24))
        .join(", ")
      throw fail(0, `There is no column "${header}" (found: ${found}). Check the format's columns and delimiter.`)
    }
  }
  return { width: headers.length, places }
}

/** Without these nothing can be compared; a format of one's own means every column that it names. */
const isNeeded = (column: Column, format: StatementFormat): boolean =>
  format.isStrict || column === "tid" || column === "amount" || column === "status" || column === "at"

const readRow = (
  { width, places }: Table,
  record: ReadonlyArray<string>,
  line: number,
  {
    file,
    format,
    naming
  }: { readonly file: string; readonly format: StatementFormat; readonly naming: StatementRow.Naming }
): StatementRow.StatementRow | undefined => {
  if (record.length !== width) {
    const problem = `The row has ${record.length} columns where the header has ${width}. It is cut off, or a delimiter in a cell is not quoted.`
    throw new StatementInvalid({ file, line, column: Math.min(record.length, width), problem })
  }
  const cells: StatementRow.Cells = (column) => {
    const place = places.get(column)
    const cell = place === undefined ? undefined : record[place]
    return cell === "" ? undefined : cell
  }
  try {
    return StatementRow.read(cells, line, file, format, () => JSON.stringify(record), naming)
  } catch (error) {
    if (!(error instanceof StatementRow.CellInvalid)) throw error
    const column = (places.get(error.column) ?? -1) + 1
    throw new StatementInvalid({ file, line, column, problem: `${format.columns[error.column]}: ${error.message}` })
  }
}

/** The SHA-256 of a file, in hexadecimal. */
export const digestOf = async (path: string): Promise<string> => {
  const hash = createHash("sha256")
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest("hex")
}
