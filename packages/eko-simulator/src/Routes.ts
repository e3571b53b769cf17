/**
 * Which operation a request is for, by its path and method.
 *
 * @module
 */

/** What a route needs to be found by. */
export interface Routed {
  readonly method: string
  /** Below the base path; `{wire_name}` stands for a parameter. */
  readonly path: string
}

export interface Found<Route> {
  readonly route: Route | undefined
  /** Whether the path is one of ours, with this method or another. */
  readonly pathIsKnown: boolean
  /** As they stand in the path, still percent-encoded. */
  readonly pathParameters: Readonly<Record<string, string>>
}

/** A tree over the paths' segments, so that finding costs the same however many operations there are. */
interface Node<Route> {
  readonly literals: Map<string, Node<Route>>
  parameter: Node<Route> | undefined
  readonly byMethod: Map<string, { readonly route: Route; readonly names: ReadonlyArray<string> }>
}

const emptyNode = <Route>(): Node<Route> => ({ literals: new Map(), parameter: undefined, byMethod: new Map() })

export const noParameters: Readonly<Record<string, string>> = {}
const unknown: Found<never> = { route: undefined, pathIsKnown: false, pathParameters: noParameters }
const otherMethod: Found<never> = { route: undefined, pathIsKnown: true, pathParameters: noParameters }

/** Lays the routes out once; a literal segment wins over a parameter. */
export const make = <Route extends Routed>(
  basePath: string,
  routes: ReadonlyArray<Route>
): ((method: string, path: string) => Found<Route>) => {
  const root = emptyNode<Route>()
  for (const route of routes) {
    const names: Array<string> = []
    let node = root
    for (const segment of route.path.slice(1).split("/")) {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1]
      const next: Node<Route> = (name === undefined ? node.literals.get(segment) : node.parameter) ?? emptyNode()
      if (name === undefined) node.literals.set(segment, next)
      else {
        node.parameter = next
        names.push(name)
      }
      node = next
    }
    node.byMethod.set(route.method, { route, names })
  }

  return (method, path) => {
    if (!path.startsWith(basePath) || path.charCodeAt(basePath.length) !== slash) return unknown
    const values: Array<string> = []
    let node = root
    for (let from = basePath.length + 1, to: number; from <= path.length; from = to + 1) {
      to = path.indexOf("/", from)
      if (to === -1) to = path.length
      const segment = path.slice(from, to)
      const literal = node.literals.get(segment)
      if (literal !== undefined) node = literal
      else if (node.parameter !== undefined && segment !== "") {
        values.push(segment)
        node = node.parameter
      } else return unknown
    }
    const found = node.byMethod.get(method)
    if (found === undefined) return node.byMethod.size > 0 ? otherMethod : unknown
    const { route, names } = found
    if (names.length === 0) return { route, pathIsKnown: true, pathParameters: noParameters }
    const pathParameters: Record<string, string> = {}
    for (const [index, name] of names.entries()) pathParameters[name] = values[index] ?? ""
    return { route, pathIsKnown: true, pathParameters }
  }
}

const slash = 47
