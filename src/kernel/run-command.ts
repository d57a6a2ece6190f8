import { BwpError } from "../errors.ts";
import { stringifyJson } from "../model/json.ts";
import type { Command } from "./command.ts";
import { type Context, createContext, type Surroundings } from "./context.ts";
import { EXIT_CODES, exitCodeOf } from "./exit-codes.ts";
import { ExitStatus } from "./exit-status.ts";
import type { GlobalValues } from "./global-options.ts";
import type { Host } from "./host.ts";
import { createIo, isClosedPipe } from "./io.ts";
import { decideFormat } from "./output.ts";
import { parseCall } from "./parse.ts";

/** Parses the words, runs the command in a context of its own, and answers the exit code. */
export async function runCommand(
  command: Command,
  words: readonly string[],
  host: Host,
  surroundings: Surroundings,
): Promise<number> {
  const { options, args, globals } = parseCall(command, words);
  const context = createContext(host, globals, surroundings);
  try {
    await command.run(context, { options, args } as never);
    return EXIT_CODES.done.code;
  } catch (thrown) {
    return await settle(thrown, context);
  } finally {
    await context.close();
  }
}

async function settle(thrown: unknown, context: Context): Promise<number> {
  context.notices.stop();
  await context.notices.flush();
  if (isClosedPipe(thrown)) return EXIT_CODES.done.code;
  const { asBwpError, reportError } = await import("./report.ts");
  const place = { io: context.io, format: context.output.format, debug: context.globals.debug };
  if (thrown instanceof ExitStatus) {
    if (thrown.report !== undefined) await reportError(thrown.report, place);
    return thrown.code;
  }
  const error = explainLostResult(asBwpError(thrown), context.changes);
  if (error.partialData !== undefined && error.partialData !== null) {
    const { text } = await import("../formatters/blocks.ts");
    await context.output
      .result(error.partialData, (data) => [text(stringifyJson(data, 2))])
      .catch((failure: unknown) => {
        if (!isClosedPipe(failure)) throw failure;
      });
  }
  await reportError(error, place);
  return exitCodeOf(error);
}

/** A full disk after a change must not invite to do it again. */
function explainLostResult(error: BwpError, changes: readonly string[]): BwpError {
  if (error.code !== "disk_full" || changes.length === 0) return error;
  return new BwpError(
    "io",
    `This was done, but its result could not be written, since the disk is full: ${changes.join("; ")}.`,
    {
      code: "result_lost",
      suggestion: "Do not repeat it. Free some space, and look at what it did with a show or list command.",
      cause: error,
    },
  );
}

/** Reports an error that came before a context could be built. */
export async function failCall(thrown: unknown, words: readonly string[], host: Host): Promise<number> {
  const { asBwpError, reportError } = await import("./report.ts");
  const error = asBwpError(thrown);
  const io = createIo(host, { noColor: words.includes("--no-color"), noInput: true });
  const asked = words.flatMap((word, index) =>
    word === "-o" || word === "--output" ? [words[index + 1]] : word.startsWith("--output=") ? [word.slice(9)] : [],
  )[0];
  const globals: Pick<GlobalValues, "output" | "json" | "query"> = {
    output: asked === "json" || asked === "ndjson" || asked === "table" ? asked : undefined,
    json: words.includes("--json") && asked === undefined,
    query: undefined,
  };
  await reportError(error, {
    io,
    format: decideFormat(globals, io.stdout.isTTY),
    debug: words.includes("--debug"),
  });
  return exitCodeOf(error);
}
