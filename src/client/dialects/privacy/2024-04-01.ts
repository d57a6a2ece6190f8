export {
  cancelPersonalDataDeletionTaskOperation,
  personalDataDeletionTaskOperation,
  personalDataRetrievalTaskOperation,
  startPersonalDataDeletionTaskOperation,
  startPersonalDataRetrievalTaskOperation,
} from "../../../generated/operations/2024-04-01.ts";
