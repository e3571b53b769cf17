import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Schema } from "effect"
import * as Statement from "../src/statement/Statement.ts"
import * as StatementFormat from "../src/statement/StatementFormat.ts"
import { StatementInvalid } from "../src/statement/StatementInvalid.ts"

const folder = mkdtempSync(join(tmpdir(), "bhejo-statement-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const header =
  "tid,client_ref_id,tx_status,amount,fee,gst,commission,tds,balance,bank_ref_num,recipient_name,timestamp,type"
const row =
  "2309876541,C00000000001,Success,500.00,5.00,0.76,2.50,0.05,4495.00,UTR000000001,Sunil Sharma,2026-11-18 10:15:00,debit"

const naming = {
  recipient: (name: string | undefined) => name?.length.toString(),
  wallet: (name: string) => `the ${name}`
}
const read = async (content: string | Uint8Array, format = StatementFormat.defaultFormat) => {
  const path = join(folder, "eko.csv")
  writeFileSync(path, content)
  const rows = []
  for await (const batch of Statement.read(path, format, naming, 2)) rows.push(...batch)
  return rows
}
const formatWith = (changes: object): StatementFormat.StatementFormat => ({
  ...StatementFormat.defaultFormat,
  ...changes
})
const file = (...lines: ReadonlyArray<string>) => `${lines.join("\n")}\n`

/** Where reading stops, and what it says. */
const failure = async (content: string | Uint8Array, format?: StatementFormat.StatementFormat) => {
  const error: unknown = await read(content, format).then(
    () => undefined,
    (error: unknown) => error
  )
  assert.instanceOf(error, StatementInvalid)
  return error as StatementInvalid
}
const expectFailure = async (
  content: string | Uint8Array,
  expected: readonly [line: number, column: number, problem: RegExp],
  format?: StatementFormat.StatementFormat
) => {
  const { line, column, problem, message } = await failure(content, format)
  assert.match(problem, expected[2])
  assert.deepStrictEqual([line, column], [expected[0], expected[1]], problem)
  assert.include(message, "Nothing of the statement was taken.")
  assert.include(message, "eko.csv")
}

describe("Statement", () => {
  it("reads a row as a record, exact to the paisa", async () => {
    const [only, ...others] = await read(file(header, row))
    assert.lengthOf(others, 0)
    assert.deepStrictEqual(only, {
      _tag: "Record",
      line: 2,
      identity: "debit:2309876541",
      record: {
        _tag: "Found",
        source: "statement",
        place: "eko.csv line 2",
        kind: "debit",
        meaning: "success",
        txStatus: "0",
        tid: "2309876541",
        clientRefId: "C00000000001",
        amountPaise: 500_00,
        atMillis: Date.parse("2026-11-18T10:15:00+05:30"),
        feePaise: 5_00,
        gstPaise: 76,
        commissionPaise: 2_50,
        tdsPaise: 5,
        balancePaise: 4_495_00,
        bankReference: "UTR000000001",
        recipientName: only?._tag === "Record" ? only.record.recipientName : "",
        product: undefined
      } as never
    })
    assert.notInclude(JSON.stringify(only), "Sunil")
  })

  it("takes a byte order mark, CRLF, quotes, empty lines, grouped rupees and UTF-16", async () => {
    const quoted = row.replace("Sunil Sharma", '"Sharma, ""Sunil"""').replace("500.00", '"₹1,00,500.00"')
    const text = `${header}\r\n${quoted}\r\n\r\n`
    const [plain] = await read(`\uFEFF${text}`)
    assert.deepInclude(plain?._tag === "Record" ? plain.record : {}, { amountPaise: 1_00_500_00 })
    const wide = new Uint8Array(Buffer.from(`\uFEFF${text}`, "utf16le"))
    assert.deepStrictEqual(await read(wide), [plain])
    assert.deepStrictEqual(await read(text.replaceAll("\r\n", "\n")), [plain])
  })

  it("numbers the lines of a file with a preamble and with cells of several lines", async () => {
    const longName = row.replace("Sunil Sharma", '"Sunil\nSharma"')
    const rows = await read(
      file("Eko settlement report", header, longName, row.replace("2309876541", "7")),
      formatWith({ headerLine: 2 })
    )
    assert.deepStrictEqual(
      rows.map(({ line }) => line),
      [3, 5]
    )
  })

  it("reads refunds, top-ups, sweeps, and what other systems do on the same initiator", async () => {
    const format = formatWith({
      kinds: { debit: "debit", refund: "refund", "wallet load": "top_up", sweep: "sweep", memo: "ignore" },
      otherSystemPrefixes: ["POS-"]
    })
    const of = (tid: number, kind: string, ref = "") => `${tid},${ref},,10.00,,,,,,,,2026-11-18 10:15:00,${kind}`
    const rows = await read(
      file(header, of(1, "Refund"), of(2, "Wallet Load"), of(3, "Sweep"), of(4, "memo"), of(5, "debit", "POS-1")),
      format
    )
    assert.deepStrictEqual(
      rows.map((found) =>
        found._tag === "Record"
          ? [found.record.kind, found.record.meaning]
          : [found.movement.kind, found.movement.deltaPaise]
      ),
      [
        ["refund", "refunded"],
        ["top_up", 10_00],
        ["sweep", -10_00],
        ["other_system", -10_00]
      ]
    )
  })

  it("is configured by JSON, and says what is wrong with that", async () => {
    const json = JSON.stringify({
      columns: { tid: "Txn ID", amount: "Amt", status: "St", at: "Date" },
      delimiter: ";",
      timeFormat: "dd/MM/yyyy HH:mm:ss"
    })
    const format = await Effect.runPromise(StatementFormat.fromJson(json))
    const [only] = await read(file("TXN ID;Amt;St;Date;Unused", "77;12.50;1;18/11/2026 10:15:00;x"), format)
    assert.deepInclude(only?._tag === "Record" ? only.record : {}, {
      tid: "77",
      amountPaise: 12_50,
      meaning: "failed",
      atMillis: Date.parse("2026-11-18T10:15:00+05:30")
    })
    for (const wrong of ["{}", "nonsense", json.replace('";"', '"::"')]) {
      assert.isTrue(Exit.isFailure(await Effect.runPromiseExit(StatementFormat.fromJson(wrong))), wrong)
    }
    assert.deepStrictEqual(
      Schema.decodeUnknownSync(StatementFormat.StatementFormat)(StatementFormat.defaultFormat),
      StatementFormat.defaultFormat
    )
  })

  describe("stops with a line and a column at", () => {
    const change = (from: string, to: string) => file(header, row, row.replace("2309876541", "9").replace(from, to))
    const cases: ReadonlyArray<readonly [string, string | Uint8Array, readonly [number, number, RegExp], object?]> = [
      [
        "a missing column",
        file(header.replace("amount", "amt"), row),
        [1, 0, /no column "amount" \(found: tid, client_ref_id/]
      ],
      [
        "a column that a format of one's own names",
        file(header.replace("gst", "vat"), row),
        [1, 0, /no column "gst"/],
        { isStrict: true }
      ],
      ["a column that is there twice", file(header.replace("gst", "fee"), row), [1, 6, /twice/]],
      ["a wrong delimiter", file(header.replaceAll(",", ";"), row), [1, 0, /delimiter/]],
      ["a short row", file(header, row, "77,C1,Success"), [3, 3, /3 columns where the header has 13/]],
      ["a long row", file(header, `${row},more`), [2, 13, /14 columns/]],
      ["an open quote", file(header, row.replace("Sunil", '"Sunil')), [2, 11, /not closed/]],
      [
        "a quote that stays open over rows, where its row begins",
        file(header, row.replace("Sunil", '"Sunil'), row),
        [2, 11, /not closed/]
      ],
      [
        "a quote that stays open for more than a row can hold, where its row begins",
        file(header, `"${`${row}\n`.repeat(1_000)}`),
        [2, 1, /longer than 65536/]
      ],
      ["a quote within a cell", file(header, row.replace("Sunil", 'Su"nil')), [2, 11, /middle of a cell/]],
      ["text after a quote", file(header, row.replace("Sunil Sharma", '"Sunil" Sharma')), [2, 11, /closing quote/]],
      ["a row of 10 MB", file(header, row.replace("Sunil", "x".repeat(10_000_000))), [2, 11, /longer than 65536/]],
      ["a file of one line of 10 MB", "x".repeat(10_000_000), [1, 1, /longer than 65536/]],
      ["a tid in scientific notation", change("9,C", "2.30988E+09,C"), [3, 1, /rounded by a spreadsheet/]],
      ["a reference in scientific notation", change("C00000000001", "1E+11"), [3, 2, /rounded by a spreadsheet/]],
      [
        "a bank reference in scientific notation",
        change("UTR000000001", "4.12345E+11"),
        [3, 10, /rounded by a spreadsheet/]
      ],
      ["an amount in scientific notation", change("500.00", "5.0E+02"), [3, 4, /rounded by a spreadsheet/]],
      ["a tid that is none", change("9,C", "N/A,C"), [3, 1, /"N\/A" is not a transaction id/]],
      ["a fraction of a paisa", change("500.00", "500.001"), [3, 4, /two decimals/]],
      ["an amount that is no number", change("500.00", "five"), [3, 4, /two decimals/]],
      ["an amount of nothing", change("500.00", "0.00"), [3, 4, /more than 0/]],
      ["a missing amount", change("500.00", ""), [3, 4, /no amount/]],
      ["a status that nobody knows", change("Success", "Jhala"), [3, 3, /no status that the format knows/]],
      ["a missing status", change("Success", ""), [3, 3, /no status/]],
      ["a time in another format", change("2026-11-18 10:15:00", "18-11-26 10:15"), [3, 12, /not a time written as/]],
      ["a day that the calendar lacks", change("2026-11-18", "2026-02-30"), [3, 12, /not a time/]],
      ["a kind of row that nobody knows", change(",debit", ",tribute"), [3, 13, /no kind of row/]],
      ["a row about nothing", change("9,C00000000001", ","), [3, 1, /neither a transaction id nor a reference/]],
      ["a file that was cut off in a row", file(header, row).slice(0, -20), [2, row.length - 18, /no end/]],
      ["a file that was cut off in a number", file(header, row).slice(0, -1), [2, row.length + 1, /no end/]],
      [
        "bytes of another encoding",
        Buffer.from(file(header, row.replace("Sunil", "Sün")), "latin1"),
        [2, row.indexOf("Sunil") + 2, /not utf-8/]
      ],
      ["UTF-16 without a mark", Buffer.from(file(header, row), "utf16le"), [1, 2, /NUL/]],
      [
        "half a character of UTF-16",
        Buffer.concat([Buffer.from("\uFEFFti", "utf16le"), Buffer.from([0])]),
        [1, 3, /not utf-16le/]
      ],
      ["an empty file", "", [0, 0, /empty/]],
      ["a mark and nothing else", "\uFEFF", [0, 0, /empty/]]
    ]
    for (const [what, content, expected, changes] of cases) {
      it(what, () => expectFailure(content, expected, changes === undefined ? undefined : formatWith(changes)))
    }

    it("repeats little of a cell and nothing that cannot be printed", async () => {
      const { problem } = await failure(change("500.00", `\u001b[31m${"9".repeat(100)}x`))
      assert.notInclude(problem, "\u001b")
      assert.isBelow(problem.length, 120)
    })
  })

  it("never throws anything else, whatever the bytes are", async () => {
    let state = 7
    const chance = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return state / 2 ** 32
    }
    const alphabet = `,;"\n\r\t\0é9E+₹a\u2028`
    for (let time = 0; time < 300; time++) {
      const whole = file(header, row, row.replace("2309876541", "9"))
      const at = Math.floor(chance() * whole.length)
      const noise = Array.from({ length: 1 + Math.floor(chance() * 5) }, () =>
        alphabet.charAt(Math.floor(chance() * alphabet.length))
      )
      const content = whole.slice(0, at) + noise.join("") + whole.slice(at + Math.floor(chance() * 3))
      const ended = await read(content).then(
        () => undefined,
        (error: unknown) => error
      )
      assert.isTrue(
        ended === undefined || ended instanceof StatementInvalid,
        `${JSON.stringify(content)}: ${String(ended)}`
      )
    }
  })
})
