/**
 * Who we are at Eko, where a request does not say otherwise.
 *
 * @module
 */
import type { Identifiers } from "@bhejo/core"
import { Context } from "effect"

export class OwnAccount extends Context.Service<
  OwnAccount,
  {
    /** The mobile number that we are registered with. */
    readonly initiatorId: Identifiers.InitiatorId
    /** The agent on whose behalf a request is made that names none. */
    readonly userCode: Identifiers.UserCode
  }
>()("@bhejo/http-adapter/OwnAccount") {}
