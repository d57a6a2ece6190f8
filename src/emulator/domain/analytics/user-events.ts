import { isUtcTime, isUuidV4, MAX_EVENTS_A_CALL, USER_EVENT_LENGTHS } from "../../../model/user-events.ts";
import { invalidRequest } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import { Issues } from "../validation.ts";
import { storeUserEvents } from "./user-event-log.ts";

/** UserEvent of the API; the schema has checked the types and what is required. */
export interface UserEvent {
  readonly eventType: string;
  readonly eventId: string;
  readonly eventTime: string;
  readonly clientType: string;
  readonly clientVersion: string;
  readonly schemaName?: string | null;
  readonly schemaVersion?: string | null;
  readonly additionalProperties?: unknown;
}

/** Takes a batch of events, all of them or none. Page: analytics-mutations-senduserevents. */
export function sendUserEvents(domain: Domain, caller: Caller, events: readonly UserEvent[]): void {
  const issues = new Issues("/sendUserEvents/input/events");
  issues.size(events, 0, MAX_EVENTS_A_CALL);
  for (const [index, event] of events.entries()) checkUserEvent(issues.at(index), event);
  if (issues.found.length > 0) throw invalidRequest(issues.found);
  storeUserEvents(domain, caller, events);
}

function checkUserEvent(issues: Issues, event: UserEvent): void {
  issues.at("eventType").size(event.eventType, ...USER_EVENT_LENGTHS.eventType);
  issues.at("schemaName").size(event.schemaName, ...USER_EVENT_LENGTHS.schemaName);
  if (!isUuidV4(event.eventId)) issues.at("eventId").add("must be a UUID of version 4");
  // The one issue whose words are documented; it names the value instead of the place.
  if (!isUtcTime(event.eventTime)) {
    issues.found.push(`eventTime ${event.eventTime} is invalid local ISO 8601 UTC time format.`);
  }
}
