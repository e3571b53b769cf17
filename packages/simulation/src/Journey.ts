/**
 * One customer and the team's program behind: asks for a transfer, types the OTP, is impatient, makes mistakes, and
 * calls again where no reply comes.
 *
 * @module
 */
import {
  type Attempt,
  Identifiers as Id,
  type Resolution,
  type TransferEvent,
  TransferState,
  type Transfers
} from "@bhejo/core"
import { SimulatorState } from "@bhejo/eko-simulator"
import { Effect, type Context as EffectContext, Exit, Option, Redacted } from "effect"
import { run, surroundings } from "./Process.ts"
import type { Running, World } from "./World.ts"

type Programs = Transfers.Transfers["Service"]
/** What the team's program got back: an answer, a failure, or nothing at all. */
export type Reply<A> = Exit.Exit<A, { readonly _tag: string }> | "lost"

/** Sleeps in the world outside, in true time. */
export const sleep = (world: World, millis: number): Effect.Effect<void> =>
  Effect.callback((resume: (effect: Effect.Effect<void>) => void) => {
    world.agenda.after(millis, undefined, () => resume(Effect.void))
  })

/** One HTTP request about a transfer. */
export const ask = <A>(
  world: World,
  what: string,
  program: (programs: Programs) => Effect.Effect<A, { readonly _tag: string }>
): Effect.Effect<Reply<A>> => call(world, what, ({ transfers }) => program(transfers))

/** One HTTP request to one of our processes. */
export const call = <A>(
  world: World,
  what: string,
  program: (running: Running) => Effect.Effect<A, { readonly _tag: string }>
): Effect.Effect<Reply<A>> =>
  Effect.callback((resume: (effect: Effect.Effect<Reply<A>>) => void) => {
    let isOver = false
    const reply = (delayMillis: number, got: Reply<A>) =>
      world.agenda.after(delayMillis, undefined, () => {
        if (isOver) return
        isOver = true
        resume(Effect.succeed(got))
      })
    const fault = world.draw("client")
    /** The request arrives at a process. */
    const arrive = (isHeard: boolean) => {
      const running = world.anyProcess()
      if (running === undefined) {
        reply(50, "lost")
        return
      }
      const { process } = running
      world.agenda.after(0, process, () => {
        const died = () => reply(1, "lost")
        process.waiting.add(died)
        world.happens()
        world.record(() => `${process.name} < ${what}`)
        const fiber = world.fork(running, program(running), (exit) => {
          process.waiting.delete(died)
          world.happens()
          world.noteExit(what, exit)
          world.record(() => `${process.name} > ${what}: ${describe(exit)}`)
          if (isHeard)
            reply(
              world.chance.below(20),
              Exit.isFailure(exit) && exit.cause.reasons.some(({ _tag }) => _tag !== "Fail") ? "lost" : exit
            )
        })
        if (fault === "caller interrupted" && fiber !== undefined) {
          world.agenda.after(world.chance.between(0, 2_000), process, () => {
            world.record(() => `${process.name} interrupts ${what}`)
            fiber.interruptUnsafe()
          })
        }
      })
    }
    world.agenda.after(world.chance.below(20), undefined, () => arrive(fault !== "reply lost"))
    if (fault === "request duplicated by the client") {
      world.agenda.after(world.chance.between(0, 1_000), undefined, () => arrive(true))
    }
    // A frozen process answers nobody: its callers give up some time.
    const patienceMillis =
      fault === "impatient client" ? world.chance.between(10, 3_000) : fault === "reply lost" ? 5_000 : 120_000
    reply(patienceMillis, "lost")
  })

const describe = (exit: Exit.Exit<unknown, { readonly _tag: string }>): string => {
  if (Exit.isFailure(exit))
    return exit.cause.reasons.map((reason) => (reason._tag === "Fail" ? reason.error._tag : reason._tag)).join("+")
  const value = exit.value as { readonly state?: string } | undefined
  return value?.state ?? "done"
}

/** What a person types, now that the phone shows what it shows. */
export type Typed = "right" | "wrong"

const otpOf = (shown: string | undefined, typed: Typed): Redacted.Redacted<Id.Otp> => {
  const right = shown ?? "000000"
  const wrong = `${right.slice(0, -1)}${(Number(right.at(-1)) + 1) % 10}`
  return Redacted.make(Id.Otp.make(typed === "right" ? right : wrong), { label: "otp" })
}

export interface Desk<Terms = TransferEvent.Terms> {
  readonly world: World
  readonly terms: Terms
  /** The newest OTP on the customer's phone. */
  readonly phone: () => string | undefined
}

