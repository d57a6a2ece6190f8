import { readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { API_VERSIONS } from "../../../src/model/versions.ts";
import { errorOf } from "../emulated.ts";
import { startLossyProxy } from "../order/lossy-proxy.ts";
import { MASKED, type PrivacyWorld, SHOPPER, startPrivacyWorld, UUID } from "./privacy-world.ts";

let world: PrivacyWorld;
beforeEach(async () => {
  world = await startPrivacyWorld();
});
afterEach(() => world.close());

interface Task {
  readonly taskId: string;
  readonly status: string;
  readonly dataSubject: { readonly email: string };
  readonly dataRetrievalLink?: string;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}
interface Listed {
  readonly taskId: string | null;
  readonly type: string;
  readonly email: string;
  readonly status: string | null;
  readonly holdingPeriod: number | null;
}
const list = (...words: readonly string[]) => world.json<Listed[]>(["privacy", "list", ...words]);

describe("a request", () => {
  test.each(API_VERSIONS)("is made, waited for, shown and listed in %s", async (version) => {
    const chosen = ["--api-version", version];
    await world.order({ closed: true });
    const over = await world.json<{ startPersonalDataRetrievalTask: Task; personalDataRetrievalTask: Task }>([
      ...["privacy", "retrieve", SHOPPER, "--wait", ...chosen],
    ]);
    const { taskId } = over.startPersonalDataRetrievalTask;
    expect(over.personalDataRetrievalTask).toMatchObject({
      taskId,
      status: "COMPLETED",
      dataSubject: { type: "SHOPPER", email: MASKED },
      errors: [],
    });
    expect(await world.json(["privacy", "show", taskId, ...chosen])).toEqual({
      personalDataRetrievalTask: over.personalDataRetrievalTask,
    });
    const deletion = await world.start("delete", "--reason", "no. 7", ...chosen);
    const shown = await world.json<{ personalDataDeletionTask: Task }>(["privacy", "show", deletion, ...chosen]);
    expect(shown.personalDataDeletionTask).toMatchObject({ status: "ON_HOLD", holdingPeriod: 10 });
    expect(await world.json(["privacy", "cancel", deletion, ...chosen])).toEqual({
      cancelPersonalDataDeletionTask: { taskId: deletion },
    });
    expect(await list()).toMatchObject([
      { taskId: deletion, type: "deletion", email: MASKED, status: "CANCELLED" },
      { taskId, type: "retrieval", email: MASKED, status: "COMPLETED" },
    ]);
  });

  test("a dry run shows it, with a client token, and sends and remembers nothing", async () => {
    const described = await world.json<{ operation: string; body: { variables: { input: object } } }>([
      ...["privacy", "delete", SHOPPER, "--holding-period", "14", "--reason", "no. 7", "--dry-run"],
    ]);
    expect(described.operation).toBe("startPersonalDataDeletionTask");
    expect(described.body.variables.input).toEqual({
      clientToken: { token: expect.stringMatching(UUID) },
      dataSubject: { type: "SHOPPER", email: SHOPPER },
      holdingPeriod: 14,
      reason: "no. 7",
    });
    expect(await world.tasks()).toBe(0);
    expect(await list()).toEqual([]);
  });

  test.each([
    [["retrieve", "sam.example.org"], "invalid_email"],
    [["retrieve"], "missing_input"],
    [["retrieve", SHOPPER, "--client-token", "short"], "invalid_client_token"],
    [["delete", SHOPPER, "--yes", "--holding-period", "181"], "usage"],
    [["delete", SHOPPER, "--yes", "--holding-period", "-1"], "usage"],
    [["show"], "missing_input"],
    [["cancel"], "missing_input"],
    [["download"], "missing_input"],
  ])("%j is wrong usage", async (words, code) => {
    const result = await world.bwp(["privacy", ...words]);
    expect([result.code, errorOf(result).code]).toEqual([2, expect.stringMatching(code === "usage" ? /./ : code)]);
    expect(await world.tasks()).toBe(0);
  });

  test("on a terminal the address is asked for, and a wrong one is not taken", async () => {
    const { code, stdout } = await world.asked(
      ["privacy", "retrieve"],
      [
        ["The shopper's e-mail address", "sam\r"],
        ["takes no such", `.shopper@example.org\r`],
      ],
    );
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^\nData retrieval +requested\n {2}Task id +[0-9a-f-]{36}\n$/),
    ]);
  });
});

