/**
 * What each type of problem means to the person who reads about it, beside what its answer says.
 *
 * @module
 */
import type { ProblemType } from "./Problem.ts"

export interface Meaning {
  /** Why it is answered, in sentences of plain text. */
  readonly means: string
  /**
   * What is certain about money: this request moved none, it may have, or it is not the request to ask about, because an
   * attempt that was there before it may have.
   */
  readonly money: "none" | "perhaps" | "perhaps before"
  /** What an answer says in this case besides what it always says. */
  readonly example?: { readonly detail?: string; readonly [extension: string]: unknown }
}

const none = (means: string, example?: Meaning["example"]): Meaning => ({
  means,
  money: "none",
  ...(example === undefined ? {} : { example })
})

const ofRequests: Record<RequestProblem, Meaning> = {
  "malformed-request": none(
    "What arrived breaks the rules of HTTP, or could be read in two ways: two lengths, a missing host, a path with dots in it. It was not looked into, and the connection was closed."
  ),
  "malformed-json": none(
    "The body is no JSON, is not encoded as UTF-8, or has one name twice in an object. Of two amounts by one name nobody can say which was meant.",
    { detail: "The body has a name twice in one object." }
  ),
  "malformed-body": none("The body ended before it was whole, so it was not looked into."),
  "callback-unreadable": none(
    "Eko's callback is no flat JSON object, or names neither a tid nor a client_ref_id. A callback is a hint and no evidence: whatever it tried to say is found out by the inquiries that are made anyway."
  ),
  "idempotency-key-missing": none(
    "What may move money or send an OTP is asked for under a key of your choice, so that a repetition is known for one. The header is missing, or is not 1 to 255 printable ASCII characters."
  ),
  unauthenticated: none("There is no API key in the header Authorization, or one that is not in use."),
  forbidden: none(
    "The key is known and may not do this. A team's keys make that team's transfers, read them, or both, as their scopes say; an operator's keys see how Eko behaves and settle what nothing else does. Neither does the other's.",
    { detail: "This needs a team's key with the scope transfers." }
  ),
  "not-found": none(
    "No route has this path, or you have nothing by this id. What belongs to another team is told in the same words.",
    { detail: "You have no transfer by this id." }
  ),
  "method-not-allowed": none("The path is right and the method is not. The header Allow names those that are.", {
    detail: "Use GET, HEAD."
  }),
  "request-timeout": none("The request did not arrive whole in the time that it has for that."),
  "body-too-large": none("The body is longer than this route takes.", { detail: "Send at most 65536 bytes." }),
  "headers-too-large": none("Path and headers together are longer than the service reads."),
  "unsupported-media-type": none(
    "The body is announced as something else than JSON in UTF-8, or as compressed. It was not looked into."
  ),
  "invalid-request": none(
    "Fields are missing, wrong, or not fields of this request. All that are wrong are named at once, each by its JSON Pointer; what was sent is not repeated.",
    {
      detail: "/amountPaise must be between 10000 and 500000 for dmt-fino",
      errors: [{ pointer: "/amountPaise", detail: "must be between 10000 and 500000 for dmt-fino" }]
    }
  ),
  "idempotency-key-in-use": {
    means:
      "The same request is being answered at this moment, here or by another process. Once it is, a repetition is told the same.",
    money: "perhaps",
    example: {
      detail: "The first request with this Idempotency-Key is not answered yet.",
      retryAfterSeconds: 1
    }
  },
  "idempotency-key-reused": none(
    "The key was used for something else than what is asked for now: by another path, with another body, or for an OTP that was sent or tried before. What it was used for stands as it was answered then.",
    {
      detail:
        "This Idempotency-Key was used for another request, or before another OTP was sent or tried. Use a new key."
    }
  ),
  "webhook-endpoint-exists": none(
    "A team has one endpoint for each URL, so that a request which is repeated makes no second one. Secrets are shown once, when they are made.",
    { detail: "You have an endpoint by this URL." }
  ),
  "too-many-webhook-endpoints": none(
    "Each change is told to each endpoint of its team, so a team has a few of them and no more.",
    { detail: "You have 5 endpoints." }
  ),
  "webhook-endpoint-disabled": none(
    "Nothing is sent to the endpoint, because its team wants it so, or because it failed for too long. Its record says which.",
    { detail: "The endpoint is disabled." }
  ),
  "too-many-requests": none(
    "Each process takes so many requests of one caller in a while, as the field RateLimit-Policy says, and so many of Eko's callbacks. This one was beyond that, and was not looked into.",
    { retryAfterSeconds: 1 }
  )
}