export const confirmation = ({ terms, phone }: Desk, key: string, typed: Typed): Transfers.Confirmation => ({
  team: terms.team,
  id: terms.id,
  otp: otpOf(phone(), typed),
  latlong: Id.LatLong.make("28.6139,77.2090"),
  confirmationKey: key
})

export const refundRequest = ({ world, terms, phone }: Desk, key: string, typed: Typed): Transfers.RefundRequest => ({
  team: terms.team,
  id: terms.id,
  otp: otpOf(phone(), typed),
  confirmationKey: key,
  cashReturned: { by: "Meera at counter 4", atMillis: world.agenda.nowMillis }
})

/** Who sits at the desks of operations; the second one is asked where two are needed. */
const operators = [
  { operator: "Asha", key: "night-desk" },
  { operator: "Ravi", key: "day-desk" }
] as const

/** What the first of them finds; whoever says the same puts another name to it. */
export const judgement = { ...operators[0], evidence: "statement of the day" }

/** What an operator finds in Eko's statement about the attempt that is open; nothing while it is on its way. */
const findingAbout = (
  world: World,
  debit: Attempt.OpenAttempt,
  isRefund: boolean
): Resolution.Resolution | undefined => {
  const notMoved = { _tag: "NotMoved", ...judgement, ticket: "EKO-4711" } as const
  const found = Option.getOrUndefined(SimulatorState.debitByReference(world.eko.state, debit.clientRefId))
  if (found === undefined) return notMoved
  const moved = { _tag: "Moved", ...judgement, tid: isRefund ? (found.refundTid ?? found.tid) : found.tid } as const
  switch (found.status) {
    case "success":
      return isRefund ? undefined : moved
    case "refund_pending":
      return isRefund ? notMoved : moved
    case "refunded":
      // It came back: Eko's own word, which is asked for first, says so.
      return isRefund ? moved : notMoved
    case "failed":
      return notMoved
    default:
      return undefined
  }
}

/** Has one operator do something, and another one where that is needed. */
export const byOperators = Effect.fnUntraced(function* <A, E extends { readonly _tag: string }>(
  world: World,
  what: string,
  act: (running: Running, by: (typeof operators)[number]) => Effect.Effect<A, E>
) {
  for (const by of operators) {
    const reply = yield* call(world, `${what} by ${by.operator}`, (running) => act(running, by))
    const isWaiting =
      reply !== "lost" &&
      Exit.isFailure(reply) &&
      reply.cause.reasons.some((reason) => reason._tag === "Fail" && reason.error._tag === "SecondPersonNeeded")
    if (!isWaiting) return
  }
})

/** An operator who looks once a while, and settles by Eko's own statement what no inquiry did. */
export const operate = Effect.fnUntraced(function* ({ world, terms }: Desk) {
  const everyMillis = 40 * 60_000
  for (let looks = 0; looks < 50; looks++) {
    yield* sleep(world, everyMillis)
    const transfer = world.database.load(terms.id)
    if (transfer === undefined || (TransferState.isFinal(transfer) && !world.isStorm)) return
    if (transfer.isBlocked && world.chance.happens(0.8)) {
      yield* byOperators(world, `unblock ${terms.id.slice(-4)}`, ({ transfers }, by) =>
        transfers.unblock(terms.id, { ...by, evidence: "looked at it" })
      )
    }
    if (!TransferState.isHandedOver(transfer)) continue
    const debit = TransferState.currentAttempt(transfer)
    if (debit === undefined) return
    const isRefund = transfer.state === "refunding"
    const { clientRefId } = isRefund ? transfer.refund : debit
    const resolution = findingAbout(world, debit, isRefund)
    if (resolution === undefined) continue
    yield* byOperators(world, `resolve ${terms.id.slice(-4)} ${resolution._tag}`, ({ transfers }, by) =>
      transfers.resolve({ id: terms.id, clientRefId, resolution: { ...resolution, ...by } })
    )
  }
})

