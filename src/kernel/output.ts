import { UsageError } from "../errors.ts";
import type { View } from "../formatters/blocks.ts";
import { recordsOf } from "../formatters/serialise.ts";
import { stringifyJson } from "../model/json.ts";
import type { GlobalValues, OutputFormat } from "./global-options.ts";
import type { Host } from "./host.ts";
import type { Io } from "./io.ts";

/** Where a command puts its result. One shape for every command: the data as the API names it, and a view for people. */
export interface Output {
  readonly format: OutputFormat;
  /** Writes the one result of a command. */
  result<T>(data: T, view: View<T>): Promise<void>;
  /**
   * Writes many records as they come; the view shows one record. One JSON document a line, also for `json`; with `list` the
   * records have an end, and `json` makes one array of them.
   */
  stream<T>(view: View<T>, options?: { readonly list?: boolean }): RecordWriter<T>;
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

/**
 * Refuses a query that begins with a step into a list: each record of a stream is an object, so it would select nothing of any.
 * `[a, b]` makes a list, and is none of them.
 */
function refuseListQuery(query: string | undefined): void {
  const step = /^\s*\[\s*(?:\]|\*\s*\]|\?|-?\d|:)/.exec(query ?? "");
  if (step === null) return;
  throw new UsageError(`--query selects from each record here, and a record is no list: ${query}`, {
    code: "invalid_query",
    suggestion: "Name a member, for example --query id rather than --query '[].id'.",
  });
}

/** Makes the output of one call. */
export function createOutput(
  io: Io,
  globals: GlobalValues,
  host: Pick<Host, "now">,
  surroundings: { readonly onResult?: ((data: unknown) => void) | undefined } = {},
): Output {
  const format = decideFormat(globals, io.stdout.isTTY);
  const layout = async () => {
    const { loadTheme } = await import("../formatters/theme.ts");
    return {
      theme: await loadTheme(io.stdout.colorLevel),
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
      surroundings.onResult?.(data);
      const selected = await select(data);
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
            return io.stdout.write(await renderBlocks(selectionView(selected, facts()), await layout()));
          }
          return io.stdout.write(await renderBlocks(view(data, facts()), await layout()));
        }
      }
    },
    stream(view, { list = false } = {}) {
      refuseListQuery(globals.query);
      let csvColumns: readonly string[] | undefined;
      const isArray = list && format === "json";
      let written = 0;
      const serialise = async (records: readonly unknown[]): Promise<string> => {
        const selected = globals.query === undefined ? records : await Promise.all(records.map(select));
        switch (format) {
          case "json":
            if (isArray) {
              const elements = selected.map((record) => stringifyJson(record)).join(",\n");
              return forTerminal(`${written === 0 ? "[\n" : ",\n"}${elements}`);
            }
            return forTerminal(selected.map((record) => `${stringifyJson(record)}\n`).join(""));
          case "ndjson":
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
          for (const record of records) surroundings.onResult?.(record);
          if (format !== "table") {
            const text = await serialise(records);
            written += records.length;
            return io.stdout.write(text);
          }
          const { renderPages } = await import("../formatters/render.ts");
          const pages = records.map((record) => view(record, facts()));
          await io.stdout.write(await renderPages(pages, await layout()));
        },
        async end() {
          if (isArray) await io.stdout.write(written === 0 ? "[]\n" : "\n]\n");
        },
      };
    },
    raw: (text) => io.stdout.write(text),
  };
}
