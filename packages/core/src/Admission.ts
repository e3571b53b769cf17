/**
 * The leave to begin something new at Eko: an OTP for a customer, or an attempt that moves money.
 *
 * It is asked for before anything is recorded, so that a refusal leaves nothing behind, and it is held until the outcome is
 * recorded. Looking up, replaying a request, inquiring and settling ask for none: they are what is needed most while Eko
 * is in trouble.
 *
 * @module
 */
import { Context, Data, type Effect } from "effect"
import type { TeamId } from "./Identifiers.ts"
import type { Product } from "./TransferPolicy.ts"

/** Nothing new is begun now. Nothing was recorded, nothing was sent, and the same request may be made again. */
export class NotAdmitted extends Data.TaggedError("NotAdmitted")<{
  /** Eko did not answer lately; or so much is under way already, of all teams or of this one. */
  readonly why: "eko does not answer" | "busy" | "team busy"
  readonly retryAfterMillis: number
}> {}

/** Whose work is to begin, and at which product of Eko's. */
export interface NewWork {
  readonly team: TeamId
  readonly product: Product
}

/** Lets new work run, or refuses it before it has begun; it never ends work that it has let begin. */
export type Admit = <A, E, R>(newWork: NewWork, work: Effect.Effect<A, E, R>) => Effect.Effect<A, E | NotAdmitted, R>

/** The port that admits new work. Without one all of it is. */
export const Admission = Context.Reference<Admit>("@bhejo/core/Admission", { defaultValue: () => (_, work) => work })

/** Work that runs only where it is admitted. */
export const admitted: Admit = (newWork, work) => Admission.use((admit) => admit(newWork, work))
