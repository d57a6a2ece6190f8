import type { Operation } from "../../client/operation.ts";
import { amendError, BwpError, UnavailableError } from "../../errors.ts";
import { text, type View } from "../../formatters/blocks.ts";
import type { Context } from "../../kernel/context.ts";
import { stringifyJson } from "../../model/json.ts";
import { type Data, mergePages, nextPage } from "./pages.ts";
import type { RequestTalk } from "./request-talk.ts";

/** The data of an answer, for people: its shape is the document's, so it stays JSON. */
export const dataView: View<Data> = (data) => [text(stringifyJson(data, 2))];

/** Sends a query once. */
export async function ask(
  context: Context,
  operation: Operation<Data, Data>,
  variables: Data,
  talk: RequestTalk,
): Promise<Data> {
  talk.request(operation, variables);
  const api = await context.api();
  return api.request(operation, variables, { signal: context.signal, onAnswer: talk.answer });
}

/** A query whose pages are wanted. */
interface PagesRequest {
  readonly operation: Operation<Data, Data>;
  readonly variables: Data;
  /** Name of the variable that takes the cursor. */
  readonly cursor: string;
  readonly talk: RequestTalk;
}

/** Gets page after page: one answer of all, or each as it comes. If one fails, those before it are not lost. */
export async function runPages(context: Context, { operation, variables, cursor, talk }: PagesRequest): Promise<void> {
  const isStream = context.output.format === "ndjson";
  const stream = isStream ? context.output.stream(dataView) : undefined;
  let merged: Data | undefined;
  let after = variables[cursor];
  try {
    for (;;) {
      const page = await ask(
        context,
        operation,
        after === undefined ? variables : { ...variables, [cursor]: after },
        talk,
      );
      const { more, cursor: next } = nextPage(page);
      if (stream === undefined) merged = merged === undefined ? page : mergePages(merged, page);
      else await stream.write([page]);
      if (!more) break;
      if (next === null || next === after) {
        throw new UnavailableError("The service says that there is another page, but not where.", {
          code: "lost_cursor",
          operation: operation.name,
          retryable: false,
        });
      }
      after = next;
    }
  } catch (error) {
    if (!(error instanceof BwpError) || merged === undefined) throw error;
    throw amendError(error, { partialData: merged });
  }
  await stream?.end();
  if (merged !== undefined) await context.output.result(merged, dataView);
}
