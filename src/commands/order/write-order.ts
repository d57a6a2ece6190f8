import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Call } from "../../client/dialects/dialect.ts";
import { FileError, isSystemError } from "../../errors.ts";
import { fields, line, span } from "../../formatters/blocks.ts";
import { toYaml } from "../../formatters/yaml.ts";
import type { Context } from "../../kernel/context.ts";

/** Only for its owner: an order holds an address and a shopper's token. */
const MODE = 0o600;

/** Writes the input of createOrder as YAML that `order create --file` takes, in the words of the version; never over a file. */
export async function writeOrder(context: Context, call: Call, name: string): Promise<void> {
  const file = resolve(context.host.cwd, name);
  await writeFile(file, toYaml(call.variables.input), { mode: MODE, flag: "wx" }).catch((cause: unknown) => {
    if (!isSystemError(cause)) throw cause;
    const why = cause.code === "EEXIST" ? "it is there already" : (cause.code ?? cause.message);
    throw new FileError(`Cannot write ${file}: ${why}.`, { cause });
  });
  await context.output.result({ file }, () => [
    line([span("Written", "good"), "; nothing was sent."]),
    fields([
      ["File", file],
      ["Next", `bwp order create --file ${name}`],
    ]),
  ]);
}
