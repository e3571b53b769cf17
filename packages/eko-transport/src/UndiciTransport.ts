/**
 * The implementation of core's port to Eko, on undici's HTTP/1.1 client.
 *
 * Each call has a connection to itself. A POST or PUT gets a new one and leaves it to nobody: an idle connection may be
 * closed by the other side at the very moment at which we write, which would leave a debit's outcome unknown for
 * nothing, and whatever an earlier answer left on it could be read as the answer to a debit. That costs a handshake
 * (one or two round trips, resumed where Eko allows it) on calls that Eko takes seconds for. GETs, of which settlement
 * and reconciliation make many, move nothing and reuse connections that were idle for a moment only.
 *
 * @module
 */
import { EkoTransport } from "@bhejo/core"
import { Clock, Effect, Exit, Layer, type Scope, Semaphore } from "effect"
import * as BaseUrl from "./BaseUrl.ts"
import { Connection } from "./Connection.ts"
import * as Connector from "./Connector.ts"
import { Exchange } from "./Exchange.ts"
import { InvalidOptions } from "./InvalidOptions.ts"

export interface Options {
  /** Where Eko is, with a path prefix if there is one: `https://staging.eko.in/ekoapi/v3`. */
  readonly baseUrl: URL | string
  /** For the whole of a call: waiting for a free connection, connecting, writing, headers and body. */
  readonly callTimeoutMillis: number
  /** For look-up, TCP and TLS handshake. By default a third of the call timeout, and 5 seconds at most. */
  readonly connectTimeoutMillis?: number | undefined
  /** Calls under way at one time, 128 by default; further ones wait in order. Idle connections are not counted. */
  readonly maxConnections?: number | undefined
  /** An answer's body of more bytes is refused. 1 MiB by default. */
  readonly maxBodyBytes?: number | undefined
}

/**
 * The transport for one Eko. When its scope closes, every connection is destroyed, and calls that are under way end as
 * what they are: not sent, or of unknown outcome.
 */
export const layer = (options: Options): Layer.Layer<EkoTransport.EkoTransport, InvalidOptions> =>
  Layer.effect(EkoTransport.EkoTransport, make(options))

const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<EkoTransport.EkoTransport["Service"], InvalidOptions, Scope.Scope> {
  const { origin, pathPrefix } = yield* BaseUrl.parse(options.baseUrl)
  const { callTimeoutMillis, maxConnections = 128, maxBodyBytes = 1_048_576 } = options
  const { connectTimeoutMillis = Math.min(5_000, Math.ceil(callTimeoutMillis / 3)) } = options
  for (const [option, value] of Object.entries({
    callTimeoutMillis,
    connectTimeoutMillis,
    maxConnections,
    maxBodyBytes
  })) {
    if (!Number.isInteger(value) || value < 1 || value > maxSetting) {
      return yield* new InvalidOptions({ option, requirement: `must be a whole number from 1 to ${maxSetting}` })
    }
  }

  const connections = yield* Effect.acquireRelease(
    Effect.sync(() => new Connections(origin, Connector.make(connectTimeoutMillis))),
    (connections) => Effect.promise(() => connections.closeAll())
  )
  const slots = yield* Semaphore.make(maxConnections)

  const exchangeInTurn = (exchange: Exchange, method: EkoTransport.SignedRequest["method"]) =>
    slots.withPermit(
      Effect.acquireUseRelease(
        Effect.suspend(() => {
          const connection = connections.take(method)
          return connection === undefined ? Effect.fail(exchange.end("transport closed")) : Effect.succeed(connection)
        }),
        (connection) => exchange.over(connection, pathPrefix),
        (connection, exit) =>
          Effect.sync(() => connections.giveBack(connection, Exit.isSuccess(exit) && method === "GET"))
      )
    )

  const timeUp = (exchange: Exchange) =>
    Effect.sleep(callTimeoutMillis).pipe(
      Effect.andThen(Effect.suspend(() => (exchange.phase === "not sent" ? Effect.void : turnOfTheEventLoop))),
      Effect.andThen(Effect.suspend(() => Effect.fail(exchange.end("timeout"))))
    )

  return EkoTransport.EkoTransport.of({
    send: Effect.fn("EkoTransport.send")(function* (request) {
      yield* Effect.annotateCurrentSpan({ "eko.operation": request.operation, "http.request.method": request.method })
      const exchange = new Exchange(request, yield* Clock.Clock, maxBodyBytes)
      // A race, and not an interruptible wait: it ends in time within an uninterruptible region, too.
      return yield* Effect.raceFirst(exchangeInTurn(exchange, request.method), timeUp(exchange)).pipe(
        Effect.onExit(() =>
          Effect.annotateCurrentSpan({
            "eko.phase": exchange.phase,
            ...(exchange.httpStatus === undefined ? {} : { "http.response.status_code": exchange.httpStatus })
          })
        )
      )
    })
  })
})

/** The longest time that a timer takes, in milliseconds; enough for every option. */
const maxSetting = 2_147_483_647

/** Lets what has already arrived be read: after a pause of the whole process, timers are the first to run. */
const turnOfTheEventLoop = Effect.callback<void>((resume) => {
  const immediate = setImmediate(() => resume(Effect.void))
  return Effect.sync(() => clearImmediate(immediate))
})

/** The connections of one transport: those in use, and the idle ones that the next GETs take, the freshest first. */
class Connections {
  readonly #origin: string
  readonly #connector: Connector.Connector
  readonly #all = new Set<Connection>()
  readonly #idle: Array<Connection> = []
  #closed = false

  constructor(origin: string, connector: Connector.Connector) {
    this.#origin = origin
    this.#connector = connector
  }

  /** A connection for one call, or nothing after the end. */
  take(method: EkoTransport.SignedRequest["method"]): Connection | undefined {
    if (this.#closed) return undefined
    const idle = method === "GET" ? this.#idle.pop() : undefined
    const connection = idle ?? new Connection(this.#origin, this.#connector)
    this.#all.add(connection)
    return connection
  }

  giveBack(connection: Connection, reusable: boolean): void {
    if (reusable) {
      this.#idle.push(connection)
    } else {
      this.#all.delete(connection)
      void connection.close()
    }
  }

  async closeAll(): Promise<void> {
    this.#closed = true
    await Promise.all(Array.from(this.#all, (connection) => connection.close()))
  }
}
