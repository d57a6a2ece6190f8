import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Sandbox } from "../support/built.ts";

const ENTER = "\r";
const SPACE = " ";
const DOWN = "\u001b[B";
const CTRL_C = "\u0003";

describe("the four commands of the design, by hand", () => {
  let sandbox: Sandbox;
  let orderId: string;

  beforeAll(async () => {
    sandbox = new Sandbox();
    await sandbox.startEmulator(["--memory"]);
    const created = await sandbox.run([
      "order",
      "create",
      "--line",
      "sku=MUG,title=Blue mug,qty=1,price=18.50,preview=EMU-p-1,offer=o-1",
      "--name",
      "Nora Quist",
      "--email",
      "nora@example.com",
      "--address",
      "12 Harbor Lane, Portland, OR 97201, US",
      "--start",
      "--json",
    ]);
    expect({ code: created.code, stderr: created.stderr }).toMatchObject({ code: 0 });
    orderId = /\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6}/.exec(created.stdout)?.[0] ?? "";
    for (const state of ["IN_TRANSIT", "DELIVERED"]) {
      expect((await sandbox.run(["sandbox", "advance-delivery", orderId, "--to", state, "--wait"])).code).toBe(0);
    }
    expect((await sandbox.run(["emulator", "create-return", orderId])).code).toBe(0);
  });
  afterAll(() => sandbox.close());

  it("subscribe create asks for event types and a name, and says what to do next", async () => {
    const terminal = sandbox.terminal(["subscribe", "create"]);
    await terminal.shows(/[Ee]vent types?/);
    terminal.type(SPACE + DOWN + SPACE + ENTER);
    await terminal.shows(/Where shall the events go/);
    terminal.type(ENTER);
    await terminal.shows(/name/i);
    await terminal.shows(/source/i);
    terminal.type(`my-shop${ENTER}`);
    expect(await terminal.finished()).toBe(0);
    expect(terminal.text).toMatch(/created/);
    expect(terminal.text).toContain("bwp events connect --source my-shop");
  });

  it("order show asks for the order", async () => {
    const terminal = sandbox.terminal(["order", "show"]);
    await terminal.shows(/[Oo]rder/);
    terminal.type(orderId + ENTER);
    expect(await terminal.finished()).toBe(0);
    expect(terminal.text).toContain("Blue mug");
    const shown = terminal.text.slice(terminal.text.lastIndexOf(`Order ${orderId}`)).split("\n");
    expect(shown.filter((line) => line.length > 80)).toEqual([]);
  });

  it("sandbox advance-return offers the states that are possible next", async () => {
    const terminal = sandbox.terminal(["sandbox", "advance-return", orderId]);
    await terminal.shows(/IN_TRANSIT/);
    expect(terminal.text).not.toContain("DELIVERED?");
    terminal.type(ENTER);
    expect(await terminal.finished()).toBe(0);
    expect(terminal.text).toMatch(/CREATED -> IN_TRANSIT/);
  });

  it("events tail ends with what it did on Ctrl-C", async () => {
    expect(
      (await sandbox.run(["subscribe", "create", "--type", "RETURN_PACKAGE_DELIVERED", "--source-name", "tail-shop"]))
        .code,
    ).toBe(0);
    expect((await sandbox.run(["events", "connect", "--source", "tail-shop"])).code).toBe(0);
    const terminal = sandbox.terminal(["events", "tail"]);
    await terminal.shows(/Ready/);
    expect((await sandbox.run(["sandbox", "advance-return", orderId, "--to", "DELIVERED", "--wait"])).code).toBe(0);
    await terminal.shows(/RETURN_PACKAGE_DELIVERED/);
    terminal.type(CTRL_C);
    expect(await terminal.finished()).toBe(130);
    expect(terminal.text).toMatch(/1 event received, 1 shown, 1 deleted/);
  });

  it("Ctrl-C in a question sends nothing and exits 130", async () => {
    const terminal = sandbox.terminal(["order", "show"]);
    await terminal.shows(/[Oo]rder/);
    terminal.type(CTRL_C);
    expect(await terminal.finished()).toBe(130);
  });
});

describe("the four commands without a terminal", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = new Sandbox();
    await sandbox.startEmulator(["--memory"]);
  });
  afterAll(() => sandbox.close());

  it.each([
    [
      ["subscribe", "create"],
      ["--type", "--source-name"],
    ],
    [["order", "show"], ["ORDER_ID"]],
    [["sandbox", "advance-return"], ["ORDER_ID"]],
  ])("%j is an error that names what is missing, exit 2, nothing on stdout", async (words, missing) => {
    const { code, stdout, stderr } = await sandbox.run(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const { error } = JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as {
      error: { type: string; message: string };
    };
    expect(error.type).toBe("usage");
    for (const flag of missing) expect(error.message).toContain(flag);
  });

  it("events tail without a queue says how to get one, exit 4", async () => {
    const { code, stdout, stderr } = await sandbox.run(["events", "tail", "-o", "table"]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain("bwp events connect");
  });
});
