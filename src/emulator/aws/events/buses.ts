import type { Reader, Store } from "../../store/store.ts";
import type { JsonObject, Operation } from "../protocol.ts";
import { AwsError } from "../protocol.ts";
import type { BusEntity } from "./entities.ts";
import { BUSES, busArn, busKey, DEFAULT_BUS, findBus, rulesOf, SOURCES, sourceKey, sourceState } from "./entities.ts";
import { optionalText, paginate, readTags, requiredText } from "./input.ts";

const BUS_NAME = /^[/.\-_A-Za-z0-9]+$/;
const PARTNER_PREFIX = "aws.partner/";

/** The EventBridge operations on event buses. */
export function busOperations(store: Store, account: string, now: () => number): Map<string, Operation> {
  const show = (bus: Pick<BusEntity, "name" | "region"> & Partial<BusEntity>): JsonObject => ({
    Arn: busArn(account, bus),
    ...(bus.createdAt === undefined
      ? {}
      : { CreationTime: bus.createdAt / 1000, LastModifiedTime: bus.createdAt / 1000 }),
    ...(bus.description === undefined ? {} : { Description: bus.description }),
    Name: bus.name,
  });

  const createEventBus: Operation = (input, { region }) => {
    const name = requiredText(input, "Name", BUS_NAME, 256);
    const source = optionalText(input, "EventSourceName");
    if (name === DEFAULT_BUS || store.get(BUSES, busKey(region, name)) !== undefined) {
      throw new AwsError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
    }
    checkBusName(store, name, source, account, region);
    const description = optionalText(input, "Description");
    const bus: BusEntity = {
      name,
      region,
      createdAt: now(),
      tags: readTags(input.Tags),
      ...(description === undefined ? {} : { description }),
    };
    store.transaction((tx) => tx.put(BUSES, busKey(region, name), bus));
    return { EventBusArn: busArn(account, bus), ...(description === undefined ? {} : { Description: description }) };
  };

  return new Map<string, Operation>([
    ["CreateEventBus", createEventBus],
    [
      "DescribeEventBus",
      (input, { region }) => {
        const name = findBus(store, input.Name, region);
        return show(store.get(BUSES, busKey(region, name)) ?? { name, region });
      },
    ],
    [
      "ListEventBuses",
      (input, { region }) => {
        const prefix = optionalText(input, "NamePrefix") ?? "";
        const own = Array.from(store.list(BUSES), ([, bus]) => bus).filter((bus) => bus.region === region);
        const all = [{ name: DEFAULT_BUS, region }, ...own]
          .filter((bus) => bus.name.startsWith(prefix))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        const { items, next } = paginate(all, input, (bus) => bus.name);
        return { EventBuses: items.map(show), ...next };
      },
    ],
    [
      "DeleteEventBus",
      (input, { region }) => {
        const name = requiredText(input, "Name", BUS_NAME, 256);
        if (name === DEFAULT_BUS) throw new AwsError("ValidationException", "Cannot delete event bus default.");
        if (rulesOf(store, region, name).length > 0) {
          throw new AwsError("ValidationException", "EventBus can't be deleted since it has rules.");
        }
        const key = sourceKey(account, region, name);
        store.transaction((tx) => {
          tx.delete(BUSES, busKey(region, name));
          if (tx.get(SOURCES, key)?.deleted) tx.delete(SOURCES, key);
        });
        return {};
      },
    ],
  ]);
}

function checkBusName(store: Reader, name: string, source: string | undefined, account: string, region: string): void {
  if (source === undefined) {
    if (name.startsWith(PARTNER_PREFIX) || name.includes("/")) {
      throw new AwsError("ValidationException", "Event bus name must not contain '/' unless EventSourceName is given.");
    }
    return;
  }
  const entity = store.get(SOURCES, sourceKey(account, region, source));
  if (entity === undefined) {
    throw new AwsError("ResourceNotFoundException", `Event source ${source} does not exist.`);
  }
  if (name !== source) {
    throw new AwsError("ValidationException", "The name of a partner event bus must be the name of its event source.");
  }
  if (sourceState(store, entity, account) === "DELETED") {
    throw new AwsError("InvalidStateException", `Event source ${source} is in DELETED state.`);
  }
}
