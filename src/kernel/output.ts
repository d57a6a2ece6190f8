import { UsageError } from "../errors.ts";
import type { View } from "../formatters/blocks.ts";
import { stringifyJson } from "../model/json.ts";
import type { GlobalValues, OutputFormat } from "./global-options.ts";
import type { Host } from "./host.ts";
import type { Io } from "./io.ts";

/** Where a command puts its result. One shape for every command: the data as the API names it, and a view for people. */
export interface Output {
  readonly format: OutputFormat;
  /** Writes the one result of a command. */
  result<T>(data: T, view: View<T>): Promise<void>;
  /** Writes many records as they come. The view shows one record; `header` comes once, before the first, on a terminal view. */
  stream<T>(view: View<T>): RecordWriter<T>;
  /** Writes text as it is (a script, a generated file). */
  raw(text: string): Promise<void>;
}

/** Writes records one after the other, each whole. */
export interface RecordWriter<T> {
  /** Takes records and waits until the stream has them. */
  write(records: readonly T[]): Promise<void>;
  /** Closes what the format needs closed. */
  end(): Promise<void>;
}

/** The format of a call: what was asked for, else table on a terminal and JSON in a pipe. */
export function decideFormat(globals: Pick<GlobalValues, "output" | "json" | "query">, isTTY: boolean): OutputFormat {
  if (globals.json) {
    if (globals.output !== undefined && globals.output !== "json") {
      throw new UsageError(`--json and --output ${globals.output} contradict each other.`);
    }
    return "json";
  }
  if (globals.output !== undefined) return globals.output;
  return isTTY && globals.query === undefined ? "table" : "json";
}

/** Makes the output of one call. */
export function createOutput(
  io: Io,
  globals: GlobalValues,
  host: Pick<Host, "now">,
  hooks: { onResult?(data: unknown): void } = {},
): Output {
  const format = decideFormat(globals, io.stdout.isTTY);
  const layout = async () => {
    const { createTheme } = await import("../formatters/theme.ts");
    return {
      theme: createTheme(io.stdout.colorLevel),
      width: io.stdout.isTTY ? io.stdout.width : Number.POSITIVE_INFINITY,
      unicode: io.unicode,
    };
  };
  const facts = () => ({ now: host.now() });
  const forTerminal = async (json: string): Promise<string> => {
    if (!io.stdout.isTTY) return json;
    const { sanitiseJson } = await import("../formatters/sanitise.ts");
    return sanitiseJson(json);
  };
  const select = async (data: unknown): Promise<unknown> => {
    if (globals.query === undefined) return data;
    const { selectWithJmesPath } = await import("../formatters/jmespath.ts");
    return selectWithJmesPath(data, globals.query);
  };

  return {
    format,
    async result(data, view) {
      hooks.onResult?.(data);
      const selected = await select(data);
      const { recordsOf } = await import("../formatters/serialise.ts");
      switch (format) {
        case "json":
          return io.stdout.write(await forTerminal(`${stringifyJson(selected, 2)}\n`));
        case "ndjson":
          return io.stdout.write(
            await forTerminal(
              recordsOf(selected)
                .map((record) => `${stringifyJson(record)}\n`)
                .join(""),
            ),
          );
        case "yaml": {
          const { toYaml } = await import("../formatters/yaml.ts");
          return io.stdout.write(await forTerminal(toYaml(selected)));
        }
        case "csv": {
          const { toCsv } = await import("../formatters/csv.ts");
          return io.stdout.write(await forTerminal(toCsv(recordsOf(selected), { header: true }).text));
        }
        case "table": {
          const { renderBlocks } = await import("../formatters/render.ts");
          if (globals.query !== undefined) {
            const { selectionView } = await import("../formatters/selection.ts");
            return io.stdout.write(renderBlocks(selectionView(selected, facts()), await layout()));
          }
          return io.stdout.write(renderBlocks(view(data, facts()), await layout()));
        }
      }
    },
    stream(view) {
      let csvColumns: readonly string[] | undefined;
      const serialise = async (records: readonly unknown[]): Promise<string> => {
        const selected = globals.query === undefined ? records : await Promise.all(records.map(select));
        switch (format) {
          case "json":
          case "ndjson":
            // A stream has no end to wait for: one JSON document a line, also for --json.
            return forTerminal(selected.map((record) => `${stringifyJson(record)}\n`).join(""));
          case "yaml": {
            const { toYaml } = await import("../formatters/yaml.ts");
            return forTerminal(selected.map((record) => `---\n${toYaml(record)}`).join(""));
          }
          case "csv": {
            const { toCsv } = await import("../formatters/csv.ts");
            const { text, columns } = toCsv(selected, { header: csvColumns === undefined, columns: csvColumns });
            csvColumns = columns;
            return forTerminal(text);
          }
          case "table":
            return "";
        }
      };
      return {
        async write(records) {
          if (records.length === 0) return;
          for (const record of records) hooks.onResult?.(record);
          if (format !== "table") return io.stdout.write(await serialise(records));
          const { renderBlocks } = await import("../formatters/render.ts");
          const page = await layout();
          await io.stdout.write(records.map((record) => renderBlocks(view(record, facts()), page)).join(""));
        },
        async end() {},
      };
    },
    raw: (text) => io.stdout.write(text),
  };
}
