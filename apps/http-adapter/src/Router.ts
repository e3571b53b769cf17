/**
 * Between Hono and the declared routes: callers are authenticated, failures are problems, and what is under way is known.
 *
 * @module
 */
import { Array as Arr, Cause, Clock, Effect, Exit, type Context as Services } from "effect"
import type { Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { Authentication } from "./Authentication.ts"
import * as Problem from "./Problem.ts"
import { Refusal } from "./Refusal.ts"
import type { Failure, Route } from "./Route.ts"
import type { Underway } from "./Underway.ts"

/** A request's fields are short; what is larger is a mistake or an attack. */
const usualBodyBytes = 64 * 1024

const limitTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => Problem.toResponse(Problem.make("body-too-large", `Send at most ${maxSize} bytes.`))
  })

/**
 * Registers the routes. On each of their paths every other method is answered with 405.
 */
export const register = <R>(
  app: Hono,
  routes: ReadonlyArray<Route<R>>,
  {
    services,
    authenticate,
    underway
  }: {
    readonly services: Services.Context<R>
    readonly authenticate: Authentication
    readonly underway: Underway
  }
): void => {
  const run = Effect.runPromiseExitWith(services)
  for (const [path, ofPath] of Object.entries(Arr.groupBy(routes, ({ path }) => path))) {
    const pattern = path.replaceAll(/\{(\w+)\}/g, ":$1")
    for (const { method, access, maxBodyBytes = usualBodyBytes, respond } of ofPath) {
      // No signal of the request reaches the fiber: a client that hangs up interrupts nothing.
      app.on(method, pattern, limitTo(maxBodyBytes), (c) =>
        underway.add(run(Effect.flatMap(authenticate(access, c), (caller) => respond(c, caller))).then(toResponse(run)))
      )
    }
    const allow = ofPath.map(({ method }) => method).join(", ")
    app.all(pattern, () => Problem.toResponse(Problem.make("method-not-allowed", `Use ${allow}.`), { allow }))
  }
}

const toResponse =
  (run: <A, E>(effect: Effect.Effect<A, E>) => Promise<Exit.Exit<A, E>>) =>
  async (exit: Exit.Exit<Response, Failure>): Promise<Response> => {
    if (Exit.isSuccess(exit)) return exit.value
    const failure = exit.cause.reasons.find(Cause.isFailReason)?.error
    if (failure instanceof Refusal) return Problem.toResponse(failure.problem, failure.headers)
    const told = await run(failure === undefined ? defect(exit.cause) : failed(failure))
    return Problem.toResponse(Exit.isSuccess(told) ? told.value : fault)
  }

const fault = Problem.make("internal", "This is a fault of ours. What was asked may or may not be done: look it up.")

const defect = (cause: Cause.Cause<unknown>) => Effect.as(Effect.logError("A request ended in a defect", cause), fault)

const failed = Effect.fnUntraced(function* (failure: Problem.DomainError) {
  const problem = Problem.ofError(failure, yield* Clock.currentTimeMillis)
  if (problem.status >= 500) yield* Effect.logWarning("A request could not be served", { type: problem.type })
  return problem
})
