// A queue that costs next to nothing, in a process of its own: what is measured is the client, and a full emulator needs more
// time for a message than the clients do. It speaks the JSON protocol of SQS as far as the clients use it; signatures are not
// checked, and a message that was received and not deleted does not come again.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

/** Receipt handles are as long as those of SQS. */
const HANDLE = "A".repeat(300);

let waiting = [];
let sent = 0;
const inFlight = new Set();
/** Receives that wait for a message. */
const polls = new Set();

/** A message's JSON without its receipt handle is made once, when it is sent. */
function send({ Id, MessageBody }) {
  sent += 1;
  const id = `00000000-0000-4000-8000-${String(sent).padStart(12, "0")}`;
  const md5 = createHash("md5").update(MessageBody).digest("hex");
  const Attributes = { ApproximateReceiveCount: "1", SentTimestamp: String(Date.now()) };
  const json = JSON.stringify({ MessageId: id, MD5OfBody: md5, Body: MessageBody, Attributes });
  waiting.push({ id, json: json.slice(0, -1) });
  return { Id, MessageId: id, MD5OfMessageBody: md5 };
}

let first = 0;
function take(most) {
  const messages = waiting.slice(first, first + most);
  first += messages.length;
  if (first > 1000) {
    waiting = waiting.slice(first);
    first = 0;
  }
  for (const { id } of messages) inFlight.add(id);
  return messages.map(({ id, json }) => `${json},"ReceiptHandle":"${HANDLE}${id}"}`);
}

function receive({ MaxNumberOfMessages: most = 1, WaitTimeSeconds: wait = 0 }, answer, _, response) {
  const messages = take(most);
  if (messages.length > 0 || wait === 0) {
    answer(`{"Messages":[${messages.join(",")}]}`);
    return;
  }
  const poll = () => {
    end();
    answer(`{"Messages":[${take(most).join(",")}]}`);
  };
  const timer = setTimeout(poll, wait * 1000);
  const end = () => {
    polls.delete(poll);
    clearTimeout(timer);
  };
  polls.add(poll);
  // A client that has gone must get no messages.
  response.on("close", end);
}

const operations = {
  CreateQueue: (_, answer, url) => answer(JSON.stringify({ QueueUrl: url })),
  GetQueueUrl: (_, answer, url) => answer(JSON.stringify({ QueueUrl: url })),
  GetQueueAttributes: (_, answer) =>
    answer(
      JSON.stringify({
        Attributes: {
          QueueArn: "arn:aws:sqs:us-east-1:000000000000:bench",
          VisibilityTimeout: "30",
          ApproximateNumberOfMessages: String(waiting.length - first),
          ApproximateNumberOfMessagesNotVisible: String(inFlight.size),
          ApproximateNumberOfMessagesDelayed: "0",
        },
      }),
    ),
  SendMessageBatch({ Entries }, answer) {
    answer(JSON.stringify({ Successful: Entries.map(send), Failed: [] }));
    for (const poll of [...polls]) if (waiting.length > first) poll();
  },
  ReceiveMessage: receive,
  DeleteMessageBatch({ Entries }, answer) {
    for (const { ReceiptHandle } of Entries) inFlight.delete(ReceiptHandle.slice(HANDLE.length));
    answer(JSON.stringify({ Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] }));
  },
};

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const operation = operations[String(request.headers["x-amz-target"]).replace(/^.*\./, "")];
    const status = operation === undefined ? 400 : 200;
    const answer = (text) => {
      response.writeHead(status, {
        "content-type": "application/x-amz-json-1.0",
        "content-length": Buffer.byteLength(text),
      });
      response.end(text);
    };
    const url = `http://${request.headers.host}/000000000000/bench`;
    if (operation === undefined) answer('{"__type":"InvalidAction"}');
    else operation(JSON.parse(Buffer.concat(chunks)), answer, url, response);
  });
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("disconnect", () => process.exit());
