/**
 * Between Hono and Effect: handlers are effects, their failures are problems, and what is under way is known.
 *
 * @module
 */
import { Cause, Effect, Exit, type Context as Services } from "effect"
import type { Context, Hono } from "hono"
import * as Problem from "./Problem.ts"
import { Refusal } from "./Refusal.ts"

export type Handler<R> = (c: Context) => Effect.Effect<Response, Problem.DomainError | Refusal, R>

export type Method = "GET" | "POST" | "PUT"

/** Every handler that has begun and not ended, whether or not its client is still there. */
export class Underway {
  readonly #running = new Set<Promise<unknown>>()
  #isEnding = false

  /** Whether connections should be closed with their next answer. */
  get isEnding(): boolean {
    return this.#isEnding
  }

  add<A>(work: Promise<A>): Promise<A> {
    this.#running.add(work)
    return work.finally(() => this.#running.delete(work))
  }

  /** Settles when nothing is under way any more. */
  async end(): Promise<void> {
    this.#isEnding = true
    while (this.#running.size > 0) await Promise.allSettled(this.#running)
  }
}

/**
 * Registers the handlers of one path; every other method is answered with 405.
 */
export const register =
  <R>(app: Hono, services: Services.Context<R>, underway: Underway) =>
  (path: string, handlers: Partial<Record<Method, Handler<R>>>): void => {
    const run = Effect.runPromiseExitWith(services)
    for (const [method, handler] of Object.entries(handlers)) {
      // No signal of the request reaches the fiber: a client that hangs up interrupts nothing.
      app.on(method, path, (c) => underway.add(run(handler(c)).then(toResponse(run))))
    }
    const allow = Object.keys(handlers).join(", ")
    app.all(path, () => Problem.toResponse(Problem.make("method-not-allowed", `Use ${allow}.`), { allow }))
  }

const toResponse =
  (run: <A, E>(effect: Effect.Effect<A, E>) => Promise<Exit.Exit<A, E>>) =>
  async (exit: Exit.Exit<Response, Problem.DomainError | Refusal>): Promise<Response> => {
    if (Exit.isSuccess(exit)) return exit.value
    const failure = exit.cause.reasons.find(Cause.isFailReason)?.error
    if (failure instanceof Refusal) return Problem.toResponse(failure.problem, failure.headers)
    if (failure !== undefined) return failed(run, failure)
    await run(Effect.logError("A request ended in a defect", exit.cause))
    return Problem.toResponse(
      Problem.make("internal", "This is a fault of ours. What was asked may or may not be done: look it up.")
    )
  }

const failed = async (
  run: <A, E>(effect: Effect.Effect<A, E>) => Promise<Exit.Exit<A, E>>,
  failure: Problem.DomainError
): Promise<Response> => {
  const problem = Problem.ofError(failure)
  if (problem.status >= 500) await run(Effect.logWarning("A request could not be served", { type: problem.type }))
  return Problem.toResponse(problem, problem.status === 503 ? { "retry-after": "5" } : {})
}