describe("an address that does not stand on the command line", () => {
  test("comes from stdin or a file, as it is or with a line end", async () => {
    await world.order();
    const file = join(world.folder, "address.txt");
    writeFileSync(file, `${SHOPPER}\n`);
    const piped = await world.bwp(["privacy", "retrieve", "-"], { stdin: `  ${SHOPPER}\r\n` });
    expect([piped.code, piped.stderr]).toEqual([0, expect.stringContaining(MASKED)]);
    expect(JSON.parse((await world.bwp(["privacy", "retrieve", `@${file}`])).stdout)).toEqual(JSON.parse(piped.stdout));
  });

  test("that is not there, or is none, is wrong usage that does not quote it", async () => {
    const empty = await world.bwp(["privacy", "delete", "-", "--yes"], { stdin: "\n" });
    expect([empty.code, errorOf(empty).message]).toEqual([2, "EMAIL: stdin is empty."]);
    const nowhere = await world.bwp(["privacy", "delete", "@no-such-file", "--yes"]);
    expect([nowhere.code, errorOf(nowhere).code]).toEqual([2, "unreadable_file"]);
    const wrong = await world.bwp(["privacy", "delete", "-", "--yes"], { stdin: "sam" });
    expect([wrong.code, errorOf(wrong).code, wrong.stderr]).toEqual([
      2,
      "invalid_email",
      expect.not.stringMatching("sam"),
    ]);
    expect(await world.tasks()).toBe(0);
  });
});

describe("the same request again", () => {
  test("says which task there is and sends nothing; --new and other content ask anew", async () => {
    await world.order();
    const first = await world.start("retrieve");
    const again = await world.bwp(["privacy", "retrieve", SHOPPER]);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual({ startPersonalDataRetrievalTask: { taskId: first } });
    const shown = await world.bwp(["privacy", "retrieve", SHOPPER], { tty: true });
    expect(shown.stdout).toMatch(/^\nData retrieval {2}COMPLETED\n/);
    expect(shown.stderr.replace(/\s+/g, " ")).toContain(`Next: bwp privacy download ${first} saves the data.`);
    expect(again.stderr).toContain(
      `! The same was asked for just now: task ${first} is COMPLETED. Nothing was sent; --new asks again.`,
    );
    expect(await world.tasks()).toBe(1);
    expect(await world.start("retrieve", "--new")).not.toBe(first);
    const deletion = await world.start("delete");
    expect(await world.start("delete", "--holding-period", "11")).not.toBe(deletion);
    expect(await world.start("delete", "--reason", "other")).not.toBe(deletion);
    expect(await world.start("delete")).toBe(deletion);
    expect(await world.tasks()).toBe(5);
  });

  test("after a failure it is asked for anew, as the documentation wants it", async () => {
    await world.order();
    const words = ["privacy", "delete", SHOPPER, "--holding-period", "0", "--yes", "--wait"];
    const failed = await world.bwp(words);
    expect([failed.code, errorOf(failed).code]).toEqual([5, "ORDERS_NOT_CLOSED"]);
    expect(JSON.parse(failed.stdout).personalDataDeletionTask.status).toBe("FAILED");
    expect(errorOf(failed).suggestion).toContain("not tried again by itself");
    const again = await world.bwp(words);
    expect([again.code, again.stderr.includes("failed: asking again")]).toEqual([5, true]);
    expect(await world.tasks()).toBe(2);
  });

  test("after a cancellation it is a new request", async () => {
    const first = await world.start("delete");
    await world.json(["privacy", "cancel", first]);
    expect(await world.start("delete")).not.toBe(first);
  });

  test("a client token of one's own is sent as it is", async () => {
    const token = "order-desk-7-2024-000000000000000000117";
    const first = await world.start("delete", "--client-token", token);
    expect(await world.start("delete", "--client-token", token)).toBe(first);
    expect(await list()).toHaveLength(1);
  });

  test("after a lost answer the token is used again: one task in the end", async () => {
    const proxy = await startLossyProxy(world.emulator.url, "startPersonalDataDeletionTask", 4);
    const env = { BWP_API_URL: proxy.url };
    try {
      const words = ["privacy", "delete", SHOPPER, "--yes"];
      const lost = await world.bwp(words, { env });
      expect([lost.code, errorOf(lost).code]).toEqual([6, "outcome_unknown"]);
      expect(errorOf(lost).suggestion).toContain("Run the same command again within 8 hours");
      expect(proxy.passed("startPersonalDataDeletionTask")).toBe(4);
      const unanswered = await world.bwp(["privacy", "list"], { env });
      expect(JSON.parse(unanswered.stdout)).toMatchObject([{ taskId: null, status: null }]);
      const found = await world.bwp(words, { env });
      expect([found.code, found.stderr]).toEqual([0, expect.stringContaining("repeating it with its client token")]);
      const { taskId } = JSON.parse(found.stdout).startPersonalDataDeletionTask;
      const known = await world.bwp(["privacy", "list"], { env });
      expect(JSON.parse(known.stdout)).toMatchObject([{ taskId }]);
      expect(await world.tasks()).toBe(1);
    } finally {
      await proxy.close();
    }
  });

  test("what was refused is not remembered", async () => {
    const env = { BWP_CLIENT_SECRET: "emu-wrong" };
    const token = "order-desk-7-2024-000000000000000000117";
    for (const more of [[], ["--client-token", token]]) {
      expect((await world.bwp(["privacy", "retrieve", SHOPPER, ...more], { env })).code).toBe(3);
    }
    expect(await list()).toEqual([]);
  });
});

