/**
 * A wire to PostgreSQL that can be cut at any message.
 *
 * @module
 */
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { Effect, Latch, Redacted } from "effect"

/** Where the wire is cut, counted in messages of one direction from now on; the message itself is lost. */
export interface Cut {
  readonly direction: "request" | "answer"
  readonly number: number
  /** Nobody notices: the connection stays open, and nothing arrives any more. */
  readonly isSilent?: boolean
}

/**
 * A proxy before the server of an address. The driver writes one request at a time and waits for its answer, so that
 * what arrives together is one message.
 */
export const make = (url: Redacted.Redacted<string>) =>
  Effect.gen(function* () {
    const target = new URL(Redacted.value(url))
    const sockets = new Set<Socket>()
    let pending: Cut | undefined
    const silence = Latch.makeUnsafe(false)
    let isSilent = false
    let seen = 0
    let roundTrips = 0

    /** Whether a message goes through. */
    const passes = (direction: Cut["direction"], close: () => void) => {
      if (direction === "request") roundTrips++
      if (isSilent) return false
      if (pending?.direction !== direction || ++seen < pending.number) return true
      if (pending.isSilent) {
        isSilent = true
        silence.openUnsafe()
      } else close()
      pending = undefined
      return false
    }

    const server = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname)
      const close = () => {
        client.destroy()
        upstream.destroy()
      }
      for (const socket of [client, upstream]) {
        sockets.add(socket)
        socket.on("error", close).on("close", () => {
          sockets.delete(socket)
          close()
        })
      }
      // What tells others of a commit goes its own way, and is none of its round trips.
      let isForNotices: boolean | undefined
      client.on("data", (data) => {
        isForNotices ??= data.includes(" notices\0")
        if (isForNotices || passes("request", close)) upstream.write(data)
      })
      upstream.on("data", (data) => {
        if (isForNotices || passes("answer", close)) client.write(data)
      })
    })
    const close = Effect.sync(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    yield* Effect.acquireRelease(
      Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
      () => close
    )
    const proxied = new URL(target)
    proxied.port = String((server.address() as AddressInfo).port)
    return {
      url: Redacted.make(proxied.href),
      close,
      /** Waits until nothing has been sent for a while: what a store does when it starts is over. */
      quiet: Effect.suspend(() => {
        const before = roundTrips
        return Effect.map(Effect.sleep(100), () => roundTrips === before)
      }).pipe(Effect.repeat({ until: (isQuiet) => isQuiet })),
      /** Waits until a silent cut has happened. */
      silence: silence.await,
      cut: (next: Cut) =>
        Effect.sync(() => {
          pending = next
          isSilent = false
          seen = 0
        }),
      /** How many requests an effect sends. */
      roundTripsOf: <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.suspend(() => {
          const before = roundTrips
          return Effect.map(effect, () => roundTrips - before)
        })
    }
  })
