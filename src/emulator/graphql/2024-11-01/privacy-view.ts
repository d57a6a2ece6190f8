import { DATA_FILE_NAME, DATA_LINK_LIFE_S } from "../../../model/privacy.ts";
import type { Domain } from "../../domain/domain.ts";
import type { PrivacyTaskEntity } from "../../domain/privacy/privacy-entities.ts";
import { dataFileKey, keepDataFile } from "../../domain/privacy/shopper-data.ts";
import type { Fields } from "../context.ts";

/** `PersonalDataRetrievalTask` and `PersonalDataDeletionTask`. */
export const PRIVACY_TASK_FIELDS: Fields<PrivacyTaskEntity> = {
  taskId: ({ id }) => id,
  submissionDate: ({ submittedAt }) => microseconds(submittedAt),
  lastUpdatedDate: ({ updatedAt }) => microseconds(updatedAt),
  dataSubject: ({ email }) => ({ type: "SHOPPER", email }),
  dataRetrievalLink: (task, _, { domain }) => (task.status === "COMPLETED" ? freshLink(domain, task) : null),
};

/** Each query makes a link of its own. */
function freshLink(domain: Domain, task: PrivacyTaskEntity): string {
  keepDataFile(domain, domain.store, task);
  return domain.storage.presign({
    method: "GET",
    key: dataFileKey(task),
    expiresInS: DATA_LINK_LIFE_S,
    fileName: DATA_FILE_NAME,
  });
}

/** Tasks have their times with six digits after the second. */
function microseconds(iso: string): string {
  return iso.replace(/\.(\d{3})Z$/, ".$1000Z");
}
