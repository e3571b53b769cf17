/** Writes the pages that are generated from the declarations: `node document.ts`. */
import { writeFileSync } from "node:fs"
import * as Documentation from "./src/Documentation.ts"
import { routes } from "./src/Routes.ts"

writeFileSync(new URL("../../docs/http-api.md", import.meta.url), Documentation.httpApi(routes))
