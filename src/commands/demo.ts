import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BwpError } from "../errors.ts";
import { blank, fields, line, span } from "../formatters/blocks.ts";
import { defineCommand } from "../kernel/command.ts";
import { ExitStatus } from "../kernel/exit-status.ts";
import { commandLine } from "../kernel/shell.ts";
import { EVENT_TYPES, type EventTypeName } from "../model/event-types.ts";
import { createDemoHost } from "./demo-host.ts";
import { DEMO_STEPS, type DemoFacts } from "./demo-steps.ts";

/** What a run of the demo did. */
interface DemoReport {
  readonly ok: boolean;
  readonly steps: readonly { readonly command: string; readonly exitCode: number }[];
  readonly expected: readonly string[];
  readonly arrived: readonly string[];
  readonly missing: readonly string[];
  readonly durationMs: number;
}

export const command = defineCommand({
  name: "demo",
  summary: "The main job from nothing to a graded return, on the built-in emulator",
  description:
    "Starts an emulator of its own on a free port, subscribes to events, wires a queue, creates and delivers an order, returns and grades it, and shows each event as it arrives. Every step is a bwp command that you could type yourself; it is printed before it runs. Nothing is left behind.",
  output: {
    ok: "true if every expected event arrived",
    "steps[].command": "the command lines, in order",
    "expected[]": "event types that had to arrive",
    "arrived[]": "event types that did",
    durationMs: "how long it took",
  },
  errors: { demo_failed: "a step failed, or an expected event did not arrive (exit 1)" },
  examples: [
    { command: "bwp demo", note: "Watch it" },
    { command: "bwp demo --json", note: "Only the report, for CI" },
  ],
  async run(context) {
    const { createEmulator } = await import("../emulator/emulator.ts");
    const { host } = context;
    const start = host.now();
    const folder = await mkdtemp(join(tmpdir(), "bwp-demo-"));
    context.onClose(() => rm(folder, { recursive: true, force: true }));
    let published = 0;
    const emulator = await createEmulator({
      now: host.now,
      log: ({ kind, details }) => {
        if (kind === "event" && details?.outcome === "delivered" && Array.isArray(details.to))
          published += details.to.length;
      },
    });
    context.onClose(() => emulator.close());

    const showing =
      context.output.format === "table" || (context.globals.output === undefined && !context.globals.json);
    const say = async (text: string): Promise<void> => {
      if (showing) await context.io.stdout.write(text);
    };
    const demoHost = createDemoHost(host, { folder, emulator, showing });
    const facts: DemoFacts = { orderId: "", waitingEvents: 0 };
    const steps: { command: string; exitCode: number }[] = [];
    const arrived = new Set<string>();
    let tailed = 0;

    for (const step of DEMO_STEPS) {
      const words = step.words({ ...facts, waitingEvents: published - tailed });
      await say(heading(context.io.stdout.colorLevel, step.title, words));
      const exitCode = await context.runLine(
        [...words, ...(showing ? ["-o", "table"] : ["-o", "json"]), "--no-input"],
        demoHost,
        (data) => {
          step.learn?.(data, facts);
          const type = eventTypeOf(data);
          if (type === undefined) return;
          arrived.add(type);
          tailed += 1;
        },
      );
      // An interrupted command has said so itself; one that was just done has not.
      if (context.signal.aborted && exitCode !== 0) throw new ExitStatus(exitCode);
      context.signal.throwIfAborted();
      steps.push({ command: `bwp ${words.join(" ")}`, exitCode });
      if (exitCode !== 0) {
        throw new BwpError("internal", `The demo stopped: "bwp ${words.join(" ")}" ended with exit code ${exitCode}.`, {
          code: "demo_failed",
          suggestion: "Run it again with --debug and report what you see.",
        });
      }
    }
    const expected = DEMO_STEPS.flatMap((step) => step.publishes ?? []);
    const report: DemoReport = {
      ok: expected.every((type) => arrived.has(type)),
      steps,
      expected,
      arrived: EVENT_TYPES.map((type): EventTypeName => type.name).filter((type) => arrived.has(type)),
      missing: expected.filter((type) => !arrived.has(type)),
      durationMs: Math.round(host.now() - start),
    };
    if (!showing) await context.output.result(report, () => []);
    else await showReport(context, report);
    if (!report.ok) {
      throw new BwpError("internal", `The demo failed: ${report.missing.join(", ")} did not arrive.`, {
        code: "demo_failed",
      });
    }
  },
});

function eventTypeOf(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("eventType" in data) || !("receivedAt" in data)) return undefined;
  return typeof data.eventType === "string" ? data.eventType : undefined;
}

function heading(colorLevel: 0 | 1 | 2 | 3, title: string, words: readonly string[]): string {
  const bold = (text: string): string => (colorLevel === 0 ? text : `\u001b[1m${text}\u001b[22m`);
  return `\n# ${title}\n${bold(`$ bwp ${commandLine(words)}`)}\n`;
}

async function showReport(context: Parameters<typeof command.run>[0], report: DemoReport): Promise<void> {
  const { renderBlocks } = await import("../formatters/render.ts");
  const { loadTheme } = await import("../formatters/theme.ts");
  const { stdout } = context.io;
  await stdout.write(
    await renderBlocks(
      [
        blank(),
        line([
          span(report.ok ? "Done: " : "Failed: ", report.ok ? "good" : "bad"),
          `${report.arrived.length} of ${report.expected.length} kinds of event arrived, in ${(report.durationMs / 1000).toFixed(1)} s. Nothing was left behind.`,
        ]),
        fields([
          ["Your turn", "bwp emulator start --detach"],
          ["Then", "bwp order create"],
          ["All commands", "bwp --help"],
        ]),
      ],
      {
        theme: await loadTheme(stdout.colorLevel),
        width: stdout.isTTY ? stdout.width : 80,
        unicode: context.io.unicode,
      },
    ),
  );
}
