import type { Collection, Store } from "../../store/store.ts";
import type { Operation } from "../protocol.ts";
import { AwsError, textsOf } from "../protocol.ts";
import { BUSES, busArn, RULES, ruleArn } from "./entities.ts";
import { readTags, requiredText } from "./input.ts";

type Tags = Readonly<Record<string, string>>;

/** The EventBridge operations on the tags of rules and event buses. */
export function tagOperations(store: Store, account: string): Map<string, Operation> {
  function change(arn: string, update: (tags: Tags) => Tags): Tags {
    return (
      changeIn(BUSES, arn, (bus) => busArn(account, bus), update) ??
      changeIn(RULES, arn, (rule) => ruleArn(account, rule), update) ??
      missing(arn)
    );
  }

  function changeIn<T extends { readonly tags: Tags }>(
    collection: Collection<T>,
    arn: string,
    arnOf: (entity: T) => string,
    update: (tags: Tags) => Tags,
  ): Tags | undefined {
    for (const [key, entity] of store.list(collection)) {
      if (arnOf(entity) !== arn) continue;
      const tags = update(entity.tags);
      if (tags !== entity.tags) store.transaction((tx) => tx.put(collection, key, { ...entity, tags }));
      return tags;
    }
    return undefined;
  }

  const arnIn = (input: Record<string, unknown>): string => requiredText(input, "ResourceARN", /^.+$/s, 1600);
  return new Map<string, Operation>([
    [
      "ListTagsForResource",
      (input) => {
        const tags = change(arnIn(input), (own) => own);
        return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
      },
    ],
    [
      "TagResource",
      (input) => {
        change(arnIn(input), (own) => ({ ...own, ...readTags(input.Tags) }));
        return {};
      },
    ],
    [
      "UntagResource",
      (input) => {
        const keys = textsOf(input.TagKeys);
        change(arnIn(input), (own) => Object.fromEntries(Object.entries(own).filter(([key]) => !keys.includes(key))));
        return {};
      },
    ],
  ]);
}

function missing(arn: string): never {
  throw new AwsError("ResourceNotFoundException", `${arn} does not exist.`);
}
