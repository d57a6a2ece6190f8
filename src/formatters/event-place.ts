/** Where an event went, for people: a queue by its name, anything else as it is. */
export function placeText(place: string): string {
  const queue = /^arn:aws[\w-]*:sqs:[^:]*:[^:]*:(.+)$/.exec(place)?.[1];
  return queue === undefined ? place : `queue ${queue}`;
}
