/**
 * A simulated Eko as a Hono app: Eko's operations below their base path, and the control API below `/_simulator`.
 *
 * @module
 */
import type { HttpBindings } from "@hono/node-server"
import { Effect } from "effect"
import { type Context, Hono } from "hono"
import type { Answer } from "./Answer.ts"
import * as Control from "./Control.ts"
import * as ControlApi from "./ControlApi.ts"
import type { Engine } from "./Engine.ts"
import * as RequestBody from "./RequestBody.ts"

/** The bindings are there when the app is listened to, and missing when it is called in-process. */
type Env = { readonly Bindings: Partial<HttpBindings> }

/**
 * The app of an engine. It may be mounted, called in-process by `app.request`, or listened to.
 *
 * An answer that a planned fault loses never resolves; with a socket at hand, the socket is reset or torn.
 */
export const makeApp = Effect.fnUntraced(function* (engine: Engine, control: Control.Control = Control.make(engine)) {
  const run = Effect.runPromiseWith(yield* Effect.context<never>())
  const app = new Hono<Env>()

  app.onError((error, context) => {
    // Neither the request nor an answer is in what can go wrong here: a file, a connection, or a broken invariant.
    void run(Effect.logError(error.message))
    return context.json({ message: "The simulator failed" }, 500)
  })

  ControlApi.mount(app, control, run)

  app.all("*", async (context) => {
    const { pathname, searchParams } = new URL(context.req.url)
    const body = await RequestBody.read(context.req.raw.body)
    if (body === undefined) return context.json({ message: "Too large" }, 413)
    const answer = await run(
      engine.answer({
        method: context.req.method,
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: context.req.header(),
        body
      })
    )
    if (answer.delayMillis > 0) await run(Effect.sleep(answer.delayMillis))
    if (answer.delivery === "sent") {
      return new Response(answer.body, { status: answer.httpStatus, headers: answer.headers })
    }
    if (answer.delivery === "torn") tear(context, answer)
    // Whoever was refused has connected already: nothing happens, and the connection ends without a word.
    if (answer.delivery === "reset" || answer.delivery === "refused") context.env?.incoming?.socket.resetAndDestroy()
    return await new Promise<Response>(() => {})
  })
  return app
})

/** Announces more than is sent, and ends the connection. */
const tear = ({ env }: Context<Env>, { httpStatus, headers, body }: Answer) => {
  const { outgoing } = env ?? {}
  if (outgoing === undefined || !("socket" in outgoing)) return
  outgoing.writeHead(httpStatus, { ...headers, "content-length": Buffer.byteLength(body) * 2 + 1 })
  outgoing.write(body, () => outgoing.destroy())
}
