/**
 * Opens a TCP or TLS connection for an undici client, within a time of its own.
 *
 * It is ours, and not undici's, so that a call that ends while it connects can destroy the half-open socket at once,
 * and because undici's connector offers HTTP/2. It looks at no proxy and at no variable of the environment.
 *
 * @module
 */
import { isIP, type Socket, connect as tcpConnect } from "node:net"
import { connect as tlsConnect } from "node:tls"
import { type buildConnector, errors } from "undici"

/** Begins to connect and returns the socket at once; the callback tells when it can be written to. */
export type Connector = (target: buildConnector.Options, callback: buildConnector.Callback) => Socket

/** The other side speaks no TLS that we accept, or broke off before it was agreed. */
export class HandshakeFailed extends Error {}

/**
 * A connector that gives up after `connectTimeoutMillis`, from the name's look-up to the end of the TLS handshake.
 */
export const make = (connectTimeoutMillis: number): Connector => {
  // Resumption spares half the handshake's work. It carries no early data, which could be replayed: Node sends none.
  let session: Buffer | undefined
  return ({ hostname, port, protocol }, callback) => {
    const secure = protocol === "https:"
    const socket = secure
      ? tlsConnect({
          host: hostname,
          port: Number(port || 443),
          servername: isIP(hostname) === 0 ? hostname : "",
          ALPNProtocols: ["http/1.1"],
          rejectUnauthorized: true,
          session
        }).on("session", (latest) => {
          session = latest
        })
      : tcpConnect({ host: hostname, port: Number(port || 80) })

    let handshaking = false
    let done = false
    const timer = setTimeout(() => socket.destroy(new errors.ConnectTimeoutError()), connectTimeoutMillis)
    socket
      .setNoDelay(true)
      .once("connect", () => {
        handshaking = secure
      })
      .once(secure ? "secureConnect" : "connect", () => {
        clearTimeout(timer)
        done = true
        callback(null, socket)
      })
      .on("error", (error) => {
        if (done) return
        done = true
        const timedOut = error instanceof errors.ConnectTimeoutError
        callback(handshaking && !timedOut ? new HandshakeFailed("TLS", { cause: error }) : error, null)
      })
      .once("close", () => clearTimeout(timer))
    return socket
  }
}
