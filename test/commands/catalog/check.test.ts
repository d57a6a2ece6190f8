import { truncateSync } from "node:fs";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { errorOf } from "../emulated.ts";
import { HEADER, LAMPS, startCatalog } from "./catalog-world.ts";

interface Checked {
  readonly rows: number;
  readonly total: number;
  readonly findings: readonly { readonly line: number; readonly column: string | null; readonly problem: string }[];
}

async function check(text: string | Uint8Array, ...more: string[]): Promise<Checked> {
  const world = await startCatalog();
  const { stdout } = await world.bwp(["catalog", "upload", world.file("c.csv", text), "--check", ...more]);
  return JSON.parse(stdout);
}

const lines = ({ findings }: Checked) => findings.map(({ line, column, problem }) => [line, column, problem]);

/** Section 5.1 of the notes on the interface: the columns, their order, and what is needed. */
test("a file that is in order has no findings, and nothing is sent", async () => {
  const world = await startCatalog();
  const file = world.csv(...LAMPS);
  const { code, stdout, stderr } = await world.bwp(["catalog", "upload", file, "--check"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toEqual({ file, bytes: expect.any(Number), rows: 2, total: 0, findings: [] });
  expect(await world.json(["catalog", "product", "list"])).toEqual([]);
});

test("the template passes its own check", async () => {
  const world = await startCatalog();
  const { stdout } = await world.bwp(["catalog", "template"]);
  expect(stdout.split("\n")[0]).toBe(HEADER);
  const file = world.file("template.csv", stdout);
  expect((await world.bwp(["catalog", "upload", file, "--check"])).code).toBe(0);
});

test("each finding names its line and its column", async () => {
  const long = "x".repeat(513);
  const checked = await check(
    [
      HEADER,
      "a,,S1,A1,true,https://x.example/1,https://x.example/1",
      ",,S2,A2,true,,",
      "b,,,A3,true,,",
      `${long},,S4,A4,true,,`,
      `c,,${"x".repeat(256)},A5,true,,`,
      "d,,S6,A6,TRUE,,",
      "e,,S7,A7,,ftp://x,shop",
      "a,,S1,A8,false,,",
      '"two',
      'lines",,S9,A9,maybe,,',
      "f,,S10",
    ].join("\r\n"),
  );
  expect(lines(checked)).toEqual([
    [3, "External ID", "is missing"],
    [4, "SKU", "is missing"],
    [5, "External ID", "has 513 characters; at most 512 are allowed"],
    [6, "SKU", "has 256 characters; at most 255 are allowed"],
    [7, "Offer Prime", 'must be true or false, not "TRUE"'],
    [8, "Image URL", 'is no web address: "ftp://x"'],
    [8, "Product Detail Page URL", 'is no web address: "shop"'],
    [9, "External ID", "is the same as in line 2"],
    [9, "SKU", "is the same as in line 2"],
    [10, "Offer Prime", 'must be true or false, not "maybe"'],
    [12, null, "has 3 columns instead of 7"],
  ]);
  expect([checked.rows, checked.total]).toEqual([10, 11]);
});

/** SKU is needed the first time only; External ID always. */
test("rows that overwrite need no SKU", async () => {
  const text = `${HEADER}\na,,,,false,,\n,,,,false,,\n`;
  expect(lines(await check(text, "--overwrite"))).toEqual([[3, "External ID", "is missing"]]);
});

test.each([
  ["no header", "a,,S1,A1,true,,\n", /^the header is missing/],
  ["another order", `${HEADER.split(",").reverse().join(",")}\n1,2,3,4,5,6,7\n`, /in this order/],
  ["a column too few", `${HEADER.replace("SKU,Amazon SKU,", "SKU,")}\n1,2,3,4,5,6\n`, /^the header lacks Amazon SKU$/],
  ["a column too many", `${HEADER},Price\n1,2,3,4,5,6,7,8\n`, /no column of a catalog: Price$/],
  ["semicolons", `${HEADER.replaceAll(",", ";")}\na;;S1;A1;true;;\n`, /^the columns are parted by semicolons/],
  ["nothing below the header", `${HEADER}\n`, /no row/],
])("%s is found", async (_, text, finding) => {
  const [first] = (await check(text)).findings;
  expect([first?.line, first?.problem]).toEqual([1, expect.stringMatching(finding)]);
});

test.each([
  ["never closed", 'a,,"S1,A1,true,,\nb,,S2,A2,true,,', 3, /never closed/],
  ["followed by text", 'a,,"S1"x,A1,true,,', 3, /follows a closing quotation mark/],
  ["in the middle", 'a,,S"1,A1,true,,', 3, /in the middle/],
])("a quotation mark %s is found where it stands", async (_, rows, line, problem) => {
  const { findings } = await check(`${HEADER}\nz,,S0,A0,true,,\n${rows}\n`);
  expect(findings).toEqual([{ line, column: null, problem: expect.stringMatching(problem) }]);
});

test("bytes that are no UTF-8, and NUL bytes far behind, are found by line", async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => `p${index},,s${index},a${index},true,,`).join("\n");
  const bytes = Buffer.concat([
    Buffer.from(`${HEADER}\n${rows}\nlatin-`),
    Buffer.from([0xe9]),
    Buffer.from(",,L1,A,true,,\nnul-"),
    Buffer.from([0]),
    Buffer.from(",,L2,A,true,,\n"),
  ]);
  expect(lines(await check(bytes))).toEqual([
    [5002, null, "is not UTF-8"],
    [5003, null, "holds a NUL byte"],
  ]);
});

