/**
 * What a good engineer writes in an afternoon: transfers on plain Hono, `pg` and `fetch`.
 *
 * It makes the same durable commits as Bhejo (the wish, the OTP that was sent, the attempt before it is sent, its
 * outcome) and checks its input and its caller. It has no safety beyond them: no journal, no recovery of what is left
 * open, no idempotent replay, no inquiry, and it takes Eko at its word. It is what Bhejo's safety is measured against, and
 * nothing to pay with.
 *
 * Run as a process: `DATABASE_URL`, `EKO_BASE_URL`, `EKO_DEVELOPER_KEY`, `EKO_ACCESS_KEY`, `EKO_INITIATOR_ID`,
 * `EKO_USER_CODE`, `API_KEY`. It says `Listening on <url>`.
 *
 * @module
 */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { serve } from "@hono/node-server"
import { type Context, Hono } from "hono"
import { Pool } from "pg"

const env = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

const ekoBaseUrl = env("EKO_BASE_URL")
const developerKey = env("EKO_DEVELOPER_KEY")
const encodedAccessKey = Buffer.from(env("EKO_ACCESS_KEY")).toString("base64")
const initiatorId = env("EKO_INITIATOR_ID")
const userCode = env("EKO_USER_CODE")
const authorization = Buffer.from(`Bearer ${env("API_KEY")}`)

// As many connections as the adapter has.
const pool = new Pool({ connectionString: env("DATABASE_URL"), max: 10 })

await pool.query(`
  CREATE TABLE IF NOT EXISTS transfers (
    id uuid PRIMARY KEY,
    state text NOT NULL,
    customer_id text NOT NULL,
    recipient_id bigint NOT NULL,
    amount_paise bigint NOT NULL,
    otp_ref_id text,
    client_ref_id text UNIQUE,
    tid text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  )`)

let lastTimestampMillis = 0

/** Eko takes a timestamp once, and none from the future: a thousand calls a second, whoever makes them. */
const nextTimestamp = async (): Promise<string> => {
  lastTimestampMillis = Math.max(lastTimestampMillis + 1, Date.now())
  const timestampMillis = lastTimestampMillis
  const waitMillis = timestampMillis - Date.now()
  if (waitMillis > 0) await sleep(waitMillis)
  return String(timestampMillis)
}

interface EkoAnswer {
  readonly status: number
  readonly message: string
  readonly data?: { readonly otp_ref_id?: string; readonly tid?: string | number; readonly tx_status?: string | number }
}

const callEko = async (path: string, body: Readonly<Record<string, unknown>>): Promise<EkoAnswer> => {
  const timestamp = await nextTimestamp()
  const response = await fetch(ekoBaseUrl + path, {
    method: "POST",
    headers: {
      developer_key: developerKey,
      "secret-key": createHmac("sha256", encodedAccessKey).update(timestamp).digest("base64"),
      "secret-key-timestamp": timestamp,
      "content-type": "application/json"
    },
    body: JSON.stringify({ initiator_id: initiatorId, user_code: userCode, ...body }),
    redirect: "error",
    signal: AbortSignal.timeout(30_000)
  })
  return (await response.json()) as EkoAnswer
}

interface Row {
  readonly id: string
  readonly state: string
  readonly customer_id: string
  readonly recipient_id: string
  readonly amount_paise: string
  readonly otp_ref_id: string
}

const order = (row: { customer_id: string; recipient_id: string | number; amount_paise: string | number }) => ({
  recipient_id: Number(row.recipient_id),
  amount: Number(row.amount_paise) / 100,
  customer_id: row.customer_id
})

const clientRefId = () => randomUUID().replaceAll("-", "").slice(0, 20)

const problem = (context: Context, status: 400 | 401 | 404 | 409 | 502, title: string) =>
  context.json({ type: "about:blank", status, title }, status)

const app = new Hono()

app.use(async (context, next) => {
  const sent = Buffer.from(context.req.header("authorization") ?? "")
  if (sent.length !== authorization.length || !timingSafeEqual(sent, authorization)) {
    return problem(context, 401, "Unknown API key")
  }
  return next()
})

app.post("/v1/transfers", async (context) => {
  const { customerId, recipientId, amountPaise } = await context.req.json()
  if (!/^\d{10}$/.test(customerId) || !Number.isSafeInteger(recipientId) || !Number.isSafeInteger(amountPaise)) {
    return problem(context, 400, "Invalid transfer")
  }
  const id = randomUUID()
  await pool.query(
    "INSERT INTO transfers (id, state, customer_id, recipient_id, amount_paise) VALUES ($1, 'requested', $2, $3, $4)",
    [id, customerId, recipientId, amountPaise]
  )
  const answer = await callEko("/customer/payment/dmt-fino/otp", {
    ...order({ customer_id: customerId, recipient_id: recipientId, amount_paise: amountPaise }),
    client_ref_id: clientRefId()
  })
  if (answer.status !== 0) return problem(context, 502, answer.message)
  await pool.query("UPDATE transfers SET state = 'awaiting_otp', otp_ref_id = $2, updated_at = now() WHERE id = $1", [
    id,
    answer.data?.otp_ref_id
  ])
  return context.json({ id, state: "awaiting_otp", amountPaise }, 201)
})

app.post("/v1/transfers/:id/confirm", async (context) => {
  const id = context.req.param("id")
  const { otp, latlong } = await context.req.json()
  if (!/^\d{4,8}$/.test(otp) || typeof latlong !== "string") return problem(context, 400, "Invalid confirmation")
  const attempt = clientRefId()
  const { rows } = await pool.query<Row>(
    `UPDATE transfers SET state = 'debiting', client_ref_id = $2, updated_at = now()
     WHERE id = $1 AND state = 'awaiting_otp' RETURNING *`,
    [id, attempt]
  )
  const [row] = rows
  if (row === undefined) return problem(context, 409, "Nothing to confirm")
  const answer = await callEko("/customer/payment/dmt-fino", {
    ...order(row),
    otp,
    otp_ref_id: row.otp_ref_id,
    client_ref_id: attempt,
    latlong,
    timestamp: new Date().toISOString(),
    state: "1",
    recipient_id_type: "1",
    channel: 2,
    currency: "INR"
  })
  const isPaid = answer.status === 0 && String(answer.data?.tx_status) === "0"
  const state = isPaid ? "succeeded" : "failed"
  const tid = answer.data?.tid === undefined ? null : String(answer.data.tid)
  await pool.query("UPDATE transfers SET state = $2, tid = $3, updated_at = now() WHERE id = $1", [id, state, tid])
  return context.json({ id, state, tid })
})

app.onError((error, context) => {
  console.error(error)
  return problem(context, 502, "Failed")
})

const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
  console.log(`Listening on http://127.0.0.1:${port}`)
)

process.once("SIGTERM", () => {
  server.close(() => pool.end())
})
