import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "../events/queue-server.ts";
import { archiveOf, idsOf, shownIn, startTailedQueue, type TailedQueue } from "./tail-queue.ts";

function refusal(status: number, type: string, message: string): Extract<Fault, { status: number }> {
  return { status, body: JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message }) };
}

const EXPIRED = refusal(403, "ExpiredToken", "The security token included in the request is expired");

describe("bwp events tail, as a process, before a queue in trouble", () => {
  let world: TailedQueue | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  it("loses nothing to a queue that throttles receives and deletes", async () => {
    const calls: Record<string, number> = {};
    world = await startTailedQueue((action) => {
      const number = (calls[action] ?? 0) + 1;
      calls[action] = number;
      if (action === "ReceiveMessage" && number <= 2) return refusal(403, "RequestThrottled", "Rate exceeded");
      if (action === "ReceiveMessage" && number % 5 === 0) return refusal(503, "ServiceUnavailable", "Busy");
      if (action === "DeleteMessageBatch" && number % 3 === 1) return refusal(400, "ThrottlingException", "Slow down");
      return undefined;
    });
    const sent = await world.send(200);
    const { code, stdout, stderr } = await world.sandbox.run(world.words);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(shownIn(stdout)).toEqual(idsOf(sent));
    expect(archiveOf(world.archive)).toEqual({ bodies: new Set(sent), torn: 0 });
    expect(world.left()).toBe(0);
    // Each try is told, and the queue's own words with it.
    expect(stderr).toMatch(/The queue could not be read: .*Rate exceeded\. Try 2 in /);
    expect(stderr).toMatch(/Shown events could not be deleted: .*Slow down\. Try 2 in /);
    expect(stderr).toContain("The queue can be read again.");
  });

  it("ends with exit code 3 when the credentials of the environment expire, and loses nothing", async () => {
    let isOver = false;
    let deleted = 0;
    world = await startTailedQueue((action) => {
      if (isOver) return EXPIRED;
      if (action === "DeleteMessageBatch") deleted += 1;
      isOver = deleted === 5;
      return undefined;
    });
    const sent = await world.send(200);
    const first = await world.sandbox.run(world.words);
    expect(first.code).toBe(3);
    expect(first.stderr).toContain(
      "AWS does not accept AWS_ACCESS_KEY_ID of the environment: The security token included in the request is expired.",
    );
    expect(first.stderr).toContain("set new ones and start again");
    // What was deleted had been shown, and the rest is still there.
    expect(world.left()).toBeGreaterThanOrEqual(150);
    expect(shownIn(first.stdout).size + world.left()).toBeGreaterThanOrEqual(200);

    isOver = false;
    deleted = 10;
    const second = await world.sandbox.run(world.words);
    expect({ code: second.code, stderr: second.stderr }).toMatchObject({ code: 0 });
    expect(shownIn(first.stdout, second.stdout)).toEqual(idsOf(sent));
    expect(world.left()).toBe(0);
  });

  it("goes on with the new keys of a profile when the old ones expire", async () => {
    const keysUsed = new Set<string>();
    let deleted = 0;
    let renew = (): void => undefined;
    world = await startTailedQueue((action, { authorization }) => {
      const key = /Credential=(\w+)\//.exec(authorization ?? "")?.[1] ?? "";
      if (deleted >= 5 && key === "OLD") return EXPIRED;
      keysUsed.add(key);
      if (action === "DeleteMessageBatch") deleted += 1;
      if (deleted === 5) renew();
      return undefined;
    }, {});
    const file = join(world.sandbox.folder, "credentials");
    const write = (key: string): void =>
      writeFileSync(
        file,
        `[shop]\naws_access_key_id = ${key}\naws_secret_access_key = secret\naws_session_token = token-${key}\n`,
      );
    write("OLD");
    renew = () => write("NEW");
    Object.assign(world.sandbox.env, { AWS_SHARED_CREDENTIALS_FILE: file });
    const sent = await world.send(200);
    const { code, stdout, stderr } = await world.sandbox.run([...world.words, "--aws-profile", "shop"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).not.toContain("expired");
    expect(keysUsed).toEqual(new Set(["OLD", "NEW"]));
    expect(shownIn(stdout)).toEqual(idsOf(sent));
    expect(world.left()).toBe(0);
  });

  it("signs with the queue's time when the clock jumps by an hour, there and back", async () => {
    let aheadMs = 0;
    let refused = 0;
    let deleted = 0;
    world = await startTailedQueue((action, headers) => {
      const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(String(headers["x-amz-date"])) ?? [];
      const signed = Date.parse(`${day?.replace(/(....)(..)/, "$1-$2-")}T${time?.replace(/(..)(..)/, "$1:$2:")}Z`);
      const now = Date.now() + aheadMs;
      if (!(Math.abs(signed - now) < 5 * 60_000)) {
        refused += 1;
        const text = "Signature expired: it is not within 5 minutes of the time of the queue";
        return { ...refusal(403, "InvalidSignatureException", text), date: new Date(now).toUTCString() };
      }
      if (action === "DeleteMessageBatch") deleted += 1;
      if (deleted === 5) aheadMs = 3_600_000;
      if (deleted === 10) aheadMs = 0;
      return undefined;
    });
    const sent = await world.send(200);
    const { code, stdout, stderr } = await world.sandbox.run(world.words);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).not.toContain("Signature");
    expect(refused).toBeGreaterThanOrEqual(2);
    expect(shownIn(stdout)).toEqual(idsOf(sent));
    expect(world.left()).toBe(0);
  });
});
