import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "../domain/api-error.ts";
import type { MilestoneRequest } from "../domain/orders/tracker-control.ts";
import type { EmulatorLogEntry } from "../log.ts";
import { readBody, sendJson, sendText } from "./body.ts";
import type { ClockRequest, ReturnRequest, StockRequest } from "./requests.ts";
import { parseJson, readClockRequest, readMilestoneRequest, readReturnRequest, readStockRequest } from "./requests.ts";

/** What `/_emulator` controls. A method that answers a string refuses with that sentence. */
export interface Controls {
  status(): unknown;
  reset(): Promise<void>;
  openReturn(request: ReturnRequest): unknown;
  advanceTracker(request: MilestoneRequest): unknown;
  setStock(request: StockRequest): unknown;
  /** Entries behind a number, of one kind if it is given. */
  logAfter(
    sequence: number,
    kind?: string,
  ): {
    readonly entries: readonly EmulatorLogEntry[];
    /** Number of the last entry, of whatever kind. */
    readonly latest: number;
  };
  /** A few lines on an order, for the link that orders carry; undefined if there is none. */
  describeOrder(orderId: string): string | undefined;
  clock(): unknown;
  moveClock(request: ClockRequest): unknown;
  /** The keys that sign webhooks. */
  keys(): unknown;
  rotateKey(): unknown;
  faults(): readonly unknown[];
  addFault(json: unknown): unknown;
  /** True if there was a fault of that id. */
  removeFault(id: string): boolean;
  /** How many there were. */
  clearFaults(): number;
  /** What arrived by sendUserEvents, counted. */
  userEvents(): unknown;
  exportState(): unknown;
  /** A sentence if the document is broken; nothing has changed then. */
  importState(json: unknown): Promise<string | undefined>;
  shutdown(): void;
}

/** First part of the path of every control. */
export const CONTROL_PREFIX = "/_emulator/";

/** Documents of 100,000 orders are longer than other bodies. */
const LARGEST_DOCUMENT = 480 * 1024 * 1024;

type Control = (controls: Controls, exchange: Exchange) => Promise<void> | void;

interface Exchange {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Method and path to what is done. */
const CONTROLS: Readonly<Record<string, Control>> = {
  "GET status": (controls, { response }) => sendJson(response, 200, controls.status()),
  "GET log": (controls, { url, response }) => {
    const after = Number(url.searchParams.get("after") ?? 0);
    const kind = url.searchParams.get("kind") ?? undefined;
    sendJson(response, 200, controls.logAfter(Number.isSafeInteger(after) ? after : 0, kind));
  },
  "POST reset": async (controls, { response }) => {
    await controls.reset();
    sendJson(response, 200, controls.status());
  },
  "POST returns": withBody(readReturnRequest, (controls, request) => controls.openReturn(request)),
  "POST trackers": withBody(readMilestoneRequest, (controls, request) => controls.advanceTracker(request)),
  "POST stock": withBody(readStockRequest, (controls, request) => controls.setStock(request)),
  "GET clock": (controls, { response }) => sendJson(response, 200, controls.clock()),
  "POST clock": withBody(readClockRequest, (controls, request) => controls.moveClock(request)),
  "GET keys": (controls, { response }) => sendJson(response, 200, controls.keys()),
  "POST keys": (controls, { response }) => sendJson(response, 200, controls.rotateKey()),
  "GET faults": (controls, { response }) => sendJson(response, 200, { faults: controls.faults() }),
  "POST faults": withBody(
    (json) => (json === undefined ? "The body must be a JSON object." : { json }),
    (controls, { json }) => controls.addFault(json),
  ),
  "DELETE faults": (controls, { response }) => sendJson(response, 200, { cleared: controls.clearFaults() }),
  "GET user-events": (controls, { response }) => sendJson(response, 200, controls.userEvents()),
  "GET export": (controls, { response }) => sendJson(response, 200, controls.exportState()),
  "POST import": async (controls, { request, response }) => {
    const problem = await controls.importState(parseJson(await readBody(request, LARGEST_DOCUMENT)));
    if (problem === undefined) sendJson(response, 200, controls.status());
    else sendJson(response, 400, { error: problem });
  },
  "POST shutdown": (controls, { response }) => {
    response.once("finish", () => controls.shutdown());
    sendJson(response, 200, { stopping: true });
  },
};

/** A control that takes a JSON body; `read` and `run` answer a sentence if they refuse. */
function withBody<Request extends object>(
  read: (json: unknown) => Request | string,
  run: (controls: Controls, request: Request) => unknown,
): Control {
  return async (controls, { request, response }) => {
    const wanted = read(parseJson(await readBody(request)));
    const answer = typeof wanted === "string" ? wanted : run(controls, wanted);
    if (typeof answer === "string") sendJson(response, 400, { error: answer });
    else sendJson(response, 200, answer);
  };
}

/** Answers one control. */
export async function handleControl(
  controls: Controls,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = url.pathname.slice(CONTROL_PREFIX.length);
  const [noun = "", id] = /^(orders|faults)\/([^/]+)$/.exec(path)?.slice(1) ?? [];
  if (id !== undefined && noun === "orders" && request.method === "GET") {
    const text = controls.describeOrder(id);
    sendText(response, text === undefined ? 404 : 200, text ?? "The emulator has no such order.");
    return;
  }
  if (id !== undefined && noun === "faults" && request.method === "DELETE") {
    const removed = controls.removeFault(id);
    if (removed) sendJson(response, 200, { cleared: 1 });
    else sendJson(response, 404, { error: `There is no fault ${id}.` });
    return;
  }
  const control = CONTROLS[`${request.method ?? ""} ${path}`];
  if (control === undefined) {
    const known = Object.keys(CONTROLS).map((each) => each.replace(" ", ` ${CONTROL_PREFIX}`));
    sendJson(response, 404, { error: `There is no such control; there are: ${known.join(", ")}.` });
    return;
  }
  try {
    await control(controls, { url, request, response });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { type, code } = error.classification;
    const message = type === "AccessDeniedError" ? `Not found: ${error.reason}.` : error.message;
    sendJson(response, type === "AccessDeniedError" ? 404 : 400, { error: message, type, code });
  }
}
