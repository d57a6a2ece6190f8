import type { FeedState } from "../../../model/catalog.ts";
import { FEED_RUNNING_MESSAGE } from "../../../model/catalog.ts";
import type { Collection, Transaction } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import { ApiError, notFound } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import { newCatalogId } from "../entity-ids.ts";
import { Issues } from "../validation.ts";
import { fileKey, requireFile, storeFile } from "./catalog-files.ts";
import { requireNoIssues } from "./catalog-issues.ts";
import { readFeedFile } from "./feed-file.ts";
import { importRows } from "./feed-import.ts";
import { reportText } from "./feed-report.ts";

/** Why a whole file could not be imported. Codes and texts are the emulator's own: those of the service are unseen. */
export interface FeedSignal {
  readonly code: string;
  readonly message: string;
  readonly impact: string;
  readonly reaction: string;
}

/** One import; stored under its id. */
export interface Feed {
  readonly id: string;
  readonly targetId: string;
  readonly fileId: string;
  readonly overwrite: boolean;
  readonly status: FeedState;
  /** File of the report, once COMPLETED. */
  readonly reportFileId: string | null;
  /** Once FAILED. */
  readonly signals: readonly FeedSignal[] | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Imports by id. */
export const FEEDS: Collection<Feed> = collection("catalogFeeds");
/** The import of a target that has not ended; by target id. */
export const RUNNING_FEEDS: Collection<string> = collection("runningCatalogFeeds");

/** CreateCatalogFeedInput. */
export interface CreateFeedInput {
  readonly configuration?: { readonly overwriteExistingProducts?: boolean | null } | null;
  readonly dataProvider: { readonly uploadedFile?: { readonly fileId: string } | null };
}

/** How long an import stays in a state. */
const DURATION_MS = { CREATED: 5_000, IN_PROGRESS: 30_000 } as const;

/** Starts an import of an uploaded file. Page: createcatalogfeed. */
export function createFeed(domain: Domain, caller: Caller, input: CreateFeedInput): Feed {
  const issues = new Issues("/createCatalogFeed/input/dataProvider");
  const fileId = input.dataProvider.uploadedFile?.fileId;
  issues.check(fileId !== undefined, "must have uploadedFile");
  requireNoIssues(caller.apiVersion, issues);
  return domain.store.transaction((tx) => {
    requireFile(tx, caller, fileId ?? "");
    if (domain.storage.objects.get(fileKey(fileId ?? "")) === undefined) {
      throw notFound(`nothing was uploaded as ${fileId}`);
    }
    const running = tx.get(RUNNING_FEEDS, caller.targetId);
    if (running !== undefined) {
      throw new ApiError("ThrottlingError", FEED_RUNNING_MESSAGE, { reason: `${running} is running` });
    }
    const now = domain.clock.iso();
    const feed: Feed = {
      id: newCatalogId(),
      targetId: caller.targetId,
      fileId: fileId ?? "",
      overwrite: input.configuration?.overwriteExistingProducts ?? false,
      status: "CREATED",
      reportFileId: null,
      signals: null,
      createdAt: now,
      updatedAt: now,
    };
    tx.put(FEEDS, feed.id, feed);
    tx.put(RUNNING_FEEDS, feed.targetId, feed.id);
    setTimer(domain, tx, feed, DURATION_MS.CREATED);
    return feed;
  });
}

/** An import of the caller's target. Page: catalogfeed. */
export function getFeed(domain: Domain, caller: Caller, feedId: string): Feed {
  const feed = domain.store.get(FEEDS, feedId);
  if (feed?.targetId !== caller.targetId) throw notFound(`the target has no import ${feedId}`);
  return feed;
}

/** Moves an import to its next state. */
export function advanceFeed(domain: Domain, tx: Transaction, feedId: string): void {
  const feed = tx.get(FEEDS, feedId);
  if (feed === undefined) return;
  const updatedAt = domain.clock.iso();
  if (feed.status === "CREATED") {
    tx.put(FEEDS, feed.id, { ...feed, status: "IN_PROGRESS", updatedAt });
    setTimer(domain, tx, feed, DURATION_MS.IN_PROGRESS);
    return;
  }
  tx.delete(RUNNING_FEEDS, feed.targetId);
  const file = readFeedFile(domain.storage.objects.get(fileKey(feed.fileId)));
  if ("signal" in file) {
    tx.put(FEEDS, feed.id, { ...feed, status: "FAILED", signals: [file.signal], updatedAt });
    return;
  }
  const report = reportText(importRows(domain, tx, feed, file.rows));
  const reportFileId = storeFile(domain, tx, feed.targetId, report);
  tx.put(FEEDS, feed.id, { ...feed, status: "COMPLETED", reportFileId, updatedAt });
}

function setTimer(domain: Domain, tx: Transaction, { id }: Feed, documentedMs: number): void {
  const dueAt = domain.clock.now() + domain.clock.wait(documentedMs);
  domain.timers.set(tx, `catalogFeed/${id}`, { dueAt, work: { kind: "catalogFeed", feedId: id } });
}
