import { onTestFinished } from "vitest";
import type { Emulator, EmulatorOptions } from "../../../src/emulator/emulator.ts";
import { createEmulator } from "../../../src/emulator/emulator.ts";

/** A GraphQL answer, as loosely typed as JSON is. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
  readonly data?: any;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
  readonly errors?: any[];
}

/** An emulator under test and the few requests that every test makes, with plain fetch. */
export interface TestEmulator {
  readonly emulator: Emulator;
  token(): Promise<string>;
  graphql(query: string, variables?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The same, with the HTTP response. */
  post(query: string, variables?: unknown, headers?: Record<string, string>): Promise<Response>;
  control(method: "GET" | "POST", path: string, body?: unknown): Promise<Response>;
}

export async function startEmulator(options: Partial<EmulatorOptions> = {}): Promise<TestEmulator> {
  const emulator = await createEmulator({ now: Date.now, ...options });
  onTestFinished(() => emulator.close());
  return clientOf(emulator);
}

export function clientOf(emulator: Emulator): TestEmulator {
  const { url, credentials } = emulator;
  let cached: Promise<string> | undefined;
  const token = async (): Promise<string> => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
    });
    const answer = await (await fetch(`${url}/token`, { method: "POST", body })).json();
    return answer.access_token;
  };
  const post: TestEmulator["post"] = async (query, variables = {}, headers = {}) => {
    cached ??= token();
    return fetch(`${url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${await cached}`,
        "x-api-version": "2024-11-01",
        "x-api-target-id": credentials.targetId,
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
  };
  return {
    emulator,
    token,
    post,
    graphql: async (query, variables, headers) => (await post(query, variables, headers)).json(),
    control: (method, path, body) => {
      // A moved clock may have left the token behind.
      if (path === "clock") cached = undefined;
      return fetch(`${url}/_emulator/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
  };
}

/** Waits until a condition holds; fails after 30 seconds, which a busy machine does not need. */
export async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const end = performance.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error("It did not happen within 30 seconds.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
