import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUILT, Sandbox } from "../support/built.ts";

describe("bwp emulator exec", () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox({
      BWP_PROFILE: "acme",
      BWP_ACCESS_KEY: "a-real-key",
      AWS_PROFILE: "acme",
      AWS_SESSION_TOKEN: "a-real-token",
    });
  });
  afterAll(() => sandbox.close());

  const exec = (...words: string[]) => sandbox.run(["emulator", "exec", ...words]);

  it.each([
    ["its exit code", "exit 3", 3],
    ["128 and the number of the signal that ended it", "kill -9 $$", 137],
    ["the same for SIGTERM", "kill -TERM $$", 143],
    ["0 if all went well", "true", 0],
  ])("ends with %s", async (_, script, code) => {
    expect(await exec("--", "sh", "-c", script)).toMatchObject({ code, stdout: "", stderr: "" });
  });

  it("says 127 if there is no such command, and 2 if none was given", async () => {
    const missing = await exec("--", "no-such-command");
    expect(missing.code).toBe(127);
    expect(missing.stderr).toContain("command_not_found");
    expect((await exec()).code).toBe(2);
  });

  it("passes standard streams through", async () => {
    const { stdout, stderr, code } = await sandbox.run(["emulator", "exec", "--", "sh", "-c", "cat; echo talk >&2"], {
      input: "data\n",
    });
    expect({ stdout, stderr, code }).toEqual({ stdout: "data\n", stderr: "talk\n", code: 0 });
  });

  it("gives the emulator's accounts to the command, and takes away the caller's own", async () => {
    const { stdout } = await exec("--", process.execPath, "-e", "console.log(JSON.stringify(process.env))");
    const env = JSON.parse(stdout) as Record<string, string>;
    expect(env.BWP_API_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(env).toMatchObject({
      AWS_ENDPOINT_URL: env.BWP_API_URL,
      BWP_CLIENT_ID: expect.stringMatching(/^emu-/),
      AWS_REGION: "us-east-1",
      NO_PROXY: expect.stringContaining("127.0.0.1"),
    });
    for (const name of ["BWP_PROFILE", "BWP_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"]) {
      expect(env).not.toHaveProperty(name);
    }
  });

  it("lets bwp in the command work on that emulator, from an order to its event in a queue", async () => {
    const bwp = `"${process.execPath}" "${BUILT}"`;
    const script = [
      "set -e",
      `${bwp} subscribe create --type ORDER_CONFIRMED --source-name shop >&2`,
      `${bwp} events connect --source shop >&2`,
      `${bwp} order create --sample --start >&2`,
      `${bwp} emulator clock advance 1d >&2`,
      `${bwp} events tail --limit 1 --idle-timeout 20s --query eventType`,
    ].join("\n");
    const { code, stdout, stderr } = await exec("--", "sh", "-c", script);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout.trim()).toBe('"ORDER_CONFIRMED"');
  });

  it("stops the emulator afterwards, and passes a signal on", async () => {
    const { stdout } = await exec("--", "sh", "-c", "echo $BWP_API_URL $BWP_STATE_DIR");
    const [url = "", folder = ""] = stdout.trim().split(" ");
    await expect(fetch(`${url}/_emulator/status`)).rejects.toThrow();
    expect((await sandbox.shell(`test ! -e ${folder}`)).code).toBe(0);

    const running = sandbox.start([
      "emulator",
      "exec",
      "--",
      "sh",
      "-c",
      "trap 'exit 9' TERM; echo ready; while :; do sleep 0.1; done",
    ]);
    await running.shows(/ready/);
    running.process.kill("SIGTERM");
    expect((await running.finished()).code).toBe(9);
  });
});
