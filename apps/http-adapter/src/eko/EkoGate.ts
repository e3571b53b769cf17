/**
 * Whether something new may begin at Eko: a circuit breaker for each product, and a bound on how much is under way, of all
 * teams and of each.
 *
 * They are asked before anything is recorded, and never about what is. An attempt that was recorded is sent whatever the
 * breaker says by then, and inquiries and settlement ask nobody.
 *
 * @module
 */
import { Admission, type Identifiers, TransferPolicy } from "@bhejo/core"
import { Context, Duration, Effect, Layer, Metric, Option, Schedule, Semaphore, Stream } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { type Tally, TallyOfWork } from "./EkoCalls.ts"

export interface Options {
  /** So many of the latest pieces of work of a product are judged by. */
  readonly breakerCalls: number
  /** How long it stays open at first; twice as long each time that Eko still does not answer, up to ten times as long. */
  readonly breakerOpenMillis: number
  /** New work under way at one time; more is refused at once. */
  readonly maxNewWork: number
  /** So much of it may be one team's, so that others find room while it waits for Eko. */
  readonly maxNewWorkOfTeam: number
}

/** Where this part of them came to nothing, the breaker opens. */
const threshold = 0.5

type State = "closed" | "half_open" | "open"

export class EkoGate extends Context.Service<
  EkoGate,
  {
    readonly states: Effect.Effect<ReadonlyArray<{ readonly product: TransferPolicy.Product; readonly state: State }>>
    /** How much new work is under way. */
    readonly underway: Effect.Effect<number>
  }
>()("@bhejo/http-adapter/EkoGate") {}

const refused = Metric.counter("bhejo_eko_work_refused_total", {
  description: "New work that was not begun, by why",
  incremental: true
})

/** Tells every count from the start. */
export const registered = Effect.forEach(
  ["busy", "team", "breaker"],
  (why) => Metric.update(Metric.withAttributes(refused, { why }), 0),
  { discard: true }
)

const counted = { busy: "busy", "team busy": "team", "eko does not answer": "breaker" } as const

const refuse = (why: Admission.NotAdmitted["why"], retryAfterMillis: number) =>
  Effect.andThen(
    Metric.update(Metric.withAttributes(refused, { why: counted[why] }), 1),
    Effect.fail(new Admission.NotAdmitted({ why, retryAfterMillis }))
  )

/** Work whose calls had no answer counts against Eko; work that called nothing says nothing. */
const judged = (tally: Tally): CircuitBreaker.Outcome =>
  tally.failed > 0 ? CircuitBreaker.failure() : tally.answered > 0 ? CircuitBreaker.success : CircuitBreaker.ignored

/** How soon to ask again while one piece of work finds out whether Eko answers. */
const probeMillis = 2_000

/** How soon to ask again while as much is under way as may be. */
const busyMillis = 1_000

const make = Effect.fnUntraced(function* ({ breakerCalls, breakerOpenMillis, maxNewWork, maxNewWorkOfTeam }: Options) {
  const breaker = yield* CircuitBreaker.make({
    tripPolicy: CircuitBreaker.rate({
      threshold,
      size: breakerCalls,
      minimumCalls: Math.max(1, Math.ceil(breakerCalls / 2))
    }),
    openDuration: Schedule.min([
      Schedule.exponential(Duration.millis(breakerOpenMillis)),
      Schedule.spaced(Duration.millis(10 * breakerOpenMillis))
    ]),
    maxOpenDuration: Duration.millis(10 * breakerOpenMillis)
  })
  const room = yield* Semaphore.make(maxNewWork)
  /** How much each team has under way; nothing of one that has none. */
  const underway = new Map<Identifiers.TeamId, number>()

  const takePart = (team: Identifiers.TeamId) =>
    Effect.suspend(() => {
      const ofTeam = underway.get(team) ?? 0
      if (ofTeam >= maxNewWorkOfTeam) return refuse("team busy", busyMillis)
      underway.set(team, ofTeam + 1)
      return Effect.void
    })

  const givePartBack = (team: Identifiers.TeamId) =>
    Effect.sync(() => {
      const left = (underway.get(team) ?? 0) - 1
      if (left > 0) underway.set(team, left)
      else underway.delete(team)
    })

  yield* breaker.transitions.pipe(
    Stream.runForEach((transition) =>
      transition.to === "Closed"
        ? Effect.logInfo("Eko answers again, and new work begins", { product: transition.key })
        : transition.to === "HalfOpen"
          ? Effect.void
          : Effect.logWarning("Eko does not answer, and nothing new begins for a while", {
              product: transition.key,
              forMillis: Duration.toMillis(transition.retryAfter)
            })
    ),
    Effect.forkScoped
  )

  const admit: Admission.Admit = ({ team, product }, work) =>
    Effect.acquireUseRelease(
      takePart(team),
      () => admitInto(product, work),
      () => givePartBack(team)
    )

  const admitInto = <A, E, R>(product: TransferPolicy.Product, work: Effect.Effect<A, E, R>) =>
    Effect.suspend(() => {
      const tally: Tally = { answered: 0, failed: 0 }
      const tallied = Effect.provideService(work, TallyOfWork, tally)
      return room.withPermitsIfAvailable(1)(
        breaker.execute(tallied, { key: product, classify: () => judged(tally) }).pipe(
          Effect.catchIf(
            (error) => error instanceof CircuitBreaker.CircuitBreakerError,
            ({ reason }) =>
              refuse(
                "eko does not answer",
                reason._tag === "CircuitOpen" ? Duration.toMillis(reason.retryAfter) : probeMillis
              )
          )
        )
      )
    }).pipe(
      Effect.flatMap(
        Option.match({
          onNone: () => refuse("busy", busyMillis),
          onSome: Effect.succeed
        })
      )
    )

  const stateOf = (product: TransferPolicy.Product) =>
    Effect.map(Effect.orDie(breaker.state(product)), ({ _tag }): State => {
      switch (_tag) {
        case "Closed":
          return "closed"
        case "HalfOpen":
          return "half_open"
        case "Open":
          return "open"
      }
    })

  return Context.make(
    EkoGate,
    EkoGate.of({
      states: Effect.forEach(TransferPolicy.Product.literals, (product) =>
        Effect.map(stateOf(product), (state) => ({ product, state }))
      ),
      underway: Effect.sync(() => [...underway.values()].reduce((sum, ofTeam) => sum + ofTeam, 0))
    })
  ).pipe(Context.add(Admission.Admission, admit))
})

/** Puts the gate before core's programs, for this process alone. */
export const layer = (options: Options): Layer.Layer<EkoGate> =>
  Layer.effectContext(make(options)).pipe(Layer.provide(CircuitBreaker.layerStoreMemory()))
