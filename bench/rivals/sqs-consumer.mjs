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
const handleMessageBatch = async (messages) => {
  process.stdout.write(messages.map(({ Body }) => `${JSON.stringify(JSON.parse(Body))}\n`).join(""));
  count += messages.length;
  if (count >= Number(MESSAGES)) for (const consumer of consumers) consumer.stop();
  return messages;
};
const consumers = Array.from({ length: Number(CONNECTIONS) }, () =>
  Consumer.create({ queueUrl, sqs, batchSize: 10, waitTimeSeconds: 1, handleMessageBatch }),
);
await Promise.all(
  consumers.map((consumer) => {
    const stopped = new Promise((resolve) => consumer.on("stopped", resolve));
    consumer.on("error", ({ message }) => process.stderr.write(`${message}\n`));
    consumer.start();
    return stopped;
  }),
);
sqs.destroy();
