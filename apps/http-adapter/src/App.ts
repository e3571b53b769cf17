/**
 * The Hono app: every route of the adapter over the core's services.
 *
 * @module
 */
import type { EkoClient, Transfers } from "@bhejo/core"
import { Effect, type Context as Services } from "effect"
import { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import * as Problem from "./Problem.ts"
import { register, type Underway } from "./Routes.ts"
import * as SenderRoutes from "./SenderRoutes.ts"
import * as TransferRoutes from "./TransferRoutes.ts"

/** A request's fields are short; what is larger is a mistake or an attack. */
const maxBodyBytes = 64 * 1024

/** Whether the store answers and is migrated, for `/readyz`. */
export type Readiness = Effect.Effect<boolean>

export const make = (
  services: Services.Context<Transfers.Transfers | EkoClient.EkoClient>,
  options: TransferRoutes.Options & { readonly isReady: Readiness },
  underway: Underway
): Hono => {
  const app = new Hono()
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => Problem.toResponse(Problem.make("body-too-large", `Send at most ${maxBodyBytes} bytes.`))
    })
  )
  app.use(async (c, next) => {
    await next()
    if (underway.isEnding) c.header("connection", "close")
  })
  const route = register(app, services, underway)
  route("/livez", { GET: (c) => Effect.succeed(c.json({ status: "ok" })) })
  route("/readyz", {
    GET: (c) =>
      Effect.map(options.isReady, (isReady) =>
        isReady
          ? c.json({ status: "ok" })
          : Problem.toResponse(Problem.make("storage-unavailable", "PostgreSQL does not answer."))
      )
  })
  for (const routes of [TransferRoutes.routes(options), SenderRoutes.routes(options)]) {
    for (const [path, handlers] of Object.entries(routes)) route(path, handlers)
  }
  app.notFound(() => Problem.toResponse(Problem.make("not-found", "No route has this path.")))
  app.onError(async (error) => {
    await Effect.runPromiseWith(services)(Effect.logError("A request ended in a defect", error))
    return Problem.toResponse(Problem.make("internal", "This is a fault of ours."))
  })
  return app
}
