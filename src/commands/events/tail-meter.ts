import type { TailState } from "../../events/tail-types.ts";
import type { TailPace } from "../../formatters/event-tail.ts";
import { formatDuration } from "../../kernel/duration.ts";

const WINDOW_MS = 10_000;

/** Measures how fast events come, and how old they are when they do. */
export class TailMeter {
  private readonly now: () => number;
  private samples: { readonly at: number; readonly shown: number }[] = [];
  private last: TailState["last"];
  private lagMs: number | undefined;

  constructor(now: () => number) {
    this.now = now;
  }

  note({ shown, last }: Pick<TailState, "shown" | "last">): void {
    const at = this.now();
    // At most one sample in a hundredth of the window: a busy tail tells its state hundreds of times a second.
    if (at - (this.samples.at(-1)?.at ?? 0) > WINDOW_MS / 100) this.samples.push({ at, shown });
    while ((this.samples[1]?.at ?? at) < at - WINDOW_MS) this.samples.shift();
    if (last === this.last) return;
    this.last = last;
    const time = Date.parse(last?.time ?? "");
    this.lagMs = Number.isNaN(time) ? undefined : Math.max(0, at - time);
  }

  read(): Omit<TailPace, "queues"> {
    const first = this.samples[0];
    const final = this.samples.at(-1);
    const span = this.now() - (first?.at ?? this.now());
    const rate =
      first === undefined || final === undefined || span < 1000 ? 0 : (final.shown - first.shown) / (span / 1000);
    return {
      rate,
      lag: this.lagMs === undefined ? undefined : formatDuration(this.lagMs),
      lastType: this.last?.type,
    };
  }
}
