export {
  cancelPersonalDataDeletionTaskOperation,
  personalDataDeletionTaskOperation,
  personalDataRetrievalTaskOperation,
  startPersonalDataDeletionTaskOperation,
  startPersonalDataRetrievalTaskOperation,
} from "../../../generated/operations/2024-01-01.ts";
