/**
 * What went wrong with a connection, in a word or two: an error's own text may repeat a header or an answer.
 *
 * @module
 */
import { errors } from "undici"
import { HandshakeFailed } from "./Connector.ts"

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  ETIMEDOUT: "connection timeout",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "no free port",
  EMFILE: "too many open files",
  ENFILE: "too many open files",
  HPE_INVALID_EOF_STATE: "truncated",
  UND_ERR_CONNECT_TIMEOUT: "connect timeout",
  UND_ERR_SOCKET: "closed",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "truncated",
  UND_ERR_HEADERS_OVERFLOW: "headers too large",
  UND_ERR_DESTROYED: "transport closed",
  UND_ERR_CLOSED: "transport closed",
  UND_ERR_INVALID_ARG: "invalid request",
  UND_ERR_NOT_SUPPORTED: "invalid request",
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: "invalid request"
}

export const of = (error: Error): string => {
  if (error instanceof HandshakeFailed) return "tls"
  if (error instanceof errors.HTTPParserError && error.code !== "HPE_INVALID_EOF_STATE") return "not http"
  const { code, syscall } = error as NodeJS.ErrnoException // every field of it is optional
  if (syscall === "getaddrinfo") return "dns"
  if (code?.startsWith("ERR_SSL_")) return "tls"
  return words[code ?? ""] ?? "connection"
}
