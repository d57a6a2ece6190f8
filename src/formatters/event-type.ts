import type { EventType } from "../model/event-types.ts";
import { RESOURCE_TEMPLATES } from "../model/event-types.ts";
import { PERMISSIONS } from "../model/permissions.ts";
import { type Block, type Cell, fields, line, section, span } from "./blocks.ts";

const CATEGORY_TITLES: Readonly<Record<EventType["category"], string>> = {
  order: "Orders",
  package: "Packages",
  tracker: "Package tracking",
  return: "Returns",
  refund: "Refunds",
  catalog: "Catalog",
  inventory: "Inventory",
  privacy: "Privacy",
};

/** Label of the permission that a subscriber needs for an event type, as the console and the reference pages write it. */
export function permissionLabel(type: EventType): string {
  return PERMISSIONS[type.permission].label;
}

/** Event types by category with the permission they need; the deprecated ones last, with their successors. */
export function eventTypesList(types: readonly EventType[]): readonly Block[] {
  const current = types.filter((type) => type.deprecated === undefined);
  const deprecated = types.filter((type) => type.deprecated !== undefined);
  const heading = (type: EventType): string => `${CATEGORY_TITLES[type.category]}|${permissionLabel(type)}`;
  const sections = [...new Set(current.map(heading))].map((group) => {
    const [title = "", permission = ""] = group.split("|");
    const rows = current
      .filter((type) => heading(type) === group)
      .map((type) => [type.name, type.publishedWhen] as const);
    return section([title, span(`  ${permission}`, "dim")], [fields(rows)]);
  });
  if (deprecated.length === 0) return sections;
  const rows = deprecated.map((type) => [type.name, `use ${type.deprecated?.successor}`] as const);
  return [...sections, section([span("Deprecated", "warn")], [fields(rows)])];
}

/** All that the documentation says of one event type. */
export function eventTypeCard(type: EventType): readonly Block[] {
  const { deprecated } = type;
  const rows: readonly (readonly [string, Cell])[] = [
    ["Published when", type.publishedWhen],
    ["Permission", permissionLabel(type)],
    ["Resource", RESOURCE_TEMPLATES[type.resource]],
    ["API versions", type.until === undefined ? `since ${type.since}` : `${type.since} to ${type.until}`],
    [
      "Deprecated",
      deprecated === undefined
        ? undefined
        : [span(`since ${deprecated.since}`, "warn"), "; use ", span(deprecated.successor, "strong")],
    ],
    ["Note", type.note],
  ];
  return [
    line(span(type.name, "strong")),
    fields(rows),
    section("Handling the event", [fields(type.handling.steps.map((step, index) => [`${index + 1}.`, step]))]),
  ];
}
