/**
 * The control API over HTTP, below `/_simulator`: never signed, and never reachable through Eko's own paths.
 *
 * @module
 */
import { Effect, Option, Result, Schema } from "effect"
import type { Context, Hono } from "hono"
import { SentCallback } from "./CallbackSender.ts"
import * as Control from "./Control.ts"
import { PlannedFault } from "./Fault.ts"
import { FaultSeed } from "./FaultSeed.ts"
import { LedgerEntry } from "./Ledger.ts"
import * as RequestBody from "./RequestBody.ts"

/** Where the control API stands. */
export const controlPath = "/_simulator"

/** Puts the control API's routes onto an app, which may have bindings of its own. */
export const mount = <Env extends object>(
  app: Hono<Env>,
  control: Control.Control,
  run: <A>(effect: Effect.Effect<A>) => Promise<A>
): void => {
  const missing = (context: Context, name: string) => context.json({ message: `${name} is missing` }, 400)

  /** A control that is told something: its body is read, or the reason why it cannot be is answered. */
  const tell = <A>(
    path: string,
    decode: (text: string) => Result.Result<A, { readonly message: string }>,
    act: (value: A, context: Context) => Promise<Response>
  ) =>
    app.post(`${controlPath}${path}`, async (context) => {
      const text = await RequestBody.read(context.req.raw.body)
      if (text === undefined) return context.json({ message: "Too large" }, 413)
      const value = decode(text)
      return Result.isFailure(value)
        ? context.json({ message: value.failure.message }, 400)
        : act(value.success, context)
    })

  app.get(`${controlPath}/otps`, async (context) => {
    const customerId = context.req.query("customer_id")
    if (customerId === undefined) return missing(context, "customer_id")
    return Option.match(await run(control.latestOtp(customerId)), {
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
    if (clientRefId === undefined) return missing(context, "client_ref_id")
    return context.json(await run(control.arrivals(clientRefId)))
  })
  app.get(`${controlPath}/calls`, async (context) => context.json(await run(control.calls)))
  app.get(`${controlPath}/callbacks`, async (context) => context.json(encodeCallbacks(await run(control.callbacks))))

  app.get(`${controlPath}/faults`, async (context) => context.json(await run(control.plannedFaults)))
  tell("/faults", decodeFault, async (plan, context) => {
    const planned = await run(Effect.result(control.planFault(plan)))
    return Result.isFailure(planned)
      ? context.json({ message: planned.failure.message }, 400)
      : context.json(await run(control.plannedFaults))
  })
  app.get(`${controlPath}/faults/seed`, async (context) => context.json(await run(control.faultSeed)))
  tell("/faults/seed", decodeSeed, async (seed, context) => {
    await run(control.seedFaults(seed))
    return context.json(seed)
  })
  app.delete(`${controlPath}/faults/seed`, async (context) => {
    await run(control.seedFaults(null))
    return context.json(null)
  })

  tell("/settle", decodeSettle, async (settle, context) => {
    const settled = await run(Effect.result(control.settle(settle)))
    return Result.isFailure(settled)
      ? context.json({ message: settled.failure.message }, settled.failure.why === "unknown" ? 404 : 409)
      : context.json({ message: "Settled" })
  })
  tell("/banks", decodeBank, async (change, context) => {
    await run(control.setBank(change))
    return context.json(change)
  })
  app.get(`${controlPath}/banks`, async (context) => context.json(await run(control.banks)))
  tell("/accounts", decodeAccount, async (change, context) => {
    await run(control.setAccount(change))
    return context.json(change)
  })
  tell("/clock", decodeClock, async ({ skewMillis }, context) => {
    await run(control.skewClock(skewMillis))
    return context.json({ skewMillis })
  })
  tell("/connections", decodeRefusal, async ({ refusedMillis }, context) => {
    const refused = await run(Effect.result(control.refuseConnections(refusedMillis)))
    return Result.isFailure(refused)
      ? context.json({ message: refused.failure.message }, 409)
      : context.json({ refusedMillis })
  })
  app.all(`${controlPath}/*`, (context) => context.json({ message: "There is no such control" }, 404))
}

const encodeOtp = Schema.encodeSync(Control.SentOtp)
const encodeLedger = Schema.encodeSync(Schema.Array(LedgerEntry))
const encodeWallets = Schema.encodeSync(Schema.Array(Control.Wallet))
const encodeCallbacks = Schema.encodeSync(Schema.Array(SentCallback))

const decode = <A>(schema: Schema.ConstraintDecoder<A>) =>
  Schema.decodeUnknownResult(Schema.fromJsonString(schema), { onExcessProperty: "error" })
const decodeFault = decode(PlannedFault)
const decodeSeed = decode(FaultSeed)
const decodeSettle = decode(Control.Settle)
const decodeBank = decode(Control.BankChange)
const decodeAccount = decode(Control.AccountChange)
const decodeClock = decode(Schema.Struct({ skewMillis: Schema.Int }))
const decodeRefusal = decode(Schema.Struct({ refusedMillis: Schema.Natural }))