const ofTransfers: Record<TransferProblem, Meaning> = {
  "wrong-state": none(
    "The transfer or wallet load has gone on, or has not come so far: what was asked is possible in another state alone.",
    { detail: "The transfer is succeeded. Look it up and go on from there.", state: "succeeded" }
  ),
  "otp-send-pending": none(
    "An OTP is on its way to the customer. Whether the earlier one still holds is not known until Eko has answered."
  ),
  "otp-tries-used-up": none("The OTP was tried as often as it may be. A new one begins with new tries."),
  "otp-limit-reached": none(
    "So many OTPs were sent or tried lately, for this transfer, for its customer in all transfers together, or for a customer who is made known to Eko, that the next one must wait. The limit guards the customer against being flooded, and the OTP against being guessed.",
    {
      limit: "otp_sends",
      scope: "customer",
      retryAt: "2026-01-31T12:10:00.000Z",
      retryAfterSeconds: 600
    }
  ),
  "transfer-blocked": {
    means:
      "There is a sign that an attempt which was taken for closed has moved money. Until operations have looked, nothing more may start on this transfer, because the customer may have paid already.",
    money: "perhaps before"
  },
  "reference-taken": none(
    "A reference is its team's name for one transfer, or for one wallet load, whatever became of that one. This may be a repetition under another Idempotency-Key: the id says which one has it.",
    {
      detail: "You have a transfer by this reference. Nothing was recorded and nothing sent.",
      id: "0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b"
    }
  ),
  "resolution-too-early": {
    means:
      "Somebody says that nothing moved while Eko may still be moving it. That is believed once the attempt's settlement window has passed, and not before.",
    money: "perhaps before",
    example: { until: "2026-02-01T12:00:00.000Z" }
  },
  "second-person-needed": none(
    "Findings need a second person here. The first one's is recorded, and stands once another has sent the same, with the key of another operator."
  ),
  "movement-found": {
    means:
      "Somebody says that nothing moved, and Eko, asked once more, says that there is a transaction. Eko's word is recorded and stands.",
    money: "perhaps before",
    example: { txStatus: "2" }
  },
  conflict: {
    means:
      "Others changed the same record again and again while this was tried. What was asked may have been done in part: the record shows how far it came.",
    money: "perhaps"
  }
}

const ofService: Record<ServiceProblem, Meaning> = {
  internal: {
    means:
      "There is a mistake in the service. It is logged under the id of this request, which the answer names. What was recorded before it stands, and is settled as if nothing had happened.",
    money: "perhaps"
  },
  "storage-unavailable": {
    means:
      "PostgreSQL did not answer, or not in time. Nothing is sent to Eko that is not recorded first, but a record may have been made of which the answer was lost.",
    money: "perhaps"
  },
  "eko-unavailable": none(
    "Of the latest calls to Eko for this product, half or more had no answer. While that lasts nothing new is begun, because it would end in doubt: no OTP is sent and no attempt is recorded. What was begun before is inquired and settled as always, and a repetition of it is answered from its record.",
    { detail: "Eko did not answer lately. What is under way is settled meanwhile.", retryAfterSeconds: 15 }
  ),
  "shutting-down": none(
    "The process was told to end. What it has begun comes to its end, and what arrives on a connection that is still open is refused before it is looked into.",
    { detail: "Another process takes the request.", retryAfterSeconds: 1 }
  ),
  overloaded: none(
    "As many requests are being answered as the service answers well. Rather than make everybody wait ever longer it refuses those that come on top, before it looks into them.",
    { retryAfterSeconds: 1 }
  ),
  "eko-outcome-unknown": none(
    "The request went out to Eko and no answer came that can be read. The calls that are answered so move no money; whether they changed a record or sent an OTP is not known."
  ),
  "eko-unreachable": none(
    "Not one byte went out to Eko, or Eko did not say what became of an earlier attempt, so that no new one was begun."
  )
}

