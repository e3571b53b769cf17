/** Writes the pages that are generated from the declarations: `node document.ts`. */
import { writeFileSync } from "node:fs"
import * as Documentation from "./src/documentation/Documentation.ts"
import { withCallbacks as routes } from "./src/routes/Routes.ts"
import { all as webhooks } from "./src/webhooks/WebhookMessage.ts"

const write = (name: string, page: string) => writeFileSync(new URL(`../../docs/${name}`, import.meta.url), page)

write("http-api.md", Documentation.httpApi(routes, webhooks))
write("openapi.json", Documentation.openApi(routes, webhooks))
write("eko-operations.md", Documentation.ekoOperations())
