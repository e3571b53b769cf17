/**
 * What compiles against the generated types, and what does not: each expected error is one, or this file does not compile.
 */
import { make, type Problem, type Transfer } from "../src/index.ts"

const client = make({ baseUrl: "http://127.0.0.1:8080", apiKey: "a-key" })
const key = { header: { "Idempotency-Key": "key-1" } } as const
const terms = { product: "dmt-fino", customerId: "9123456789", recipientId: 98_765, amountPaise: 50_000 } as const

/** A whole transfer, as a team would write it. */
export const pay = async (otp: string): Promise<Transfer> => {
  const made = await client.POST("/v1/transfers", { params: key, body: terms })
  if (made.error !== undefined) throw new Error(whatToDo(made.error))
  const { id } = made.data
  const paid = await client.POST("/v1/transfers/{id}/confirm", {
    params: { path: { id }, header: { "Idempotency-Key": "key-2" } },
    body: { otp, latlong: "28.6139,77.2090" }
  })
  if (paid.error !== undefined) throw new Error(whatToDo(paid.error))
  return paid.data
}

/** Types of problems are told apart by their addresses. */
export const whatToDo = (problem: Problem): string => {
  switch (problem.type) {
    case "/problems/wrong-otp":
      return `Ask again, ${problem.triesLeft ?? 0} tries are left.`
    case "/problems/transfer-blocked":
      return "Do not pay again."
    // @ts-expect-error: there is no such problem
    case "/problems/no-such-problem":
      return ""
    default:
      return problem.advice
  }
}

export const doNotCompile = [
  // @ts-expect-error: there is no such path
  () => client.GET("/v1/transfer"),
  // @ts-expect-error: the path has no such method
  () => client.PUT("/v1/transfers", { params: key, body: terms }),
  // @ts-expect-error: the key is missing
  () => client.POST("/v1/transfers", { body: terms }),
  // @ts-expect-error: there is no such product
  () => client.POST("/v1/transfers", { params: key, body: { ...terms, product: "upi" } }),
  // @ts-expect-error: a sum is a number of paise
  () => client.POST("/v1/transfers", { params: key, body: { ...terms, amountPaise: "50000" } }),
  // @ts-expect-error: a field is missing
  () => client.POST("/v1/transfers", { params: key, body: { product: "dmt-fino", customerId: "9123456789" } }),
  // @ts-expect-error: the path's parameter is missing
  () => client.GET("/v1/transfers/{id}"),
  (transfer: Transfer) => {
    // @ts-expect-error: there is no such state
    return transfer.state === "paid"
  }
]
