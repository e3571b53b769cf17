/**
 * Mistakes in what is made of Eko's answers.
 *
 * @module
 */
import {
  type EkoClient,
  Identifiers as Id,
  Money,
  Rejection,
  TransactionInquiry,
  type TransferStore,
  TxStatus
} from "@bhejo/core"
import { Effect } from "effect"
import * as Checks from "../Checks.ts"
import { Database } from "../Database.ts"
import type { World } from "../World.ts"
import type { Mistake } from "./Mistake.ts"

type Client = EkoClient.EkoClient["Service"]

/** A client that reads the failure of a call that moves money as another failure. */
export const failures = (reads: (failure: Failure) => Failure) => ({
  client: (client: Client): Client => ({
    ...client,
    // A failure is read alike whatever operation it is of, so its type stays what it was.
    submit: (operation, input, permit) =>
      client.submit(operation, input, permit).pipe(Effect.mapError((failure) => reads(failure as Failure) as never))
  })
})

interface Failure {
  readonly _tag: string
  readonly operation: string
  readonly cause?: unknown
}

const rejected = ({ operation }: Failure, reason: Rejection.Reason): Failure =>
  new Rejection.Rejected({ operation, reason, code: 0, detail: "a guess" })

export const timeoutFails: Mistake = {
  name: "timeout means failed",
  does: "takes a debit for declined when its answer does not come in time",
  caughtBy: Checks.ekosWord,
  plant: failures((failure) =>
    failure._tag === "OutcomeUnknown" && failure.cause === "timeout" ? rejected(failure, "DeclinedByBank") : failure
  )
}

export const gatewayRejects: Mistake = {
  name: "4xx after the effect means rejected",
  does: "takes a debit for declined when a 403 or 404 comes back, whoever says so",
  caughtBy: Checks.ekosWord,
  plant: failures((failure) =>
    failure._tag === "OutcomeUnknown" && /^http 40[34]/.test(String(failure.cause))
      ? rejected(failure, "DeclinedByBank")
      : failure
  )
}

export const consumedIsWrong: Mistake = {
  name: "consumed OTP treated as wrong OTP",
  does: "closes an attempt whose OTP was used before, as though it were mistyped",
  caughtBy: Checks.closedMovedNothing,
  plant: failures((failure) => (failure._tag === "OtpConsumed" ? rejected(failure, "WrongOtp") : failure))
}

/** Reads inquiries in another way. */
const inquiries = (
  asks: (reference: string, world: World) => string,
  reads: (answer: TransactionInquiry.InquiryAnswer, reference: string, world: World) => TransactionInquiry.InquiryAnswer
) => ({
  client: (client: Client, world: World): Client => ({
    ...client,
    call: (operation, input) => {
      if (operation.name !== TransactionInquiry.inquire.name) return client.call(operation, input)
      const { transactionReference: reference } = input as unknown as { readonly transactionReference: string }
      return client
        .call(operation, { ...input, transactionReference: asks(reference, world) })
        .pipe(
          Effect.map((answer) => reads(answer as TransactionInquiry.InquiryAnswer, reference, world) as typeof answer)
        )
    }
  })
})

const attemptOf = (world: World, reference: string) => {
  const clientRefId = reference.replace(/^client_ref_id:/, "")
  const id = world.database.ownerOf(clientRefId)
  return id === undefined ? undefined : { clientRefId, stored: world.database.transfers.get(id) }
}

export const notFoundFails: Mistake = {
  name: "not-found means failed",
  does: "takes a debit for failed when an inquiry does not find it",
  caughtBy: Checks.ekosWord,
  plant: inquiries(
    (reference) => reference,
    (answer, reference, world) => {
      const attempt = attemptOf(world, reference)
      return answer._tag !== "NotFound" || attempt?.stored === undefined
        ? answer
        : {
            _tag: "Found",
            txStatus: TxStatus.TxStatus.make("1"),
            facts: { tid: Id.Tid.make("1") },
            clientRefId: attempt.clientRefId,
            amountPaise: attempt.stored.snapshot.terms.amountPaise
          }
    }
  )
}

/** A database in which a transaction id may belong to two attempts. */
class Unkeyed extends Database {
  override append(commit: TransferStore.Commit) {
    return super.append({ ...commit, tids: [] })
  }
}

export const olderEvidence: Mistake = {
  name: "evidence of an older attempt fails the newer",
  does: "asks what became of the transfer, by its first attempt, and takes the answer for the last one's",
  caughtBy: Checks.ekosWord,
  plant: {
    database: (world) => new Unkeyed(world),
    ...inquiries(
      (reference, world) => {
        const first = attemptOf(world, reference)?.stored?.journal.find((event) => event._tag === "DebitStarted")
        return first?._tag === "DebitStarted" ? TransactionInquiry.byClientRefId(first.attempt.clientRefId) : reference
      },
      (answer, reference, world) => {
        const attempt = attemptOf(world, reference)
        return answer._tag === "Found" && attempt !== undefined
          ? { ...answer, clientRefId: attempt.clientRefId }
          : answer
      }
    )
  }
}

export const declinesTid: Mistake = {
  name: "the decline's own tid inquired",
  does: "holds the tid of an answer that says the OTP was used before, and inquires that",
  caughtBy: Checks.tids,
  plant: {
    ports: (ports) => ({
      ...ports,
      transport: {
        send: (request) =>
          Effect.map(ports.transport.send(request), (answer) => {
            const tid = /already Consumed/.test(answer.body) ? /"tid":"(\d+)"/.exec(answer.body)?.[1] : undefined
            return tid === undefined
              ? answer
              : { ...answer, body: JSON.stringify({ status: 0, message: "", data: { tx_status: "2", tid } }) }
          })
      }
    })
  }
}

/** Rupees as a float, and back: 4.35 becomes 434 paise. */
const throughFloat = (paise: Money.Paise): Money.Paise => Money.paise(Math.trunc((paise / 100) * 100))

export const floatMoney: Mistake = {
  name: "float money",
  does: "reads rupees as a float and multiplies by a hundred",
  caughtBy: Checks.facts,
  plant: {
    client: (client) => ({
      ...client,
      submit: <Input extends object, Success, Failure>(
        ...[operation, input, permit]: Parameters<typeof client.submit<Input, Success, Failure>>
      ) =>
        client.submit<Input, Success, Failure>(operation, input, permit).pipe(
          Effect.map((success) => {
            const { facts } = success as { readonly facts?: { readonly feePaise?: Money.Paise } }
            return facts?.feePaise === undefined
              ? success
              : { ...success, facts: { ...facts, feePaise: throughFloat(facts.feePaise) } }
          })
        )
    })
  }
}

export const all: ReadonlyArray<Mistake> = [
  timeoutFails,
  gatewayRejects,
  consumedIsWrong,
  notFoundFails,
  olderEvidence,
  declinesTid,
  floatMoney
]
