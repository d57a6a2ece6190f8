/** An expression of HCL that is written as it is, such as a reference to another resource. */
export class Expression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What HCL is written from; a nested object is an object value, a block is a {@link Block}. */
export type Value = string | number | Expression | readonly Value[] | { readonly [name: string]: Value };

/** A block with its labels and arguments, and the blocks in it. */
export interface Block {
  /** `resource "aws_sqs_queue" "events"`, without the brace. */
  readonly head: string;
  readonly arguments: Readonly<Record<string, Value>>;
  readonly blocks?: readonly Block[];
}

const BARE_NAME = /^[A-Za-z_]\w*$/;

/** A string of HCL: JSON's, with the marks of HCL's own templates made harmless. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/([$%])\{/g, "$1$1{");
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function valueText(value: Value, indent: string): string {
  if (value instanceof Expression) return value.text;
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") return String(value);
  if (isList(value)) return `[${value.map((each) => valueText(each, indent)).join(", ")}]`;
  return `{\n${pairLines(value, `${indent}  `)}${indent}}`;
}

/** Equals signs of one-line values stand below each other, as `terraform fmt` wants it. */
function pairLines(pairs: Readonly<Record<string, Value>>, indent: string): string {
  const written = Object.entries(pairs).map(
    ([name, value]) => [BARE_NAME.test(name) ? name : quote(name), valueText(value, indent)] as const,
  );
  const widths = new Map<number, number>();
  let group = 0;
  const groups = written.map(([name, text]) => {
    const own = text.includes("\n") ? -1 : group;
    if (own === -1) group += 1;
    else widths.set(own, Math.max(widths.get(own) ?? 0, name.length));
    return own;
  });
  return written
    .map(([name, text], index) => `${indent}${name.padEnd(widths.get(groups[index] ?? -1) ?? 0)} = ${text}\n`)
    .join("");
}

/** Writes a block. */
export function hclBlock({ head, arguments: pairs, blocks = [] }: Block, indent = ""): string {
  const deeper = `${indent}  `;
  const parts = [pairLines(pairs, deeper), ...blocks.map((block) => hclBlock(block, deeper))];
  return `${indent}${head} {\n${parts.filter((part) => part !== "").join("\n")}${indent}}\n`;
}

/** `jsonencode` of a value, written out. */
export function jsonEncode(value: Value, indent = "  "): Expression {
  return new Expression(`jsonencode(${valueText(value, indent)})`);
}
