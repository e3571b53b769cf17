/**
 * What is wrong with a statement, and where.
 *
 * @module
 */
import { Schema } from "effect"

/** The statement cannot be taken; nothing of it was. The file's own text is quoted in part at most, and no name. */
export class StatementInvalid extends Schema.TaggedError<StatementInvalid>("@bhejo/reconciliation/StatementInvalid")(
  "StatementInvalid",
  {
    file: Schema.String,
    /** 1 for the first line; 0 where the whole file is meant. */
    line: Schema.Int,
    /** 1 for the first column of the table, or the first character where it is no table yet. */
    column: Schema.Int,
    /** What is wrong and what to do, as sentences. */
    problem: Schema.String
  }
) {
  override get message() {
    const place = this.line === 0 ? "" : `, line ${this.line}${this.column === 0 ? "" : `, column ${this.column}`}`
    return `${this.file}${place}: ${this.problem} Nothing of the statement was taken.`
  }
}
