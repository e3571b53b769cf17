/**
 * A simulated Eko as a Hono app: Eko's operations below their base path, and the control API below `/_simulator`.
 *
 * @module
 */
import type { HttpBindings } from "@hono/node-server"
import { Effect, Option, Result, Schema } from "effect"
import { type Context, Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import * as Control from "./Control.ts"
import type { Engine } from "./Engine.ts"
import { PlannedFault } from "./Fault.ts"
import { LedgerEntry } from "./Ledger.ts"

/** The bindings are there when the app is listened to, and missing when it is called in-process. */
type Env = { readonly Bindings: Partial<HttpBindings> }

/** Where the control API stands. */
export const controlPath = "/_simulator"

/** No request of Eko's comes near this, in bytes. */
const maxBodySize = 65_536

/**
 * The app of an engine. It may be mounted, called in-process by `app.request`, or listened to.
 *
 * An answer that a planned fault loses never resolves; with a socket at hand, the socket may be reset.
 */
export const makeApp = Effect.fnUntraced(function* (engine: Engine) {
  const run = Effect.runPromiseWith(yield* Effect.context<never>())
  const control = Control.make(engine)
  const app = new Hono<Env>()

  app.onError((error, context) => {
    // Neither the request nor an answer is in what can go wrong here: a file, a connection, or a broken invariant.
    void run(Effect.logError(error.message))
    return context.json({ message: "The simulator failed" }, 500)
  })
  app.use(bodyLimit({ maxSize: maxBodySize, onError: (context) => context.json({ message: "Too large" }, 413) }))

  app.get(`${controlPath}/otps`, async (context) => {
    const customerId = context.req.query("customer_id")
    if (customerId === undefined) return context.json({ message: "customer_id is missing" }, 400)
    const otp = await run(control.latestOtp(customerId))
    return Option.match(otp, {
      onNone: () => context.json({ message: "No OTP was sent to this customer" }, 404),
      onSome: (sent) => context.json(encodeOtp(sent))
    })
  })
  app.get(`${controlPath}/ledger`, async (context) =>
    context.json(encodeLedger(await run(control.ledger(context.req.query("client_ref_id")))))
  )
  app.get(`${controlPath}/wallets`, async (context) => context.json(encodeWallets(await run(control.wallets))))
  app.get(`${controlPath}/requests`, async (context) => {
    const clientRefId = context.req.query("client_ref_id")
    if (clientRefId === undefined) return context.json({ message: "client_ref_id is missing" }, 400)
    return context.json(await run(control.arrivals(clientRefId)))
  })
  app.get(`${controlPath}/faults`, async (context) => context.json(await run(control.plannedFaults)))
  app.post(`${controlPath}/faults`, async (context) => {
    const plan = decodeFault(await context.req.text())
    if (Result.isFailure(plan)) return context.json({ message: plan.failure.message }, 400)
    const planned = await run(Effect.result(control.planFault(plan.success)))
    return Result.isFailure(planned)
      ? context.json({ message: planned.failure.message }, 400)
      : context.json(await run(control.plannedFaults))
  })
  app.post(`${controlPath}/settle`, async (context) => {
    const settle = decodeSettle(await context.req.text())
    if (Result.isFailure(settle)) return context.json({ message: settle.failure.message }, 400)
    const settled = await run(Effect.result(control.settle(settle.success)))
    return Result.isFailure(settled)
      ? context.json({ message: settled.failure.message }, settled.failure.why === "unknown" ? 404 : 409)
      : context.json({ message: "Settled" })
  })
  app.all(`${controlPath}/*`, (context) => context.json({ message: "There is no such control" }, 404))

  app.all("*", async (context) => {
    const { pathname, searchParams } = new URL(context.req.url)
    const answer = await run(
      engine.answer({
        method: context.req.method,
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: context.req.header(),
        body: await context.req.text()
      })
    )
    if (answer.delivery === "sent") {
      return new Response(answer.body, { status: answer.httpStatus, headers: answer.headers })
    }
    if (answer.delivery === "reset") resetConnection(context)
    return await new Promise<Response>(() => {})
  })
  return app
})

const encodeOtp = Schema.encodeSync(Control.SentOtp)
const encodeLedger = Schema.encodeSync(Schema.Array(LedgerEntry))
const encodeWallets = Schema.encodeSync(Schema.Array(Control.Wallet))
const decodeFault = Schema.decodeUnknownResult(Schema.fromJsonString(PlannedFault))
const decodeSettle = Schema.decodeUnknownResult(Schema.fromJsonString(Control.Settle))

const resetConnection = ({ env }: Context<Env>) => env?.incoming?.socket.resetAndDestroy()
