/** Writes the pages that are generated from the declarations: `node document.ts`. */
import { writeFileSync } from "node:fs"
import * as Documentation from "./src/Documentation.ts"
import { withCallbacks as routes } from "./src/Routes.ts"

const write = (name: string, page: string) => writeFileSync(new URL(`../../docs/${name}`, import.meta.url), page)

write("http-api.md", Documentation.httpApi(routes))
write("eko-operations.md", Documentation.ekoOperations())
