import { readdirSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../src/emulator/emulator.ts";
import { Sandbox } from "../support/built.ts";

const EMAIL = "sam.shopper@example.org";
const DELETE = ["privacy", "delete", EMAIL, "--yes", "--json"];

/** Passes everything on, but keeps the answer to the first deletion to itself. */
function startSilentProxy(emulator: Emulator, onTaken: () => void): Promise<Server> {
  const target = new URL(emulator.url);
  let held = false;
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      const hold = !held && body.includes("mutation startPersonalDataDeletionTask");
      held ||= hold;
      const headers = { ...incoming.headers, host: target.host };
      const forward = request(new URL(incoming.url ?? "/", target), { method: incoming.method, headers });
      forward.on("response", (response) => {
        if (hold) {
          response.resume().on("end", onTaken);
          return;
        }
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(outgoing);
      });
      forward.end(body);
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("privacy requests", () => {
  let emulator: Emulator;
  let proxy: Server;
  let sandbox: Sandbox;
  let taken = false;

  beforeAll(async () => {
    emulator = await createEmulator({ now: Date.now });
    proxy = await startSilentProxy(emulator, () => {
      taken = true;
    });
    const { clientId, clientSecret, targetId } = emulator.credentials;
    sandbox = new Sandbox({
      BWP_API_URL: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      BWP_CLIENT_ID: clientId,
      BWP_CLIENT_SECRET: clientSecret,
      BWP_TARGET_ID: targetId,
    });
  });
  afterAll(async () => {
    await sandbox.close();
    proxy.closeAllConnections();
    proxy.close();
    await emulator.close();
  });

  it("are made once, although bwp was killed between sending and the answer", async () => {
    const first = sandbox.start(DELETE);
    while (!taken) await delay(10);
    first.process.kill("SIGKILL");
    expect((await first.finished()).signal).toBe("SIGKILL");
    const unanswered = await sandbox.run(["privacy", "list", "--json"]);
    expect(JSON.parse(unanswered.stdout)).toMatchObject([{ taskId: null, type: "deletion" }]);

    const second = await sandbox.run(DELETE);
    expect({ code: second.code, stderr: second.stderr }).toMatchObject({ code: 0 });
    const { taskId } = JSON.parse(second.stdout).startPersonalDataDeletionTask;
    const exported = await (await fetch(`${emulator.url}/_emulator/export`)).json();
    expect(exported.collections.privacyTasks.map(([id]: [string]) => id)).toEqual([taskId]);
    const known = await sandbox.run(["privacy", "list", "--json"]);
    expect(JSON.parse(known.stdout)).toMatchObject([{ taskId }]);
  });

  it("a disk that is full in the middle of a download leaves no half file", async () => {
    for (let count = 0; count < 5; count += 1) {
      const words = [
        "order",
        "create",
        "--sample",
        "--start",
        "--email",
        EMAIL,
        "--name",
        `Sam ${"x".repeat(count * 40)}`,
      ];
      expect((await sandbox.run(words)).code).toBe(0);
    }
    const retrieved = await sandbox.run(["privacy", "retrieve", EMAIL, "--wait", "--json"]);
    const { taskId } = JSON.parse(retrieved.stdout).startPersonalDataRetrievalTask;
    // A limit of 1 kB on every file stands in for the disk.
    const script = `mkdir full; trap '' XFSZ; ulimit -f 1; bwp privacy download ${taskId} --to full/sam.zip`;
    const { code, stderr } = await sandbox.shell(script);
    expect([code, stderr]).toEqual([1, expect.stringContaining("Cannot write")]);
    expect(readdirSync(join(sandbox.folder, "full"))).toEqual([]);
    const again = await sandbox.shell(`bwp privacy download ${taskId} --to full/sam.zip && stat -c %a full/sam.zip`);
    expect([again.code, again.stdout.trim().split("\n").at(-1)]).toEqual([0, "600"]);
  });

  it("a deletion asks for the address in a real terminal", async () => {
    const terminal = sandbox.terminal(["privacy", "delete"]);
    await terminal.shows(/The shopper's e-mail address/);
    terminal.type(`kim@example.org\r`);
    await terminal.shows(/Type the shopper's e-mail again/);
    terminal.type(`kim@example.org\r`);
    expect(await terminal.finished()).toBe(0);
    expect(terminal.text).toContain("delete the personal data of k***@example.org after 10 days");
    const picked = sandbox.terminal(["privacy", "cancel"]);
    await picked.shows(/Which task\?/);
    picked.type("\r");
    expect(await picked.finished()).toBe(0);
    expect(picked.text).toMatch(/Data deletion +cancelled/);
  });
});
