import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { compare } from "./measure.ts";
import type { Bench, Row } from "./row.ts";

const RUNS = 5;
const GOAL = 2;
const EVENTS = 200_000;
const MEMORY_GOAL_MB = 150;

/** `bwp events decode` from NDJSON to NDJSON, against JSON.parse and JSON.stringify over the same lines. */
export async function eventsDecode({ bwp, folder, env }: Bench): Promise<readonly Row[]> {
  const file = join(folder, "events.ndjson");
  await writeEvents(file, EVENTS);
  const script = join(folder, "bare-decode.mjs");
  await writeFile(
    script,
    `import { createReadStream } from "node:fs";
let rest = "";
for await (const chunk of createReadStream(${JSON.stringify(file)}, { encoding: "utf8", highWaterMark: 1 << 20 })) {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  let out = "";
  for (const line of lines) out += JSON.stringify(JSON.parse(line)) + "\\n";
  if (!process.stdout.write(out)) await new Promise((resume) => process.stdout.once("drain", resume));
}
`,
  );
  const comparison = await compare(
    { command: process.execPath, args: [bwp, "events", "decode", file, "-o", "ndjson"], env, watchMemory: true },
    { command: process.execPath, args: [script] },
    RUNS,
  );
  return [
    {
      what: `bwp events decode of ${EVENTS.toLocaleString("en")} events`,
      against: "JSON.parse + JSON.stringify",
      goal: `<= ${GOAL}, flat memory`,
      met: comparison.ratio.median <= GOAL && comparison.peakMb <= MEMORY_GOAL_MB,
      comparison,
      notes: `peak ${Math.round(comparison.peakMb)} MB`,
    },
  ];
}

/** Events in the form of 2024-11-01: EventBridge with the whole body in detail. */
async function writeEvents(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file);
  for (let index = 0; index < count; index += 1) {
    if (!stream.write(`${JSON.stringify(event(index))}\n`))
      await new Promise<void>((resume) => stream.once("drain", () => resume()));
  }
  stream.end();
  await finished(stream);
}

/** A realistic event, told apart by its number. */
export function event(index: number): unknown {
  const number = String(index).padStart(12, "0");
  const resource = `businessProduct/bp-30b55436-5c42-4864-b3cb-4e4d014d8744/order/322-AB12-${number.slice(-6)}/delivery/0f0f0f0f-0000-4000-8000-${number}`;
  return {
    version: "0",
    id: `aaaaaaaa-0000-4000-8000-${number}`,
    "detail-type": "PACKAGE_DELIVERED",
    source: "aws.partner/buywithprime/bench",
    account: "000000000000",
    time: "2025-02-03T10:15:30Z",
    region: "us-east-1",
    resources: [resource],
    detail: {
      idempotencyKey: Buffer.from(`bbbbbbbb-0000-4000-8000-000000000000#cccccccc-0000-4000-8000-${number}`).toString(
        "base64",
      ),
      eventDescriptor: "PACKAGE_DELIVERED",
      resources: [resource],
      eventId: `cccccccc-0000-4000-8000-${number}`,
      apiVersion: "2024-11-01",
      subscriptionId: "bbbbbbbb-0000-4000-8000-000000000000",
      eventTime: "2025-02-03T10:15:29.123Z",
      data: {},
    },
  };
}
