import { type Block, blank, fields, line, span, type ViewFacts } from "./blocks.ts";
import { type EventView, eventBlocks } from "./event.ts";
import { relativeText, timeText } from "./time.ts";

/** Why EventBridge could not deliver an event. */
export interface FailureView {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly ruleArn?: string | undefined;
  readonly targetArn?: string | undefined;
  readonly retryAttempts?: string | undefined;
  readonly exhaustedRetryCondition?: string | undefined;
}

/** A message of a dead-letter queue: the event, and why it is there. */
export interface DeadLetterView extends EventView {
  readonly sentAt?: string | undefined;
  readonly receiveCount: number;
  readonly failure?: FailureView | undefined;
  readonly gaveUp?: string | undefined;
}

/** A dead-letter queue and some of its messages. */
export interface DeadLettersView {
  readonly queue: string;
  readonly sources: readonly string[];
  readonly waiting: number;
  readonly inFlight: number;
  readonly oldestSentAt: string | null;
  readonly messages: readonly DeadLetterView[];
}

/** What is in a dead-letter queue: numbers, then each message with its reason. */
export function deadLettersView(view: DeadLettersView, facts: ViewFacts): readonly Block[] {
  const { queue, sources, waiting, inFlight, oldestSentAt, messages } = view;
  const oldest = oldestSentAt === null ? undefined : timeText(oldestSentAt, facts);
  const isPart = waiting > messages.length;
  return [
    fields([
      ["Queue", span(queue, "strong")],
      ["Dead letters of", sources.length === 0 ? "no queue; what EventBridge could not deliver" : sources.join(", ")],
      ["Messages", `about ${waiting} waiting, ${inFlight} in flight`],
      [isPart ? `Oldest of ${messages.length}` : "Oldest", oldest],
    ]),
    ...messages.flatMap((message) => [blank(), ...deadLetterBlocks(message, facts)]),
  ];
}

function deadLetterBlocks(message: DeadLetterView, facts: ViewFacts): readonly Block[] {
  return [
    ...eventBlocks(message, facts, { detailed: false, whole: "the whole is in -o json" }),
    ...whyTexts(message, facts).map((why, index) => line(span(why, index === 0 ? "warn" : "dim"), 2)),
  ];
}

function whyTexts({ failure, gaveUp, sentAt, receiveCount }: DeadLetterView, facts: ViewFacts): readonly string[] {
  const age = sentAt === undefined ? "" : `, put into its queue ${relativeText(Date.parse(sentAt), facts.now)}`;
  const looks = `received ${receiveCount} ${receiveCount === 1 ? "time" : "times"} in all${age}`;
  if (failure !== undefined) {
    const { code, message, ruleArn, targetArn, exhaustedRetryCondition } = failure;
    const tries = exhaustedRetryCondition === undefined ? "" : ` (${exhaustedRetryCondition})`;
    return [
      `not delivered: ${[code, message].filter(Boolean).join(", ") || "EventBridge gives no reason"}${tries}`,
      ...(ruleArn === undefined ? [] : [`rule ${ruleArn}`]),
      ...(targetArn === undefined ? [] : [`target ${targetArn}`]),
      looks,
    ];
  }
  const why =
    gaveUp === undefined ? "sent here by hand" : `given up by ${gaveUp}: received again and again, never deleted`;
  return [why, looks];
}
