/**
 * The Hono app: every route of the adapter over the core's services.
 *
 * @module
 */
import { Effect, Predicate, type Context as Services } from "effect"
import { Hono } from "hono"
import type { Authentication } from "../authentication/Authentication.ts"
import * as DocsPages from "../documentation/DocsPages.ts"
import * as Layout from "../documentation/Layout.ts"
import * as Page from "../documentation/Page.ts"
import * as ProblemPages from "../documentation/ProblemPages.ts"
import * as Exposition from "../operations/Exposition.ts"
import * as Problem from "../problems/Problem.ts"
import type { Webhook } from "../webhooks/Webhook.ts"
import * as Body from "./Body.ts"
import * as RequestId from "./RequestId.ts"
import type { Route } from "./Route.ts"
import * as Router from "./Router.ts"
import * as SecurityHeaders from "./SecurityHeaders.ts"
import type { Underway } from "./Underway.ts"

const securityHeaders = Object.entries(SecurityHeaders.api)

export const make = <R>(
  routes: ReadonlyArray<Route<R>>,
  options: {
    readonly services: Services.Context<R>
    readonly authenticate: Authentication
    readonly underway: Underway
    /** Without them everything is taken. */
    readonly limits?: Router.Limits
    /** The metrics as text, where this app tells them. */
    readonly metrics?: () => Promise<string>
    /** What people read; by default the documentation of the routes. */
    readonly pages?: ReadonlyArray<Page.Page>
    /** What is sent to teams, for the documentation. */
    readonly webhooks?: ReadonlyArray<Webhook>
  }
): Hono => {
  const app = new Hono()
  app.use(async (c, next) => {
    const requestId = RequestId.make()
    c.set("requestId", requestId)
    await next()
    // Not by the context, which would make a new answer for each header.
    const { headers } = c.res
    headers.set(RequestId.header, requestId)
    for (const [name, value] of securityHeaders) if (!headers.has(name)) headers.set(name, value)
    if (options.underway.isEnding) headers.set("connection", "close")
  })
  Router.register(app, routes, options)
  Page.register(
    app,
    options.pages ?? [...DocsPages.pages(routes, options.webhooks), ...ProblemPages.pages(routes), ...Layout.assets]
  )
  if (options.metrics !== undefined) Exposition.register(app, options.metrics)
  app.notFound((c) => Problem.toResponse(Problem.make("not-found", "No route has this path."), c.get("requestId")))
  app.onError(async (error, c) => {
    // Whatever reads a body in chunks before its route does: that a client breaks off is no fault of ours.
    if (Predicate.hasProperty(error, "code") && error.code === "ECONNRESET") {
      return Problem.toResponse(Body.brokenOff, c.get("requestId"))
    }
    const log = Effect.logError("A request ended in a defect", error)
    await Effect.runPromiseWith(options.services)(RequestId.within(c)(log))
    return Problem.toResponse(Problem.make("internal", "This is a fault of ours."), c.get("requestId"))
  })
  return app
}
