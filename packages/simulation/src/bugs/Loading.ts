/**
 * Mistakes with wallet loads.
 *
 * @module
 */
import { EkoTransport, Rejection } from "@bhejo/core"
import { Effect } from "effect"
import * as Checks from "../Checks.ts"
import { isLoad } from "../Eko.ts"
import type { Mistake } from "./Mistake.ts"
import { failures } from "./Reading.ts"
import { signed } from "./Sending.ts"

export const loadRepeated: Mistake = {
  name: "load sent again",
  does: "signs a load afresh and sends it again where its answer was lost, trusting Eko to know its reference",
  caughtBy: Checks.loadsOnce,
  plant: {
    ports: (ports, world) => ({
      ...ports,
      transport: EkoTransport.EkoTransport.of({
        send: (request) =>
          !isLoad(request.operation)
            ? ports.transport.send(request)
            : ports.transport.send(request).pipe(
                Effect.catchTag("OutcomeUnknown", (failure) =>
                  ports.timestamps.next.pipe(
                    Effect.mapError(() => failure),
                    Effect.flatMap((timestamp) =>
                      ports.transport.send({
                        ...request,
                        sendBeforeMillis: timestamp + 60_000,
                        headers: signed(request, world.plan.population.generation, timestamp)
                      })
                    )
                  )
                )
              )
      })
    })
  }
}

export const unansweredLoadFails: Mistake = {
  name: "unanswered load means failed",
  does: "takes a load for declined when no readable answer to it comes back",
  caughtBy: Checks.failedLoads,
  plant: failures((failure) =>
    failure._tag === "OutcomeUnknown" && isLoad(failure.operation)
      ? new Rejection.Rejected({
          operation: failure.operation,
          reason: "InsufficientBalance",
          code: 0,
          detail: "a guess"
        })
      : failure
  )
}

export const all: ReadonlyArray<Mistake> = [loadRepeated, unansweredLoadFails]
