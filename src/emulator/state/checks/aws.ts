import type { CollectionChecks } from "./check.ts";
import { count, flag, list, milliseconds, object, oneOf, text } from "./check.ts";

/** Buses, rules and queues. */
export const AWS_CHECKS: CollectionChecks = {
  "aws.events.buses": object({ name: text, region: text, createdAt: milliseconds, tags: object({}) }),
  "aws.events.defaultBusTags": object({ region: text, tags: object({}) }),
  "aws.events.rules": object({
    name: text,
    bus: text,
    region: text,
    enabled: flag,
    tags: object({}),
    targets: list(object({ Id: text, Arn: text })),
  }),
  "aws.events.sources": object({ account: text, region: text, name: text, createdAt: milliseconds }),
  "aws.sqs.moveTasks": object({
    source: text,
    status: oneOf(["RUNNING", "COMPLETED", "CANCELLED", "FAILED"]),
    moved: count,
    toMove: count,
    startedAt: milliseconds,
  }),
  "aws.sqs.messages": object({ queue: text, body: text, sentAt: milliseconds }),
  "aws.sqs.queues": object({
    name: text,
    region: text,
    attributes: object({}),
    tags: object({}),
    createdAt: milliseconds,
    modifiedAt: milliseconds,
  }),
};
