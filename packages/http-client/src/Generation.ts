/**
 * How the types of the API come from its OpenAPI document.
 *
 * @module
 */
import { readFile } from "node:fs/promises"
import openapiTypescript, { astToString, type OpenAPI3 } from "openapi-typescript"

const document = new URL("../../../docs/openapi.json", import.meta.url)

/** Where the types are. */
export const file = new URL("./Api.ts", import.meta.url)

const preamble = `/**
 * Generated from docs/openapi.json by openapi-typescript: \`pnpm --filter @bhejo/http-client generate\`; a test keeps it
 * current.
 *
 * @module
 */
`

/** The types as they should be; of examples they need none. */
export const generated = async (): Promise<string> => {
  const read = JSON.parse(await readFile(document, "utf8"), (name, value: unknown) =>
    name === "example" || name === "examples" ? undefined : value
  ) as OpenAPI3
  return preamble + astToString(await openapiTypescript(read))
}
