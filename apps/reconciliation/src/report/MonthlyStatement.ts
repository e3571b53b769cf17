/**
 * What a month of successes earned and cost: fees, commission, TDS and GST, from everything that is on record.
 *
 * @module
 */
import { IndiaTime, Money, Reconciliation } from "@bhejo/core"
import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { count, rupees } from "./PageWords.ts"

/** A calendar month in India: `2026-11`. */
export const Month = Schema.String.check(
  Schema.isPattern(/^\d{4}-(0[1-9]|1[0-2])$/, { message: "must be a month such as 2026-11" })
)

type Figure = (typeof Reconciliation.monthlyFigures)[number]

/** One product's month; of each figure what Eko's statement says, or else its answers. */
export interface MonthLine {
  readonly product: string
  readonly transfers: number
  readonly amountPaise: number
  readonly figures: Readonly<Record<Figure, { readonly sumPaise: number; readonly unknown: number }>>
}

type Row = { readonly product: string } & Readonly<Record<string, string>>

/** Each product's month, by product. */
export const of = Effect.fn("MonthlyStatement.of")(function* (month: string) {
  const sql = yield* SqlClient.SqlClient
  const first = IndiaTime.IndiaDay.make(`${month}-01`)
  // The next month begins less than 32 days after this one.
  const next = IndiaTime.IndiaDay.make(`${IndiaTime.monthOf(IndiaTime.plusDays(first, 31))}-01`)
  const told = (figure: Figure) =>
    `coalesce((line.record ->> '${figure}')::bigint, (paid.facts ->> '${figure}')::bigint)`
  const sums = Reconciliation.monthlyFigures.map(
    (figure) => `coalesce(sum(${told(figure)}), 0)::text AS "${figure}",
      count(*) FILTER (WHERE ${told(figure)} IS NULL)::text AS "${figure}Unknown"`
  )
  const rows = yield* sql.unsafe<Row>(
    `WITH paid AS (
      SELECT product, amount_paise, coalesce(snapshot #>> '{attempt,tid}', snapshot #>> '{facts,tid}') AS tid,
        snapshot -> 'facts' AS facts
      FROM transfers
      WHERE state = 'succeeded' AND (snapshot #>> '{attempt,startedAtMillis}')::bigint >= $1
        AND (snapshot #>> '{attempt,startedAtMillis}')::bigint < $2
    )
    SELECT paid.product, count(*)::text AS transfers, sum(paid.amount_paise)::text AS "amountPaise", ${sums.join(", ")}
    FROM paid LEFT JOIN statement_lines AS line ON line.identity = 'debit:' || paid.tid
    GROUP BY paid.product ORDER BY paid.product`,
    [IndiaTime.startOf(first), IndiaTime.startOf(next)]
  )
  return rows.map((row): MonthLine => {
    const figure = (name: Figure) => ({ sumPaise: Number(row[name]), unknown: Number(row[`${name}Unknown`]) })
    return {
      product: row.product,
      transfers: Number(row["transfers"]),
      amountPaise: Number(row["amountPaise"]),
      figures: {
        feePaise: figure("feePaise"),
        commissionPaise: figure("commissionPaise"),
        tdsPaise: figure("tdsPaise"),
        gstPaise: figure("gstPaise")
      }
    }
  })
})

const names: Readonly<Record<Figure, string>> = {
  feePaise: "Fees",
  commissionPaise: "Commission",
  tdsPaise: "TDS",
  gstPaise: "GST"
}

/** The month for whoever reads it, with how many successes a figure is not known of. */
export const textOf = (month: string, lines: ReadonlyArray<MonthLine>): string =>
  lines.length === 0
    ? `No transfer of ${month} has succeeded.`
    : lines
        .map(({ product, transfers, amountPaise, figures }) =>
          [
            `${month}  ${product}: ${count(transfers, "transfer")} succeeded, ${rupees(amountPaise)}`,
            ...Reconciliation.monthlyFigures.map((figure) => {
              const { sumPaise, unknown } = figures[figure]
              const lack = unknown === 0 ? "" : `  (not told of ${count(unknown, "transfer")})`
              return `  ${names[figure].padEnd(12)}${rupees(sumPaise).padStart(16)}${lack}`
            })
          ].join("\n")
        )
        .join("\n")

/** The same as CSV, in rupees. */
export const csvOf = (month: string, lines: ReadonlyArray<MonthLine>): string => {
  const money = (sumPaise: number) => Money.toRupees(Money.paise(sumPaise))
  const header = ["month", "product", "successes", "amount_rupees"]
  for (const figure of Reconciliation.monthlyFigures) {
    header.push(`${names[figure].toLowerCase()}_rupees`, `${names[figure].toLowerCase()}_not_told`)
  }
  const rows = lines.map(({ product, transfers, amountPaise, figures }) => [
    month,
    product,
    String(transfers),
    money(amountPaise),
    ...Reconciliation.monthlyFigures.flatMap((figure) => [
      money(figures[figure].sumPaise),
      String(figures[figure].unknown)
    ])
  ])
  return [header, ...rows].map((row) => `${row.join(",")}\r\n`).join("")
}
