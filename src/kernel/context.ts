import type { ApiClient } from "../client/client.ts";
import type { Dialect } from "../client/dialects/dialect.ts";
import { type Config, openConfig } from "../config/config.ts";
import type { ResolvedProfile } from "../config/profile.ts";
import { BwpError, InterruptedError, NotFoundError } from "../errors.ts";
import { sanitiseLine } from "../formatters/sanitise.ts";
import { createPrompter, type Prompter } from "../prompts/prompter.ts";
import { connectApi } from "./api.ts";
import type { GlobalValues } from "./global-options.ts";
import type { Host } from "./host.ts";
import { createIo, type Io } from "./io.ts";
import { createNotices, type Notices } from "./notices.ts";
import { createOutput, type Output } from "./output.ts";
import { createServiceClock } from "./service-clock.ts";

/** All that a command may use of the world; built once a call, each part on first use. */
export interface Context {
  readonly host: Host;
  readonly io: Io;
  readonly globals: GlobalValues;
  /** Results, on stdout. */
  readonly output: Output;
  /** Talk, on stderr: notices, warnings, progress. */
  readonly notices: Notices;
  readonly prompt: Prompter;
  /** Aborted by the first SIGINT or SIGTERM; the reason is the error to end with. */
  readonly signal: AbortSignal;
  /** Aborted by the second: give up at once. */
  readonly forced: AbortSignal;
  config(): Promise<Config>;
  /** The profile of this call: which account, which environment, which endpoint. */
  profile(): Promise<ResolvedProfile>;
  /** The Buy with Prime API, as that profile. */
  api(): Promise<ApiClient>;
  /** How the version of that profile is spoken. */
  dialect(): Promise<Dialect>;
  /** What this call has changed at the service so far, in words: it must be said if the result cannot be. */
  readonly changes: string[];
  /** Milliseconds since 1970 where the answers come from: the emulator's clock may be ahead of the machine's. */
  serviceNow(): number;
  /** For commands that are made of commands. */
  readonly runLine: RunLine;
  /** Runs when the call ends, whatever happened. */
  onClose(close: () => Promise<void> | void): void;
  close(): Promise<void>;
}

/** Says that the user ended the command with SIGTERM. */
export class TerminatedError extends BwpError {
  constructor() {
    super("terminated", "Terminated.", { code: "terminated" });
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Runs one command line in this process, as a user would type it after `bwp`; answers the exit code. */
export type RunLine = (words: readonly string[], host: Host, onResult?: (data: unknown) => void) => Promise<number>;

/** What surrounds a call. */
export interface Surroundings {
  readonly runLine: RunLine;
  /** Gets every result and record that the command puts out, whatever the format. */
  readonly onResult?: ((data: unknown) => void) | undefined;
}

/** Builds the context of one call. */
export function createContext(host: Host, globals: GlobalValues, surroundings: Surroundings): Context {
  const io = createIo(host, globals);
  const serviceClock = createServiceClock(host);
  const stop = new AbortController();
  const force = new AbortController();
  const unsubscribe = host.onSignal((signal) => {
    const reason = signal === "SIGINT" ? new InterruptedError() : new TerminatedError();
    if (stop.signal.aborted) force.abort(reason);
    else stop.abort(reason);
  });
  const closers: (() => Promise<void> | void)[] = [unsubscribe];
  const notices = createNotices(io, globals);
  const prompt = createPrompter(io, {
    sanitiseLine,
    loadWrap: async () => (await import("../formatters/wrap.ts")).wrapText,
  });
  const config = once(async () => openConfig(host));
  const profile = once(async () => {
    const settled = await config();
    return settled.profile({ flag: globals.profile, apiVersion: globals.apiVersion }).catch(async (error: unknown) => {
      const name = globals.profile ?? host.env.BWP_PROFILE;
      if (!(error instanceof NotFoundError) || error.code !== "profile_not_found" || name === undefined) throw error;
      const { unknownProfile } = await import("./unknown-profile.ts");
      throw unknownProfile(name, Object.keys((await settled.settings.read()).profiles));
    });
  });
  const api = once(async () => {
    const who = await profile();
    const tokens = (await config()).tokenCache(who);
    const onServiceTime = who.kind === "emulator" ? serviceClock.follow : undefined;
    const client = await connectApi({ host, globals, notices, profile: who, tokens, onServiceTime });
    closers.push(() => client.close());
    return client;
  });
  const dialect = once(async () => {
    const { dialectFor } = await import("../client/dialects/dialects.ts");
    return dialectFor((await profile()).apiVersion);
  });
  return {
    host,
    io,
    globals,
    output: createOutput(io, globals, serviceClock, surroundings),
    notices,
    prompt,
    signal: stop.signal,
    forced: force.signal,
    config,
    profile,
    api,
    dialect,
    changes: [],
    serviceNow: serviceClock.now,
    runLine: surroundings.runLine,
    onClose: (close) => void closers.push(close),
    async close() {
      notices.stop();
      await notices.flush();
      for (const close of closers.reverse()) await close();
    },
  };
}
