/**
 * HTML from templates: everything that is put in is escaped, unless it is HTML already.
 *
 * @module
 */

/** Text that is safe to stand in a page as it is. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | ReadonlyArray<Html>

export const raw = (text: string): Html => new Html(text)

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "")

const textOf = (part: Part): string => {
  if (part instanceof Html) return part.text
  if (typeof part === "string" || typeof part === "number") return escaped(String(part))
  return part.map(textOf).join("")
}

export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html =>
  new Html(strings.map((string, index) => string + (index < parts.length ? textOf(parts[index] ?? "") : "")).join(""))
