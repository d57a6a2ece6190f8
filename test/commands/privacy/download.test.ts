import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { createTestHost } from "../../support/host.ts";
import { errorOf } from "../emulated.ts";
import { type PrivacyWorld, startPrivacyWorld } from "./privacy-world.ts";

let world: PrivacyWorld;
let taskId: string;
let place: string;
beforeEach(async () => {
  world = await startPrivacyWorld();
  await world.order();
  taskId = await world.start("retrieve", "--wait");
  place = join(world.folder, "saved");
  mkdirSync(place);
});
afterEach(() => world.close());

const download = (...words: readonly string[]) => world.bwp(["privacy", "download", taskId, ...words]);

/** Stands between bwp and the emulator's storage, and makes links lead to itself. */
async function startStorageProxy(onFile: (count: number) => "pass" | "refuse" | "break" | "hang"): Promise<string> {
  let files = 0;
  const target = new URL(world.emulator.url);
  const server = createServer((incoming, outgoing) => {
    const isFile = incoming.url?.startsWith("/_storage/") === true;
    const what = isFile ? onFile(++files) : "pass";
    if (what === "refuse") {
      outgoing.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
      return;
    }
    const headers = { ...incoming.headers, host: target.host };
    const forward = request(new URL(incoming.url ?? "/", target), { method: incoming.method, headers });
    forward.on("response", async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const answer = isFile ? body : Buffer.from(body.toString().replaceAll(target.origin, own));
      outgoing.writeHead(response.statusCode ?? 500, { ...response.headers, "content-length": answer.length });
      if (what === "pass") outgoing.end(answer);
      else outgoing.write(answer.subarray(0, 100), () => what === "break" && setTimeout(() => outgoing.destroy(), 20));
    });
    incoming.pipe(forward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Only whole ZIP archives begin and end like this. */
function expectArchive(file: string): void {
  const bytes = readFileSync(file);
  expect(bytes.subarray(0, 4)).toEqual(Buffer.from("PK\u0003\u0004"));
  expect(bytes.subarray(-22, -18)).toEqual(Buffer.from("PK\u0005\u0006"));
}

describe("a file", () => {
  test("is saved whole, for its owner only, and the link is shown nowhere", async () => {
    const file = join(place, "sam.zip");
    const { code, stdout, stderr } = await download("--to", file, "--debug");
    expect(code).toBe(0);
    expectArchive(file);
    expect(JSON.parse(stdout)).toEqual({ taskId, file, bytes: statSync(file).size });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(place)).toEqual(["sam.zip"]);
    expect(stderr).toContain("personalDataRetrievalTask");
    expect(stdout + stderr).not.toMatch(/X-Amz|_storage/);
  });

  test("has a name of its own in the folder of the call", async () => {
    const { host, output, remove } = createTestHost({ tty: true, env: { ...world.env, BWP_STATE_DIR: world.folder } });
    try {
      expect(await runCli(["privacy", "download", taskId], host)).toBe(0);
      const file = join(host.cwd, `data_retrieval-${taskId}.zip`);
      expectArchive(file);
      expect(output().stdout.replace(/\s+/g, "")).toContain(file);
    } finally {
      remove();
    }
  });

  test("that is there is not replaced without --force, and nothing is asked for", async () => {
    const file = join(place, "sam.zip");
    writeFileSync(file, "mine");
    const refused = await download("--to", file);
    expect([refused.code, errorOf(refused).code]).toEqual([2, "file_exists"]);
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect((await download("--to", file, "--force")).code).toBe(0);
    expectArchive(file);
  });

  test("is never put in the place of something that is no file", async () => {
    symlinkSync(join(place, "elsewhere"), join(place, "link"));
    for (const name of [place, join(place, "link"), "/dev/null"]) {
      const result = await download("--to", name, "--force");
      expect([name, result.code, errorOf(result).code]).toEqual([name, 2, "not_a_file"]);
    }
  });

  test("cannot be written: exit 1, and the reason", async () => {
    const missing = await download("--to", join(place, "no", "sam.zip"));
    expect([missing.code, errorOf(missing).code]).toEqual([1, "file_error"]);
  });
});

describe("a task", () => {
  test("that is not over is waited for only with --wait", async () => {
    const slow = await startPrivacyWorld({ speed: "real" });
    onTestFinished(() => slow.close());
    await slow.order();
    const early = await slow.start("retrieve");
    const file = join(place, "early.zip");
    const result = await slow.bwp(["privacy", "download", early, "--to", file]);
    expect([result.code, errorOf(result).code]).toEqual([5, "not_ready"]);
    const waiting = slow.bwp(["privacy", "download", early, "--to", file, "--wait"]);
    await delay(200);
    await slow.advance(30);
    expect((await waiting).code).toBe(0);
    expectArchive(file);
  });

  test("that failed, or that is a deletion, has nothing to save", async () => {
    const failed = await world.bwp(["privacy", "retrieve", "nobody@example.org", "--wait"]);
    const id = JSON.parse(failed.stdout).startPersonalDataRetrievalTask.taskId;
    const one = await world.bwp(["privacy", "download", id]);
    expect([one.code, errorOf(one).code]).toEqual([5, "DATA_SUBJECT_NOT_FOUND"]);
    const other = await world.bwp(["privacy", "download", await world.start("delete")]);
    expect([other.code, errorOf(other).code]).toEqual([5, "not_a_retrieval"]);
  });
});

describe("a transfer", () => {
  const through = (url: string, ...words: readonly string[]) =>
    world.bwp(["privacy", "download", taskId, ...words], { env: { BWP_API_URL: url } });

  test("whose link expired, and then broke off, goes on with new links", async () => {
    const url = await startStorageProxy((count) => (count === 1 ? "refuse" : count === 2 ? "break" : "pass"));
    const file = join(place, "sam.zip");
    const { code, stderr } = await through(url, "--to", file);
    expect(code).toBe(0);
    expectArchive(file);
    expect(stderr).toContain("does not hand out the file (HTTP 403, AccessDenied). Going on with a new link.");
    expect(stderr).toContain("The transfer broke off. Going on with a new link.");
    expect(stderr).not.toContain("X-Amz");
  });

  test("that never succeeds ends with 6 and leaves nothing behind", async () => {
    const url = await startStorageProxy(() => "refuse");
    const result = await through(url, "--to", join(place, "sam.zip"));
    expect([result.code, errorOf(result).code]).toEqual([6, "link_refused"]);
    expect(readdirSync(place)).toEqual([]);
  });

  test("goes into a file only, never to stdout", async () => {
    const refused = await world.bwp(["privacy", "download", taskId, "--to", "-"]);
    expect([refused.code, refused.stdout, errorOf(refused).code]).toEqual([2, "", "not_a_file"]);
  });

  test("that is stopped by Ctrl-C leaves nothing behind", async () => {
    const url = await startStorageProxy(() => "hang");
    const env = { ...world.env, BWP_STATE_DIR: world.folder, BWP_API_URL: url };
    const { host, signal, remove } = createTestHost({ env });
    try {
      const running = runCli(["privacy", "download", taskId, "--to", join(place, "sam.zip")], host);
      while (!readdirSync(place).some((name) => statSync(join(place, name)).size === 100)) await delay(10);
      expect(statSync(join(place, readdirSync(place)[0] ?? "")).mode & 0o777).toBe(0o600);
      signal("SIGINT");
      expect(await running).toBe(130);
      expect(readdirSync(place)).toEqual([]);
    } finally {
      remove();
    }
  });
});
