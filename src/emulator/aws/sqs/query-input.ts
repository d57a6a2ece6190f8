import type { JsonObject } from "../protocol.ts";

/** Parameters of the Query protocol as a tree: `A.1.B=x` is `{A: {1: {B: "x"}}}`. */
interface Tree {
  text: string | undefined;
  readonly children: Map<string, Tree>;
}

const INTEGERS = new Set([
  "DelaySeconds",
  "VisibilityTimeout",
  "MaxNumberOfMessages",
  "WaitTimeSeconds",
  "MaxResults",
  "MaxNumberOfMessagesPerSecond",
]);

/** Numbered lists of texts, by the name of the parameter. */
const TEXT_LISTS: Readonly<Record<string, string>> = {
  AttributeName: "AttributeNames",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
  TagKey: "TagKeys",
  AWSAccountId: "AWSAccountIds",
  ActionName: "Actions",
};

/** Turns a form of the SQS Query protocol into the input of the JSON protocol. Page: SQS API reference, each action's query example. */
export function readQueryInput(action: string, form: URLSearchParams): JsonObject {
  const root: Tree = { text: undefined, children: new Map() };
  for (const [name, text] of form) {
    if (name === "Action" || name === "Version") continue;
    let tree = root;
    for (const step of name.split(".")) {
      let child = tree.children.get(step);
      if (child === undefined) {
        child = { text: undefined, children: new Map() };
        tree.children.set(step, child);
      }
      tree = child;
    }
    tree.text = text;
  }
  return readFields(action, root);
}

function readFields(action: string, tree: Tree): JsonObject {
  const input: JsonObject = {};
  for (const [name, child] of tree.children) {
    const list = TEXT_LISTS[name];
    if (list !== undefined) input[list] = numbered(child).map((element) => element.text ?? "");
    else if (name === "Attribute") input.Attributes = readMap(child, "Name");
    else if (name === "Tag") input[action === "CreateQueue" ? "tags" : "Tags"] = readMap(child, "Key");
    else if (name === "MessageAttribute") input.MessageAttributes = readMessageAttributes(child);
    else if (name === "MessageSystemAttribute") input.MessageSystemAttributes = readMessageAttributes(child);
    else if (name.endsWith("BatchRequestEntry")) {
      input.Entries = numbered(child).map((entry) => readFields(action, entry));
    } else if (child.text !== undefined) input[name] = INTEGERS.has(name) ? toNumber(child.text) : child.text;
  }
  return input;
}

/** The elements of a list in the order of their numbers; the newer forms of the protocol put `member` or `entry` between. */
function numbered(tree: Tree): Tree[] {
  const list = tree.children.get("member") ?? tree.children.get("entry") ?? tree;
  const entries = [...list.children].filter(([key]) => /^\d+$/.test(key));
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}

function readMap(tree: Tree, key: "Name" | "Key"): Record<string, string> {
  const entries = numbered(tree).map((entry) => [textAt(entry, key), textAt(entry, "Value")] as const);
  return Object.fromEntries(entries);
}

function readMessageAttributes(tree: Tree): JsonObject {
  return Object.fromEntries(
    numbered(tree).map((entry) => {
      const fields = [...(entry.children.get("Value")?.children ?? [])];
      return [textAt(entry, "Name"), Object.fromEntries(fields.map(([name, { text }]) => [name, text ?? ""]))];
    }),
  );
}

function textAt(tree: Tree, name: string): string {
  return tree.children.get(name)?.text ?? "";
}

function toNumber(text: string): number | string {
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
