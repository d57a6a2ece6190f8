import { MAX_BATCH, MAX_BATCH_BYTES, type OutgoingMessage, type QueueSender } from "../../aws/queue-client.ts";
import { BwpError } from "../../errors.ts";
import { bodyFor, type HandoverForm } from "./body.ts";
import type { Attempt, Handover, Target } from "./sink.ts";

interface Waiting {
  readonly message: OutgoingMessage;
  readonly resolve: (attempt: Attempt) => void;
}

/** Message attribute of what is sent again on purpose. */
const REPLAY_ATTRIBUTE = "x-bwp-replay";

/** A target that puts each event into a queue. What is handed over at the same time goes out as one batch, in its order. */
export function createQueueTarget(queue: QueueSender, form: HandoverForm): Target {
  let waiting: Waiting[] = [];

  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (const batch of batches(all)) void send(queue, batch);
  };

  return {
    name: `queue ${queue.name}`,
    attempt(handover, signal) {
      if (signal.aborted) return Promise.resolve({ taken: false, retryable: false, problem: "Interrupted." });
      const message = messageOf(handover, form);
      if (message === undefined) {
        const problem = "A queue takes text only, and the message is not valid UTF-8.";
        return Promise.resolve({ taken: false, retryable: false, problem });
      }
      return new Promise((resolve) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ message, resolve });
      });
    },
    close: () => queue.close(),
  };
}

function messageOf(handover: Handover, form: HandoverForm): OutgoingMessage | undefined {
  const { bytes } = bodyFor(handover, form);
  const attributes = handover.isReplay === true ? { [REPLAY_ATTRIBUTE]: "true" } : undefined;
  if (typeof bytes === "string") return { body: bytes, attributes };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = buffer.toString("utf8");
  return Buffer.from(body, "utf8").equals(buffer) ? { body, attributes } : undefined;
}

/** Parts by number and by size; a message that is too large alone goes alone, and the queue says so. */
function batches(all: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const found: Waiting[][] = [];
  let bytes = 0;
  for (const each of all) {
    const size = Buffer.byteLength(each.message.body) + 64;
    const current = found.at(-1);
    if (current === undefined || current.length === MAX_BATCH || bytes + size > MAX_BATCH_BYTES) {
      found.push([each]);
      bytes = size;
    } else {
      current.push(each);
      bytes += size;
    }
  }
  return found;
}

async function send(queue: QueueSender, batch: readonly Waiting[]): Promise<void> {
  try {
    const unsent = new Map(
      (await queue.sendBatch(batch.map(({ message }) => message))).map((entry) => [entry.index, entry] as const),
    );
    for (const [index, { resolve }] of batch.entries()) {
      const failed = unsent.get(index);
      if (failed === undefined) resolve({ taken: true, retryable: false });
      else resolve({ taken: false, retryable: !failed.final, problem: failed.message || failed.code });
    }
  } catch (error) {
    const retryable = error instanceof BwpError && (error.retryable || error.type === "unavailable");
    const problem = error instanceof Error ? error.message : String(error);
    for (const { resolve } of batch) resolve({ taken: false, retryable, problem });
  }
}
