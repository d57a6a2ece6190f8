import { compare } from "./measure.ts";
import { type Bench, meets, type Row } from "./row.ts";

const RUNS = 21;

/** How fast bwp starts, against Node itself. */
export async function start({ bwp, env }: Bench): Promise<readonly Row[]> {
  const bare = { command: process.execPath, args: ["-e", "0"] };
  const cases = [
    { words: ["--version"], goal: 1.1 },
    { words: ["--help"], goal: 1.25 },
    { words: ["order", "--help"], goal: 1.25 },
    { words: ["order", "show", "--help"], goal: 1.25 },
    { words: ["completion", "bash"], goal: 1.25 },
  ];
  const rows: Row[] = [];
  for (const { words, goal } of cases) {
    const comparison = await compare({ command: process.execPath, args: [bwp, ...words], env }, bare, RUNS);
    rows.push({
      what: `bwp ${words.join(" ")}`,
      against: "node -e 0",
      goal: `<= ${goal}`,
      met: meets(comparison, goal),
      comparison,
    });
  }
  return rows;
}
