import { createAwsEndpoint } from "./aws/endpoint.ts";
import { graphiqlHeaders, identify } from "./caller.ts";
import type { Speed } from "./clock.ts";
import { createClock } from "./clock.ts";
import { createControlOperations } from "./control-operations.ts";
import type { EmulatorCredential } from "./credentials.ts";
import { DEFAULT_CREDENTIAL } from "./credentials.ts";
import { countUserEvents } from "./domain/analytics/user-event-log.ts";
import { createDomain } from "./domain/create-domain.ts";
import type { Domain, Storage } from "./domain/domain.ts";
import { ORDERS, SUBSCRIPTIONS, TRACKERS } from "./domain/entities.ts";
import { FaultBoard } from "./faults/board.ts";
import { TOKEN_OPERATION } from "./faults/fault.ts";
import { createGraphqlService } from "./graphql/service.ts";
import type { Routes } from "./http/server.ts";
import { listen } from "./http/server.ts";
import type { EmulatorLogEntry } from "./log.ts";
import { EmulatorLog } from "./log.ts";
import { SigningKeys } from "./signing-keys.ts";
import { readState } from "./state/document.ts";
import { handleStorage } from "./storage/handler.ts";
import { openObjects } from "./storage/objects.ts";
import { presign } from "./storage/presigned.ts";
import { MACHINE_PROCESSES } from "./store/processes.ts";
import { openStore } from "./store/store.ts";
import { Tokens } from "./tokens.ts";

export type { EmulatorCredential, EmulatorLogEntry, Speed };

/** What events carry in `data`. */
type EventDataOption = "thin" | "full";

/** The account that owns everything on the AWS side. */
export const EMULATED_AWS_ACCOUNT = "000000000000";

/** How to start an emulator; all but the clock is optional. */
export interface EmulatorOptions {
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Where the data stays; without it everything is in memory. */
  readonly dataDir?: string | undefined;
  /** How documented waits pass: default `instant`. A number is a factor: 60 makes a minute a second. */
  readonly speed?: Speed | undefined;
  /** What `data` of the events of 2024-11-01 holds: default `thin`, nothing; `full` fills it as the newer pages show. */
  readonly eventData?: EventDataOption | undefined;
  /** AWS region of requests that name none; default us-east-1. */
  readonly region?: string | undefined;
  /** The real clock in milliseconds since 1970. */
  readonly now: () => number;
  /** Called with each thing that a user wants to see. */
  readonly log?: ((entry: EmulatorLogEntry) => void) | undefined;
  /** Default: one set with full access, the same everywhere. The first one is the emulator's own. */
  readonly credentials?: readonly EmulatorCredential[] | undefined;
  /** Shown in the status. */
  readonly version?: string | undefined;
}

/** What `GET /_emulator/status` answers. */
export interface EmulatorStatus {
  readonly url: string;
  readonly pid: number;
  readonly version: string | null;
  readonly speed: Speed;
  readonly eventData: EventDataOption;
  /** The emulator's clock, ISO 8601. */
  readonly now: string;
  readonly uptimeMs: number;
  readonly dataDir: string | null;
  readonly awsAccount: string;
  readonly region: string;
  readonly clientIds: readonly string[];
  readonly counts: {
    readonly orders: number;
    readonly subscriptions: number;
    readonly trackers: number;
    readonly userEvents: number;
  };
}

/** A running emulator. */
export interface Emulator {
  /** Without a slash at the end, for example `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly port: number;
  readonly credentials: EmulatorCredential;
  readonly awsAccount: typeof EMULATED_AWS_ACCOUNT;
  readonly region: string;
  /** Resolves when it has stopped, whoever asked for it. */
  readonly closed: Promise<void>;
  status(): EmulatorStatus;
  /** Forgets all data; credentials and tokens stay valid. */
  reset(): Promise<void>;
  /** Answers open requests, then frees port and files. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a local Buy with Prime: token endpoint, GraphQL, and the AWS services that its events arrive in, on one port.
 * Rejects if the port is taken or the data directory is in use.
 */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const host = options.host ?? "127.0.0.1";
  const realNow = options.now;
  const region = options.region ?? "us-east-1";
  const [own = DEFAULT_CREDENTIAL, ...others] = options.credentials ?? [];
  const credentials = [own, ...others];
  const startedAt = realNow();
  const eventData = options.eventData ?? "thin";
  const store = openStore({ dataDir: options.dataDir });
  const clock = createClock(store, realNow, options.speed ?? "instant");
  const log = new EmulatorLog(clock.now, options.log);
  const onFault = (error: unknown): void =>
    log.report({ kind: "emulator", message: `Something went wrong: ${messageOf(error)}` });
  for (const message of store.notices) log.report({ kind: "emulator", message });
  const tokens = new Tokens(store, clock, credentials);

