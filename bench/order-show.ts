import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { orderOperation } from "../src/generated/operations/2024-11-01.ts";
import { compare } from "./measure.ts";
import { type Bench, meets, type Row } from "./row.ts";

const RUNS = 21;
const GOAL = 1.35;

/** `bwp order show` with a warm token, against a bare script that sends the same request with node:http. */
export async function orderShow({ bwp, folder, env }: Bench): Promise<readonly Row[]> {
  const run = (...words: string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bwp, ...words], {
      env: { PATH: process.env.PATH, HOME: folder, ...env },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`bwp ${words.join(" ")}: ${stderr}`);
    return stdout;
  };
  const { url, credentials } = JSON.parse(
    run("emulator", "start", "--detach", "--port", "0", "--memory", "--json"),
  ) as {
    url: string;
    credentials: { clientId: string; clientSecret: string; targetId: string };
  };
  try {
    const created = run(
      "order",
      "create",
      "--merchant",
      "--line",
      "sku=MUG,title=Mug,qty=1,price=18.50",
      "--name",
      "Nora Quist",
      "--email",
      "nora@example.com",
      "--address",
      "12 Harbor Lane, Portland, OR 97201, US",
      "--start",
      "--json",
    );
    const orderId = /"id": "(\d{3}-[^"]+)"/.exec(created)?.[1] ?? "";
    run("order", "show", orderId);
    const token = run("auth", "token").trim().replace(/^"|"$/g, "");
    const script = join(folder, "bare-order.mjs");
    const body = JSON.stringify({ query: orderOperation.document, variables: { orderIdentifier: { orderId } } });
    await writeFile(
      script,
      `import { request } from "node:http";
const body = ${JSON.stringify(body)};
const call = request(${JSON.stringify(`${url}/graphql`)}, { method: "POST", headers: {
  "content-type": "application/json", "content-length": Buffer.byteLength(body), authorization: "Bearer ${token}",
  "x-api-version": "2024-11-01", "x-api-target-id": ${JSON.stringify(credentials.targetId)} } }, (response) => {
  let text = "";
  response.setEncoding("utf8").on("data", (part) => { text += part; }).on("end", () => {
    const answer = JSON.parse(text);
    if (answer.errors) throw new Error(text);
    process.stdout.write(JSON.stringify(answer.data, null, 2) + "\\n");
  });
});
call.end(body);
`,
    );
    const comparison = await compare(
      { command: process.execPath, args: [bwp, "order", "show", orderId], env },
      { command: process.execPath, args: [script] },
      RUNS,
    );
    return [
      {
        what: "bwp order show, warm token",
        against: "a bare node:http script",
        goal: `<= ${GOAL}`,
        met: meets(comparison, GOAL),
        comparison,
      },
    ];
  } finally {
    run("emulator", "stop");
  }
}
