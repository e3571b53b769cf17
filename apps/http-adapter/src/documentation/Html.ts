/**
 * HTML whose values are escaped where they are put in, so that none can become markup.
 *
 * @module
 */

/** A piece of HTML. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Value = Html | string | number | ReadonlyArray<Html>

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const written = (value: Value): string => {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(written).join("")
  return String(value).replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}

/** A template of HTML; a value that is no HTML is text. */
export const html = (template: TemplateStringsArray, ...values: ReadonlyArray<Value>): Html =>
  new Html(template.reduce((before, part, index) => before + written(values[index - 1] ?? "") + part))
