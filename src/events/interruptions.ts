/** The second signal came while something was waited for. */
export class Aborted extends Error {
  constructor() {
    super("Aborted.");
    this.name = "Aborted";
  }
}

/** Rejects with {@link Aborted} as soon as the signal is aborted, whatever the promise does later. */
export function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new Aborted());
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** True for the errors by which a sink says that its reader is gone (`| head -1`). */
export function isClosedSink(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const code: unknown = Reflect.get(error, "code");
  return (
    Reflect.get(error, "name") === "ClosedPipeError" ||
    code === "EPIPE" ||
    code === "ERR_STREAM_DESTROYED" ||
    code === "ERR_STREAM_WRITE_AFTER_END"
  );
}
