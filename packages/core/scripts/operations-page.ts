/** Writes docs/eko-operations.md from the declarations. */
import { writeFileSync } from "node:fs"
import { render } from "../src/OperationsPage.ts"

writeFileSync(new URL("../../../docs/eko-operations.md", import.meta.url), render())
