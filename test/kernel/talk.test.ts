import { expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { createIo } from "../../src/kernel/io.ts";
import { createNotices } from "../../src/kernel/notices.ts";
import { reportError } from "../../src/kernel/report.ts";
import { createTestHost, type HostOptions } from "../support/host.ts";

const LONG = "one two three four five six seven eight nine ten eleven";
/** A word that is copied stays whole: the terminal breaks it. */
const URL = "https://sqs.us-east-1.amazonaws.com/000000000000/queue";

async function talk(options: HostOptions, quiet: boolean, say: (notices: ReturnType<typeof createNotices>) => void) {
  const { host, output, remove } = createTestHost(options);
  const notices = createNotices(createIo(host, { noColor: true, noInput: true }), { quiet, debug: false });
  say(notices);
  await notices.flush();
  remove();
  return output().stderr;
}

test("notices wrap at words under their text on a terminal, and stay whole in a pipe", async () => {
  const say = (notices: ReturnType<typeof createNotices>): void => {
    notices.warn(LONG);
    notices.info(`  ${LONG}`);
    notices.info(LONG, "Archive  ");
    notices.info(`${URL} and`, "Queue  ");
  };
  expect(await talk({ tty: true, columns: 40 }, false, say)).toBe(`! one two three four five six seven
  eight nine ten eleven
  one two three four five six seven
  eight nine ten eleven
Archive  one two three four five six
         seven eight nine ten eleven
Queue  ${URL}
       and
`);
  expect(await talk({}, false, say)).toBe(`! ${LONG}\n  ${LONG}\nArchive  ${LONG}\nQueue  ${URL} and\n`);
});

test("--quiet keeps warnings", async () => {
  const say = (notices: ReturnType<typeof createNotices>): void => {
    notices.info("info");
    notices.success("success");
    notices.warn("warning");
  };
  expect(await talk({}, true, say)).toBe("! warning\n");
});

test("an error, its findings and its suggestion wrap under their text", async () => {
  const { host, output, remove } = createTestHost({ tty: true, columns: 40 });
  const io = createIo(host, { noColor: true, noInput: true });
  const error = new UsageError(LONG, { findings: [LONG], suggestion: LONG });
  await reportError(error, { io, format: "table", debug: false });
  remove();
  expect(output().stderr).toBe(`✗ one two three four five six seven
  eight nine ten eleven
  - one two three four five six seven
    eight nine ten eleven
  → one two three four five six seven
    eight nine ten eleven
`);
});
