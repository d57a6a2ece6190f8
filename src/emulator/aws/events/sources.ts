import type { Store } from "../../store/store.ts";
import type { JsonObject, Operation } from "../protocol.ts";
import { AwsError } from "../protocol.ts";
import type { SourceEntity } from "./entities.ts";
import { SOURCES, sourceArn, sourceKey, sourceState } from "./entities.ts";
import { optionalText, paginate, requiredText } from "./input.ts";

const PENDING_EXPIRES_MS = 14 * 24 * 60 * 60_000;

/** The EventBridge operations on partner event sources, as the customer's account sees them. */
export function sourceOperations(store: Store, account: string): Map<string, Operation> {
  const show = (source: SourceEntity): JsonObject => {
    const state = sourceState(store, source, account);
    return {
      Arn: sourceArn(source),
      CreatedBy: "aws.partner/buywithprime",
      CreationTime: source.createdAt / 1000,
      ...(state === "PENDING" ? { ExpirationTime: (source.createdAt + PENDING_EXPIRES_MS) / 1000 } : {}),
      Name: source.name,
      State: state,
    };
  };
  return new Map<string, Operation>([
    [
      "ListEventSources",
      (input, { region }) => {
        const prefix = optionalText(input, "NamePrefix") ?? "";
        const own = Array.from(store.list(SOURCES), ([, source]) => source)
          .filter((source) => source.account === account && source.region === region && source.name.startsWith(prefix))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        const { items, next } = paginate(own, input, (source) => source.name);
        return { EventSources: items.map(show), ...next };
      },
    ],
    [
      "DescribeEventSource",
      (input, { region }) => {
        const name = requiredText(input, "Name", /^aws\.partner(\/[.\-_A-Za-z0-9]+){2,}$/, 256);
        const source = store.get(SOURCES, sourceKey(account, region, name));
        if (source === undefined) {
          throw new AwsError("ResourceNotFoundException", `Event source ${name} does not exist.`);
        }
        return show(source);
      },
    ],
  ]);
}
