import { UsageError } from "../../errors.ts";
import { fields, line } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { readSpeed, SPEED_OPTION } from "../emulator-speed.ts";
import { EVENT_DATA_OPTION } from "../event-data.ts";
import { emulatorView } from "./view.ts";

export const command = defineCommand({
  name: "emulator start",
  summary: "Start a local Buy with Prime API with its events in an SQS queue",
  description:
    "One address serves the GraphQL API (open it in a browser for GraphiQL), its token endpoint, and the parts of SQS and EventBridge that events need; the AWS CLI and SDKs work with it unchanged. What it was told is kept in a folder and survives any crash. It listens on this machine only.\n\nIt runs in the foreground until Ctrl-C, or in the background with --detach.",
  mutates: true,
  options: {
    port: {
      type: "integer",
      value: "PORT",
      min: 0,
      max: 65_535,
      default: 4600,
      summary: "Port to listen on; 0 takes a free one",
    },
    detach: { type: "boolean", short: "d", summary: "Run in the background" },
    memory: { type: "boolean", summary: "Keep nothing on disk" },
    dataDir: { type: "string", value: "DIR", summary: "Folder for its data (default: in bwp's data folder)" },
    speed: SPEED_OPTION,
    eventData: EVENT_DATA_OPTION,
  },
  output: {
    url: "its address, the value for BWP_API_URL",
    "credentials.*": "client id, client secret and target id that it accepts",
    "aws.*": "endpoint, region, account and keys for AWS tools",
    "environment.*": "all of it as environment variables",
    pid: "process id",
  },
  errors: {
    port_in_use: "another program listens on the port (exit 2)",
    data_directory_in_use: "another emulator uses the folder (exit 2)",
    already_running: "the emulator of this state folder is running (exit 2)",
  },
  examples: [
    { command: "bwp emulator start --port 0 --detach", note: "In the background, on a free port" },
    { command: "bwp emulator start --speed real", note: "In the foreground, with the documented waits of minutes" },
  ],
  async run(context, { options }) {
    const speed = readSpeed(options.speed);
    if (options.memory && options.dataDir !== undefined) {
      throw new UsageError("--memory and --data-dir contradict each other.");
    }
    const dataDir = options.memory ? undefined : (options.dataDir ?? (await context.config()).paths.emulatorDataFolder);
    if (context.globals.dryRun) {
      const { port, eventData, detach } = options;
      const plan = { port, speed, eventData, dataDir: dataDir ?? null, detach };
      await context.output.result(plan, () => [
        line(`Would start an emulator on ${options.port === 0 ? "a free port" : `port ${options.port}`}.`),
        fields([["Data", dataDir ?? "in memory"]]),
      ]);
      return;
    }
    if (options.detach) {
      const { startInBackground } = await import("./background.ts");
      await context.output.result(await startInBackground(context, options), emulatorView);
      return;
    }
    const { serveEmulator } = await import("./serve.ts");
    await serveEmulator(context, {
      port: options.port,
      speed,
      eventData: options.eventData,
      ...(dataDir === undefined ? {} : { dataDir }),
    });
  },
});
