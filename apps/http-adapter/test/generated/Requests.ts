/** Requests for the operations of an OpenAPI document, valid ones and broken ones, each from a seed and its number. */
import * as DocumentSchemas from "../DocumentSchemas.ts"
import * as Chance from "../processes/Chance.ts"
import * as Values from "./Values.ts"

type Json = Values.Json

export interface Operation {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly declared: Json
}

export interface GeneratedRequest {
  readonly operation: Operation
  /** What was done to it, or "valid". */
  readonly kind: string
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Where the body has a place for an OTP that was sent, the customer or the record that it was sent for. */
  readonly wantsOtpOf: string | undefined
  /** What an answer must not repeat. */
  readonly secrets: ReadonlyArray<string>
}

/** What the requests may name that is there. */
export interface Names {
  readonly teamKey: string
  readonly otherTeamKey: string
  readonly operatorKey: string
  /** Ids by the beginning of the paths that name them. */
  readonly ids: Readonly<Record<string, ReadonlyArray<string>>>
  /** Other parameters of paths, by name. */
  readonly parameters: Readonly<Record<string, ReadonlyArray<string>>>
}

export const operations = (document: Json): ReadonlyArray<Operation> =>
  Object.entries(document["paths"] as Record<string, Record<string, Json>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, declared]) => ({
      operationId: String(declared["operationId"]),
      method: method.toUpperCase(),
      path,
      declared
    }))
  )

export const resolveIn =
  (document: Json) =>
  (schema: Json): Json => {
    const path = /^#\/(.+)$/.exec(String(schema["$ref"] ?? ""))?.[1]?.split("/")
    return path === undefined ? schema : path.reduce<Json>((inner, name) => inner[name] as Json, document)
  }

/** Fields that are in memory for one call. */
const secretFields = /^(otp|aadhaar|pan|pidData)$/

/** The secrets in a body, as far as they are long enough not to be something else by chance. */
const secretsOf = (value: unknown, isSecret = false): ReadonlyArray<string> => {
  if (typeof value === "string") return isSecret && value.length >= 9 ? [value] : []
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => secretsOf(inner, isSecret || secretFields.test(name)))
}

/** Marks are secrets, too: whatever is broken about a field, its content is not repeated. */
const marksOf = (text: string): ReadonlyArray<string> => text.match(/mark\d{9}/g) ?? []

interface Draft {
  method: string
  path: Record<string, string>
  query: Array<[string, string]>
  headers: Record<string, string>
  value: unknown
  body: string | undefined
}