describe("a deletion", () => {
  const typed = "Type the shopper's e-mail again";

  test("asks for the address again, on the emulator too", async () => {
    const { code, stderr } = await world.asked(["privacy", "delete", SHOPPER], [[typed, `${SHOPPER}\r`]]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("it cannot be undone. Type")]);
    expect(await world.tasks()).toBe(1);
  });

  test("sends nothing if another one is typed", async () => {
    const { code, stderr } = await world.asked(["privacy", "delete", SHOPPER], [[typed, "sam@example.org\r"]]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("that is not the shopper's e-mail")]);
    expect(await world.tasks()).toBe(0);
    expect(await list()).toEqual([]);
  });

  test("needs --yes where nobody can be asked", async () => {
    for (const kind of ["emulator", "sandbox", "production"]) {
      const result = await world.bwp(["privacy", "delete", SHOPPER], { env: { BWP_PROFILE_KIND: kind } });
      expect([result.code, errorOf(result).code]).toEqual([2, "confirmation_required"]);
      expect(errorOf(result).suggestion).toContain("--yes");
    }
    expect(await world.tasks()).toBe(0);
  });

  test("on production the profile's name has to be typed as well", async () => {
    const asked = await world.asked(
      ["privacy", "delete", SHOPPER],
      [
        ["Type its name", "env\r"],
        [typed, `${SHOPPER}\r`],
      ],
      { BWP_PROFILE_KIND: "production" },
    );
    expect([asked.code, asked.stderr]).toEqual([0, expect.stringContaining("is a production profile")]);
  });

  test("cancelled: to the end on the emulator's clock nothing happens", async () => {
    await world.order({ closed: true });
    const taskId = await world.start("delete");
    await world.json(["privacy", "cancel", taskId]);
    await world.advance(50);
    const shown = await world.bwp(["privacy", "show", taskId]);
    expect([shown.code, errorOf(shown).message]).toEqual([4, `The task ${taskId} was cancelled.`]);
    const twice = await world.bwp(["privacy", "cancel", taskId]);
    expect([twice.code, errorOf(twice).message]).toEqual([4, `The task ${taskId} was cancelled before.`]);
  });

  test("cannot be cancelled when the holding period is over", async () => {
    await world.order({ closed: true });
    const taskId = await world.start("delete");
    await world.advance(10);
    const result = await world.bwp(["privacy", "cancel", taskId]);
    expect([result.code, errorOf(result).code]).toEqual([5, "CannotCancelPersonalDataDeletionTask"]);
  });

  test("is chosen from those made here", async () => {
    await world.start("retrieve");
    const taskId = await world.start("delete");
    const { code, stdout } = await world.asked(["privacy", "cancel"], [["Which task?", "\r"]]);
    expect([code, stdout]).toEqual([0, `\nData deletion  cancelled\n  Task id  ${taskId}\n`]);
    const none = await world.asked(["privacy", "cancel"], []);
    expect([none.code, none.stderr]).toEqual([4, expect.stringContaining("The API cannot list tasks")]);
  });
});

