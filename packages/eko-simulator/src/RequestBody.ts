/**
 * The body of an HTTP request as text, however it comes: with its length announced, in chunks, or not at all.
 *
 * @module
 */

/** No request of Eko's comes near this, in bytes. */
const maxBytes = 65_536

/** Reads a body; nothing, as soon as it is longer than that. */
export const read = async (body: ReadableStream<Uint8Array> | null): Promise<string | undefined> => {
  if (body === null) return ""
  const chunks: Array<Uint8Array> = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}
