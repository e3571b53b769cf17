/** What `/metrics` says, read strictly: every line must be one of the three kinds of the text format. */
import { assert } from "@effect/vitest"

export interface Sample {
  readonly series: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Family {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly samples: ReadonlyArray<Sample>
}

const number = (text: string) => (text === "+Inf" ? Number.POSITIVE_INFINITY : Number(text))

const sampleOf = (line: string): Sample => {
  const [, series = "", labels = "", value = ""] =
    /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-z_]\w*="(?:[^"\\\n]|\\.)*",?)*)\})? (\S+)$/.exec(line) ?? []
  assert.isFalse(series === "" || Number.isNaN(number(value)), line)
  const pairs = Array.from(labels.matchAll(/([a-z_]\w*)="((?:[^"\\]|\\.)*)"/g), ([, name = "", text = ""]) => [
    name,
    text
  ])
  return { series, labels: Object.fromEntries(pairs), value: number(value) }
}

/** The families of a page, each declared once. */
export const parse = (text: string): ReadonlyArray<Family> => {
  assert.isTrue(text.endsWith("\n"))
  const families = new Map<string, { name: string; help: string; type: string; samples: Array<Sample> }>()
  let help = ""
  let current: { name: string; samples: Array<Sample> } | undefined
  for (const line of text.slice(0, -1).split("\n")) {
    const [, helped] = /^# HELP \S+ (.*)$/.exec(line) ?? []
    const [, name, type = ""] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? []
    if (helped !== undefined) help = helped
    else if (name !== undefined) {
      assert.isFalse(families.has(name), `${name} is declared twice`)
      const family = { name, help, type, samples: [] }
      families.set(name, family)
      current = family
      help = ""
    } else {
      const sample = sampleOf(line)
      assert.isTrue(current !== undefined && sample.series.startsWith(current.name), line)
      current?.samples.push(sample)
    }
  }
  return [...families.values()]
}

/** The sum of a series' samples that have these labels. */
export const total = (
  families: ReadonlyArray<Family>,
  series: string,
  labels: Readonly<Record<string, string>> = {}
): number =>
  families
    .flatMap(({ samples }) => samples)
    .filter((sample) => sample.series === series)
    .filter((sample) => Object.entries(labels).every(([name, value]) => sample.labels[name] === value))
    .reduce((sum, { value }) => sum + value, 0)
