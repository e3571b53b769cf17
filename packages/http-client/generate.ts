/** Writes the types of the API from its OpenAPI document: `node generate.ts`. */
import { writeFileSync } from "node:fs"
import { file, generated } from "./src/Generation.ts"

writeFileSync(file, await generated())