test("15,000 rows fit, one more does not", async () => {
  const rows = Array.from({ length: 15_001 }, (_, index) => `p${index},,s${index},a${index},true,,`);
  expect((await check(`${[HEADER, ...rows.slice(1)].join("\n")}\n`)).total).toBe(0);
  expect(lines(await check(`${[HEADER, ...rows].join("\n")}\n`))).toEqual([
    [15_002, null, "there are 15,001 rows; at most 15,000 fit"],
  ]);
});

test("findings stop the upload, and the error lists the first ten", async () => {
  const world = await startCatalog();
  const file = world.csv(...Array.from({ length: 12 }, (_, index) => `p${index},,s${index},a,yes,,`));
  const refused = await world.bwp(["catalog", "upload", file]);
  const error = errorOf(refused);
  expect([refused.code, refused.stdout, error.code, error.findings?.length]).toEqual([2, "", "invalid_file", 11]);
  expect(error.findings?.[0]).toBe('line 2: Offer Prime must be true or false, not "yes"');
  expect(error.findings?.at(-1)).toBe("and 2 more; --check lists them");
});

test("what may be a problem is said, and is no finding", async () => {
  const world = await startCatalog();
  const file = world.file("c.csv", `\uFEFF${HEADER}\n${LAMPS[0]}\n`);
  const { code, stderr } = await world.bwp(["catalog", "upload", file, "--check"]);
  expect([code, stderr.includes("byte order mark")]).toEqual([0, true]);
  const older = await world.bwp(["catalog", "template", "--api-version", "2024-01-01"]);
  expect([older.code, older.stderr.includes("not documented for 2024-01-01")]).toEqual([0, true]);
});

test("the check on a terminal", async () => {
  const world = await startCatalog();
  const file = world.csv("a,,S1,,yes,,", LAMPS[0]);
  const { code, stdout, stderr } = await world.bwp(["catalog", "upload", file, "--check"], { tty: true });
  expect(code).toBe(2);
  expect(stdout).toContain('line 2  Offer Prime must be true or false, not "yes"\n');
  expect(stderr).toContain("1 row has no Amazon SKU");
});

/** "Shown by 3": refused at once, in flat memory. */
test("a file of 2 GB is refused by its size, without being read", async () => {
  const world = await startCatalog();
  const file = world.file("huge.csv", "x");
  truncateSync(file, 2 * 1024 ** 3);
  const before = process.memoryUsage().external;
  const started = performance.now();
  const refused = await world.bwp(["catalog", "upload", file]);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(process.memoryUsage().external - before).toBeLessThan(64 * 1024 ** 2);
  expect([refused.code, errorOf(refused).code]).toEqual([2, "file_too_large"]);
  expect(errorOf(refused).message).toContain("2048.0 MB");
});

test("a stream without an end is refused when it is too much, or at its first bytes", async () => {
  const world = await startCatalog();
  const endless = new PassThrough();
  const text = `${"x".repeat(1024 * 1024 - 1)}\n`;
  const feed = setInterval(() => endless.write(text), 0);
  const refused = await world.bwp(["catalog", "upload", "-"], { stdin: endless });
  clearInterval(feed);
  expect(errorOf(refused).code).toBe("file_too_large");
  const binary = new PassThrough();
  binary.write(Buffer.from([1, 0, 2]));
  expect(errorOf(await world.bwp(["catalog", "upload", "-"], { stdin: binary })).code).toBe("not_csv");
});

test.each([
  ["binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]), "not_csv", /binary/],
  ["a spreadsheet", Buffer.from("PK\u0003\u0004 sheet"), "not_csv", /spreadsheet/],
  ["UTF-16", Buffer.from([0xff, 0xfe, 0x45, 0x00]), "not_csv", /UTF-16/],
  ["nothing", Buffer.alloc(0), "file_empty", /empty/],
])("%s is no catalog file", async (_, bytes, code, message) => {
  const world = await startCatalog();
  const refused = await world.bwp(["catalog", "upload", world.file("c.csv", bytes), "--force"]);
  expect([refused.code, errorOf(refused).code]).toEqual([2, code]);
  expect(errorOf(refused).message).toMatch(message);
});

test("a CSV of a check is its findings; a query selects from the whole result, as in every other format", async () => {
  const world = await startCatalog();
  const file = world.file("c.csv", `${HEADER}\na,b\n`);
  const csv = async (...words: readonly string[]) =>
    (await world.bwp(["catalog", "upload", file, "--check", "-o", "csv", ...words])).stdout;
  const findings = "line,column,problem\n2,,has 2 columns instead of 7\n";
  expect(await csv()).toBe(findings);
  expect(await csv("--query", "findings")).toBe(findings);
  expect(await csv("--query", "rows")).toBe("value\n1\n");
});
