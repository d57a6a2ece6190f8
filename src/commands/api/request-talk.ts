import type { ApiClient } from "../../client/client.ts";
import { maskVariables } from "../../client/masking.ts";
import type { Operation } from "../../client/operation.ts";
import type { RawAnswer } from "../../client/options.ts";
import { type Inline, span } from "../../formatters/blocks.ts";
import type { Context } from "../../kernel/context.ts";
import { parseJson, stringifyJson } from "../../model/json.ts";
import type { Data } from "./pages.ts";

/** What of the exchange is shown on stderr: the head of the answer, or request and answer whole. */
export interface TalkOptions {
  readonly include: boolean;
  readonly verbose: boolean;
}

/** A body that is no JSON is an error page: its beginning tells enough. */
const LONGEST_TEXT = 4000;

/** Shows requests and answers, with secrets masked. */
export interface RequestTalk {
  request(operation: Operation<Data, Data>, variables: Data): void;
  answer(answer: RawAnswer): void;
}

/** Opens the talk of a call; without both options it says nothing. */
export function openRequestTalk(context: Context, api: ApiClient, { include, verbose }: TalkOptions): RequestTalk {
  const say = (mark: string, lines: readonly Inline[]): void => {
    for (const text of lines) context.notices.info(text, verbose ? span(`${mark} `, "dim") : "");
  };
  return {
    request(operation, variables) {
      if (!verbose) return;
      const { method, url, headers, body } = api.describe(operation, variables);
      say(">", [span(`${method} ${url}`, "strong"), ...headerLines(headers), ""]);
      say(">", body.query.trimEnd().split("\n"));
      if (Object.keys(variables).length > 0) say(">", ["", ...stringifyJson(body.variables, 2).split("\n")]);
    },
    answer({ status, headers, body }) {
      if (!include && !verbose) return;
      say("<", [span(`HTTP ${status}`, "strong"), ...headerLines(headers)]);
      if (verbose) say("<", ["", ...shownBody(body).split("\n")]);
    },
  };
}

function headerLines(headers: Readonly<Record<string, string>>): readonly Inline[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

function shownBody(body: string): string {
  try {
    return stringifyJson(maskVariables(parseJson(body)), 2);
  } catch {
    return body.length > LONGEST_TEXT ? `${body.slice(0, LONGEST_TEXT)}...` : body;
  }
}
