/**
 * Mistakes on the way of a request to Eko.
 *
 * @module
 */
import { DmtFino, EkoOperation, EkoTransport, Identifiers as Id, Signing, SigningTimestamps } from "@bhejo/core"
import { Clock, Effect, Redacted } from "effect"
import * as Checks from "../Checks.ts"
import { isDebit } from "../Eko.ts"
import * as Population from "../Population.ts"
import type { Ports, Substitutes } from "../Services.ts"
import type { Mistake } from "./Mistake.ts"

type Send = EkoTransport.EkoTransport["Service"]["send"]

/** Another transport in the place of the right one. */
const transport = (wrap: (send: Send, ports: Ports, generation: Population.Generation) => Send): Substitutes => ({
  ports: (ports, world) => ({
    ...ports,
    transport: EkoTransport.EkoTransport.of({
      send: wrap(ports.transport.send, ports, world.plan.population.generation)
    })
  })
})

export const retryOnReset: Mistake = {
  name: "retry on reset",
  does: "sends a request once more when its connection was reset",
  caughtBy: Checks.wireOnce,
  plant: transport(
    (send) => (request) =>
      send(request).pipe(
        Effect.catchTag("OutcomeUnknown", (failure) =>
          failure.cause === "reset" ? send(request) : Effect.fail(failure)
        )
      )
  )
}

export const redirectFollowed: Mistake = {
  name: "redirect followed",
  does: "posts a request again to where a 307 or 308 points",
  caughtBy: Checks.wireOnce,
  plant: transport(
    (send) => (request) =>
      Effect.flatMap(send(request), (answer) =>
        answer.httpStatus === 307 || answer.httpStatus === 308 ? send(request) : Effect.succeed(answer)
      )
  )
}

export const sentLate: Mistake = {
  name: "frozen sender sends late",
  does: "does not look at the clock again before the first byte",
  caughtBy: Checks.deadline,
  plant: transport((send) => (request) => send({ ...request, sendBeforeMillis: Number.MAX_SAFE_INTEGER }))
}

export const signedAgain: Mistake = {
  name: "2485 signed again on a debit",
  does: "signs a debit with a new timestamp and sends it again where Eko refuses the first one's",
  caughtBy: Checks.wireOnce,
  plant: transport(
    (send, ports, generation) => (request) =>
      Effect.flatMap(send(request), (answer) =>
        !isDebit(request.operation) || !/"status":2485/.test(answer.body)
          ? Effect.succeed(answer)
          : ports.timestamps.next.pipe(
              Effect.map((timestamp) => ({
                ...request,
                sendBeforeMillis: timestamp + 60_000,
                headers: signed(request, generation, timestamp)
              })),
              Effect.flatMap(send),
              Effect.catchTag("TimestampUnavailable", () => Effect.succeed(answer))
            )
      )
  )
}

/** The headers of a request as they are with another timestamp. */
export const signed = (
  { headers }: EkoTransport.SignedRequest,
  generation: Population.Generation,
  timestamp: Signing.TimestampMillis
) => Redacted.make({ ...Redacted.value(headers), ...Signing.sign(Population.account(generation).accessKey, timestamp) })

export const refundRepeated: Mistake = {
  name: 'refund repeated while "3"',
  does: "sends a refund again whose answer was lost, since Eko still says 3",
  caughtBy: Checks.recorded,
  plant: transport(
    (send, ports, generation) => (request) =>
      request.operation !== "refund/initiate"
        ? send(request)
        : send(request).pipe(
            Effect.catchTag("OutcomeUnknown", (failure) =>
              ports.timestamps.next.pipe(
                Effect.mapError(() => failure),
                Effect.flatMap((timestamp) =>
                  send({
                    ...request,
                    sendBeforeMillis: timestamp + 60_000,
                    headers: signed(request, generation, timestamp)
                  })
                )
              )
            )
          )
  )
}

