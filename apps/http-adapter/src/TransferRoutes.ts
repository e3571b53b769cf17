/**
 * The routes under /v1/transfers.
 *
 * @module
 */
import { Identifiers, Money, Transfer, TransferFailure, TransferPolicy, Transfers } from "@bhejo/core"
import { Effect, Option, Schema } from "effect"
import type { Context } from "hono"
import * as Authentication from "./Authentication.ts"
import * as Body from "./Body.ts"
import * as IdempotencyKey from "./IdempotencyKey.ts"
import type * as Problem from "./Problem.ts"
import type { Handler, Method } from "./Routes.ts"
import type { TeamKeys } from "./TeamKeys.ts"
import * as TransferView from "./TransferView.ts"

/** `POST /v1/transfers` */
export const CreateTransfer = Schema.Struct({
  product: TransferPolicy.Product,
  customerId: Identifiers.CustomerId,
  recipientId: Identifiers.RecipientId,
  amountPaise: Money.PositivePaise,
  userCode: Schema.optionalKey(Identifiers.UserCode),
  beneficiaryId: Schema.optionalKey(Identifiers.BeneficiaryId),
  reference: Schema.optionalKey(
    Schema.String.check(Schema.isPattern(/^[\x21-\x7e]([\x20-\x7e]{0,62}[\x21-\x7e])?$/)).annotate({
      message: "must be 1 to 64 printable characters"
    })
  )
})

/** `POST /v1/transfers/{id}/confirm` */
export const ConfirmTransfer = Schema.Struct({
  otp: Schema.RedactedFromValue(Identifiers.Otp, { label: "otp" }),
  latlong: Schema.optionalKey(Identifiers.LatLong)
})

type Services = Transfers.Transfers

/** What the routes need to know that no service holds. */
export interface Options {
  readonly teamKeys: TeamKeys
  readonly defaultUserCode: Identifiers.UserCode
  readonly policy: TransferPolicy.TransferPolicy
}

export const routes = ({
  teamKeys,
  defaultUserCode,
  policy
}: Options): Readonly<Record<string, Partial<Record<Method, Handler<Services>>>>> => {
  const decodeCreate = Body.decode(CreateTransfer, amountErrors(policy))
  const decodeConfirm = Body.decode(ConfirmTransfer)

  /** The team and the transfer that a request is about. An id of any other shape names nothing. */
  const lookup = (c: Context) =>
    Effect.gen(function* () {
      const team = yield* Authentication.team(teamKeys, c)
      const id = Schema.decodeUnknownOption(Identifiers.TransferId)(c.req.param("id"))
      return Option.isSome(id)
        ? { team, id: id.value }
        : yield* new TransferFailure.TransferNotFound({ id: Identifiers.TransferId.make(nil) })
    })

  const create: Handler<Services> = Effect.fn("POST /v1/transfers")(function* (c) {
    const team = yield* Authentication.team(teamKeys, c)
    const key = yield* IdempotencyKey.read(c)
    const body = yield* Effect.fromResult(decodeCreate(yield* Body.json(c)))
    const { request } = yield* Transfers.Transfers
    const transfer = yield* request({
      ...body,
      userCode: body.userCode ?? defaultUserCode,
      id: IdempotencyKey.transferId(team, key),
      team
    })
    c.header("location", `/v1/transfers/${transfer.terms.id}`)
    return c.json(TransferView.of(transfer), 201)
  })

  const resendOtp: Handler<Services> = Effect.fn("POST /v1/transfers/{id}/otp")(function* (c) {
    const { resendOtp } = yield* Transfers.Transfers
    return c.json(TransferView.of(yield* resendOtp(yield* lookup(c))))
  })

  const confirm: Handler<Services> = Effect.fn("POST /v1/transfers/{id}/confirm")(function* (c) {
    const found = yield* lookup(c)
    const confirmationKey = yield* IdempotencyKey.read(c)
    const body = yield* Effect.fromResult(decodeConfirm(yield* Body.json(c)))
    const { confirm } = yield* Transfers.Transfers
    return c.json(TransferView.of(yield* confirm({ ...found, ...body, confirmationKey })))
  })

  const cancel: Handler<Services> = Effect.fn("POST /v1/transfers/{id}/cancel")(function* (c) {
    const { cancel } = yield* Transfers.Transfers
    return c.json(TransferView.of(yield* cancel(yield* lookup(c))))
  })

  const get: Handler<Services> = Effect.fn("GET /v1/transfers/{id}")(function* (c) {
    const { find } = yield* Transfers.Transfers
    return c.json(TransferView.of(yield* find(yield* lookup(c))))
  })

  const events: Handler<Services> = Effect.fn("GET /v1/transfers/{id}/events")(function* (c) {
    const { journal } = yield* Transfers.Transfers
    const events = yield* journal(yield* lookup(c))
    return c.json({ events: events.map((event, index) => TransferView.ofEvent(event, index + 1)) })
  })

  return {
    "/v1/transfers": { POST: create },
    "/v1/transfers/:id": { GET: get },
    "/v1/transfers/:id/otp": { POST: resendOtp },
    "/v1/transfers/:id/confirm": { POST: confirm },
    "/v1/transfers/:id/cancel": { POST: cancel },
    "/v1/transfers/:id/events": { GET: events }
  }
}

const nil = "00000000-0000-0000-0000-000000000000"

const decodeAmount = Schema.decodeUnknownOption(
  Schema.Struct({ product: TransferPolicy.Product, amountPaise: Money.PositivePaise })
)

/** The amount is judged by its product's limits even where other fields are wrong, so that all are named at once. */
const amountErrors =
  (policy: TransferPolicy.TransferPolicy) =>
  (body: unknown): ReadonlyArray<Problem.FieldError> =>
    Option.toArray(decodeAmount(body)).flatMap((terms) => {
      const problem = Transfer.amountProblem(terms, policy)
      return problem === undefined ? [] : [{ pointer: `/${problem.field}`, detail: problem.problem }]
    })
