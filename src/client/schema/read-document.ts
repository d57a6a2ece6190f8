import { type DefinitionNode, type DocumentNode, GraphQLError, Kind, parse, Source } from "graphql";
import type { Piece } from "./embedded.ts";

/** A syntax error, at its offset in the file. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
  readonly hint: string | null;
}

/** A text that was parsed, and where its characters stand in the file. */
export interface ReadPart {
  readonly source: Source;
  readonly offset: number;
}

/** What could be read of a piece. */
export interface ReadDocument {
  readonly document: DocumentNode;
  readonly parts: readonly ReadPart[];
  readonly problems: readonly SyntaxProblem[];
}

/** Where a definition begins, as people write them: at the start of a line. */
const DEFINITION = /^(?=(?:query|mutation|subscription|fragment)\b|\{)/m;

/**
 * Reads a piece. One mistake does not hide the others: comments with slashes are read as comments, and where the whole cannot
 * be read, its definitions are read one by one.
 */
export function readDocument({ text, offset }: Piece): ReadDocument {
  const problems: SyntaxProblem[] = [];
  const plain = withHashComments(text, (index) =>
    problems.push({
      offset: offset + index,
      message: "GraphQL has no // comments.",
      hint: "Write # instead; some guides of the documentation print // in their examples.",
    }),
  );
  const whole = parsePart(plain, offset);
  const pieces = whole.problem === undefined ? [] : plain.split(DEFINITION);
  const parts = pieces.length < 2 ? [whole] : [];
  let at = offset;
  for (const piece of pieces.length < 2 ? [] : pieces) {
    parts.push(parsePart(piece, at));
    at += piece.length;
  }
  return {
    document: { kind: Kind.DOCUMENT, definitions: parts.flatMap(({ definitions }) => definitions) },
    parts,
    problems: [...problems, ...parts.flatMap(({ problem }) => problem ?? [])],
  };
}

interface ParsedPart extends ReadPart {
  readonly definitions: readonly DefinitionNode[];
  readonly problem?: SyntaxProblem;
}

/** How many closing braces may be missing for the rest to be checked all the same. */
const MOST_BRACES = 8;

function parsePart(text: string, offset: number): ParsedPart {
  const source = new Source(text);
  if (text.replace(/#.*/g, "").trim() === "") return { source, offset, definitions: [] };
  try {
    return { source, offset, definitions: parse(source).definitions };
  } catch (error) {
    if (error instanceof RangeError) {
      const problem = { offset, message: "It is nested too deeply to be read.", hint: null };
      return { source, offset, definitions: [], problem };
    }
    if (!(error instanceof GraphQLError)) throw error;
    const position = Math.min(error.positions?.[0] ?? 0, text.trimEnd().length);
    const message = error.message.replace(/^Syntax Error: /, "").replace("<EOF>", "the end");
    const problem = { offset: offset + position, message, hint: syntaxHint(message) };
    return { ...(closed(text, offset) ?? { source, offset, definitions: [] }), problem };
  }
}

/** The part with as many braces at its end as it takes to be read; undefined if braces do not help. */
function closed(text: string, offset: number): ParsedPart | undefined {
  for (let count = 1; count <= MOST_BRACES; count += 1) {
    const source = new Source(`${text}${"}".repeat(count)}`);
    try {
      return { source, offset, definitions: parse(source).definitions };
    } catch (error) {
      if (!(error instanceof GraphQLError || error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}

function syntaxHint(message: string): string | null {
  if (/found the end/.test(message)) return "A brace is missing before the end.";
  if (/single quote/i.test(message)) return 'Texts stand in double quotes: "...".';
  if (/(Unexpected|found) "\}"/.test(message)) return "There is a brace too many, or nothing stands before it.";
  return null;
}

/** Puts `# ` for `//` where it is no part of a string. */
function withHashComments(text: string, found: (index: number) => void): string {
  return text.replace(/"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#.*|\/\/.*/g, (token, index: number) => {
    if (!token.startsWith("//")) return token;
    found(index);
    return `# ${token.slice(2)}`;
  });
}
