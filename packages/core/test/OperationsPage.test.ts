import { assert, describe, it } from "@effect/vitest"
import * as EkoOperations from "../src/EkoOperations.ts"
import { adviceOf, type EkoFailure, render } from "../src/OperationsPage.ts"
import { reasons } from "../src/Rejection.ts"

describe("render", () => {
  it("names every operation and every reason", () => {
    const rendered = render()
    for (const { name, path } of EkoOperations.declarations) {
      assert.include(rendered, `\`${name}\``)
      assert.include(rendered, `\`${path}\``)
    }
    for (const reason of Object.keys(reasons)) assert.include(rendered, `| \`${reason}\``)
  })

  it("shows each family of failures, and what somebody else makes of it beside", () => {
    const failures: Array<EkoFailure> = []
    const rendered = render([
      {
        title: "HTTP problem",
        of: (failure) => {
          failures.push(failure)
          return `problem of ${failure._tag}`
        }
      }
    ])
    assert.match(rendered, /\| typed failure +\| HTTP problem +\| advice +\|/)
    for (const family of ["NotSent", "Rejected", "OtpConsumed", "OutcomeUnknown"] as const) {
      assert.include(rendered, `problem of ${family}`)
      assert.isTrue(failures.some(({ _tag }) => _tag === family))
    }
    for (const failure of failures) assert.include(rendered, adviceOf(failure))
  })

  it("tells a wrong OTP from one that was used before, and an unlisted code from a proof", () => {
    const rows = render().split("\n")
    const row = (...words: ReadonlyArray<string>) => rows.filter((line) => words.every((word) => line.includes(word)))
    assert.lengthOf(row("dmt-fino/initiate", "Wrong OTP", "reason `WrongOtp`", reasons.WrongOtp.advice), 1)
    assert.lengthOf(row("dmt-fino/initiate", "OTP already Consumed", "`OtpConsumed`"), 1)
    assert.lengthOf(row("dmt-fino/initiate", "9001", "`OutcomeUnknown`"), 1)
    assert.lengthOf(row("dmt-fino/get-recipients", "9001", "reason `UnlistedRejection`, code 9001"), 1)
    assert.lengthOf(row("refund/initiate", "2485", "`OutcomeUnknown`"), 1)
  })
})
