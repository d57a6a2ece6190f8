import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isJsonObject } from "../../model/json-object.ts";
import type { LogReport } from "../log.ts";
import type { Store, Transaction } from "../store/store.ts";
import type { PublishOutcome } from "./events/delivery.ts";
import type { PartnerEvent, PartnerEventSource } from "./events/service.ts";
import { createEventsService } from "./events/service.ts";
import type { JsonObject, Operation } from "./protocol.ts";
import { AwsError, regionOfAuthorization } from "./protocol.ts";
import { readQueryInput } from "./sqs/query-input.ts";
import { queryError, queryErrorCode, queryOutput } from "./sqs/query-output.ts";
import { createSqsService } from "./sqs/service.ts";
import { callerIdentity } from "./sts.ts";

export type { PartnerEvent, PartnerEventSource, PublishOutcome };

/** The AWS side of the emulator: SQS (JSON and Query protocol), EventBridge, and GetCallerIdentity of STS. */
export interface AwsEndpoint {
  /** Answers one request; never rejects. The caller has checked Host and Origin. */
  handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>;
  /** Creates the source if it does not exist. */
  ensureSource(tx: Transaction, source: PartnerEventSource): void;
  /** Deletes the source; while its bus exists it stays, in the state DELETED. */
  removeSource(tx: Transaction, source: PartnerEventSource): void;
  /** Puts an event on a source; what rules select is in the queues once the transaction is committed. */
  publish(tx: Transaction, event: PartnerEvent): PublishOutcome;
  /** To be called after the store was reset or replaced: queues and messages are taken from it anew. */
  reset(): Promise<void>;
  /** Ends long polls with an empty answer, and stops. */
  close(): Promise<void>;
}

/** What the endpoint needs. */
export interface AwsEndpointOptions {
  readonly store: Store;
  /** Region of requests whose signature names none. */
  readonly region: string;
  /** 12 digits; everything belongs to it. */
  readonly account: string;
  /** Where clients reach the endpoint, without a trailing slash; asked for at each request. */
  readonly baseUrl: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: (report: LogReport) => void;
}

