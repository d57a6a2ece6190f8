import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { DEFAULT_CREDENTIAL } from "../../../src/emulator/credentials.ts";
import { API_VERSIONS } from "../../../src/model/versions.ts";
import { createTestHost } from "../../support/host.ts";
import { errorOf } from "../emulated.ts";
import { LAMPS, startCatalog } from "./catalog-world.ts";

interface Imported {
  readonly catalogFeed: { readonly id: string; readonly status: string };
  readonly report: {
    readonly rows: number;
    readonly succeeded: number;
    readonly skipped: number;
    readonly failed: number;
    readonly failedRows: readonly Readonly<Record<string, string>>[];
  } | null;
}

test.each(API_VERSIONS)("a catalog goes up with %s, and its products are there", async (version) => {
  const world = await startCatalog();
  const chosen = ["--api-version", version];
  const { catalogFeed, report } = await world.json<Imported>(["catalog", "upload", world.csv(...LAMPS), ...chosen]);
  expect(catalogFeed.status).toBe("COMPLETED");
  expect(report).toEqual({ rows: 2, succeeded: 2, skipped: 0, failed: 0, failedRows: [] });
  const shown = await world.bwp(["catalog", "product", "show", "--sku", "LAMP-OAK-01", ...chosen], { tty: true });
  expect(shown.stdout).toMatch(/^Product +[a-z0-9]{14}\nBuyability +BUYABLE\n/);
  expect(shown.stdout).toContain("100 in stock");
});

/** "Shown by 3": 15,000 rows, of which 37 fail, and exactly these are named. */
test("a catalog of 15,000 rows fails in 37 known rows, and the report names exactly these", async () => {
  const world = await startCatalog();
  const bad = new Set(Array.from({ length: 37 }, (_, index) => 3 + index * 401));
  const rows = Array.from({ length: 15_000 }, (_, at) => {
    const amazonSku = bad.has(at) ? `INVALID-${at}` : `AMZ-${at}`;
    return `listing-${at},,SKU-${at},${amazonSku},true,,https://shop.example/p/${at}`;
  });
  const file = world.csv(...rows);
  const kept = world.path("report.csv");
  const result = await world.bwp(["catalog", "upload", file, "--report", kept]);
  expect([result.code, errorOf(result).code, errorOf(result).message]).toEqual([
    5,
    "rows_failed",
    "37 of 15,000 rows failed.",
  ]);
  const { report }: Imported = JSON.parse(result.stdout);
  expect(report).toMatchObject({ rows: 15_000, succeeded: 14_963, failed: 37 });
  expect(report?.failedRows.map((row) => row["External ID"])).toEqual([...bad].map((at) => `listing-${at}`));
  // The header is line 1.
  expect(report?.failedRows.map((row) => Number(row.Line))).toEqual([...bad].map((at) => at + 2));
  expect(readFileSync(kept, "utf8").trim().split("\n")).toHaveLength(15_001);
});

test("on a terminal the rows that failed are listed by line", async () => {
  const world = await startCatalog();
  const file = world.csv(LAMPS[0], "bad,,S2,INVALID-2,true,,");
  const { code, stdout, stderr } = await world.bwp(["catalog", "upload", file], { tty: true });
  expect(code).toBe(5);
  expect(stdout).toMatch(/Rows +2\nSucceeded +1\nFailed +1\n/);
  expect(stdout).toContain("Rows that failed\n  line 3  bad  Amazon SKU not found");
  expect(stderr).toMatch(/emulator profile .*: upload .*\(2 rows, \d+\s+bytes\)\s+and\s+import it/);
});

test("existing products are skipped, and changed with --overwrite", async () => {
  const world = await startCatalog();
  await world.json(["catalog", "upload", world.csv(...LAMPS)]);
  const again = await world.json<Imported>(["catalog", "upload", world.csv(...LAMPS)]);
  expect(again.report).toMatchObject({ succeeded: 0, skipped: 2, failed: 0 });
  const changed = await world.json<Imported>(["catalog", "upload", world.csv(...LAMPS), "--overwrite"]);
  expect(changed.report).toMatchObject({ succeeded: 2, skipped: 0 });
});

test("an import that fails as a whole says why", async () => {
  const world = await startCatalog();
  const file = world.file("c.csv", "no header,at all\n");
  const result = await world.bwp(["catalog", "upload", file, "--force"]);
  expect([result.code, errorOf(result).code]).toEqual([5, "import_failed"]);
  expect(errorOf(result).findings).toEqual([expect.stringMatching(/^InvalidHeader: The first line must name/)]);
  expect(JSON.parse(result.stdout)).toMatchObject({ catalogFeed: { status: "FAILED" }, report: null });
  const shown = await world.bwp(["catalog", "feed", JSON.parse(result.stdout).catalogFeed.id], { tty: true });
  expect([shown.code, shown.stdout.includes("InvalidHeader")]).toEqual([0, true]);
});