describe("show", () => {
  test("a failed task is shown and ends with 5", async () => {
    const words = ["privacy", "retrieve", SHOPPER, "--wait"];
    const { personalDataRetrievalTask: task } = JSON.parse((await world.bwp(words)).stdout);
    const result = await world.bwp(["privacy", "show", task.taskId]);
    expect(result.code).toBe(5);
    expect(JSON.parse(result.stdout).personalDataRetrievalTask.errors).toEqual([
      {
        code: "DATA_SUBJECT_NOT_FOUND",
        message: `The shopper email for request ${task.taskId} does not exist`,
      },
    ]);
    expect(errorOf(result)).toMatchObject({ code: "DATA_SUBJECT_NOT_FOUND", type: "refused" });
    const table = await world.bwp(["privacy", "show", task.taskId], { tty: true });
    expect(table.stdout).toMatch(/^\nData retrieval {2}FAILED\n/);
    expect(table.stdout).toContain(`Shopper    ${MASKED}\n`);
  });

  test("finds a task that was not started here, of either kind, or by --type", async () => {
    const deletion = await world.start("delete");
    const elsewhere = { env: { BWP_STATE_DIR: `${world.folder}/elsewhere` } };
    for (const words of [[], ["--type", "deletion"]]) {
      const result = await world.bwp(["privacy", "show", deletion, ...words], elsewhere);
      expect(JSON.parse(result.stdout).personalDataDeletionTask.taskId).toBe(deletion);
    }
    const wrong = await world.bwp(["privacy", "show", deletion, "--type", "retrieval"], elsewhere);
    expect([wrong.code, errorOf(wrong).message]).toEqual([4, `There is no task ${deletion}.`]);
    expect((await world.bwp(["privacy", "show", "nowhere"])).code).toBe(4);
  });

  test("address and link are shown only if that is asked for", async () => {
    await world.order();
    const taskId = await world.start("retrieve", "--wait");
    const plain = await world.bwp(["privacy", "show", taskId, "--debug"]);
    expect(plain.stdout + plain.stderr).not.toMatch(/X-Amz|sam\.shopper/);
    expect(JSON.parse(plain.stdout).personalDataRetrievalTask).not.toHaveProperty("dataRetrievalLink");
    const open = await world.bwp(["privacy", "show", taskId, "--show-email", "--show-link"]);
    expect(JSON.parse(open.stdout).personalDataRetrievalTask).toMatchObject({
      dataRetrievalLink: expect.stringContaining("X-Amz-Signature"),
      dataSubject: { email: SHOPPER },
    });
    expect(open.stderr).toContain("for 60 seconds");
  });

  test("--wait outlasts a service that is away for a while", async () => {
    const taskId = await world.start("delete");
    const running = world.bwp(["privacy", "show", taskId, "--wait"]);
    // The state is read once; the waiting has its own first look.
    const looks = async () => {
      const { entries } = (await (await fetch(`${world.emulator.url}/_emulator/log`)).json()) as {
        entries: { message: string }[];
      };
      return entries.filter(({ message }) => message === "personalDataDeletionTask: ok").length;
    };
    await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    // One look more than a call's four tries.
    const fault = { operation: "personalDataDeletionTask", kind: "internal", times: 5 };
    const added = await fetch(`${world.emulator.url}/_emulator/faults`, {
      method: "POST",
      body: JSON.stringify(fault),
    });
    expect(added.ok).toBe(true);
    await world.advance(10);
    const { code, stderr } = await running;
    expect([code, stderr]).toEqual([5, expect.stringContaining("Looking again later.")]);
  });

  test("--wait gives up in time, and says the state", async () => {
    const taskId = await world.start("delete");
    const result = await world.bwp(["privacy", "show", taskId, "--wait", "--wait-timeout", "300ms"]);
    expect([result.code, errorOf(result).message]).toEqual([7, expect.stringContaining("now it is ON_HOLD")]);
    expect(errorOf(result).suggestion).toContain(`bwp privacy show ${taskId} --wait`);
  });
});

describe("the ledger", () => {
  test("is readable by its owner only, and holds no address", async () => {
    await world.start("delete", "--reason", "Sam asked for it");
    expect(statSync(world.ledgerFile).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(world.ledgerFile)).mode & 0o777).toBe(0o700);
    const text = readFileSync(world.ledgerFile, "utf8");
    expect(text).toContain(MASKED);
    expect(text).not.toMatch(/shopper@|Sam asked/);
  });

  test("shows a table, the requests of one account, and with --refresh how they are now", async () => {
    await world.order({ closed: true });
    const taskId = await world.start("delete");
    expect(await list()).toMatchObject([{ taskId, status: null }]);
    await world.advance(10);
    expect(await list("--refresh")).toMatchObject([{ taskId, status: "COMPLETED" }]);
    const table = await world.bwp(["privacy", "list"], { tty: true });
    expect(table.stdout).toMatch(
      new RegExp(`^\n${MASKED.replaceAll("*", "\\*")}\n +Task id +Type +State +Requested\n`),
    );
    expect(table.stdout).toContain(`${taskId}  deletion  COMPLETED  just now\n`);
    const env = { BWP_TARGET_ID: "bp-another" };
    const none = await world.bwp(["privacy", "list"], { env });
    expect([JSON.parse(none.stdout), none.stderr]).toEqual([[], expect.stringContaining("bwp privacy list --all")]);
    expect(JSON.parse((await world.bwp(["privacy", "list", "--all"], { env })).stdout)).toHaveLength(1);
  });

  test("that is broken is left alone and named; nothing is sent without it, but a task can be shown", async () => {
    const taskId = await world.start("delete");
    writeFileSync(world.ledgerFile, "{");
    const started = await world.bwp(["privacy", "retrieve", SHOPPER]);
    expect([started.code, errorOf(started).code]).toEqual([1, "broken_file"]);
    expect(await world.tasks()).toBe(1);
    const shown = await world.bwp(["privacy", "show", taskId]);
    expect([shown.code, shown.stderr]).toEqual([0, expect.stringContaining("is not valid JSON")]);
    expect(readFileSync(world.ledgerFile, "utf8")).toBe("{");
  });
});
