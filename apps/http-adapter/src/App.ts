/**
 * The Hono app: every route of the adapter over the core's services.
 *
 * @module
 */
import { Effect, type Context as Services } from "effect"
import { Hono } from "hono"
import type { Authentication } from "./Authentication.ts"
import * as Problem from "./Problem.ts"
import type { Route } from "./Route.ts"
import * as Router from "./Router.ts"
import type { Underway } from "./Underway.ts"

export const make = <R>(
  routes: ReadonlyArray<Route<R>>,
  options: {
    readonly services: Services.Context<R>
    readonly authenticate: Authentication
    readonly underway: Underway
  }
): Hono => {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    if (options.underway.isEnding) c.header("connection", "close")
  })
  Router.register(app, routes, options)
  app.notFound(() => Problem.toResponse(Problem.make("not-found", "No route has this path.")))
  app.onError(async (error) => {
    await Effect.runPromiseWith(options.services)(Effect.logError("A request ended in a defect", error))
    return Problem.toResponse(Problem.make("internal", "This is a fault of ours."))
  })
  return app
}
