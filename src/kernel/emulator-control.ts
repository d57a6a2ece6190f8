import { request } from "node:http";
import type { EmulatorState } from "../config/emulator-state.ts";
import { BwpError, NotFoundError, RefusedError } from "../errors.ts";
import type { Context } from "./context.ts";

/**
 * The emulator that commands talk to for what the API itself does not offer: the one of the profile in use, else the one
 * that runs on this machine.
 * @throws {NotFoundError} when none runs.
 */
export async function findEmulator(
  context: Context,
): Promise<{ readonly url: string; readonly state?: EmulatorState }> {
  const fromEnvironment = context.host.env.BWP_API_URL;
  const state = await (await context.config()).emulator.running();
  if (fromEnvironment !== undefined && fromEnvironment !== state?.url) {
    const profile = await context.profile();
    if (profile.kind === "emulator") return { url: profile.apiUrl };
  }
  if (state !== undefined) return { url: state.url, state };
  throw new NotFoundError("No emulator is running.", {
    code: "no_emulator",
    suggestion: "Start one with: bwp emulator start --detach",
  });
}

/**
 * Calls one of the emulator's own controls (`/_emulator/...`).
 * @throws {RefusedError} with the emulator's sentence when it refuses.
 */
export function controlEmulator(
  url: string,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${url}/_emulator/${path}`,
      { method, timeout: 10_000, headers: { "content-type": "application/json" } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answer = parse(Buffer.concat(chunks).toString("utf8"));
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(answer);
          else reject(refusal(status, answer));
        });
      },
    );
    call.on("timeout", () => call.destroy(new Error("timed out")));
    call.on("error", (cause) =>
      reject(
        new BwpError("unavailable", `The emulator at ${url} does not answer: ${cause.message}.`, {
          cause,
          retryable: true,
        }),
      ),
    );
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refusal(status: number, answer: unknown): BwpError {
  const word =
    typeof answer === "object" && answer !== null && "error" in answer && typeof answer.error === "string"
      ? answer.error
      : `HTTP ${status}`;
  const sentence = `The emulator refuses: ${word}`;
  return status === 404 ? new NotFoundError(sentence) : new RefusedError(sentence);
}
