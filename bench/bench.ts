// The AWS SDK would print a remark about the Node version.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/**
 * Speed of bwp as ratios to a bare equivalent in the same run: design goals, medians, smallest and largest.
 * `npm run bench` measures everything, `npm run bench -- start tail` only the named parts; their rows in bench/results.json are
 * written anew.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { emulatorOrders } from "./emulator-orders.ts";
import { eventsDecode } from "./events-decode.ts";
import { eventsBacklog, eventsSoak, eventsTail } from "./events-tail.ts";
import type { Spread } from "./measure.ts";
import { orderShow } from "./order-show.ts";
import type { Bench, Row } from "./row.ts";
import { start } from "./start.ts";

const PARTS: Readonly<Record<string, (bench: Bench) => Promise<readonly Row[]>>> = {
  start,
  order: orderShow,
  decode: eventsDecode,
  tail: eventsTail,
  backlog: eventsBacklog,
  soak: eventsSoak,
  emulator: emulatorOrders,
};

const root = resolve(import.meta.dirname, "..", "..", "..");
const folder = await mkdtemp(join(tmpdir(), "bwp-bench-"));
const bench: Bench = {
  bwp: join(root, "dist", "bwp.js"),
  folder,
  env: {
    BWP_CONFIG_DIR: join(folder, "config"),
    BWP_STATE_DIR: join(folder, "state"),
    BWP_SECRET_STORE: "file",
    AWS_EC2_METADATA_DISABLED: "true",
    NODE_COMPILE_CACHE: join(folder, "compile-cache"),
  },
};
const chosen = process.argv.slice(2);
const rows: (Row & { readonly part: string })[] = [];
try {
  for (const [name, part] of Object.entries(PARTS)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    for (const row of await part(bench)) {
      rows.push({ part: name, ...row });
      const { ratio, cpuRatio, ours, bare } = row.comparison;
      process.stdout.write(
        `${row.met ? "ok  " : "MISS"} ${row.what}: ${format(ratio)} x ${row.against} (goal ${row.goal}); ` +
          `processor time ${cpuRatio === undefined ? "unknown" : `${cpuRatio.toFixed(2)} x`}; ` +
          `${Math.round(ours.median)} ms against ${Math.round(bare.median)} ms${row.notes === undefined ? "" : `; ${row.notes}`}\n`,
      );
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
const file = join(root, "bench", "results.json");
const before: { readonly rows: typeof rows } = JSON.parse(await readFile(file, "utf8"));
const all = [...rows, ...before.rows.filter(({ part }) => !rows.some((row) => row.part === part))];
const order = Object.keys(PARTS);
const results = {
  node: process.version,
  extraCaCerts: process.env.NODE_EXTRA_CA_CERTS !== undefined,
  platform: `${process.platform} ${process.arch}`,
  rows: all.sort((left, right) => order.indexOf(left.part) - order.indexOf(right.part)),
};
await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`);

function format({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}