/** Starts the endpoint; resolves when the queues and messages of the store are back in place. */
export async function createAwsEndpoint(options: AwsEndpointOptions): Promise<AwsEndpoint> {
  const { store, account, now } = options;
  const report = (message: string): void => options.log({ kind: "aws", message });
  const sqs = await createSqsService({
    store,
    account,
    baseUrl: options.baseUrl,
    now,
    onLost: (reason) => report(`A message was written but not put into its queue: ${reason}`),
  });
  const events = createEventsService({ store, sqs, account, now, report });

  async function dispatch(exchange: Exchange): Promise<Answer> {
    const target = exchange.header("x-amz-target");
    if (target !== undefined) return jsonProtocol(exchange, target);
    if (/^application\/x-www-form-urlencoded\b/.test(exchange.header("content-type") ?? "")) {
      return queryProtocol(exchange);
    }
    return jsonError(new AwsError("UnknownOperationException", "The request names no operation of AWS."));
  }

  async function jsonProtocol(exchange: Exchange, target: string): Promise<Answer> {
    const [service, action] = [target.slice(0, target.indexOf(".")), target.slice(target.indexOf(".") + 1)];
    try {
      exchange.checkSigned();
      const operations = { AmazonSQS: sqs.operations, AWSEvents: events.operations }[service];
      const operation = operations?.get(action);
      if (operation === undefined) {
        throw new AwsError("UnknownOperationException", `The operation ${target} is not known here.`);
      }
      return {
        status: 200,
        type: jsonType(service),
        body: JSON.stringify(await exchange.run(operation, exchange.json())),
      };
    } catch (error) {
      return jsonError(asAwsError(error, target), service);
    }
  }

  async function queryProtocol(exchange: Exchange): Promise<Answer> {
    const requestId = randomUUID();
    const form = new URLSearchParams(exchange.body.toString());
    const action = form.get("Action") ?? "";
    try {
      exchange.checkSigned();
      if (action === "GetCallerIdentity") return xml(200, callerIdentity(account, requestId));
      const operation = sqs.operations.get(action);
      if (operation === undefined) {
        throw new AwsError("InvalidAction", `The action ${action} is not valid for this endpoint.`);
      }
      const input = readQueryInput(action, form);
      // Clients of the Query protocol may post to the queue's own URL and leave the parameter out.
      if (exchange.path.length > 1) input.QueueUrl ??= exchange.path;
      return xml(200, queryOutput(action, await exchange.run(operation, input), requestId));
    } catch (error) {
      const refusal = asAwsError(error, action);
      return xml(refusal.status, queryError(refusal, requestId));
    }
  }

  function asAwsError(error: unknown, action: string): AwsError {
    if (error instanceof AwsError) return error;
    const reason = error instanceof Error ? error.message : String(error);
    report(`${action} failed inside the emulator: ${reason}`);
    return new AwsError("InternalFailure", `The emulator failed: ${reason}`, 500);
  }

  return {
    ensureSource: events.ensureSource,
    removeSource: events.removeSource,
    publish: events.publish,
    reset: sqs.reset,
    close: sqs.close,
    async handle(request, response, body) {
      const exchange = new Exchange(request, response, body, options.region);
      const answer = await dispatch(exchange);
      if (exchange.isGone()) {
        exchange.undo(report);
        return;
      }
      response.writeHead(answer.status, {
        "content-type": answer.type,
        "content-length": Buffer.byteLength(answer.body),
        "x-amzn-requestid": randomUUID(),
        ...answer.headers,
      });
      response.end(answer.body);
      if (!response.writableFinished) response.once("close", () => exchange.settle(report));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request, and whether its client is still there. */
class Exchange {
  readonly body: Buffer;
  readonly path: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #region: string;
  readonly #gone = new AbortController();
  #undo: (() => Promise<void>)[] = [];

  constructor(request: IncomingMessage, response: ServerResponse, body: Buffer, region: string) {
    this.#request = request;
    this.#response = response;
    this.body = body;
    this.path = request.url ?? "/";
    this.#region = regionOfAuthorization(request.headers.authorization) ?? region;
    if (response.destroyed || request.socket.destroyed) this.#gone.abort();
    else response.once("close", () => response.writableFinished || this.#gone.abort());
  }

  /** True once the client has hung up, even if only its last packet tells so far. */
  isGone(): boolean {
    const { socket } = this.#request;
    return this.#gone.signal.aborted || socket.destroyed || socket.readableEnded;
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return typeof value === "string" ? value : undefined;
  }

  /** Nobody checks the signature, but a form that a web page could post does not have one. */
  checkSigned(): void {
    if (!/^AWS4-HMAC-SHA256\s/.test(this.#request.headers.authorization ?? "")) {
      throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
    }
  }

  json(): JsonObject {
    if (this.body.length === 0) return {};
    let input: unknown;
    try {
      input = JSON.parse(this.body.toString());
    } catch {
      throw new AwsError("SerializationException", "The body is no JSON.");
    }
    if (!isJsonObject(input)) throw new AwsError("SerializationException", "The body is no JSON object.");
    return input;
  }

  run(operation: Operation, input: JsonObject): Promise<JsonObject> | JsonObject {
    return operation(input, {
      region: this.#region,
      gone: this.#gone.signal,
      isGone: () => this.isGone(),
      onUnanswered: (undo) => this.#undo.push(undo),
    });
  }

  /** To be called when the connection has closed behind a written answer. */
  settle(report: (message: string) => void): void {
    if (!this.#response.writableFinished) this.undo(report);
  }

  undo(report: (message: string) => void): void {
    const all = this.#undo;
    this.#undo = [];
    for (const run of all) {
      run().catch((error: unknown) => report(`Messages of a client that hung up stay in flight: ${String(error)}`));
    }
  }
}

function jsonType(service: string): string {
  return service === "AmazonSQS" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";
}

function jsonError(error: AwsError, service = ""): Answer {
  const sqs = service === "AmazonSQS";
  const code = sqs && error.code !== "UnknownOperationException" ? `com.amazonaws.sqs#${error.code}` : error.code;
  const fault = error.status < 500 ? "Sender" : "Receiver";
  return {
    status: error.status,
    type: jsonType(service),
    body: JSON.stringify({ __type: code, message: error.message }),
    headers: sqs ? { "x-amzn-query-error": `${queryErrorCode(error.code)};${fault}` } : {},
  };
}

function xml(status: number, body: string): Answer {
  return { status, type: "text/xml", body };
}
