import type { Collection, Store } from "../../store/store.ts";
import type { Operation } from "../protocol.ts";
import { AwsError, textsOf } from "../protocol.ts";
import { BUSES, busArn, DEFAULT_BUS, DEFAULT_BUS_TAGS, RULES, ruleArn } from "./entities.ts";
import { readTags, requiredText } from "./input.ts";

type Tags = Readonly<Record<string, string>>;

/** The EventBridge operations on the tags of rules and event buses. */
export function tagOperations(store: Store, account: string): Map<string, Operation> {
  function change(arn: string, region: string, update: (tags: Tags) => Tags): Tags {
    if (arn === busArn(account, { region, name: DEFAULT_BUS })) return changeDefaultBus(region, update);
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

  function changeDefaultBus(region: string, update: (tags: Tags) => Tags): Tags {
    const own = store.get(DEFAULT_BUS_TAGS, region)?.tags ?? {};
    const tags = update(own);
    if (tags !== own) store.transaction((tx) => tx.put(DEFAULT_BUS_TAGS, region, { region, tags }));
    return tags;
  }

  const arnIn = (input: Record<string, unknown>): string => requiredText(input, "ResourceARN", /^.+$/s, 1600);
  return new Map<string, Operation>([
    [
      "ListTagsForResource",
      (input, { region }) => {
        const tags = change(arnIn(input), region, (own) => own);
        return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
      },
    ],
    [
      "TagResource",
      (input, { region }) => {
        change(arnIn(input), region, (own) => ({ ...own, ...readTags(input.Tags) }));
        return {};
      },
    ],
    [
      "UntagResource",
      (input, { region }) => {
        const keys = textsOf(input.TagKeys);
        change(arnIn(input), region, (own) =>
          Object.fromEntries(Object.entries(own).filter(([key]) => !keys.includes(key))),
        );
        return {};
      },
    ],
  ]);
}

function missing(arn: string): never {
  throw new AwsError("ResourceNotFoundException", `${arn} does not exist.`);
}