const ofEko: Record<EkoProblem, Meaning> = {
  "wrong-otp": none("Eko refused the OTP. Nothing moved, and one try of this OTP is used.", {
    detail: "Nothing moved. Ask the customer again, and send the OTP with a new Idempotency-Key; 2 tries are left.",
    triesLeft: 2,
    id: "0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b",
    state: "awaiting_otp"
  }),
  "otp-expired": none("The OTP is older than it may be. No try is used by this."),
  "insufficient-balance": none("The wallet that pays for transfers does not hold the amount and its fee."),
  "monthly-limit-exhausted": none(
    "What a sender may send in a calendar month, or a beneficiary receive, is set by the product and by how far the customer is verified."
  ),
  "beneficiary-limit-exhausted": none("What this beneficiary may receive in a calendar month is used up."),
  "customer-not-enrolled": none("Eko has no customer by this mobile number in this product."),
  "verification-pending": none("Eko knows the customer, and the steps that verify the customer are not all done."),
  "already-verified": none("What was asked has been done before, perhaps by a request whose answer was lost."),
  "recipient-not-registered": none("The recipient's number belongs to no recipient of this customer."),
  "recipient-already-registered": none("This customer has a recipient with this bank account already."),
  "too-many-recipients": none("Eko keeps so many recipients of one customer and no more."),
  "account-invalid": none("The bank does not know the account, or Eko does not take its number."),
  "ifsc-invalid": none("No branch has this IFSC, or it is not the one of the recipient's bank."),
  "bank-not-supported": none("The recipient's bank takes no transfers by IMPS."),
  "bank-unavailable": none(
    "The recipient's bank does not answer NPCI at present. Eko says decisively that the transaction was not processed.",
    { retryAfterSeconds: 300 }
  ),
  "recipient-name-not-found": none("The bank did not say in whose name the account is, so Eko did not take it."),
  "agent-invalid": none("Eko does not know the agent by the user code, or the agent's onboarding is not complete."),
  "initiator-invalid": none(
    "Eko does not take the mobile number that we are registered with, or the sender's. This is for operations to mend: the service's own account is configured wrongly, or blocked."
  ),
  "eko-credentials": none(
    "Eko refuses our signature: a key is wrong, or our clock is. Nothing was done, and nothing will be until operations have mended it."
  ),
  "eko-validation-failed": none("Eko takes the request for invalid, for a reason that its message tells."),
  "transaction-not-found": {
    means:
      "Eko does not find the transaction at present. That is no proof that there is none: one that was accepted and is not processed yet may be told in the same words.",
    money: "perhaps before"
  },
  "ekyc-failed": none("The fingerprint, the Aadhaar number or the OTP did not verify the customer."),
  "existing-bank-relationship": none("The partner bank has this person as a customer of another kind."),
  "declined-by-bank": none("NPCI or a bank declined, and Eko says decisively that nothing moved."),
  "eko-rejected": none(
    "Eko refused with a code that it does not document. The code is passed on, because Eko's support asks for it.",
    { ekoStatus: 9_001 }
  )
}

type EkoProblem = import("./RejectionProblem.ts").RejectionProblemType
type ServiceProblem =
  | "internal"
  | "storage-unavailable"
  | "eko-outcome-unknown"
  | "eko-unavailable"
  | "eko-unreachable"
  | "overloaded"
  | "shutting-down"
type TransferProblem =
  | "wrong-state"
  | "otp-send-pending"
  | "otp-tries-used-up"
  | "otp-limit-reached"
  | "transfer-blocked"
  | "reference-taken"
  | "resolution-too-early"
  | "second-person-needed"
  | "movement-found"
  | "conflict"
type RequestProblem = Exclude<ProblemType, EkoProblem | ServiceProblem | TransferProblem>

const meanings: Record<ProblemType, Meaning> = { ...ofRequests, ...ofTransfers, ...ofService, ...ofEko }

export const of = (type: ProblemType): Meaning => meanings[type]

/** The sentence about money that each page says. */
export const money: Readonly<Record<Meaning["money"], string>> = {
  none: "This request moved no money.",
  perhaps: "It is not certain whether this request moved money. Look the record up before anything else.",
  "perhaps before": "An earlier attempt may have moved money. Do not pay again."
}
