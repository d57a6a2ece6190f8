import { randomUUID } from "node:crypto";
import type { Store } from "../../store/store.ts";
import type { JsonObject, Operation } from "../protocol.ts";
import { objectsOf, textsOf } from "../protocol.ts";
import type { Delivery } from "./delivery.ts";
import { findBus } from "./entities.ts";
import { optionalText, parseObject, validation } from "./input.ts";

const MAX_ENTRIES = 10;

/** PutEvents: events of the customer's own, on the default bus or a custom one. */
export function putEvents(store: Store, delivery: Delivery, account: string, now: () => number): Operation {
  return (input, { region }) => {
    const entries = objectsOf(input.Entries);
    if (entries.length < 1 || entries.length > MAX_ENTRIES) {
      throw validation("entries", entries.length, `Member must have length between 1 and ${MAX_ENTRIES}`);
    }
    const results = entries.map((entry): JsonObject => {
      const refusal = refusalOf(entry);
      if (refusal !== undefined) return refusal;
      const bus = findBus(store, entry.EventBusName, region);
      const id = randomUUID();
      const time = typeof entry.Time === "number" ? entry.Time * 1000 : now();
      store.transaction((tx) =>
        delivery.route(tx, bus, {
          version: "0",
          id,
          "detail-type": String(entry.DetailType),
          source: String(entry.Source),
          account,
          time: `${new Date(time).toISOString().slice(0, 19)}Z`,
          region,
          resources: textsOf(entry.Resources),
          detail: parseObject(String(entry.Detail)),
        }),
      );
      return { EventId: id };
    });
    return { Entries: results, FailedEntryCount: results.filter((result) => result.ErrorCode !== undefined).length };
  };
}

function refusalOf(entry: JsonObject): JsonObject | undefined {
  for (const field of ["Source", "DetailType", "Detail"]) {
    if (optionalText(entry, field)) continue;
    const message = `Parameter ${field} is not valid. Reason: ${field} is a required argument.`;
    return { ErrorCode: "InvalidArgument", ErrorMessage: message };
  }
  if (parseObject(String(entry.Detail)) === undefined) {
    return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  }
  if (/^aws\./.test(String(entry.Source))) {
    return {
      ErrorCode: "NotAuthorizedForSourceException",
      ErrorMessage: "Not authorized for the source.",
    };
  }
  return undefined;
}
