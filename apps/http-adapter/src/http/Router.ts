/**
 * Between Hono and the declared routes: callers are authenticated, failures are problems, and what is under way is known.
 *
 * @module
 */
import { Array as Arr, Cause, Clock, Effect, Metric, type Context as Services } from "effect"
import type { Context, Hono, MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { Access, Authentication, CallerOf } from "../authentication/Authentication.ts"
import * as Observation from "../operations/Observation.ts"
import * as Problem from "../problems/Problem.ts"
import type { RateLimit } from "./RateLimit.ts"
import { Refusal } from "./Refusal.ts"
import * as RequestId from "./RequestId.ts"
import type { Failure, Route } from "./Route.ts"
import type { Underway } from "./Underway.ts"

/** A request's fields are short; what is larger is a mistake or an attack. */
const usualBodyBytes = 64 * 1024

const limitTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c) =>
      Problem.toResponse(Problem.make("body-too-large", `Send at most ${maxSize} bytes.`), c.get("requestId"))
  })

/** No DELETE of ours reads a body, and Hono's limit cannot look at one that has none. */
const unlimited: MiddlewareHandler = (_, next) => next()

/** How much is taken at a time. */
export interface Limits {
  /** So many requests are being answered at one time; further ones are refused at once. */
  readonly maxUnderway: number
  readonly rate: RateLimit
}

const shed = Metric.counter("bhejo_http_shed_total", {
  description: "Requests that were refused because too much was under way",
  incremental: true
})

/** Tells the count from the start. */
export const registered = Metric.update(shed, 0)

/** The answer of a process that is ending. */
export const shuttingDown = new Refusal({
  problem: Problem.make("shutting-down", "Another process takes the request.", { retryAfterSeconds: 1 })
})

const overloaded = new Refusal({
  problem: Problem.make("overloaded", "As many requests are being answered as are answered well.", {
    retryAfterSeconds: 1
  })
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
    underway,
    limits
  }: {
    readonly services: Services.Context<R>
    readonly authenticate: Authentication
    readonly underway: Underway
    readonly limits?: Limits | undefined
  }
): void => {
  const isFull = () => limits !== undefined && underway.size >= limits.maxUnderway
  const withinRate = (caller: CallerOf<Access>) => (limits === undefined ? Effect.succeed({}) : limits.rate(caller))
  const run = Effect.runPromiseWith(services)
  for (const [path, ofPath] of Object.entries(Arr.groupBy(routes, ({ path }) => path))) {
    const pattern = path.replaceAll(/\{(\w+)\}/g, ":$1")
    for (const route of ofPath) {
      const { method, access, isNeverShed = false, maxBodyBytes = usualBodyBytes, respond } = route
      const observe = Observation.observing(route)
      const answer = Effect.fnUntraced(function* (c: Context) {
        const isAllowed = authenticate(access, c)
        const caller = yield* isAllowed
        c.set("caller", caller)
        const fields = yield* withinRate(caller)
        const response = yield* respond(c, caller, isAllowed).pipe(
          Effect.catchCause(told),
          Effect.map((answer) => (answer instanceof Refusal ? refused(answer, c) : answer)),
          Effect.annotateLogs(caller ?? {})
        )
        for (const [name, value] of Object.entries(fields)) response.headers.set(name, value)
        return response
      })
      // No signal of the request reaches the fiber: a client that hangs up interrupts nothing.
      app.on(method, pattern, method === "DELETE" ? unlimited : limitTo(maxBodyBytes), (c) => {
        if (!isNeverShed && underway.isEnding) return refused(shuttingDown, c)
        return !isNeverShed && isFull()
          ? run(Effect.as(Metric.update(shed, 1), refused(overloaded, c)))
          : underway.add(
              run(
                answer(c).pipe(
                  Effect.catchCause(told),
                  Effect.map((answer) => (answer instanceof Refusal ? refused(answer, c) : answer)),
                  (answered) => observe(answered, c),
                  RequestId.within(c)
                )
              )
            )
      })
    }
    const methods = ofPath.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]))
    const allow = methods.join(", ")
    app.all(pattern, (c) =>
      refused(new Refusal({ problem: Problem.make("method-not-allowed", `Use ${allow}.`), headers: { allow } }), c)
    )
  }
}

const refused = ({ problem, headers }: Refusal, c: Context): Response =>
  Problem.toResponse(problem, c.get("requestId"), headers)

/** What a caller is told of whatever kept a request from its answer. */
const told = (cause: Cause.Cause<Failure>): Effect.Effect<Refusal> => {
  const failure = cause.reasons.find(Cause.isFailReason)?.error
  if (failure instanceof Refusal) return Effect.succeed(failure)
  return Effect.map(failure === undefined ? defect(cause) : failed(failure), (problem) => new Refusal({ problem }))
}

const fault = Problem.make("internal", "This is a fault of ours. What was asked may or may not be done: look it up.")

const defect = (cause: Cause.Cause<unknown>) => Effect.as(Effect.logError("A request ended in a defect", cause), fault)

const failed = Effect.fnUntraced(function* (failure: Problem.DomainError) {
  const problem = Problem.ofError(failure, yield* Clock.currentTimeMillis)
  if (problem.status >= 500) yield* Effect.logWarning("A request could not be served", { type: problem.type })
  return problem
})
