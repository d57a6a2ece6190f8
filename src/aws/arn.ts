/** An Amazon Resource Name, taken apart. Page: IAM user guide, "Amazon Resource Names". */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Reads an ARN; undefined if the text is none. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([\w-]+):([\w-]+):([\w-]*):(\d*):(.+)$/.exec(text);
  if (match === null) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  return { partition, service, region, account, resource };
}

/** ARN of the queue of that name in the account and region of another ARN. */
export function queueArnBeside(other: string, name: string): string {
  const { partition = "aws", region = "", account = "" } = parseArn(other) ?? {};
  return `arn:${partition}:sqs:${region}:${account}:${name}`;
}

/** How a user may name a queue: `url` is to be used as it is; otherwise it must be looked up by name (and account). */
export interface QueueReference {
  readonly name: string;
  readonly url?: string;
  readonly account?: string;
  readonly region?: string;
}

/** Standard and FIFO queue names. Page: SQS developer guide, "Amazon SQS message quotas". */
const QUEUE_NAME = /^(?=.{1,80}$)[\w-]+(\.fifo)?$/;

/** True for the name of a queue that keeps the order. */
export function isFifo(name: string): boolean {
  return name.endsWith(".fifo");
}

/** Reads the URL, the ARN or the name of a queue; undefined if the text is none of them. */
export function parseQueueReference(text: string): QueueReference | undefined {
  if (QUEUE_NAME.test(text)) return { name: text };
  const arn = parseArn(text);
  if (arn !== undefined) {
    if (arn.service !== "sqs" || !QUEUE_NAME.test(arn.resource)) return undefined;
    return {
      name: arn.resource,
      ...(arn.account === "" ? undefined : { account: arn.account }),
      ...(arn.region === "" ? undefined : { region: arn.region }),
    };
  }
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const name = url.pathname.split("/").filter(Boolean).at(-1);
  if (name === undefined || !QUEUE_NAME.test(name)) return undefined;
  const region = /^(?:sqs|vpce-[^.]+\.sqs)\.([a-z0-9-]+)\./.exec(url.hostname)?.[1];
  return { name, url: text, ...(region === undefined ? undefined : { region }) };
}
