import type { Clock } from "../../events/clock.ts";
import type { TailState } from "../../events/tail-types.ts";
import type { TailPace } from "../../formatters/event-tail.ts";
import { formatDuration } from "../../kernel/duration.ts";

const WINDOW_MS = 10_000;

/** Measures how fast events come, and how old they are when they do. */
export class TailMeter {
  private readonly clock: Pick<Clock, "now" | "steady">;
  private samples: { readonly at: number; readonly shown: number }[] = [];
  private last: TailState["last"];
  private lagMs: number | undefined;

  constructor(clock: Pick<Clock, "now" | "steady">) {
    this.clock = clock;
  }

  note({ shown, last }: Pick<TailState, "shown" | "last">): void {
    const at = this.clock.steady();
    // At most one sample in a hundredth of the window: a busy tail tells its state hundreds of times a second.
    if (at - (this.samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY) > WINDOW_MS / 100) this.samples.push({ at, shown });
    while ((this.samples[1]?.at ?? at) < at - WINDOW_MS) this.samples.shift();
    if (last === this.last) return;
    this.last = last;
    const time = Date.parse(last?.time ?? "");
    this.lagMs = Number.isNaN(time) ? undefined : Math.max(0, this.clock.now() - time);
  }

  read(): Omit<TailPace, "queues"> {
    const first = this.samples[0];
    const final = this.samples.at(-1);
    const at = this.clock.steady();
    const span = at - (first?.at ?? at);
    const rate =
      first === undefined || final === undefined || span < 1000 ? 0 : (final.shown - first.shown) / (span / 1000);
    return {
      rate,
      lag: this.lagMs === undefined ? undefined : formatDuration(this.lagMs),
      lastType: this.last?.type,
    };
  }
}
