import { NotFoundError, UsageError } from "../../../errors.ts";
import { bodyOf } from "../../../events/archive-record.ts";
import { findIds, type KeptEvent, readHistory } from "../../../events/history.ts";
import { toKeptRecord } from "../../../events/own-output.ts";
import { eventBlocks } from "../../../formatters/event.ts";
import { countText } from "../../../formatters/event-tail.ts";
import { sanitiseText } from "../../../formatters/sanitise.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import type { Context } from "../../../kernel/context.ts";
import { writeTo } from "../../../kernel/io.ts";
import { ARCHIVE_OPTION, archiveFolder } from "../archive-folder.ts";
import { EVENT_OUTPUT, REPETITION_OUTPUT } from "../record-fields.ts";

export const command = defineCommand({
  name: "events history show",
  summary: "Show one archived event, or its original bytes",
  description:
    "The id is that of the event (eventId), of EventBridge's envelope or of the queue's message, or the beginning of one that no other begins with. If the event came several times, the first is shown, and the others are said.\n\n--raw writes the message as it came, byte for byte and without a line feed; on a terminal control characters are made visible.",
  arguments: { id: { value: "ID", summary: "Event id, message id, or its beginning" } },
  options: { raw: { type: "boolean", summary: "The message as it came" }, archiveDir: ARCHIVE_OPTION },
  output: {
    receivedAt: "when it was received",
    "queue, messageId, receiveCount": "the message in the queue",
    ...REPETITION_OUTPUT,
    ...EVENT_OUTPUT,
    "again[]": "messageId and receivedAt of each time that it came again",
  },
  errors: {
    not_found: "the archive has no such id (exit 4)",
    ambiguous_id: "several ids begin like that (exit 2)",
  },
  examples: [
    { command: "bwp events history show 5f0c2a91", note: "By the beginning of its id" },
    { command: "bwp events history show 5f0c2a91 --raw > event.json", note: "Exactly what came" },
  ],
  async run(context, { args, options }) {
    const { id } = await complete(context, {
      id: { given: args.id, flag: "ID", ask: (prompt) => prompt.input("Event id, message id, or its beginning") },
    });
    const folder = await archiveFolder(context, options.archiveDir);
    const messageIds = new Set(await requireIds(folder, [id]));
    const all: KeptEvent[] = [];
    for await (const kept of readHistory({ folder, wants: ({ messageId }) => messageIds.has(messageId) })) {
      all.push(...kept);
    }
    const [first, ...others] = all;
    if (first === undefined) throw new NotFoundError(`The archive has no event ${id} any more.`);
    if (options.raw) {
      await writeRaw(context, bodyOf(first.record));
      return;
    }
    const again = others.map(({ record: { messageId, receivedAt } }) => ({ messageId, receivedAt }));
    const whole = "--raw has the whole";
    await context.output.result({ ...toKeptRecord(first.record, first.event), again }, (shown, facts) =>
      eventBlocks(shown, facts, { detailed: true, whole }),
    );
    if (again.length > 0) {
      context.notices.info(`It came ${countText(again.length, "more time")}; -o json tells when.`);
    }
  },
});

/**
 * Messages of the archive that ids, or their beginnings, stand for.
 * @throws {NotFoundError} for all that are unknown, {UsageError} code `ambiguous_id` for one that several ids begin with.
 */
export async function requireIds(folder: string, wanted: readonly string[]): Promise<readonly string[]> {
  if (wanted.includes("")) throw new UsageError("An id is empty.", { code: "missing_input" });
  const found = await findIds(folder, wanted);
  const unknown = wanted.filter((id) => found.get(id)?.ids.length === 0);
  if (unknown.length > 0) {
    throw new NotFoundError(`The archive has no ${unknown.length === 1 ? "event" : "events"} ${unknown.join(", ")}.`, {
      suggestion: `Archive: ${folder}. "bwp events history list" shows the ids.`,
    });
  }
  for (const [id, { ids, messageIds }] of found) {
    if (messageIds.length > 0) continue;
    throw new UsageError(`Several ids begin with ${id}.`, { code: "ambiguous_id", findings: ids });
  }
  return [...found.values()].flatMap(({ messageIds }) => messageIds);
}

async function writeRaw({ io: { stdout } }: Context, body: Uint8Array | string): Promise<void> {
  if (!stdout.isTTY) return writeTo(stdout.stream, body);
  const text = typeof body === "string" ? body : Buffer.from(body).toString("utf8");
  return stdout.write(`${sanitiseText(text)}\n`);
}
