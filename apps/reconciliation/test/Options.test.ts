/** What the commands say before they do anything. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Cli from "./Cli.ts"

const moved = ["movement", "top_up", "--amount", "1", "--at", "2026-11-20", "--by", "Meera", "--note", "x"]

describe("the options of bhejo-reconcile", () => {
  it.effect("are refused by their name, with what they may be", () =>
    Effect.gen(function* () {
      for (const [args, name, expected] of [
        [["run", "--sources", "foo"], "--sources", "one or more of inquiry, statement, wallet, comma-separated"],
        [["run", "--sources", "wallet,foo"], "--sources", "one or more of inquiry, statement, wallet"],
        [["run", "--date", "20-11-2026"], "--date", "a day in India, such as 2026-11-20"],
        [["run", "--product", "dmt"], "--product", `"dmt-fino" | "ppi-digikhata"`],
        [["run", "--statement", "no-such.csv"], "--statement", "does not exist"],
        [["run", "--frm", "2026-11-20"], "--frm", "--from"],
        [["run", "--from", "2026-11-20"], "--from", "--to"],
        [["run", "--from", "2026-11-20", "--to", "2026-11-19"], "first day", "last"],
        [["run", "--sources", "statement"], "--statement FILE", "source"],
        [["run", "--product", "dmt-fino", "--sources", "inquiry,wallet"], "--sources", "both products"],
        [[...moved, "--reference", " "], "--reference", "some words"],
        [["resolve", "balance_gap:x", "--by", "", "--note", "x"], "--by", "some words"],
        [["report", "r", "--format", "pdf"], "--format", "html"],
        [["breaks", "--class", "balance-gap"], "--class", "balance_gap"],
        [["month", "2026-13"], "month", "2026-11"]
      ] as const) {
        const { code, stdout, stderr } = yield* Cli.runHere(args, {})
        assert.strictEqual(code, 2, args.join(" "))
        for (const words of [name, expected]) assert.include(stdout + stderr, words, args.join(" "))
        assert.notInclude(stderr, "at [")
      }
    })
  )

  it.effect("are told by --help, which is no failure", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* Cli.runHere(["run", "--help"], {})
      assert.strictEqual(code, 0)
      for (const option of ["date", "from", "to", "product", "dry-run", "statement", "sources", "out", "as-of"])
        assert.include(stdout, `--${option}`)
      for (const shell of ["bash", "zsh", "fish"])
        assert.include((yield* Cli.runHere(["--completions", shell], {})).stdout, "bhejo-reconcile", shell)
    })
  )
})