test("--dry-run shows both calls and sends nothing", async () => {
  const world = await startCatalog();
  const requests = await world.json<{ operation: string; body: { variables: unknown } }[]>([
    "catalog",
    "upload",
    world.csv(LAMPS[0]),
    "--overwrite",
    "--dry-run",
  ]);
  expect(requests.map(({ operation, body }) => [operation, body.variables])).toEqual([
    ["createUploadLink", { input: { fileType: "CSV", size: expect.any(Number) } }],
    [
      "createCatalogFeed",
      {
        input: {
          dataProvider: { uploadedFile: { fileId: "(fileId that createUploadLink answers)" } },
          configuration: { overwriteExistingProducts: true },
        },
      },
    ],
  ]);
  expect(await world.json(["catalog", "product", "list"])).toEqual([]);
});

test("while an import runs another one is refused, or waits for its turn", async () => {
  const world = await startCatalog({ speed: "real" });
  const file = world.csv(LAMPS[0]);
  const { createCatalogFeed } = await world.json<{ createCatalogFeed: { id: string } }>([
    "catalog",
    "upload",
    file,
    "--detach",
  ]);
  const refused = await world.bwp(["catalog", "upload", file]);
  // Not repeated blindly: one call for each upload.
  const { entries } = (await (await fetch(`${world.emulator.url}/_emulator/log`)).json()) as {
    entries: { message: string }[];
  };
  expect(entries.filter(({ message }) => message.startsWith("createCatalogFeed:"))).toHaveLength(2);
  expect([refused.code, errorOf(refused).code]).toEqual([6, "import_running"]);
  expect(errorOf(refused).suggestion).toContain("--wait-for-running");

  const waiting = world.bwp(["catalog", "upload", file, "--detach", "--wait-for-running"]);
  await delay(500);
  await world.advance(40_000);
  expect((await waiting).code).toBe(0);
  expect((await world.bwp(["catalog", "feed", createCatalogFeed.id, "--wait"])).code).toBe(0);
});

test("an import that nobody waits for is shown as started, with the way to its result", async () => {
  const world = await startCatalog();
  const file = world.csv(...LAMPS);
  const { stdout, stderr } = await world.bwp(["catalog", "upload", file, "--detach"], { tty: true });
  const [, id = ""] = /^Import +(\w{14})\nState +started\n$/.exec(stdout) ?? [];
  expect(stderr).toContain(`Next: bwp catalog feed ${id} --wait`);
  await world.json(["catalog", "feed", id, "--wait"]);
  const again = await world.bwp(["catalog", "upload", file]);
  expect(again.stderr).toContain("2 rows were skipped: products that exist are changed with --overwrite only.");
  expect((await world.bwp(["catalog", "upload", file, "--overwrite"])).stderr).not.toContain("skipped");
});

test("whoever is interrupted is told how to go on, and the import goes on", async () => {
  const world = await startCatalog({ speed: "real" });
  const test = createTestHost({ env: world.env });
  try {
    const running = runCli(["catalog", "upload", world.csv(...LAMPS)], test.host);
    while (!test.output().stderr.includes("Waiting until")) await delay(10);
    test.signal("SIGINT");
    expect(await running).toBe(130);
    const [, id = ""] = /bwp catalog feed (\w{14}) --wait/.exec(test.output().stderr) ?? [];
    expect(errorOf({ code: 130, ...test.output() }).suggestion).toContain(`bwp catalog feed ${id} --wait`);
    await world.advance(40_000);
    expect(await world.json(["catalog", "feed", id, "--wait"])).toMatchObject({
      catalogFeed: { id, status: "COMPLETED" },
      report: { rows: 2, succeeded: 2 },
    });
  } finally {
    test.remove();
  }
});

test("a wait that takes too long exits 7 and says how to go on", async () => {
  const world = await startCatalog({ speed: "real" });
  const result = await world.bwp(["catalog", "upload", world.csv(LAMPS[0]), "--wait-timeout", "1s"]);
  expect(result.code).toBe(7);
  expect(errorOf(result).suggestion).toMatch(/bwp catalog feed \w{14} --wait/);
});

test("another content type than the signed one is a clear error", async () => {
  const world = await startCatalog();
  const result = await world.bwp(["catalog", "upload", world.csv(LAMPS[0]), "--content-type", "application/csv"]);
  expect([result.code, errorOf(result).code]).toEqual([5, "SignatureDoesNotMatch"]);
  expect(errorOf(result).suggestion).toContain("--content-type");
  // The link opens the storage to whoever has it.
  expect(result.stderr).not.toContain("X-Amz-Signature");
});

