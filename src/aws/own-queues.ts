import { toAwsError } from "./errors.ts";
import { createSqs } from "./queue-access.ts";
import type { AwsSettings } from "./settings.ts";
import type { Tags } from "./tags.ts";
import { isDeadLetterQueue, isManaged } from "./wiring-names.ts";

/** A queue that `bwp` made to be tailed. */
export interface OwnQueue {
  readonly name: string;
  readonly url: string;
  /** Partner event source that it was made for, by its tag. */
  readonly source: string | undefined;
}

/** Names of queues that `bwp` derives begin so. */
const NAME_PREFIX = "bwp-";
const PAGE = 1000;
const CONCURRENCY = 8;

/**
 * Finds the queues that `bwp` made, by their tags: among the first thousand of the account, and of a larger one among the
 * first thousand with a derived name as well. Queues whose tags may not be read count as others'.
 * @throws the errors of `toAwsError`.
 */
export async function findOwnQueues(settings: AwsSettings): Promise<readonly OwnQueue[]> {
  const { sdk, client } = await createSqs(settings);
  const list = async (prefix: string | undefined): Promise<readonly string[]> => {
    const input = prefix === undefined ? {} : { QueueNamePrefix: prefix };
    const { QueueUrls = [] } = await client.send(new sdk.ListQueuesCommand({ ...input, MaxResults: PAGE }));
    return QueueUrls;
  };
  const tagsOf = async (url: string): Promise<Tags> => {
    const answer = await client.send(new sdk.ListQueueTagsCommand({ QueueUrl: url })).catch(() => undefined);
    return answer?.Tags ?? {};
  };
  const managed = async (urls: readonly string[]): Promise<OwnQueue[]> => {
    const candidates = urls.map((url) => ({ url, name: url.split("/").at(-1) ?? url }));
    const waiting = candidates.filter(({ name }) => !isDeadLetterQueue(name));
    const found: OwnQueue[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const tags = await tagsOf(next.url);
        if (isManaged(tags)) found.push({ ...next, source: tags["bwp:source"] });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  try {
    const first = await list(undefined);
    const derived = first.length < PAGE ? [] : await list(NAME_PREFIX);
    return await managed([...new Set([...first, ...derived])]);
  } catch (error) {
    throw toAwsError(error, { action: "sqs:ListQueues", resource: "the queues" }, settings);
  } finally {
    client.destroy();
  }
}
