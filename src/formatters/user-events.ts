import { type Block, fields, line, section, span, type View } from "./blocks.ts";
import { numberText } from "./number.ts";

/** What became of many events. */
export interface SendSummary {
  /** The file, or `-` for stdin. */
  readonly input: string;
  /** True if the whole input was read and nothing is left to send. */
  readonly complete: boolean;
  /** Lines of the input that were read, those included that an earlier run had done. */
  readonly lines: number;
  /** Events that the service took, those of earlier runs with the same checkpoint included; with `--check` those that are right. */
  readonly sent: number;
  readonly refused: number;
  /** The first hundred of them. */
  readonly refusals: readonly {
    readonly line: number;
    readonly eventId: string | null;
    readonly by: "check" | "service";
    readonly problems: readonly string[];
  }[];
  /** Lines that this run sent although a run before may have sent them. */
  readonly sentAgain: readonly (readonly [first: number, last: number])[];
  readonly checkpoint: string | null;
}

/** So many refusals are shown to a person. */
const SHOWN_REFUSALS = 20;

/** The summary of a run: numbers, and the first refused events with their lines. */
export function sendSummaryView(doing: "sent" | "checked"): View<SendSummary> {
  return (summary): readonly Block[] => [
    section(
      [
        doing === "sent" ? "User events  " : "User events, checked only  ",
        summary.complete ? span("complete", "good") : span("not complete", "warn"),
      ],
      [
        fields([
          ["Lines read", numberText(summary.lines)],
          [doing === "sent" ? "Sent" : "Right", numberText(summary.sent)],
          [
            doing === "sent" ? "Refused" : "Wrong",
            summary.refused === 0 ? "0" : span(numberText(summary.refused), "bad"),
          ],
          [
            "Sent again",
            summary.sentAgain.length === 0
              ? undefined
              : `lines ${summary.sentAgain.map(([first, last]) => `${first}-${last}`).join(", ")}`,
          ],
          ["Checkpoint", summary.checkpoint ?? undefined],
        ]),
      ],
    ),
    ...refusalBlocks(summary),
  ];
}

function refusalBlocks({ refused, refusals }: SendSummary): readonly Block[] {
  if (refusals.length === 0) return [];
  const shown = refusals.slice(0, SHOWN_REFUSALS);
  const more = refused - shown.length;
  return [
    section("Refused", [
      fields(
        shown.map(({ line: number, by, problems }) => [
          `line ${number}`,
          [problems.join(" "), by === "service" ? span("  (by the service)", "dim") : ""],
        ]),
      ),
    ]),
    ...(more > 0 ? [line(span(`and ${numberText(more)} more; --refused FILE writes all of them.`, "dim"))] : []),
  ];
}

/** An event that was sent by flags. */
export function sentEventView(event: {
  readonly eventType: string;
  readonly eventId: string;
  readonly eventTime: string;
}): View<{ readonly sendUserEvents?: { readonly status?: string | null } | null }> {
  return (answer) => [
    section(
      ["User event  ", span(answer.sendUserEvents?.status ?? "no status", "good")],
      [
        fields([
          ["Type", event.eventType],
          ["Id", event.eventId],
          ["Time", event.eventTime],
        ]),
      ],
    ),
  ];
}