/** Stands between bwp and the emulator: refuses the first uploads or downloads as it is told, and passes on all else. */
async function standBetween(emulator: string, method: "GET" | "PUT", refusals: readonly (readonly [number, string])[]) {
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.method === method) headers.push(request.headers);
    const [status, code] = (request.method === method ? refusals[headers.length - 1] : undefined) ?? [];
    if (status !== undefined) {
      response.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
      return;
    }
    const passed = ["authorization", "content-type", "x-api-version", "x-api-target-id"] as const;
    const answer = await fetch(`${emulator}${request.url}`, {
      method: request.method ?? "GET",
      headers: passed.flatMap((name) => (request.headers[name] ? [[name, String(request.headers[name])]] : [])),
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    const body = (await answer.text()).replaceAll(emulator, `http://${request.headers.host}`);
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { headers, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` };
}

test("a link that has expired is asked for once more, by itself", async () => {
  const world = await startCatalog();
  const between = await standBetween(world.emulator.url, "PUT", [[403, "AccessDenied"]]);
  const argv = ["catalog", "upload", world.csv(...LAMPS)];
  const result = await world.bwp(argv, { env: { BWP_API_URL: between.url } });
  expect([result.code, JSON.parse(result.stdout).report.succeeded]).toEqual([0, 2]);
  expect(result.stderr).toContain("The link has expired; asking for a new one.");
  const bytes = readFileSync(world.path("catalog.csv")).length;
  // The signature is the authorization: no token goes along.
  expect(between.headers.map((each) => [each["content-length"], each["content-type"], each.authorization])).toEqual([
    [String(bytes), "text/csv", undefined],
    [String(bytes), "text/csv", undefined],
  ]);
});

test("a link that expires twice is given up, with what to do", async () => {
  const world = await startCatalog();
  const denied = [403, "AccessDenied"] as const;
  const between = await standBetween(world.emulator.url, "PUT", [denied, denied, denied]);
  const argv = ["catalog", "upload", world.csv(...LAMPS)];
  const result = await world.bwp(argv, { env: { BWP_API_URL: between.url } });
  expect([errorOf(result).code, between.headers.length]).toEqual(["link_expired", 2]);
  expect(errorOf(result).suggestion).toContain("15 minutes");
});

test("a fault of the storage is tried again", async () => {
  const world = await startCatalog();
  const between = await standBetween(world.emulator.url, "PUT", [[503, "SlowDown"]]);
  const argv = ["catalog", "upload", world.csv(...LAMPS)];
  const result = await world.bwp(argv, { env: { BWP_API_URL: between.url } });
  expect([result.code, between.headers.length]).toEqual([0, 2]);
});

test("an import that is throttled is started again; the file is not sent twice", async () => {
  const world = await startCatalog();
  const body = JSON.stringify({ operation: "createCatalogFeed", kind: "throttle", times: 1 });
  expect((await fetch(`${world.emulator.url}/_emulator/faults`, { method: "POST", body })).ok).toBe(true);
  const result = await world.bwp(["catalog", "upload", world.csv(...LAMPS)]);
  expect([result.code, JSON.parse(result.stdout).report.succeeded]).toEqual([0, 2]);
  expect(result.stderr.match(/Uploaded/g)).toHaveLength(1);
  expect(result.stderr).toMatch(/createCatalogFeed: Rate exceeded\. Trying again in /);
});

test("a link to the report that has expired is asked for again", async () => {
  const world = await startCatalog();
  const denied = [403, "AccessDenied"] as const;
  const between = await standBetween(world.emulator.url, "GET", [denied, denied]);
  const argv = ["catalog", "upload", world.csv(...LAMPS)];
  const result = await world.bwp(argv, { env: { BWP_API_URL: between.url } });
  expect([result.code, between.headers.length]).toEqual([0, 3]);
});

test("without the permission for files the import is shown, and only its report is missing", async () => {
  const permissions = DEFAULT_CREDENTIAL.permissions.filter((permission) => permission !== "productMedia");
  const world = await startCatalog({ credentials: [{ ...DEFAULT_CREDENTIAL, permissions }] });
  const result = await world.bwp(["catalog", "upload", world.csv(LAMPS[0])]);
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({ catalogFeed: { status: "COMPLETED" }, report: null });
  expect(result.stderr).toContain("The report cannot be fetched");
});

test("what is missing, unknown or not a file", async () => {
  const world = await startCatalog();
  const missing = await world.bwp(["catalog", "upload"]);
  expect([missing.code, errorOf(missing).message]).toEqual([2, "Missing: FILE."]);
  const unknown = await world.bwp(["catalog", "upload", "nowhere.csv"]);
  expect([unknown.code, errorOf(unknown).code]).toEqual([2, "unreadable_file"]);
  const both = await world.bwp(["catalog", "upload", world.csv(LAMPS[0]), "--detach", "--report", "r.csv"]);
  expect([both.code, errorOf(both).code]).toEqual([2, "two_ways"]);
  const feed = await world.bwp(["catalog", "feed", "nowhere"]);
  expect([feed.code, errorOf(feed).type]).toEqual([4, "not_found"]);
  for (const [place, why] of [
    ["no/such/folder", "its folder does not exist"],
    [".", "it is a folder"],
  ] as const) {
    const file = world.path(place);
    const unwritable = await world.bwp(["catalog", "upload", world.csv(LAMPS[0]), "--report", file]);
    expect([unwritable.code, errorOf(unwritable).message]).toEqual([1, `Cannot write ${file}: ${why}.`]);
    // It was looked at before anything was sent.
    expect(unwritable.stderr).not.toContain("Uploading");
  }
});
