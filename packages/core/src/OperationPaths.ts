/**
 * The paths of Eko's operations as configuration: Eko moves them now and then, and operations follow without a release.
 *
 * @module
 */
import { Schema } from "effect"
import * as EkoOperations from "./EkoOperations.ts"

const declared: ReadonlyMap<string, string> = new Map(EkoOperations.all.map(({ name, path }) => [name, path]))

const placeholders = (path: string): ReadonlyArray<string> =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).toSorted()

/** What is wrong with a path for an operation, if anything. */
const problemOf = (name: string, path: string): string | undefined => {
  const known = declared.get(name)
  if (known === undefined) return `${name} is no operation of Eko's`
  // What is between the placeholders must stand in a URL as it is, and lead nowhere else.
  const plain = path.replaceAll(/\{\w+\}/g, "x")
  if (!/^(\/[A-Za-z0-9._~-]+)+$/.test(plain) || /\/\.{1,2}(\/|$)/.test(plain)) {
    return `${name}: a path begins with a slash and has letters, digits, -, . and _ between slashes`
  }
  const [wanted, given] = [placeholders(known), placeholders(path)].map((names) => names.join(", "))
  return wanted === given ? undefined : `${name}: the path must have exactly these placeholders: ${wanted || "none"}`
}

/** Whether two paths can lead to one place: a placeholder can stand for any text, and servers may not mind the case. */
const canMeet = (one: string, other: string): boolean => {
  const [ones, others] = [one, other].map((path) => path.toLowerCase().split("/"))
  return (
    ones?.length === others?.length &&
    ones?.every((part, at) => part === others?.[at] || part.includes("{") || others?.[at]?.includes("{")) === true
  )
}

/** Operations that could be sent to one address, one of which moves money. */
const collisions = (paths: Readonly<Record<string, string>>): ReadonlyArray<string> => {
  const placeOf = ({ name, path }: EkoOperations.Declaration) => (Object.hasOwn(paths, name) ? paths[name] : path) ?? ""
  return EkoOperations.declarations
    .filter(({ moves }) => moves === "money")
    .flatMap((money) =>
      EkoOperations.declarations
        .filter(
          (other) =>
            other.name !== money.name && other.method === money.method && canMeet(placeOf(other), placeOf(money))
        )
        .map(({ name }) => `${name}: the path is that of ${money.name}, which moves money`)
    )
}

/**
 * Paths below the base URL by the names of their operations; those that are not named stay as they are declared. Each has
 * the placeholders of the declared one, each once, and none leads to where another operation moves money.
 */
export const OperationPaths = Schema.Record(Schema.String, Schema.String)
  .check(
    Schema.makeFilter((paths) => {
      const problems = [
        ...Object.entries(paths).flatMap(([name, path]) => problemOf(name, path) ?? []),
        ...collisions(paths)
      ]
      return problems.length === 0 ? undefined : problems.join("; ")
    })
  )
  .pipe(Schema.brand("OperationPaths"))
export type OperationPaths = typeof OperationPaths.Type

/** An operation's path: the configured one, or else the declared one. */
export const pathOf = (
  paths: OperationPaths | undefined,
  operation: { readonly name: string; readonly path: string }
) =>
  paths !== undefined && Object.hasOwn(paths, operation.name)
    ? (paths[operation.name] ?? operation.path)
    : operation.path
