/**
 * Draws docs/terminal.svg: a part of the real output of `bwp demo`, as a terminal of 80 columns shows it.
 * Run it after `npm run build`: node scripts/run.mjs scripts/picture.ts
 */
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { spawn } from "@lydell/node-pty";

const COLUMNS = 80;
const ROWS = 34;
const FONT_SIZE = 14;
const LINE = 20;
const CELL = 8.43;
const PADDING = 18;
const BAR = 34;

const PALETTE: Readonly<Record<string, string>> = {
  "31": "#ff7b72",
  "32": "#7ee787",
  "33": "#e3b341",
  "34": "#79c0ff",
  "35": "#d2a8ff",
  "36": "#76e3ea",
};

interface Piece {
  readonly text: string;
  readonly color: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
}

async function record(root: string): Promise<string> {
  const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", LANG: "C.UTF-8", TERM: "xterm-256color" };
  const terminal = spawn(process.execPath, [join(root, "dist", "bwp.js"), "demo"], { cols: COLUMNS, rows: ROWS, env });
  let output = "";
  terminal.onData((text) => {
    output += text;
  });
  const code = await new Promise<number>((done) => {
    terminal.onExit(({ exitCode }) => done(exitCode));
  });
  if (code !== 0) throw new Error(`bwp demo ended with ${code}:\n${output}`);
  return output;
}

/** The lines as the screen shows them at the end: carriage returns and erased lines (spinners) are resolved. */
function screenLines(output: string): string[] {
  return output
    .split(/\r?\n/)
    .map((line) => line.split(/\r|\u001b\[2K|\u001b\[1G/).at(-1) ?? "")
    .map((line) => line.replace(/\u001b\[\?25[lh]|\u001b\[[0-9]*[A-HJK]/g, ""));
}

function pieces(line: string): Piece[] {
  const result: Piece[] = [];
  let style = { color: undefined as string | undefined, bold: false, dim: false };
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    const codes = /^\u001b\[([0-9;]*)m$/.exec(part)?.[1];
    if (codes === undefined) {
      if (part !== "") result.push({ text: part, ...style });
      continue;
    }
    for (const code of codes === "" ? ["0"] : codes.split(";")) {
      if (code === "0") style = { color: undefined, bold: false, dim: false };
      else if (code === "1") style = { ...style, bold: true };
      else if (code === "2") style = { ...style, dim: true };
      else if (code === "22") style = { ...style, bold: false, dim: false };
      else if (code === "39") style = { ...style, color: undefined };
      else if (code in PALETTE) style = { ...style, color: PALETTE[code] };
    }
  }
  return result;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function draw(lines: readonly string[]): string {
  const width = Math.round(COLUMNS * CELL + 2 * PADDING);
  const height = BAR + lines.length * LINE + PADDING;
  const rows = lines.map((line, row) => {
    let column = 0;
    const spans = pieces(line).map(({ text, color, bold, dim }) => {
      const x = (PADDING + column * CELL).toFixed(1);
      column += [...text].length;
      const length = ([...text].length * CELL).toFixed(1);
      const fill = color ?? (dim ? "#8b949e" : "#e6edf3");
      return `<tspan x="${x}" textLength="${length}" fill="${fill}"${bold ? ' font-weight="700"' : ""}>${escapeXml(text)}</tspan>`;
    });
    return `<text y="${BAR + (row + 1) * LINE - 5}" xml:space="preserve">${spans.join("")}</text>`;
  });
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
    (fill, index) => `<circle cx="${20 + index * 20}" cy="17" r="6" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="bwp events tail in a terminal">
<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>
${dots.join("")}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}">
${rows.join("\n")}
</g>
</svg>
`;
}

const root = resolve(import.meta.dirname, "..", "..", "..");
const lines = screenLines(await record(root));
const first = lines.findIndex((line) => line.includes("$ bwp events tail"));
const next = lines.findIndex((line, index) => index > first && line.startsWith("# "));
const part = lines.slice(first, Math.min(next === -1 ? lines.length : next, first + ROWS));
await writeFile(join(root, "docs", "terminal.svg"), draw(part));
process.stdout.write(`wrote docs/terminal.svg (${part.length} lines)\n`);
