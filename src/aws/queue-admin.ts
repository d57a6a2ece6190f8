import type { QueueAttributeName, SQSClient } from "@aws-sdk/client-sqs";
import { NotFoundError, PermissionError } from "../errors.ts";
import { toAwsError } from "./errors.ts";
import { allPages } from "./pages.ts";
import { createSqs } from "./queue-access.ts";
import type { AwsSettings } from "./settings.ts";
import type { Tags } from "./tags.ts";

type Sdk = typeof import("@aws-sdk/client-sqs");

/** Attributes of a queue by SQS's own names, as text. */
export type QueueAttributes = Readonly<Partial<Record<QueueAttributeName, string>>>;

/** A queue as it stands. */
export interface QueueFacts {
  readonly url: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
  readonly tags: Tags;
}

const PAGE = 1000;

/** Name of a queue, off its URL. */
export function queueNameOfUrl(url: string): string {
  return url.split("/").at(-1) ?? url;
}

/** Finds, makes, changes and deletes queues. All reject with the errors of `toAwsError`. */
export class QueueAdmin {
  private readonly sdk: Sdk;
  private readonly client: SQSClient;
  private readonly settings: AwsSettings;

  constructor(sdk: Sdk, client: SQSClient, settings: AwsSettings) {
    this.sdk = sdk;
    this.client = client;
    this.settings = settings;
  }

  async find(name: string): Promise<QueueFacts | undefined> {
    try {
      const { QueueUrl: url = "" } = await this.call("sqs:GetQueueUrl", name, () =>
        this.client.send(new this.sdk.GetQueueUrlCommand({ QueueName: name })),
      );
      return { url, ...(await this.describe(name, url)), tags: await this.tags(name, url) };
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** URLs of all queues of the account in the region. */
  async urls(): Promise<readonly string[]> {
    const pages = await allPages((start) =>
      this.call("sqs:ListQueues", "list", () =>
        this.client.send(new this.sdk.ListQueuesCommand({ MaxResults: PAGE, ...start })),
      ),
    );
    return pages.flatMap(({ QueueUrls = [] }) => QueueUrls);
  }

  /** A queue by its URL, if its tags pass; undefined as well if they may not be read, or the queue is gone meanwhile. */
  async findTagged(url: string, passes: (tags: Tags) => boolean): Promise<QueueFacts | undefined> {
    const name = queueNameOfUrl(url);
    try {
      const tags = await this.tags(name, url);
      return passes(tags) ? { url, ...(await this.describe(name, url)), tags } : undefined;
    } catch (error) {
      if (error instanceof NotFoundError || error instanceof PermissionError) return undefined;
      throw error;
    }
  }

  /** Names of the queues whose redrive policy names this one as their dead-letter queue. */
  async deadLetterSources(name: string, url: string): Promise<readonly string[]> {
    const pages = await allPages((start) =>
      this.call("sqs:ListDeadLetterSourceQueues", name, () =>
        this.client.send(new this.sdk.ListDeadLetterSourceQueuesCommand({ QueueUrl: url, MaxResults: PAGE, ...start })),
      ),
    );
    return pages.flatMap(({ queueUrls = [] }) => queueUrls).map(queueNameOfUrl);
  }

  async create(name: string, attributes: QueueAttributes, tags: Tags): Promise<QueueFacts> {
    const { QueueUrl: url = "" } = await this.call("sqs:CreateQueue", name, () =>
      this.client.send(
        new this.sdk.CreateQueueCommand({ QueueName: name, Attributes: { ...attributes }, tags: { ...tags } }),
      ),
    );
    return { url, ...(await this.describe(name, url)), tags };
  }

  async set(name: string, url: string, attributes: QueueAttributes): Promise<void> {
    await this.call("sqs:SetQueueAttributes", name, () =>
      this.client.send(new this.sdk.SetQueueAttributesCommand({ QueueUrl: url, Attributes: { ...attributes } })),
    );
  }

  async delete(name: string, url: string): Promise<void> {
    await this.call("sqs:DeleteQueue", name, () =>
      this.client.send(new this.sdk.DeleteQueueCommand({ QueueUrl: url })),
    );
  }

  close(): void {
    this.client.destroy();
  }

  private async describe(name: string, url: string): Promise<Pick<QueueFacts, "arn" | "attributes">> {
    const { Attributes = {} } = await this.call("sqs:GetQueueAttributes", name, () =>
      this.client.send(new this.sdk.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] })),
    );
    return { arn: Attributes.QueueArn ?? "", attributes: Attributes };
  }

  private async tags(name: string, url: string): Promise<Tags> {
    const answer = await this.call("sqs:ListQueueTags", name, () =>
      this.client.send(new this.sdk.ListQueueTagsCommand({ QueueUrl: url })),
    );
    return answer.Tags ?? {};
  }

  private async call<Answer>(action: string, name: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      throw toAwsError(error, { action, resource: `the queue ${name}` }, this.settings);
    }
  }
}

/** Makes the client; the SDK is loaded only now. */
export async function createQueueAdmin(settings: AwsSettings): Promise<QueueAdmin> {
  const { sdk, client } = await createSqs(settings);
  return new QueueAdmin(sdk, client, settings);
}