  let release: (routes: Routes) => void = () => undefined;
  const ready = new Promise<Routes>((resolve) => {
    release = resolve;
  });
  const server = await listen(host, options.port ?? 0, ready).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const url = `http://${hostForUrl(host)}:${server.port}`;

  const aws = await createAwsEndpoint({
    store,
    region,
    account: EMULATED_AWS_ACCOUNT,
    baseUrl: () => url,
    now: clock.now,
    log: log.report,
  });
  const faults = new FaultBoard(log.report);
  const objects = openObjects(options.dataDir);
  const storage: Storage = { objects, presign: (link) => presign(store, url, clock.now(), link) };
  const keys = new SigningKeys(store, clock.now);
  const newDomain = (): Domain =>
    createDomain({ store, clock, channel: aws, faults, storage, keys, withData: eventData === "full", log, onFault });
  let domain = newDomain();

  const status = (): EmulatorStatus => ({
    url,
    pid: MACHINE_PROCESSES.pid,
    version: options.version ?? null,
    speed: clock.speed,
    eventData,
    now: clock.iso(),
    uptimeMs: Math.round(realNow() - startedAt),
    dataDir: options.dataDir ?? null,
    awsAccount: EMULATED_AWS_ACCOUNT,
    region,
    clientIds: credentials.map((credential) => credential.clientId),
    counts: {
      orders: store.count(ORDERS),
      subscriptions: store.count(SUBSCRIPTIONS),
      trackers: store.count(TRACKERS),
      userEvents: countUserEvents(store),
    },
  });

  const leaveDomain = (): void => {
    domain.timers.close();
    domain.outbox.close();
  };

  const reset = async (): Promise<void> => {
    leaveDomain();
    store.reset();
    objects.clear();
    tokens.save(store);
    faults.clear();
    await aws.reset();
    domain = newDomain();
    log.report({ kind: "emulator", message: "All data was forgotten." });
  };

  const importState = async (json: unknown): Promise<string | undefined> => {
    const tables = readState(json, store);
    if (typeof tables === "string") return tables;
    leaveDomain();
    store.replace(tables);
    objects.clear();
    await aws.reset();
    domain = newDomain();
    log.report({ kind: "emulator", message: "All data was replaced by an import." });
    return undefined;
  };

  let closing: Promise<void> | undefined;
  let markClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    markClosed = resolve;
  });
  const shut = async (): Promise<void> => {
    leaveDomain();
    await Promise.all([server.close(), aws.close()]);
    store.close();
    markClosed();
  };
  const close = (): Promise<void> => {
    closing ??= shut();
    return closing;
  };

  release({
    now: () => clock.now(),
    graphql: createGraphqlService({
      context: (request, version) => ({
        domain,
        caller: identify(tokens, request, version),
        baseUrl: url,
        report: log.report,
        strike: (operation) => faults.strike(operation),
      }),
      graphiqlHeaders: () => graphiqlHeaders(tokens, own),
      onFault,
    }),
    token: (form) => {
      const answer = tokens.grant(form);
      const outcome = answer.status === 200 ? "issued" : `refused, ${String(answer.body.error_description)}`;
      log.report({ kind: "token", message: `Access token: ${outcome}` });
      return answer;
    },
    strikeToken: () => faults.strike(TOKEN_OPERATION),
    publicKeys: () => keys.published(),
    storage: (request, response) => handleStorage({ store, objects, clock, report: log.report }, request, response),
    aws: (request, response, body) => aws.handle(request, response, body),
    controls: {
      ...createControlOperations({ domain: () => domain, own, url, faults, keys, log }),
      status,
      reset,
      importState,
      shutdown: () => void close().catch(onFault),
    },
    onFault,
  });
  return {
    url,
    port: server.port,
    credentials: own,
    awsAccount: EMULATED_AWS_ACCOUNT,
    region,
    closed,
    status,
    reset,
    close,
  };
}

/** The host under which this machine reaches a listening address. */
function hostForUrl(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
