import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Documentation from "../src/documentation/Documentation.ts"
import { withCallbacks as routes } from "../src/routes/Routes.ts"
import { all as webhooks } from "../src/webhooks/WebhookMessage.ts"
import * as ScriptedEko from "./ScriptedEko.ts"
import { dmtFino, newKey, start } from "./support.ts"

const page = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8")

describe("the documentation", () => {
  it("of the HTTP API is as the declarations say (pnpm --filter @bhejo/http-adapter docs)", () => {
    assert.strictEqual(page("http-api.md"), Documentation.httpApi(routes, webhooks))
  })

  it("of Eko's operations is as the declarations say (pnpm --filter @bhejo/http-adapter docs)", () => {
    assert.strictEqual(page("eko-operations.md"), Documentation.ekoOperations())
  })

  it.live("says of Eko's failures what the service answers", () =>
    Effect.gen(function* () {
      const eko = yield* ScriptedEko.start
      const { api } = yield* start({ environment: { EKO_BASE_URL: eko.baseUrl, EKO_GENERATION: "2026-07" } })
      const declined = (reason: string) => ({
        httpStatus: 200,
        body: { status: 55, response_type_id: 55, message: "declined", data: { tx_status: "1", reason } }
      })
      const unlisted = { httpStatus: 200, body: { status: 9001, message: "Service is closed" } }
      const row = (operation: string, answer: string) =>
        Documentation.ekoOperations()
          .split("\n")
          .filter((line) => line.startsWith(`| \`${operation}\``) && line.includes(answer))

      const limited = ScriptedEko.example("dmt-send-otp", "Sender monthly limit")
      eko.answers(limited)
      const { status, body } = yield* api.create()
      assert.lengthOf(row("dmt-fino/send-otp", `\`${status}\`, the transfer is \`${body.state}\``), 1)

      for (const [answer, rows] of [
        [declined("Insufficient balance"), 1],
        [declined("OTP already Consumed"), 3],
        [unlisted, 3],
        [{ httpStatus: 502, body: "<html>Bad Gateway</html>" }, 3],
        [declined("Wrong OTP"), 1],
        [{ httpStatus: 401, body: { status: 2484, message: "Signature mismatch" } }, 1]
      ] as const) {
        eko.answers(ScriptedEko.example("dmt-send-otp"))
        const { body: created } = yield* api.create()
        eko.answers(answer)
        const { status, body } = yield* api.confirm(created.id, "251834", newKey(), dmtFino.latlong)
        const told =
          status === 200
            ? `\`200\`, the transfer is \`${body.state}\``
            : `\`${status}\` \`${String(body.type).replace("/problems/", "")}\``
        assert.lengthOf(row("dmt-fino/initiate", told), rows, told)
      }
    }).pipe(Effect.scoped)
  )
})