/** A customer who does what chance says, until the transfer is final or nobody cares any more. */
export const roam = Effect.fnUntraced(function* (desk: Desk) {
  const { world, terms } = desk
  const { chance } = world
  const lookup = { team: terms.team, id: terms.id }
  yield* sleep(world, chance.below(20_000))

  let state: TransferState.TransferState | undefined
  const take = (reply: Reply<TransferState.TransferState>) => {
    if (reply !== "lost" && Exit.isSuccess(reply)) state = reply.value
    return reply
  }
  for (let tries = 0; state === undefined && tries < 4; tries++) {
    take(yield* ask(world, `request ${terms.id.slice(-4)}`, ({ request }) => request(terms)))
    if (state === undefined) yield* sleep(world, chance.between(200, 10_000))
  }

  let key = 0
  let isUnsure = false
  for (let turns = 0; turns < 12; turns++) {
    const found = yield* ask(world, `find ${terms.id.slice(-4)}`, ({ find }) => find(lookup))
    if (found !== "lost" && Exit.isSuccess(found)) state = found.value
    if (state === undefined) return
    if (TransferState.isFinal(state)) {
      // Some come back to a transfer that was done: it may have been taken back since.
      if (state.state !== "succeeded" || !world.isStorm || chance.happens(0.5)) return
      yield* sleep(world, chance.between(60_000, 3_000_000))
      continue
    }
    const act = chance.unit()
    switch (state.state) {
      case "requested":
      case "awaiting_otp": {
        if (act < 0.05) {
          take(yield* ask(world, `cancel ${terms.id.slice(-4)}`, ({ cancel }) => cancel(lookup)))
          break
        }
        const needsOtp = state.state === "requested" || state.otp.triesLeft < 1
        if (act < 0.12 || (needsOtp && act < 0.7)) {
          take(yield* ask(world, `resend ${terms.id.slice(-4)}`, ({ resendOtp }) => resendOtp(lookup)))
          break
        }
        if (act < 0.2) {
          yield* sleep(world, chance.between(60_000, 900_000))
          break
        }
        // Whoever does not know what became of a confirm asks with the same key again, as a rule.
        if (!isUnsure || chance.happens(0.3)) key++
        const typed = chance.happens(0.2) ? "wrong" : "right"
        const confirm = ask(world, `confirm ${terms.id.slice(-4)} key-${key} ${typed}`, ({ confirm }) =>
          confirm(confirmation(desk, `key-${key}`, typed))
        )
        const reply = chance.happens(0.1)
          ? (yield* Effect.all(
              [
                confirm,
                ask(world, `confirm ${terms.id.slice(-4)} twin`, ({ confirm }) =>
                  confirm(confirmation(desk, `twin-${key}`, "right"))
                )
              ],
              { concurrency: "unbounded" }
            ))[0]
          : yield* confirm
        take(reply)
        isUnsure = reply === "lost" || Exit.isFailure(reply)
        break
      }
      case "refund_pending": {
        const { otp } = state.refunds
        if (act < 0.3 || otp === undefined || otp.triesLeft < 1) {
          take(yield* ask(world, `refund otp ${terms.id.slice(-4)}`, ({ sendRefundOtp }) => sendRefundOtp(lookup)))
          break
        }
        if (act < 0.45) yield* sleep(world, chance.between(60_000, 1_200_000))
        if (!isUnsure || chance.happens(0.3)) key++
        const typed = chance.happens(0.2) ? "wrong" : "right"
        const reply = yield* ask(world, `refund ${terms.id.slice(-4)} key-${key} ${typed}`, ({ refund }) =>
          refund(refundRequest(desk, `key-${key}`, typed))
        )
        take(reply)
        isUnsure = reply === "lost" || Exit.isFailure(reply)
        break
      }
      default:
        if (act < 0.3) {
          // A replay answers from the record.
          take(
            yield* ask(world, `confirm ${terms.id.slice(-4)} key-${key} again`, ({ confirm }) =>
              confirm(confirmation(desk, `key-${key}`, "right"))
            )
          )
        } else if (act < 0.35) {
          take(yield* ask(world, `cancel ${terms.id.slice(-4)}`, ({ cancel }) => cancel(lookup)))
        }
        yield* sleep(world, chance.between(10_000, 120_000))
    }
    yield* sleep(world, chance.between(100, 20_000))
  }
})

/** Sets one journey going. */
export const start = <Terms extends { readonly customerId: Id.CustomerId }>(
  world: World,
  context: EffectContext.Context<never>,
  terms: Terms,
  journey: (desk: Desk<Terms>) => Effect.Effect<void>
): void => {
  world.journeys++
  const desk: Desk<Terms> = { world, terms, phone: () => world.eko.phone(terms.customerId)?.otp }
  const fiber = run(world.outside, context, journey(desk))
  fiber?.addObserver((exit) => {
    world.journeys--
    world.noteExit("journey", exit)
  })
}

/** Where journeys run: outside all our processes. */
export const contextOf = (world: World): EffectContext.Context<never> =>
  surroundings(world.agenda, world.outside, world.chance, () => {})
