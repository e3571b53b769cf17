/**
 * What the service shows to people rather than to programs: pages and what they load. Everybody may read them, and all that
 * they load comes from here.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { promisify } from "node:util"
import { gzip } from "node:zlib"
import type { Context, Hono } from "hono"
import * as SecurityHeaders from "../http/SecurityHeaders.ts"
import * as Problem from "../problems/Problem.ts"

/** One address and what stands there; nothing of a request but its address has a say in it. */
export interface Page {
  readonly path: `/${string}`
  readonly contentType: string
  /** Made when it is asked for the first time, and kept. */
  readonly content: () => Promise<string | Uint8Array>
}

const compress = promisify(gzip)

/** A content as it is sent: as it is and compressed, with the name by which a browser knows that it has it already. */
const packed = async (page: Page) => {
  const content = Buffer.from(await page.content())
  const etag = `"${createHash("sha256").update(content).digest("base64url")}"`
  return { content: new Uint8Array(content), compressed: new Uint8Array(await compress(content)), etag }
}

const headers = Object.entries(SecurityHeaders.page)

/** Registers pages. On their paths every method but GET and HEAD is answered with 405. */
export const register = (app: Hono, pages: ReadonlyArray<Page>): void => {
  for (const page of pages) {
    let kept: ReturnType<typeof packed> | undefined
    app.get(page.path, async (c) => {
      kept ??= packed(page)
      return respond(c, page.contentType, await kept)
    })
    app.all(page.path, (c) => {
      const problem = Problem.make("method-not-allowed", "Use GET, HEAD.")
      return Problem.toResponse(problem, c.get("requestId"), { allow: "GET, HEAD" })
    })
  }
}

const respond = (
  c: Context,
  contentType: string,
  { content, compressed, etag }: Awaited<ReturnType<typeof packed>>
) => {
  for (const [name, value] of headers) c.header(name, value)
  c.header("etag", etag)
  c.header("vary", "accept-encoding")
  if (c.req.header("if-none-match")?.includes(etag)) return c.body(null, 304)
  c.header("content-type", contentType)
  const takesGzip = /(^|,)\s*gzip\s*(;\s*q=(1|0?\.[1-9])|,|$)/i.test(c.req.header("accept-encoding") ?? "")
  if (!takesGzip) return c.body(content)
  c.header("content-encoding", "gzip")
  return c.body(compressed)
}
