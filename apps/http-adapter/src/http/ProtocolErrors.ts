/**
 * What is refused before there is a request to route: told as a problem all the same.
 *
 * @module
 */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"
import { RequestError } from "@hono/node-server"
import * as Problem from "../problems/Problem.ts"
import * as RequestId from "./RequestId.ts"
import * as SecurityHeaders from "./SecurityHeaders.ts"

const malformed = Problem.make("malformed-request", "What arrived cannot be read as a request.")
const fault = Problem.make("internal", "This is a fault of ours.")

const problems: Readonly<Record<string, Problem.Problem>> = {
  HPE_HEADER_OVERFLOW: Problem.make("headers-too-large", "The headers are longer than 16 KiB."),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: Problem.make("body-too-large", "The extensions of the body's chunks are too long."),
  ERR_HTTP_REQUEST_TIMEOUT: Problem.make("request-timeout", "The request did not arrive whole in time.")
}

const connectRefused = Problem.make("method-not-allowed", "This is no proxy.")

const respond = (problem: Problem.Problem): Response => {
  const requestId = RequestId.make()
  return Problem.toResponse(problem, requestId, { ...SecurityHeaders.api, [RequestId.header]: requestId })
}

/** The answer to what has no path or host that can be read, or more than one way to read it. */
export const malformedRequest = (): Response => respond(malformed)

/** The answer to whatever kept a request from the app. */
export const toResponse = (error: unknown): Response => respond(error instanceof RequestError ? malformed : fault)

/** A whole answer, after which the connection is closed: nothing that follows on it is to be read. */
const written = (problem: Problem.Problem): string => {
  const requestId = RequestId.make()
  const body = Problem.toJson(problem, requestId)
  const headers = {
    ...SecurityHeaders.api,
    [RequestId.header]: requestId,
    "content-type": Problem.contentType,
    "content-length": Buffer.byteLength(body),
    connection: "close"
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join("")}\r\n${body}`
}

/** Answers what the server's parser refuses. */
export const answerOn = (server: Server): void => {
  // The requests of each connection that are not answered yet.
  const open = new WeakMap<Duplex, number>()
  const count = (socket: Duplex, by: 1 | -1) => open.set(socket, (open.get(socket) ?? 0) + by)
  server.prependListener("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    count(socket, 1)
    response.once("close", () => count(socket, -1))
  })
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    // Written now, it would be taken for the answer to a request before it, which may be moving money.
    if (!socket.writable || error.code === "ECONNRESET" || (open.get(socket) ?? 0) > 0) socket.destroy()
    else socket.end(written(problems[error.code ?? ""] ?? malformed))
  })
  server.on("connect", (_: IncomingMessage, socket: Duplex) => socket.end(written(connectRefused)))
  // An expectation that is not known may be ignored (RFC 9110, section 10.1.1), so that the answer is one of ours.
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) =>
    server.emit("request", request, response)
  )
}
