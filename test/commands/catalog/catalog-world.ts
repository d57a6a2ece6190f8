import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Emulated, type EmulatedOptions, startEmulated } from "../emulated.ts";

/** The documented header. */
export const HEADER = "External ID,Updated External ID,SKU,Amazon SKU,Offer Prime,Image URL,Product Detail Page URL";

/** Two rows that are in order. */
export const LAMPS = [
  "listing-4711,,LAMP-OAK-01,AMZ-LAMP-OAK-01,true,https://shop.example/img/oak.jpg,https://shop.example/p/oak",
  "listing-4712,,LAMP-ELM-01,AMZ-LAMP-ELM-01,false,https://shop.example/img/elm.jpg,https://shop.example/p/elm",
] as const;

/** An emulator, and a folder for files. */
export interface CatalogWorld extends Emulated {
  /** Writes a catalog file of these rows; its path. */
  csv(...rows: readonly string[]): string;
  /** Writes any file; its path. */
  file(name: string, content: string | Uint8Array): string;
  path(name: string): string;
  /** Moves the emulator's clock. */
  advance(ms: number): Promise<void>;
}

/** Starts an emulator that ends with the test. */
export async function startCatalog(options: EmulatedOptions = {}): Promise<CatalogWorld> {
  const world = await startEmulated(options);
  const folder = mkdtempSync(join(tmpdir(), "bwp-catalog-"));
  onTestFinished(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const path = (name: string): string => join(folder, name);
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(path(name), content);
    return path(name);
  };
  return {
    ...world,
    path,
    file,
    csv: (...rows) => file("catalog.csv", `${[HEADER, ...rows].join("\n")}\n`),
    async advance(advanceMs) {
      await fetch(`${world.emulator.url}/_emulator/clock`, { method: "POST", body: JSON.stringify({ advanceMs }) });
    },
  };
}
