import { crc32, deflateRawSync } from "node:zlib";

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
/** Deflate needs version 2.0 of the format. */
const VERSION = 20;
/** File names are UTF-8. */
const FLAGS = 0x0800;
const DEFLATE = 8;
/** A plain file that only its owner may read and write, for those who unpack it on Unix. */
const MADE_BY_UNIX = (3 << 8) | VERSION;
const MODE = 0o100600;

/** A ZIP archive of one text file. Format: PKWARE's APPNOTE.TXT, section 4.3. */
export function zipOf(name: string, text: string, modifiedAt: number): Buffer {
  const fileName = Buffer.from(name);
  const content = Buffer.from(text);
  const packed = deflateRawSync(content);
  const { time, date } = dosTime(new Date(modifiedAt));
  const facts = Buffer.concat([
    shorts(VERSION, FLAGS, DEFLATE, time, date),
    longs(crc32(content), packed.length, content.length),
    shorts(fileName.length, 0),
  ]);
  const local = Buffer.concat([longs(LOCAL_HEADER), facts, fileName, packed]);
  const central = Buffer.concat([
    longs(CENTRAL_HEADER),
    shorts(MADE_BY_UNIX),
    facts,
    // Length of a comment, number of the disk, kind of content; then mode and place of the file.
    shorts(0, 0, 0),
    longs((MODE << 16) >>> 0, 0),
    fileName,
  ]);
  const end = Buffer.concat([
    longs(END_OF_DIRECTORY),
    shorts(0, 0, 1, 1),
    longs(central.length, local.length),
    shorts(0),
  ]);
  return Buffer.concat([local, central, end]);
}

function shorts(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}

function longs(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}

/** Two seconds are the finest; years count from 1980. */
function dosTime(at: Date): { readonly time: number; readonly date: number } {
  return {
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
    date:
      (Math.min(127, Math.max(0, at.getUTCFullYear() - 1980)) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
  };
}
