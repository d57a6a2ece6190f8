import { DATA_LINK_LIFE_S, DAY_MS, HOLDING_PERIOD, type PrivacyTask, type PrivacyTaskKind } from "../model/privacy.ts";
import { type Block, type Cell, fields, line, section, span, table, type ViewFacts } from "./blocks.ts";
import { sizeText } from "./size.ts";
import { stateSpan } from "./state.ts";
import { relativeText, timeText, utcText } from "./time.ts";

const TITLES: Readonly<Record<PrivacyTaskKind, string>> = { retrieval: "Data retrieval", deletion: "Data deletion" };

/** A task that was just taken. */
export function startedBlocks(started: {
  readonly kind: PrivacyTaskKind;
  readonly taskId: string;
  readonly holdingPeriod?: number | undefined;
}): readonly Block[] {
  const days = started.holdingPeriod ?? HOLDING_PERIOD.default;
  return [
    section(
      [TITLES[started.kind], "  ", span("requested", "good")],
      [
        fields([
          ["Task id", span(started.taskId, "strong")],
          ["Held for", started.kind === "deletion" && days > 0 ? daysText(days) : undefined],
        ]),
      ],
    ),
  ];
}

/** A deletion that was cancelled. */
export function cancelledBlocks(taskId: string): readonly Block[] {
  return [section([TITLES.deletion, "  ", span("cancelled", "good")], [fields([["Task id", taskId]])])];
}

/**
 * One task, whole.
 * @param email the shopper's address as it may be shown; masked if left out.
 * @param link a download link that was asked for.
 */
export function taskBlocks(
  task: PrivacyTask,
  facts: ViewFacts,
  { email = task.email, link }: { readonly email?: string | undefined; readonly link?: string | undefined } = {},
): readonly Block[] {
  return [
    section(
      [TITLES[task.kind], "  ", stateSpan(task.status)],
      [
        fields([
          ["Task id", task.id],
          ["Shopper", email],
          ["Submitted", timeText(task.submittedAt, facts)],
          ["Updated", isSameSecond(task) ? undefined : timeText(task.updatedAt, facts)],
          ["Held for", task.holdingPeriod === undefined ? undefined : daysText(task.holdingPeriod)],
          ["Begins", task.status === "ON_HOLD" ? timeText(endOfHold(task), facts) : undefined],
          ["Link", link],
          ["Link ends", link === undefined ? undefined : `after ${DATA_LINK_LIFE_S} seconds`],
          ...task.errors.map(({ code, message }) => ["Error", errorCell(code, message)] as const),
        ]),
      ],
    ),
  ];
}

/** What an event about a task tells, in a few rows. */
export function taskRows(task: PrivacyTask): readonly (readonly [string, Cell])[] {
  return [
    [TITLES[task.kind], stateSpan(task.status)],
    ["Shopper", task.email],
    ...task.errors.map(({ code, message }) => ["Error", errorCell(code, message)] as const),
  ];
}

/** A request that was written down, as the list gives it. */
export interface ListedRequest {
  readonly taskId: string | null;
  readonly type: PrivacyTaskKind;
  readonly email: string;
  readonly requestedAt: string;
  readonly holdingPeriod: number | null;
  readonly status: string | null;
  readonly statusAt: string | null;
  readonly profile: string;
}

/** The requests that were made here, grouped by shopper as far as the masked address tells them apart, so that they fit. */
export function requestsBlocks(requests: readonly ListedRequest[], facts: ViewFacts): readonly Block[] {
  if (requests.length === 0) return [line(span("No privacy requests were made here.", "dim"))];
  const shoppers = [...new Set(requests.map(({ email }) => email))];
  return shoppers.map((shopper) =>
    section(shopper, [
      table(
        ["Task id", "Type", "State", "Requested"],
        requests
          .filter(({ email }) => email === shopper)
          .map(({ taskId, type, requestedAt, status }) => [
            taskId ?? span("no answer", "warn"),
            type,
            status === null ? null : stateSpan(status),
            relativeText(Date.parse(requestedAt), facts.now),
          ]),
      ),
    ]),
  );
}

/** One request in a line, to be chosen from others. */
export function requestLabel(
  request: { readonly kind: PrivacyTaskKind; readonly email: string; readonly requestedAt: string } & {
    readonly seen?: { readonly status: string } | undefined;
  },
  { now }: ViewFacts,
): string {
  const { kind, email, requestedAt, seen } = request;
  return [kind, email, relativeText(Date.parse(requestedAt), now), seen?.status].filter(Boolean).join("  ");
}

/** An archive that was saved. */
export function savedBlocks({ file, bytes }: { readonly file: string; readonly bytes: number }): readonly Block[] {
  return [
    fields([
      ["Saved", span(file, "strong")],
      ["Size", sizeText(bytes)],
      ["Readable by", "you only"],
    ]),
  ];
}

function errorCell(code: string | undefined, message: string): Cell {
  return code === undefined ? message : [span(code, "bad"), `  ${message}`];
}

function daysText(days: number): string {
  return `${days} day${days === 1 ? "" : "s"}`;
}

function isSameSecond({ submittedAt = "", updatedAt = "" }: PrivacyTask): boolean {
  return utcText(submittedAt) === utcText(updatedAt);
}

function endOfHold({ submittedAt, holdingPeriod }: PrivacyTask): string | undefined {
  const submitted = Date.parse(submittedAt ?? "");
  if (Number.isNaN(submitted) || holdingPeriod === undefined) return undefined;
  return new Date(submitted + holdingPeriod * DAY_MS).toISOString();
}
