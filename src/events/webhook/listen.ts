import { setMaxListeners } from "node:events";
import { Aborted, isClosedSink } from "../interruptions.ts";
import { Intake } from "./intake.ts";
import type { ListenEnd, ListenOptions, ListenState, ListenSummary } from "./listen-types.ts";
import { Outlet } from "./outlet.ts";
import { type PostServer, startPostServer } from "./post-server.ts";
import { Room } from "./room.ts";

const MOST_IN_HAND = 1000;
const MOST_BYTES_IN_HAND = 64 * 1024 * 1024;
/** A post that is being read when the listener ends has so long to come to its end. */
const GRACE_MS = 2000;

/**
 * Receives events by HTTP. A post is answered with 200 when its event is in the archive; what is done with it afterwards, and
 * how that goes, is no business of the sender's. Too much in hand, or an archive that cannot be written, is answered with
 * 503, so that the sender tries again.
 * @throws the system's error if the port cannot be had; what the sink rejects with, unless it is a closed pipe.
 */
export async function listen(options: ListenOptions): Promise<ListenSummary> {
  const { signal, abort } = options;
  // Events in hand listen for them: Node takes more than ten listeners for a leak, and warns.
  setMaxListeners(0, signal, abort);
  const turnedAway = new Map<number, number>();
  const room = new Room(options.mostInHand ?? MOST_IN_HAND, MOST_BYTES_IN_HAND);
  const over = new AbortController();
  const full = new AbortController();
  const report = (): void => options.onState(state());
  const outlet = new Outlet(options, () => {
    report();
    if (outlet.shown >= (options.limit ?? Number.POSITIVE_INFINITY)) full.abort();
  });
  let inHand = 0;
  const intake = new Intake(options, ({ posted, place }) => {
    inHand += 1;
    const release = (): void => {
      inHand -= 1;
      place.release();
    };
    outlet.add({ posted, place: { ...place, release } });
  });
  const state = (): ListenState => ({
    received: intake.received,
    shown: outlet.shown,
    filtered: intake.filtered,
    refused: outlet.refused,
    duplicates: intake.duplicates,
    inHand,
    turnedAway,
    last: outlet.last,
  });
  const server = await startPostServer({
    ...options,
    room,
    take: (post) => intake.take(post),
    onRefusal(refusal) {
      turnedAway.set(refusal.status, (turnedAway.get(refusal.status) ?? 0) + 1);
      options.onRefusal(refusal);
      report();
    },
  });
  intake.listensAt(options.addressOf(server.port));
  options.onReady(server.port);
  const work = outlet.run();
  try {
    const end = await Promise.race([
      whenAborted(signal, over.signal, "stopped"),
      whenIdle(options, () => (room.posts > 0 ? undefined : intake.lastAt), over.signal),
      whenAborted(full.signal, over.signal, "limit"),
      work.then((): ListenEnd => "stopped"),
    ]);
    await stopServer(server, abort, over.signal);
    outlet.complete();
    await work;
    return { ...state(), end };
  } catch (error) {
    server.cut();
    await server.stop(0);
    if (error instanceof Aborted) return { ...state(), end: "aborted" };
    if (isClosedSink(error)) return { ...state(), end: "sink-closed" };
    throw error;
  } finally {
    over.abort();
    // Whatever ended the listener has been told; that its work ends as well is no news.
    work.catch(() => undefined);
  }
}

/** Lets what is being read come to its end; the second signal cuts it off. */
async function stopServer(server: PostServer, abort: AbortSignal, over: AbortSignal): Promise<void> {
  void whenAborted(abort, over, "aborted").then(() => server.cut());
  await server.stop(GRACE_MS);
}

/** Resolves when a signal comes; never once all is over. */
function whenAborted(signal: AbortSignal, over: AbortSignal, end: ListenEnd): Promise<ListenEnd> {
  return new Promise((resolve) => {
    const onAbort = (): void => resolve(end);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true, signal: over });
  });
}

/** Resolves when nothing has come for the idle time. `lastAt` answers undefined while something is in hand. */
async function whenIdle(
  { clock, idleTimeoutMs }: ListenOptions,
  lastAt: () => number | undefined,
  over: AbortSignal,
): Promise<ListenEnd> {
  if (idleTimeoutMs === undefined) return new Promise(() => undefined);
  for (let left = idleTimeoutMs; left > 0; left = idleTimeoutMs - (clock.steady() - (lastAt() ?? clock.steady()))) {
    await clock.sleep(left, over).catch(() => undefined);
    if (over.aborted) break;
  }
  return "idle";
}
