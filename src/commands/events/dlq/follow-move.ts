import type { DeadLetters, MoveTask } from "../../../aws/dead-letters.ts";
import { InterruptedError, RefusedError } from "../../../errors.ts";
import { countText } from "../../../formatters/event-tail.ts";
import type { Context } from "../../../kernel/context.ts";

/** A task that moves messages, and what it moves. */
export interface StartedMove {
  readonly deadLetters: DeadLetters;
  readonly arn: string;
  readonly handle: string;
  readonly name: string;
  readonly messages: number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Follows a task with progress on stderr, and cancels it when the user ends the command; answers how many messages were moved.
 * @throws {RefusedError} if SQS gave up; the error of the signal if the user did.
 */
export async function followMove(context: Context, move: StartedMove): Promise<number> {
  const { deadLetters, arn, messages } = move;
  const progress = context.notices.progress("Moving messages");
  let pause = FIRST_PAUSE_MS;
  try {
    for (;;) {
      const task = await deadLetters.lastMove(arn);
      if (task !== undefined && task.status !== "RUNNING") {
        if (task.status !== "COMPLETED") throw failureOf(move, task);
        progress.done(`Moved ${countText(task.moved, "message")}`);
        return task.moved;
      }
      progress.update(`Moving messages: ${task?.moved ?? 0} of about ${task?.toMove ?? messages}`);
      await context.host.sleep(pause, context.signal);
      pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
    }
  } catch (error) {
    progress.stop();
    if (!context.signal.aborted) throw error;
    throw await cancel(context, move);
  }
}

/** A message that EventBridge sent here has no queue to go back to. Page: SQS API reference, ListMessageMoveTasks. */
const NO_SOURCE = "CouldNotDetermineMessageSource";

function failureOf({ name }: StartedMove, { status, moved, failure }: MoveTask): RefusedError {
  const sofar = `${countText(moved, "message")} moved; the rest waits in ${name}.`;
  if (failure === NO_SOURCE) {
    return new RefusedError(
      `Some messages of ${name} came from no queue: EventBridge could not deliver them. ${sofar}`,
      {
        code: "no_message_source",
        suggestion: "Say where they belong: --to <QUEUE>. All that is left then goes there.",
      },
    );
  }
  const why = status === "FAILED" ? `failed: ${failure ?? "no reason given"}` : `ended as ${status}`;
  return new RefusedError(`The task that moves the messages ${why}. ${sofar}`, { code: "move_failed" });
}

async function cancel(context: Context, { deadLetters, handle, arn, name }: StartedMove): Promise<unknown> {
  // It may have ended in this moment, which is as good.
  await deadLetters.cancelMove(handle).catch(() => undefined);
  const task = await deadLetters.lastMove(arn).catch(() => undefined);
  const moved = countText(task?.moved ?? 0, "message");
  const sofar =
    task?.status === "COMPLETED"
      ? `the task had just ended, ${moved} moved.`
      : `the task was cancelled after ${moved}; the rest waits in ${name}.`;
  if (context.signal.reason instanceof InterruptedError) return new InterruptedError(`Interrupted: ${sofar}`);
  context.notices.warn(`Terminated: ${sofar}`);
  return context.signal.reason;
}