const reference = /"client_ref_id":"([^"]+)"/

export const referenceReused: Mistake = {
  name: "one client_ref_id used twice",
  does: "sends each attempt of a transfer under the reference of its first one",
  caughtBy: Checks.wireOnce,
  plant: {
    ports: (ports, world) => ({
      ...ports,
      transport: EkoTransport.EkoTransport.of({
        send: (request) => {
          if (!isDebit(request.operation) || request.body === undefined) return ports.transport.send(request)
          const body = Redacted.value(request.body)
          const id = world.database.ownerOf(reference.exec(body)?.[1] ?? "")
          const journal = id === undefined ? [] : world.database.journal(id)
          const first = journal.find((event) => event._tag === "DebitStarted")
          return ports.transport.send(
            first?._tag === "DebitStarted"
              ? {
                  ...request,
                  body: Redacted.make(body.replace(reference, `"client_ref_id":"${first.attempt.clientRefId}"`))
                }
              : request
          )
        }
      })
    })
  }
}

export const timestampsShared: Mistake = {
  name: "timestamps not shared out",
  does: "signs in each process with the millisecond of its own clock",
  caughtBy: Checks.timestamps,
  plant: {
    ports: (ports) => ({
      ...ports,
      timestamps: SigningTimestamps.SigningTimestamps.of({
        next: Effect.map(Clock.currentTimeMillis, (millis) => Signing.TimestampMillis.make(millis))
      })
    })
  }
}

export const replayCalls: Mistake = {
  name: "replay calls Eko again",
  does: "sends the attempt of a confirm again when the same confirm is asked for again",
  caughtBy: Checks.wireOnce,
  plant: {
    programs: (programs, ports, world) => ({
      ...programs,
      confirm: (confirmation) =>
        Effect.tap(programs.find(confirmation), (transfer) => {
          if (!("attempt" in transfer) || transfer.attempt.confirmationKey !== confirmation.confirmationKey) {
            return Effect.void
          }
          const { generation } = world.plan.population
          const { terms, attempt, otp } = transfer
          const { developerKey, accessKey, initiatorId } = Population.account(generation)
          const { path, body } = EkoOperation.encodeRequest(DmtFino.initiate, generation, initiatorId, {
            userCode: terms.userCode,
            recipientId: terms.recipientId,
            amountPaise: terms.amountPaise,
            customerId: terms.customerId,
            clientRefId: attempt.clientRefId,
            otp: confirmation.otp,
            otpRefId: Redacted.make(otp?.otpRefId ?? Id.OtpRefId.make("none")),
            latlong: confirmation.latlong ?? Id.LatLong.make("0,0"),
            timestamp: "2026-01-01T00:00:00.000Z"
          })
          return Effect.ignore(
            Effect.flatMap(ports.timestamps.next, (timestamp) =>
              ports.transport.send({
                operation: DmtFino.initiate.name,
                method: "POST",
                path,
                headers: Redacted.make({
                  developer_key: Redacted.value(developerKey),
                  ...Signing.sign(accessKey, timestamp),
                  "content-type": "application/json"
                }),
                body: Redacted.make(body ?? ""),
                sendBeforeMillis: timestamp + 60_000
              })
            )
          )
        }).pipe(Effect.andThen(programs.confirm(confirmation)))
    })
  }
}

export const secretLogged: Mistake = {
  name: "OTP in a log",
  does: "writes a request that it sends into the log",
  caughtBy: Checks.secrets,
  plant: transport(
    (send) => (request) =>
      Effect.andThen(
        Effect.logInfo("calling Eko", request.body === undefined ? "" : Redacted.value(request.body)),
        send(request)
      )
  )
}

export const all: ReadonlyArray<Mistake> = [
  retryOnReset,
  redirectFollowed,
  sentLate,
  signedAgain,
  refundRepeated,
  referenceReused,
  timestampsShared,
  replayCalls,
  secretLogged
]
