import { existsSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readArchive } from "../../src/events/archive.ts";
import { type Emulated, startEmulated } from "../commands/emulated.ts";
import { webhookBody } from "../events/messages.ts";
import { type Running, Sandbox } from "../support/built.ts";

let sandbox: Sandbox;
let agent: Agent;
beforeEach(() => {
  sandbox = new Sandbox();
  agent = new Agent({ keepAlive: true, maxSockets: 32 });
});
afterEach(async () => {
  agent.destroy();
  await sandbox.close();
});

const body = (index: number): string =>
  JSON.stringify(webhookBody("PACKAGE_DELIVERED", `order/322-ABC1-AAAAAA/delivery/d${index}`, index));

function post(url: string, content: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: "POST", agent }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sending.on("error", reject);
    sending.end(content);
  });
}

async function addressOf(listener: Running): Promise<string> {
  await listener.shows(/Ready/, "stderr");
  return /^Address +(\S+)$/m.exec(listener.stderr)?.[1] ?? "";
}

/** Event ids in the archive, each as often as it is there. */
async function archived(): Promise<string[]> {
  const ids: string[] = [];
  for await (const record of readArchive(join(sandbox.folder, "state", "data", "events"))) {
    const { eventId } = JSON.parse(record.body) as { eventId: string };
    ids.push(eventId);
  }
  return ids;
}

const listen = (...words: string[]): Running => sandbox.start(["events", "listen", ...words]);

describe("with the emulator", () => {
  let world: Emulated;
  beforeEach(async () => {
    world = await startEmulated();
    Object.assign(sandbox.env, world.env);
  });
  afterEach(() => world.close());

  const orders = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) await world.json(["order", "create", "--sample"]);
  };

  it("kill -9 in the middle and a full disk lose nothing: what had no 200 is sent again", async () => {
    const first = listen("--port", "0");
    const url = await addressOf(first);
    const { port } = new URL(url);
    await world.json(["subscribe", "create", "--type", "ORDER_CONFIRMED", "--webhook-url", url]);
    await orders(5);
    first.process.kill("SIGKILL");
    await first.finished();
    await orders(5);
    // The shell's limit stands for a full disk: the archive takes a few events, then 503 is answered.
    const limited = `trap "" XFSZ; ulimit -f 4; bwp events listen --port ${port} --idle-timeout 10s --json`;
    const [full] = await Promise.all([sandbox.shell(limited), orders(5)]);
    expect(full.code).toBe(0);
    expect(full.stderr).toContain("Posts are answered with 503 until the archive can be written.");
    expect(new Set(await archived()).size).toBeLessThan(15);
    const healed = listen("--port", port);
    await addressOf(healed);
    const complete = async (): Promise<number> => new Set(await archived()).size;
    await expect.poll(complete, { timeout: 180_000, interval: 500 }).toBe(15);
    healed.process.kill("SIGINT");
    expect((await healed.finished()).code).toBe(130);
  }, 300_000);
});

it.skipIf(!existsSync("/proc/self/status"))(
  "20,000 posts: each is archived and shown, in flat memory",
  async () => {
    const count = 20_000;
    const listener = listen("--port", "0", "--signature", "off", "--limit", String(count), "-o", "ndjson");
    const url = await addressOf(listener);
    let next = 0;
    const send = async (): Promise<void> => {
      for (let index = next++; index < count; index = next++) {
        // Too much at once is answered with 503: it is sent again, as a sender does.
        while ((await post(url, body(index))) !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const sending = Promise.all(Array.from({ length: 32 }, send));
    let highest = 0;
    const watch = setInterval(() => {
      const status = readFileSync(`/proc/${listener.process.pid}/status`, "utf8");
      highest = Math.max(highest, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
    }, 100);
    await sending;
    clearInterval(watch);
    const { code, stdout } = await listener.finished();
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(count);
    expect(new Set(await archived()).size).toBe(count);
    expect(highest).toBeGreaterThan(20);
    expect(highest).toBeLessThan(150);
  },
  300_000,
);

it("ends quietly when its reader goes away (| head -1)", async () => {
  const ended = sandbox.shell(`set -o pipefail
    bwp events listen --port 0 --signature off --json 2> talk | head -1
    echo "status \${PIPESTATUS[0]}"`);
  const talk = join(sandbox.folder, "talk");
  const address = (): string => /^Address +(\S+)$/m.exec(existsSync(talk) ? readFileSync(talk, "utf8") : "")?.[1] ?? "";
  await expect
    .poll(() => /Ready/.test(existsSync(talk) ? readFileSync(talk, "utf8") : ""), { timeout: 120_000 })
    .toBe(true);
  const url = address();
  for (let index = 0; index < 500; index += 1) {
    const status = await post(url, body(index)).catch(() => 0);
    if (status !== 200) break;
  }
  const { stdout } = await ended;
  const [first = "", status] = stdout.trim().split("\n");
  expect(JSON.parse(first)).toMatchObject({ eventType: "PACKAGE_DELIVERED" });
  expect(status).toBe("status 0");
  expect(readFileSync(talk, "utf8")).not.toMatch(/Error|EPIPE|at .*\.js/);
});
