import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import { expect, onTestFinished, test } from "vitest";
import { importFeed, LAMPS, put, uploadLink } from "./support/catalog.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { clientOf, startEmulator } from "./support/emulator.ts";

/** Status and, of an error, code and message, read by an XML parser as an S3 client would. */
async function answerOf(response: Response): Promise<unknown> {
  if (response.ok) return response.status;
  expect(response.headers.get("content-type")).toBe("application/xml");
  const { Error: error } = new XMLParser().parse(await response.text());
  return [response.status, error.Code];
}

async function downloadUrl(api: TestEmulator): Promise<string> {
  const feed = await importFeed(api, LAMPS);
  const { fileId } = feed.result.resultReport;
  return (await api.graphql(`query { downloadLink(fileId: "${fileId}") { downloadUrl } }`)).data.downloadLink
    .downloadUrl;
}

const changed = (url: string, change: (url: URL) => void): string => {
  const copy = new URL(url);
  change(copy);
  return copy.href;
};

test("a link opens exactly what it was made for", async () => {
  const api = await startEmulator();
  const { uploadUrl } = await uploadLink(api, LAMPS.length);
  const parameter = (name: string, value: string) =>
    changed(uploadUrl, ({ searchParams }) => searchParams.set(name, value));
  for (const url of [
    changed(uploadUrl, (copy) => {
      copy.pathname = copy.pathname.replace(/media\/.*/, "media/other.csv");
    }),
    parameter("X-Amz-Expires", "90000"),
    parameter("X-Amz-SignedHeaders", "host"),
    parameter("X-Amz-Signature", "0".repeat(64)),
    parameter("response-content-type", "text/html"),
  ]) {
    expect(await answerOf(await put(url, LAMPS))).toEqual([403, "SignatureDoesNotMatch"]);
  }
  // A link to send is none to fetch.
  expect(await answerOf(await fetch(uploadUrl))).toEqual([403, "SignatureDoesNotMatch"]);
  const unsigned = changed(uploadUrl, (copy) => {
    copy.search = "";
  });
  expect(await answerOf(await put(unsigned, LAMPS))).toEqual([403, "AccessDenied"]);
  expect(await answerOf(await put(uploadUrl, LAMPS))).toBe(200);
});

test("the announced length is that of bytes, not of characters", async () => {
  const api = await startEmulator();
  const text = "é".repeat(10);
  const { uploadUrl: short } = await uploadLink(api, text.length);
  expect(await answerOf(await put(short, text))).toEqual([403, "SignatureDoesNotMatch"]);
  const { uploadUrl: right } = await uploadLink(api, Buffer.byteLength(text));
  expect(await answerOf(await put(right, text))).toBe(200);
});

test("a body without a length is refused", async () => {
  const api = await startEmulator();
  const { uploadUrl } = await uploadLink(api, 3);
  const status = await new Promise((resolve, reject) => {
    const call = request(uploadUrl, { method: "PUT", headers: { "content-type": "text/csv" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on("error", reject);
    call.write("abc");
    call.end();
  });
  expect(status).toBe(403);
});

test("downloads live five seconds of the emulator's clock, and nobody keeps a copy", async () => {
  const api = await startEmulator();
  const url = await downloadUrl(api);
  const first = await fetch(url);
  expect([first.status, first.headers.get("cache-control")]).toEqual([200, "no-store"]);
  await api.control("POST", "clock", { advanceMs: 4000 });
  expect((await fetch(url)).status).toBe(200);
  await api.control("POST", "clock", { advanceMs: 3000 });
  expect(await answerOf(await fetch(url))).toEqual([403, "AccessDenied"]);
});

test("a file that is gone has no key any more", async () => {
  const api = await startEmulator();
  const url = await downloadUrl(api);
  const state = await (await api.control("GET", "export")).json();
  // The bytes of files are not part of an export.
  await api.control("POST", "import", state);
  expect(await answerOf(await fetch(url))).toEqual([404, "NoSuchKey"]);
});

test("files and links survive a restart", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "bwp-storage-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startEmulator({ dataDir });
  const feed = await importFeed(first, LAMPS);
  await first.emulator.close();
  const second = await startEmulator({ dataDir });
  const { fileId } = feed.result.resultReport;
  const { data } = await clientOf(second.emulator).graphql(
    `query { downloadLink(fileId: "${fileId}") { downloadUrl } }`,
  );
  const response = await fetch(data.downloadLink.downloadUrl);
  expect((await response.text()).split("\n")).toHaveLength(4);
});
