import type { QueueNumbers } from "../aws/queue-client.ts";
import type { TailOptions } from "./tail-types.ts";

const INTERVAL_MS = 10_000;

/** Asks a queue for its numbers now and then; one that may not be asked is tailed all the same. */
export class QueueWatch {
  numbers: QueueNumbers | undefined;
  /** Resolves with the first answer. */
  first: Promise<void> = Promise.resolve();
  private readonly options: TailOptions;
  private readonly received: () => number;
  private readonly report: () => void;
  private receivedAtNumbers = 0;

  constructor(options: TailOptions, parts: { received: () => number; report: () => void }) {
    this.options = options;
    this.received = parts.received;
    this.report = parts.report;
  }

  /** About how many messages wait: what the queue said last, less what was received since. */
  get backlog(): number | undefined {
    if (this.numbers === undefined) return undefined;
    return Math.max(0, this.numbers.visible - (this.received() - this.receivedAtNumbers));
  }

  async run(finished: AbortSignal): Promise<void> {
    const { clock, onState, onReady } = this.options;
    if (onState === undefined && onReady === undefined && !this.givesBack) return;
    this.first = this.ask();
    await this.first;
    if (this.givesBack) this.sayWhatGivingBackDoes();
    while (onState !== undefined && !finished.aborted) {
      this.report();
      await clock.sleep(INTERVAL_MS, finished).catch(() => undefined);
      if (!finished.aborted) await this.ask();
    }
  }

  private get givesBack(): boolean {
    const { mode, filter, unselected } = this.options;
    return mode === "peek" || (filter !== undefined && unselected === "leave");
  }

  private async ask(): Promise<void> {
    const received = this.received();
    this.numbers = await this.options.queue.attributes().catch(() => undefined);
    this.receivedAtNumbers = received;
  }

  /** To receive messages and give them back can only do harm where a redrive policy counts receives. */
  private sayWhatGivingBackDoes(): void {
    const { mode, unselectedName = "What the filter does not select", onWarning, onNotice } = this.options;
    const what =
      mode === "peek"
        ? "Peeking receives every message and gives it back, so each receive count rises"
        : `${unselectedName} is received and given back at the end, so its receive count rises`;
    if (this.numbers === undefined) onWarning?.(`${what}; a redrive policy, if the queue has one, counts that.`);
    else if (this.numbers.maxReceiveCount === undefined) onNotice?.(`${what}; the queue has no redrive policy.`);
    else {
      const most = this.numbers.maxReceiveCount;
      onWarning?.(`${what}; its redrive policy moves a message to the dead-letter queue after ${most} receives.`);
    }
  }
}
