import { isJsonObject } from "../../../model/json-object.ts";
import type { AwsError, JsonObject } from "../protocol.ts";
import { escapeXml } from "../protocol.ts";

const NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";

/** Errors whose code in the Query protocol is not the name of the shape. Page: AWS SQS service model, `awsQueryError`. */
const PREFIXED = new Set([
  "BatchEntryIdsNotDistinct",
  "BatchRequestTooLong",
  "EmptyBatchRequest",
  "InvalidBatchEntryId",
  "MessageNotInflight",
  "PurgeQueueInProgress",
  "QueueDeletedRecently",
  "TooManyEntriesInBatchRequest",
  "UnsupportedOperation",
]);

/** Code of an SQS error in the Query protocol, which SDKs of the JSON protocol show too. */
export function queryErrorCode(code: string): string {
  if (code === "QueueDoesNotExist") return "AWS.SimpleQueueService.NonExistentQueue";
  if (code === "QueueNameExists") return "QueueAlreadyExists";
  return PREFIXED.has(code) ? `AWS.SimpleQueueService.${code}` : code;
}

/** Actions without output; all others answer their `Result` element even when it is empty, and clients look for it. */
const WITHOUT_OUTPUT = new Set([
  "AddPermission",
  "ChangeMessageVisibility",
  "DeleteMessage",
  "DeleteQueue",
  "PurgeQueue",
  "RemovePermission",
  "SetQueueAttributes",
  "TagQueue",
  "UntagQueue",
]);

/** The output of the JSON protocol as XML of the Query protocol. */
export function queryOutput(action: string, output: JsonObject, requestId: string): string {
  const result = Object.entries(output).map(([name, value]) => member(action, name, value));
  const body = WITHOUT_OUTPUT.has(action) ? "" : element(`${action}Result`, result.join(""));
  const metadata = element("ResponseMetadata", textElement("RequestId", requestId));
  return `<?xml version="1.0"?><${action}Response xmlns="${NAMESPACE}">${body}${metadata}</${action}Response>`;
}

/** An error as XML of the Query protocol. */
export function queryError(error: AwsError, requestId: string): string {
  const fields = [
    textElement("Type", error.status < 500 ? "Sender" : "Receiver"),
    textElement("Code", queryErrorCode(error.code)),
    textElement("Message", error.message),
    "<Detail/>",
  ];
  const body = element("Error", fields.join("")) + textElement("RequestId", requestId);
  return `<?xml version="1.0"?><ErrorResponse xmlns="${NAMESPACE}">${body}</ErrorResponse>`;
}

function member(action: string, name: string, value: unknown): string {
  switch (name) {
    case "QueueUrls":
    case "queueUrls":
      return each(value, (url) => textElement("QueueUrl", url));
    case "Attributes":
      return map("Attribute", "Name", value);
    case "Tags":
      return map("Tag", "Key", value);
    case "Messages":
      return each(value, (message) => element("Message", members(action, message)));
    case "MessageAttributes":
      return entries(value)
        .map(([attribute, content]) => messageAttribute(attribute, content))
        .join("");
    case "Results":
      return each(value, (task) => element("ListMessageMoveTasksResultEntry", members(action, task)));
    case "Successful":
      return each(value, (entry) => element(`${action}ResultEntry`, members(action, entry)));
    case "Failed":
      return each(value, (entry) => element("BatchResultErrorEntry", members(action, entry)));
    default:
      return textElement(name, value);
  }
}

function members(action: string, value: unknown): string {
  return entries(value)
    .map(([name, content]) => member(action, name, content))
    .join("");
}

function messageAttribute(name: string, value: unknown): string {
  const fields = entries(value).map(([field, content]) => textElement(field, content));
  return element("MessageAttribute", textElement("Name", name) + element("Value", fields.join("")));
}

function map(tag: string, key: string, value: unknown): string {
  return entries(value)
    .map(([name, content]) => element(tag, textElement(key, name) + textElement("Value", content)))
    .join("");
}

function each(value: unknown, show: (element: unknown) => string): string {
  return (Array.isArray(value) ? value : []).map(show).join("");
}

function entries(value: unknown): [string, unknown][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function textElement(name: string, value: unknown): string {
  return element(name, escapeXml(String(value)));
}
