export {
  cancelPersonalDataDeletionTaskOperation,
  personalDataDeletionTaskOperation,
  personalDataRetrievalTaskOperation,
  startPersonalDataDeletionTaskOperation,
  startPersonalDataRetrievalTaskOperation,
} from "../../../generated/operations/2024-11-01.ts";
