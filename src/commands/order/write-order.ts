import type { Call } from "../../client/dialects/dialect.ts";
import { fields, line, span } from "../../formatters/blocks.ts";
import { toYaml } from "../../formatters/yaml.ts";
import type { Context } from "../../kernel/context.ts";
import { writeOutputFile } from "../../kernel/output-file.ts";

/** Only for its owner: an order holds an address and a shopper's token. */
const MODE = 0o600;

/** Writes the input of createOrder as YAML that `order create --file` takes, in the words of the version; never over a file. */
export async function writeOrder(context: Context, call: Call, name: string): Promise<void> {
  const file = await writeOutputFile(context, name, toYaml(call.variables.input), { mode: MODE, flag: "wx" });
  // The file is in the words of one version; without the flag the next call might speak another.
  const { apiVersion } = context.globals;
  const version = apiVersion === undefined ? "" : ` --api-version ${apiVersion}`;
  await context.output.result({ file }, () => [
    line([span("Written", "good"), "; nothing was sent."]),
    fields([
      ["File", file],
      ["Next", `bwp order create --file ${name}${version}`],
    ]),
  ]);
}
