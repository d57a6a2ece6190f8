import { line, span } from "../../../formatters/blocks.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { controlEmulator, findEmulator } from "../../../kernel/emulator-control.ts";

export const command = defineCommand({
  name: "emulator fault clear",
  summary: "Take away faults of the emulator: all, or those that are named",
  arguments: { ids: { value: "ID", variadic: true, summary: "Which (default: all)" } },
  output: { cleared: "how many there were" },
  errors: { no_emulator: "no emulator is running (exit 4)", not_found: "there is no such fault (exit 4)" },
  examples: [
    { command: "bwp emulator fault clear", note: "All" },
    { command: "bwp emulator fault clear f1", note: "One" },
  ],
  async run(context, { args }) {
    const { url } = await findEmulator(context);
    const paths = args.ids.length === 0 ? ["faults"] : args.ids.map((id) => `faults/${encodeURIComponent(id)}`);
    let cleared = 0;
    for (const path of paths) {
      cleared += ((await controlEmulator(url, "DELETE", path)) as { readonly cleared: number }).cleared;
    }
    await context.output.result({ cleared }, () => [
      line([span("Cleared", "good"), ` ${cleared} fault${cleared === 1 ? "" : "s"}`]),
    ]);
  },
});
