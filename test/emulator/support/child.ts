import { createEmulator } from "../../../src/emulator/emulator.ts";

/** Runs an emulator over the directory of the first argument and prints its URL; to be killed. */
const emulator = await createEmulator({ now: Date.now, dataDir: process.argv[2], speed: 60_000 });
process.stdout.write(`${emulator.url}\n`);
