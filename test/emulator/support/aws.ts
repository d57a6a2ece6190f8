/** A plain HTTP client for the AWS side: no SDK, no signature that anyone checks. */
export async function callAws(url: string, target: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/`, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": target,
      authorization:
        "AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/events/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify(input),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${target}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Wires a partner event source to a queue of the same name: bus, rule for everything, queue. Answers the queue's URL. */
export async function wireQueue(url: string, name: string): Promise<string> {
  const source = `aws.partner/buywithprime/${name}`;
  const { QueueUrl } = await callAws(url, "AmazonSQS.CreateQueue", { QueueName: name });
  const arn = `arn:aws:sqs:us-east-1:000000000000:${name}`;
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: arn },
    ],
  });
  await callAws(url, "AmazonSQS.SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
  await callAws(url, "AWSEvents.CreateEventBus", { Name: source, EventSourceName: source });
  const EventPattern = JSON.stringify({ account: ["000000000000"] });
  await callAws(url, "AWSEvents.PutRule", { Name: "all", EventBusName: source, EventPattern });
  await callAws(url, "AWSEvents.PutTargets", { Rule: "all", EventBusName: source, Targets: [{ Id: "q", Arn: arn }] });
  return String(QueueUrl);
}

/** Takes everything out of a queue; the bodies, parsed. */
// biome-ignore lint/suspicious/noExplicitAny: events are JSON of every shape
export async function drainQueue(url: string, queueUrl: string): Promise<any[]> {
  // biome-ignore lint/suspicious/noExplicitAny: events are JSON of every shape
  const bodies: any[] = [];
  const QueueUrl = `${url}${new URL(queueUrl).pathname}`;
  for (;;) {
    const answer = await callAws(url, "AmazonSQS.ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
    const messages = Array.isArray(answer.Messages) ? answer.Messages : [];
    if (messages.length === 0) return bodies;
    bodies.push(...messages.map((message) => JSON.parse(message.Body)));
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await callAws(url, "AmazonSQS.DeleteMessageBatch", { QueueUrl, Entries });
  }
}
