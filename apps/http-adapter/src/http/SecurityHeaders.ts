/**
 * The headers that tell a browser to do as little as it can with an answer.
 *
 * @module
 */

/** What every answer carries, whatever it is. */
const always = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  // A browser heeds it where the answer came by TLS, and nowhere else.
  "strict-transport-security": "max-age=31536000"
} as const

/** Every answer of the API: data of one caller, that no cache keeps and no browser shows as a page. */
export const api = {
  ...always,
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
} as const

/** A page for people: what it loads comes from here, and no script or style stands in the page itself. */
export const page = {
  ...always,
  "cache-control": "public, max-age=300",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
} as const
