import { CATALOG_LIMITS } from "../../../model/catalog.ts";
import type { Collection, Reader, Transaction } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import { notFound } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import { newId } from "../entity-ids.ts";
import { Issues } from "../validation.ts";
import { olderInvalidRequest, requireNoIssues } from "./catalog-issues.ts";

/** A file of the catalog interface: uploaded, or a report. Its bytes lie in the storage under {@link fileKey}. */
export interface CatalogFile {
  readonly targetId: string;
  readonly createdAt: string;
}

/** Files by id. */
export const CATALOG_FILES: Collection<CatalogFile> = collection("catalogFiles");

/** A link for an upload, and the id of what will be there. */
export interface UploadLink {
  readonly fileId: string;
  readonly uploadUrl: string;
}

const UPLOAD_LINK_S = 15 * 60;
const DOWNLOAD_LINK_S = 5;
const FILE_LIFE_MS = 30 * 24 * 60 * 60_000;
const CONTENT_TYPE = "text/csv";

/** Key of a file in the storage, as in the examples. */
export function fileKey(fileId: string): string {
  return `media/${fileId}.csv`;
}

/** A link to which so many bytes can be sent. Page: createuploadlink. */
export function createUploadLink(domain: Domain, caller: Caller, size: number): UploadLink {
  const issues = new Issues("/createUploadLink/input/size");
  issues.check(size >= 1, "must be greater than or equal to 1");
  requireNoIssues(caller.apiVersion, issues);
  const fileId = domain.store.transaction((tx) => addFile(domain, tx, caller.targetId));
  const headers = { "content-length": String(size), "content-type": CONTENT_TYPE };
  const uploadUrl = domain.storage.presign({
    method: "PUT",
    key: fileKey(fileId),
    expiresInS: UPLOAD_LINK_S,
    headers,
  });
  return { fileId, uploadUrl };
}

/** Stores a file of the service's own, such as a report. @returns its id. */
export function storeFile(domain: Domain, tx: Transaction, targetId: string, text: string): string {
  const fileId = addFile(domain, tx, targetId);
  domain.storage.objects.put(fileKey(fileId), Buffer.from(text));
  return fileId;
}

/** A link from which a file can be fetched. Page: downloadlink. */
export function createDownloadLink(domain: Domain, caller: Caller, fileId: string): { readonly downloadUrl: string } {
  if (fileId.length > CATALOG_LIMITS.fileId || /\s/.test(fileId)) {
    throw olderInvalidRequest(`${JSON.stringify(fileId)} is no file id`, "data");
  }
  requireFile(domain.store, caller, fileId);
  const fileName = `${fileId}.csv`;
  const downloadUrl = domain.storage.presign({
    method: "GET",
    key: fileKey(fileId),
    expiresInS: DOWNLOAD_LINK_S,
    fileName,
  });
  return { downloadUrl };
}

/** Refuses a file id that the caller's target does not have. */
export function requireFile(reader: Reader, caller: Caller, fileId: string): void {
  if (reader.get(CATALOG_FILES, fileId)?.targetId !== caller.targetId) {
    throw notFound(`the target has no file ${fileId}`);
  }
}

/** Forgets a file whose time is up. */
export function deleteFile(domain: Domain, tx: Transaction, fileId: string): void {
  tx.delete(CATALOG_FILES, fileId);
  tx.afterCommit(() => domain.storage.objects.delete(fileKey(fileId)));
}

function addFile(domain: Domain, tx: Transaction, targetId: string): string {
  const fileId = newId();
  tx.put(CATALOG_FILES, fileId, { targetId, createdAt: domain.clock.iso() });
  const dueAt = domain.clock.now() + FILE_LIFE_MS;
  domain.timers.set(tx, `catalogFile/${fileId}`, { dueAt, work: { kind: "catalogFile", fileId } });
  return fileId;
}
