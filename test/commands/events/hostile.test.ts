import { beforeEach, expect, test } from "vitest";
import { webhookBody } from "../../events/messages.ts";
import { type EventsWorld, startEventsWorld } from "./events-world.ts";

const ESC = "\u001b";
const OSC_52 = `${ESC}]52;c;cm0gLXJmIH4=\u0007`;
const C1 = "\u009b31m\u009d52;c;AAAA\u009c\u0085";
const BIDI = "\u202egnp.exe\u2066\u200b\u2028";
const NASTY = `${ESC}[2J${ESC}]0;title\u0007${OSC_52}${C1}${BIDI}\r\n\b\u007f`;

function nasty(member: string, value: unknown): string {
  return JSON.stringify({ ...webhookBody("RETURN_STARTED", "order/o1/return/r1", 1), [member]: value });
}

// SQS takes no C0 controls in a message: in JSON they come escaped. C1, bidi and the rest come as they are.
const BODIES = [
  nasty("eventDescriptor", NASTY),
  nasty("resources", [`order/${NASTY}/delivery/${NASTY}`, NASTY]),
  nasty("eventTime", NASTY),
  nasty("eventId", NASTY),
  nasty("data", { note: NASTY, [NASTY]: NASTY }),
  nasty("data", "x".repeat(1_000_000)),
  nasty("eventDescriptor", "T".repeat(1_000_000)),
  nasty(
    "resources",
    Array.from({ length: 2000 }, (_, at) => `order/${at}`),
  ),
  nasty("resources", { not: "a list" }),
  nasty("eventDescriptor", ["a list"]),
  nasty("eventTime", 17),
  nasty("apiVersion", null),
  JSON.stringify(webhookBody("RETURN_STARTED", "order/o1", 2)).replace(
    '"data":{}',
    '"data":{"a":1e999999,"b":123456789012345678901234567890,"c":-0,"d":0.10}',
  ),
  '{"eventDescriptor":"RETURN_STARTED"',
  `no JSON at all ${C1}${BIDI}`,
  "[]",
  "null",
  '"text"',
  `{"eventDescriptor":"RETURN_STARTED","data":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
  '{"__proto__":{"polluted":true},"eventDescriptor":"RETURN_STARTED","constructor":1,"toString":2}',
];

let world: EventsWorld;
beforeEach(async () => {
  world = await startEventsWorld();
  await world.createQueue("q", { "bwp:managed-by": "bwp" });
  for (const body of BODIES) await world.send("q", [body]);
});

/** What a terminal would obey or hide; line feeds are our own. */
const DANGEROUS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

test("hostile events are shown safely and short, and archived byte for byte", async () => {
  const { code, stdout, stderr } = await world.bwp(["events", "tail", "q", "--limit", String(BODIES.length)], {
    tty: true,
  });
  expect(code).toBe(0);
  expect(stdout).not.toMatch(DANGEROUS);
  expect(stderr).not.toMatch(DANGEROUS);
  expect(stdout).toContain("\\u001b]52;c;");
  expect(stdout).toContain("\\u202e");
  expect(stdout).toContain("the whole is in the archive");
  expect(stdout.length).toBeLessThan(60_000);
  expect(stderr).toContain(`${BODIES.length} events received, ${BODIES.length} shown`);
  expect((await world.archived()).sort()).toEqual([...BODIES].sort());
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("as JSON they keep every character, on a terminal by escapes", async () => {
  const argv = ["events", "tail", "q", "--limit", String(BODIES.length), "--json"];
  const { code, stdout } = await world.bwp(argv, { tty: true });
  expect(code).toBe(0);
  expect(stdout).not.toMatch(DANGEROUS);
  const types = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).eventType);
  expect(types).toHaveLength(BODIES.length);
  expect(types).toContain(NASTY);
  expect(stdout).toContain('"b":123456789012345678901234567890');
});

test("CSV and YAML go through as well", async () => {
  for (const format of ["csv", "yaml"]) {
    const { code } = await world.bwp(["events", "tail", "q", "--peek", "-o", format]);
    expect([format, code]).toEqual([format, 0]);
  }
});
