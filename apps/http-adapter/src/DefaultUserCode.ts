/**
 * The agent on whose behalf a request is made that names none.
 *
 * @module
 */
import type { Identifiers } from "@bhejo/core"
import { Context } from "effect"

export class DefaultUserCode extends Context.Service<DefaultUserCode, Identifiers.UserCode>()(
  "@bhejo/http-adapter/DefaultUserCode"
) {}
