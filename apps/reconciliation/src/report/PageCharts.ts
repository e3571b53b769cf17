/**
 * The charts of the report, as SVG that stands in the page: bars and lines, each with its numbers in words.
 *
 * @module
 */
import { type Html, html, raw } from "./PageHtml.ts"

export interface Bar {
  readonly label: string
  /** The parts of the bar, from the left, each with the class of its colour. */
  readonly parts: ReadonlyArray<{ readonly value: number; readonly tone: string; readonly name: string }>
  readonly text: string
}

/** Narrow enough that a phone shows the words in a size that can be read. */
const width = 420
const rowHeight = 30
const labelWidth = 145
const textWidth = 100

/** Horizontal bars, one row each, with the value written at the end. */
export const bars = (title: string, rows: ReadonlyArray<Bar>): Html => {
  const height = rows.length * rowHeight + 6
  const room = width - labelWidth - textWidth
  const most = Math.max(1, ...rows.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)))
  const drawn = rows.map(({ label, parts, text }, index) => {
    const y = index * rowHeight + 6
    let x = labelWidth
    const pieces = parts.map(({ value, tone, name }) => {
      const size = (value / most) * room
      const piece = html`<rect class="${tone}" x="${round(x)}" y="${y}" width="${round(size)}" height="18" rx="2"><title>${label}, ${name}: ${value}</title></rect>`
      x += size
      return piece
    })
    return html`<text class="label" x="${labelWidth - 10}" y="${y + 13}" text-anchor="end">${label}</text>${pieces}<text class="value" x="${round(x + 8)}" y="${y + 13}">${text}</text>`
  })
  const spoken = rows.map(({ label, text }) => `${label}: ${text}`).join("; ")
  return html`<svg role="img" viewBox="0 0 ${width} ${height}" aria-label="${title}. ${spoken}">${drawn}</svg>`
}

export interface Column {
  readonly label: string
  readonly parts: ReadonlyArray<{ readonly value: number; readonly tone: string; readonly name: string }>
}

/** Upright columns, one for each hour or day. */
export const columns = (title: string, all: ReadonlyArray<Column>): Html => {
  const height = 190
  const base = height - 24
  const most = Math.max(1, ...all.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)))
  const step = width / Math.max(1, all.length)
  const drawn = all.map(({ label, parts }, index) => {
    let y = base
    const pieces = parts.map(({ value, tone, name }) => {
      const size = (value / most) * (base - 14)
      y -= size
      return value === 0
        ? raw("")
        : html`<rect class="${tone}" x="${round(index * step + 2)}" y="${round(y)}" width="${round(step - 4)}" height="${round(size)}"><title>${label}, ${name}: ${value}</title></rect>`
    })
    const isNamed = all.length <= 12 || index % 3 === 0
    return html`${pieces}${isNamed ? html`<text class="label" x="${round(index * step + step / 2)}" y="${height - 6}" text-anchor="middle">${label}</text>` : raw("")}`
  })
  const spoken = all
    .map(({ label, parts }) => [label, parts.reduce((sum, { value }) => sum + value, 0)] as const)
    .filter(([, sum]) => sum > 0)
    .map(([label, sum]) => `${label}: ${sum}`)
    .join("; ")
  return html`<svg role="img" viewBox="0 0 ${width} ${height}" aria-label="${title}. ${spoken}"><line class="axis" x1="0" x2="${width}" y1="${base}" y2="${base}"/>${drawn}</svg>`
}

/** A line through values over time. */
export const line = (
  title: string,
  points: ReadonlyArray<{ readonly at: number; readonly value: number }>,
  words: { readonly top: string; readonly bottom: string; readonly from: string; readonly until: string }
): Html => {
  const height = 170
  const base = height - 26
  const [least, most] = [Math.min(...points.map(({ value }) => value)), Math.max(...points.map(({ value }) => value))]
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 1]
  const x = (at: number) => round(((at - first) / Math.max(1, last - first)) * (width - 8) + 4)
  const y = (value: number) => round(base - ((value - least) / Math.max(1, most - least)) * (base - 22))
  const path = points.map(({ at, value }, index) => `${index === 0 ? "M" : "L"}${x(at)} ${y(value)}`).join("")
  return html`<svg role="img" viewBox="0 0 ${width} ${height}" aria-label="${title}. From ${words.from} to ${words.until}, between ${words.bottom} and ${words.top}."><line class="axis" x1="0" x2="${width}" y1="${base}" y2="${base}"/><path class="line" d="${path}"/><text class="label" x="4" y="${height - 8}">${words.from}</text><text class="label" x="${width - 4}" y="${height - 8}" text-anchor="end">${words.until}</text></svg>`
}

const round = (value: number): number => Math.round(value * 10) / 10
