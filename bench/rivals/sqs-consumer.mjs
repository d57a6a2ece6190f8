// The same with sqs-consumer, batches of ten. It polls with one connection, so there are as many consumers as connections.
import { Agent } from "node:http";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";

const { QUEUE_URL: queueUrl, MESSAGES, CONNECTIONS } = process.env;
const sqs = new SQSClient({
  useQueueUrlAsEndpoint: false,
  requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: 50 }) },
});
let count = 0;
for (let index = 0; index < Number(CONNECTIONS); index += 1) {
  let open = 0;
  const handleMessageBatch = async (messages) => {
    process.stdout.write(messages.map(({ Body }) => `${JSON.stringify(JSON.parse(Body))}\n`).join(""));
    open = messages.length;
    return messages;
  };
  const consumer = Consumer.create({ queueUrl, sqs, batchSize: 10, waitTimeSeconds: 1, handleMessageBatch });
  consumer.on("error", ({ message }) => process.stderr.write(`${message}\n`));
  // Emitted when the batch is deleted.
  consumer.on("response_processed", () => {
    count += open;
    if (count >= Number(MESSAGES)) process.exit();
  });
  consumer.start();
}
