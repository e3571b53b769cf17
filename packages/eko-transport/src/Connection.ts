/**
 * One undici client, which holds one connection at most.
 *
 * @module
 */
import type { Socket } from "node:net"
import { Client } from "undici"
import type { Connector } from "./Connector.ts"

/**
 * How long a connection may stay idle, in milliseconds. Common servers and load balancers wait for five seconds or more
 * before they close an idle connection: we are gone first. A server's `Keep-Alive` hint can only shorten it.
 */
const idleMillis = 2_000

export class Connection {
  readonly client: Client
  /** The socket that was opened last, once there is one. */
  socket: Socket | undefined

  constructor(origin: string, connector: Connector) {
    this.client = new Client(origin, {
      connect: (target, callback) => {
        this.socket = connector(target, callback)
      },
      // One request at a time: undici writes a pipelined request again when the one before it breaks the connection.
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: idleMillis,
      keepAliveMaxTimeout: idleMillis,
      // The transport's own timeout knows the phase; these do not.
      headersTimeout: 0,
      bodyTimeout: 0,
      useMilo: false
    })
  }

  /** Ends whatever goes on: what was not written yet never is. */
  close(): Promise<void> {
    const destroyed = this.client.destroy()
    // Undici leaves a socket that is still connecting to its own end.
    this.socket?.destroy()
    return destroyed
  }
}
