import { expect, test } from "vitest";
import { type DeliveryView, deliveryBlocks } from "../../src/formatters/event-delivery.ts";
import { renderBlocks } from "../../src/formatters/render.ts";
import { PLAIN_THEME } from "../../src/formatters/theme.ts";

const HOOK = "http://localhost:3000/hook";

function draw(delivery: Partial<DeliveryView>): Promise<string> {
  const blocks = deliveryBlocks({ target: HOOK, taken: false, ms: 7, tries: 1, ...delivery });
  return renderBlocks(blocks, { theme: PLAIN_THEME, width: 80, unicode: true });
}

test.each<[string, Partial<DeliveryView>]>([
  [`taken by ${HOOK} (204, 7 ms)\n`, { taken: true, status: 204 }],
  [`taken by ${HOOK} (200, 7 ms, 3 tries)\n`, { taken: true, status: 200, tries: 3 }],
  ["taken by jq . (exit status 0, 7 ms)\n", { target: "jq .", taken: true, exitStatus: 0 }],
  ["taken by queue again (7 ms)\n", { target: "queue again", taken: true }],
  [`not taken by ${HOOK} (7 ms, 5 tries): It answered 500.\n`, { status: 500, tries: 5, problem: "It answered 500." }],
  [
    `not taken by ${HOOK} (7 ms): It answered 301, a redirect to\nhttps://a.example/, which is not followed.\n`,
    { status: 301, problem: "It answered 301, a redirect to https://a.example/, which is not followed." },
  ],
  [
    "not taken by ./handle.sh (7 ms, 5 tries): Its exit status was 3.\n",
    { target: "./handle.sh", exitStatus: 3, tries: 5, problem: "Its exit status was 3." },
  ],
  [
    "not taken by ./handle.sh (7 ms): It was ended by SIGKILL.\n",
    { target: "./handle.sh", problem: "It was ended by SIGKILL." },
  ],
  [`not taken by ${HOOK}: Interrupted.\n`, { ms: 0, tries: 0, problem: "Interrupted." }],
])("what became of a handover is one sentence that says its status once: %j", async (text, delivery) => {
  expect(await draw(delivery)).toBe(text);
});

test("what the receiver answered stands below, cut off at ten lines", async () => {
  const response = Array.from({ length: 12 }, (_, index) => `line ${index}`).join("\n");
  const rows = (await draw({ taken: true, status: 200, response })).trimEnd().split("\n");
  expect(rows.slice(0, 2)).toEqual([`taken by ${HOOK} (200, 7 ms)`, "answered line 0"]);
  expect(rows.slice(-2)).toEqual(["answered line 9", "and 2 more lines"]);
});