/** A maker of requests; the same seed and number make the same one. */
export const maker = (document: Json, names: Names, seed: number) => {
  const all = operations(document)
  const resolve = resolveIn(document)
  const texts = Values.texts(seed)

  const parametersOf = ({ declared }: Operation, where: string) =>
    ((declared["parameters"] ?? []) as ReadonlyArray<Json>)
      .map(resolve)
      .filter((parameter) => parameter["in"] === where)
      .map((parameter) => ({
        name: String(parameter["name"]),
        isRequired: parameter["required"] === true,
        schema: { ...(parameter["schema"] as Json), examples: [parameter["example"]] } as Json
      }))

  const bodyOf = ({ declared }: Operation): { readonly type: string; readonly media: Json } | undefined => {
    const [entry] = Object.entries(
      ((declared["requestBody"] as Json | undefined)?.["content"] ?? {}) as Record<string, Json>
    )
    return entry && { type: entry[0], media: entry[1] }
  }

  const validators = new Map<Operation, ReturnType<typeof DocumentSchemas.validator>>()
  const validatorOf = (operation: Operation, schema: Json) => {
    const made = validators.get(operation) ?? DocumentSchemas.validator(document, schema)
    validators.set(operation, made)
    return made
  }

  const keyFor = ({ declared }: Operation): string | undefined => {
    const [scheme] = ((declared["security"] ?? []) as ReadonlyArray<Json>).flatMap((each) => Object.keys(each))
    return scheme === undefined ? undefined : scheme === "operatorKey" ? names.operatorKey : names.teamKey
  }

  const drafted = (source: Values.Source, operation: Operation, number: number): Draft => {
    const { chance } = source
    const known = (name: string): ReadonlyArray<string> =>
      name === "id"
        ? (Object.entries(names.ids).find(([beginning]) => operation.path.startsWith(beginning))?.[1] ?? [])
        : (names.parameters[name] ?? [])
    const path = Object.fromEntries(
      parametersOf(operation, "path").map(({ name, schema }) => {
        const [first, ...rest] = known(name)
        const isKnown = first !== undefined && chance.percent(80)
        return [name, isKnown ? chance.pick([first, ...rest]) : String(Values.valid(source, schema))]
      })
    )
    const query = parametersOf(operation, "query")
      .filter(({ isRequired }) => isRequired || chance.percent(40))
      .map(({ name, schema }): [string, string] => [name, String(Values.valid(source, schema))])
    const headers: Record<string, string> = {}
    const key = keyFor(operation)
    if (key !== undefined) headers["authorization"] = `Bearer ${key}`
    for (const { name } of parametersOf(operation, "header")) {
      headers[name.toLowerCase()] = chance.percent(15) ? `shared-${chance.between(1, 5)}` : `key-${seed}-${number}`
    }
    const body = bodyOf(operation)
    if (body === undefined) return { method: operation.method, path, query, headers, value: undefined, body: undefined }
    headers["content-type"] = body.type === "*/*" ? "application/json" : body.type
    const examples = Object.values((body.media["examples"] ?? {}) as Record<string, Json>).map(({ value }) => value)
    const [first, ...rest] = examples
    const value =
      first !== undefined && chance.percent(50)
        ? chance.pick([first, ...rest])
        : Values.valid(source, body.media["schema"] as Json)
    return {
      method: operation.method,
      path,
      query,
      headers,
      value,
      body: typeof value === "string" && body.type === "*/*" ? value : JSON.stringify(value)
    }
  }

  /** What can be wrong with a request; each says whether it found something to break. */
  const faults: Readonly<Record<string, (draft: Draft, source: Values.Source, operation: Operation) => boolean>> = {
    "a broken body": (draft, source, operation) => {
      const body = bodyOf(operation)
      if (body === undefined || body.type === "*/*") return false
      const schema = body.media["schema"] as Json
      const value = Values.broken(source, schema, draft.value)
      // What is odd to us may be text like any other to a field.
      if (validatorOf(operation, schema)(value).length === 0) return false
      draft.value = value
      draft.body = JSON.stringify(value)
      return true
    },
    "a body cut off": (draft, { chance }) => {
      if (draft.body === undefined || draft.body.length < 2) return false
      draft.body = draft.body.slice(0, chance.between(1, draft.body.length - 1))
      return true
    },
    "a name twice": (draft) => {
      if (draft.body?.startsWith('{"') !== true || typeof draft.value === "string") return false
      const [first] = Object.entries(draft.value as object)
      if (first === undefined) return false
      draft.body = `{${JSON.stringify(first[0])}:${JSON.stringify(first[1])},${draft.body.slice(1)}`
      return true
    },
    "another content type": (draft, { chance }) => {
      if (draft.body === undefined || typeof draft.value === "string") return false
      draft.headers["content-type"] = chance.pick(["text/plain", "application/xml", "application/json; charset=utf-16"])
      return true
    },
    "no key of idempotency": (draft, { chance }) => {
      if (draft.headers["idempotency-key"] === undefined) return false
      if (chance.percent(50)) delete draft.headers["idempotency-key"]
      else draft.headers["idempotency-key"] = chance.pick(["", " ", "x".repeat(300), 'a"b'])
      return true
    },
    "no right to it": (draft, { chance }, operation) => {
      const key = keyFor(operation)
      if (key === undefined) return false
      const other = key === names.teamKey ? names.operatorKey : names.teamKey
      const wrong = chance.pick([undefined, "Bearer nobody", "Basic bm9ib2R5", "Bearer", `Bearer ${other}`])
      if (wrong === undefined) delete draft.headers["authorization"]
      else draft.headers["authorization"] = wrong
      return true
    },
    "another's": (draft, _, operation) => {
      if (draft.path["id"] === undefined || keyFor(operation) !== names.teamKey) return false
      draft.headers["authorization"] = `Bearer ${names.otherTeamKey}`
      return true
    },
    "a broken path": (draft, { chance }) => {
      const [name] = Object.keys(draft.path)
      if (name === undefined) return false
      draft.path[name] = chance.pick(["0", "-", "a/b", "%", "\u0000", "☃", `${Values.marked(chance)}`, "1e9"])
      return true
    },
    "a broken query": (draft, { chance }, operation) => {
      const known = parametersOf(operation, "query")
      if (known.length === 0) return false
      const [name, value] = draft.query[0] ?? [known[0]?.name ?? "", "1"]
      draft.query.push(
        ...chance.pick<ReadonlyArray<[string, string]>>([
          [[Values.marked(chance), "1"]],
          [
            [name, value],
            [name, value]
          ],
          [[`${name}[]`, value]]
        ])
      )
      return true
    },
    "another method": (draft, { chance }, operation) => {
      const taken = new Set(all.filter(({ path }) => path === operation.path).map(({ method }) => method))
      const [first, ...rest] = ["PATCH", "DELETE", "PUT", "POST", "OPTIONS"].filter((method) => !taken.has(method))
      if (first === undefined) return false
      draft.method = chance.pick([first, ...rest])
      return true
    }
  }

  const finished = (operation: Operation, kind: string, draft: Draft, wantsOtp = false): GeneratedRequest => {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(draft.path[name] ?? "")
    )
    const query = new URLSearchParams(draft.query).toString()
    return {
      operation,
      kind,
      method: draft.method,
      url: query === "" ? path : `${path}?${query}`,
      headers: draft.headers,
      body: draft.body,
      wantsOtpOf:
        wantsOtp && draft.body?.includes('"otp":') ? (draft.path["customerId"] ?? draft.path["id"]) : undefined,
      secrets: [...secretsOf(draft.value), ...marksOf(`${draft.body} ${path} ${query}`)]
    }
  }

  return (number: number): GeneratedRequest => {
    const chance = Chance.make(seed, `request ${number}`)
    const source: Values.Source = { chance, texts, resolve }
    const [first, ...rest] = all
    if (first === undefined) throw new Error("the document has no operation")
    const operation = chance.pick([first, ...rest])
    const draft = drafted(source, operation, number)
    if (chance.percent(50)) return finished(operation, "valid", draft, chance.percent(75))
    for (const kind of chance.shuffle(Object.keys(faults))) {
      if (faults[kind]?.(draft, source, operation) === true) return finished(operation, kind, draft)
    }
    return finished(operation, "valid", draft)
  }
}
