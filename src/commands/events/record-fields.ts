/** The fields of an event in JSON output, for help; `decode` and `tail` share them. */
export const EVENT_OUTPUT = {
  eventType: "name of the event type; null if the message names none",
  form: "eventbridge, eventbridge-thin (empty detail), webhook or unknown",
  time: "when it happened, as the event says it",
  eventId: "Buy with Prime's id of the event",
  envelopeId: "EventBridge's id, another one",
  idempotencyKey: "the same for each delivery of the same event",
  subscriptionId: "the subscription that it comes from",
  apiVersion: "version of its data",
  "source, account, region": "the partner event source",
  "resources[]": "paths of what it is about, as they came",
  "references[]": "the ids in each path: orderId, deliveryId, returnId, refundId, carrierCode, trackingNumber, ...",
  data: "the member data of the event's body",
  successor: "the name to subscribe to instead, if the type is deprecated",
  "problems[]": "what could not be read; absent if all is well",
  raw: "the message as it came, if there are problems; rawEncoding is base64 if it is not valid UTF-8",
} as const;

/** The fields that say what a message repeats. */
export const REPETITION_OUTPUT = {
  duplicateOf: "id of another message with the same event, received before",
  redelivered: "true if this very message was received before; it may not have been shown then",
} as const;

/** The field that says what a receiver made of an event. */
export const DELIVERY_OUTPUT = {
  delivery: "with a receiver: target, taken, status or exitStatus, ms (of the last try), tries, problem, response",
} as const;
