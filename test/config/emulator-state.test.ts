import { readdir, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type EmulatorState, openEmulatorState } from "../../src/config/emulator-state.ts";
import { bundleProgram, modeOf, run, temporaryFolder } from "./support.ts";

async function listening(): Promise<EmulatorState> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    pid: process.pid,
    url: `http://127.0.0.1:${port}`,
    port,
    startedAt: "2026-03-04T05:06:07Z",
    dataDir: "/data",
    credentials: { clientId: "emu-1", clientSecret: "emu-2", targetId: "bp-1" },
  };
}

describe("openEmulatorState", () => {
  it("keeps the state in a file of mode 0600, and finds the running emulator", async () => {
    const folder = await temporaryFolder();
    const states = openEmulatorState(join(folder, "state", "emulator.json"));
    expect(await states.read()).toBeUndefined();
    expect(await states.running()).toBeUndefined();
    const state = await listening();
    await states.write(state);
    expect(await states.read()).toEqual(state);
    expect(await states.running()).toEqual(state);
    expect(await modeOf(states.file)).toBe(0o600);
    expect(await modeOf(join(folder, "state"))).toBe(0o700);
  });

  it("takes the state of a dead process for stale", async () => {
    const folder = await temporaryFolder();
    const program = await bundleProgram(folder, "console.log(process.pid)");
    const pid = Number(await run(program));
    const states = openEmulatorState(join(folder, "emulator.json"));
    const state = { ...(await listening()), pid };
    await states.write(state);
    expect(await states.running()).toBeUndefined();
    expect(await states.read()).toEqual(state);
  });

  it("takes the state of a port that does not answer for stale: the pid may be another program's by now", async () => {
    const states = openEmulatorState(join(await temporaryFolder(), "emulator.json"));
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await states.write({ ...(await listening()), port, url: `http://127.0.0.1:${port}` });
    expect(await states.running()).toBeUndefined();
  });

  it("removes only what belongs to the process", async () => {
    const folder = await temporaryFolder();
    const states = openEmulatorState(join(folder, "emulator.json"));
    await states.write(await listening());
    expect(await states.remove(process.pid + 1)).toBe(false);
    expect(await states.read()).toBeDefined();
    expect(await states.remove(process.pid)).toBe(true);
    expect(await states.remove(process.pid)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it("does not follow a state that is damaged or leads to another machine", async () => {
    const states = openEmulatorState(join(await temporaryFolder(), "emulator.json"));
    const state = await listening();
    for (const wrong of [
      "",
      "{",
      "[]",
      JSON.stringify({ ...state, url: "https://evil.example" }),
      JSON.stringify({ ...state, url: "http://127.0.0.1.evil.example" }),
      JSON.stringify({ ...state, credentials: { clientId: "emu-1" } }),
      JSON.stringify({ ...state, pid: "1" }),
    ]) {
      await writeFile(states.file, wrong);
      expect(await states.read()).toBeUndefined();
      expect(await states.running()).toBeUndefined();
    }
  });
});
