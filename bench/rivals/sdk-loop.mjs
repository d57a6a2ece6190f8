// The plainest loop that can be written with the AWS SDK: receive, parse, print, delete. QUEUE_URL, MESSAGES, CONNECTIONS.
import { Agent } from "node:http";
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const { QUEUE_URL: QueueUrl, MESSAGES, CONNECTIONS } = process.env;
const client = new SQSClient({
  useQueueUrlAsEndpoint: false,
  requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: 50 }) },
});
let count = 0;
async function loop() {
  for (;;) {
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    const { Messages = [] } = await client.send(receive);
    if (Messages.length === 0) continue;
    process.stdout.write(Messages.map(({ Body }) => `${JSON.stringify(JSON.parse(Body))}\n`).join(""));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    count += Messages.length;
    // The other connections wait for messages that do not come: their wait is none of the work.
    if (count >= Number(MESSAGES)) process.exit();
  }
}
for (let index = 0; index < Number(CONNECTIONS); index += 1) void loop();
