import { UsageError } from "../../../errors.ts";
import { compileEventPattern, EventPatternError } from "../../../model/event-pattern.ts";
import { EVENT_TYPES, type EventType } from "../../../model/event-types.ts";
import { type Assertion, AssertionFailedError, checkAssertion } from "./assertions.ts";
import { milliseconds, orderIdOf, type StepCall, text } from "./step-values.ts";
import { USUAL_TIMEOUT_MS, until } from "./until.ts";
import type { SeenEvent } from "./world.ts";

/** Events that a wait took already: each counts once. */
const taken = new WeakSet<SeenEvent>();

const TYPES: readonly EventType[] = EVENT_TYPES;

/** The newest name of an event type: a queue brings the name of its subscription's version. */
function newestName(type: string): string {
  return TYPES.find(({ name }) => name === type)?.deprecated?.successor ?? type;
}

/** `wait`. */
export async function wait(call: StepCall): Promise<object> {
  const { world, values, memory } = call;
  const type = newestName(text(values, "event") ?? "");
  const from = text(values, "from") ?? (world.isEmulator ? "emulator" : "queue");
  const orderId = text(values, "order") ?? memory.orderId;
  const pattern = compilePattern(values.pattern);
  const feed = await world.feed(from === "queue" ? "queue" : "emulator", text(values, "queue"));
  const isWanted = (event: SeenEvent): boolean =>
    !taken.has(event) &&
    newestName(event.type) === type &&
    isAbout(event, orderId) &&
    (pattern?.matches(event.envelope) ?? true);
  const event = await until(world, {
    timeoutMs: milliseconds(values, "timeout", USUAL_TIMEOUT_MS),
    look: async () => {
      const found = feed.seen.find(isWanted);
      if (found !== undefined) return found;
      await feed.look();
      return feed.seen.find(isWanted);
    },
    done: (found) => found !== undefined,
    missing: () => {
      const others = [...new Set(feed.seen.map((seen) => seen.type))];
      return `no ${type} came from the ${from}; there came ${others.length === 0 ? "nothing" : others.join(", ")}`;
    },
  });
  if (event !== undefined) taken.add(event);
  return { event: event?.envelope ?? null };
}

/** Events about no order at all (trackers, products) are never another order's. */
function isAbout({ resources }: SeenEvent, orderId: string | undefined): boolean {
  const orders = resources.flatMap((path) => /\/order\/([^/]+)/.exec(path)?.[1] ?? []);
  return orderId === undefined || orders.length === 0 || orders.includes(orderId);
}

function compilePattern(pattern: unknown) {
  if (pattern === undefined) return undefined;
  try {
    return compileEventPattern(pattern);
  } catch (cause) {
    if (!(cause instanceof EventPatternError)) throw cause;
    throw new UsageError(`"pattern" is no event pattern: ${cause.message}`, { code: "invalid_pattern", cause });
  }
}

/** `assert`. @throws {AssertionFailedError} for the first entry that does not hold. */
export async function assert(call: StepCall): Promise<object> {
  const { world, values } = call;
  const orderId = orderIdOf(call, "of");
  let seen = await world.order(orderId);
  for (const assertion of values.that as readonly Assertion[]) {
    const start = world.now();
    let finding = checkAssertion(assertion, seen);
    for (let pause = 20; finding !== undefined; pause = Math.min(pause * 1.5, 5_000)) {
      if (world.now() - start + pause > (assertion.within ?? 0)) throw new AssertionFailedError(finding);
      await world.sleep(pause);
      seen = await world.order(orderId);
      finding = checkAssertion(assertion, seen);
    }
  }
  return { order: seen.order };
}
