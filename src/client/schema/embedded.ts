import { fillHoles, type Hole } from "./holes.ts";
import { findTemplates } from "./templates.ts";

/** A file to look for documents in. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** A GraphQL document, or several in a row, as it stands in a file. */
export interface Piece {
  /** GraphQL; each character stands as far from `offset` as in the file. */
  readonly text: string;
  /** Where it begins in the file. */
  readonly offset: number;
  /** What the program puts in when it runs: nothing can be said about it. */
  readonly holes: readonly Hole[];
}

const GRAPHQL = /\.(graphql|gql|graphqls)$/i;
const SCRIPT = /\.([cm]?[jt]sx?|vue|svelte|astro)$/i;
const PYTHON = /\.pyi?$/i;
const TRIPLE_QUOTED = /\.(java|kts?|groovy|scala|cs|swift)$/i;
const GO = /\.go$/i;
const HEREDOC = /\.(rb|php)$/i;

/** True if documents are looked for in a file of this name when a folder is searched. */
export function mayHoldDocuments(name: string): boolean {
  return [GRAPHQL, SCRIPT, PYTHON, TRIPLE_QUOTED, GO, HEREDOC].some((pattern) => pattern.test(name));
}

/** The documents of a file, by the language that its name tells; a file of another language is read as GraphQL. */
export function documentsIn({ name, text }: SourceFile): readonly Piece[] {
  if (SCRIPT.test(name)) return documentsInScript(text);
  if (PYTHON.test(name)) return documentsInStrings(text, /([a-z]*)("""|''')([\s\S]*?)\2/gi, true);
  if (TRIPLE_QUOTED.test(name)) return documentsInStrings(text, /()("""|''')([\s\S]*?)\2/g, false);
  if (GO.test(name)) return documentsInStrings(text, /()(`)([^`]*)`/g, false);
  if (HEREDOC.test(name)) {
    return [...text.matchAll(/<<[~<-]?['"]?(GRAPHQL|GQL)['"]?.*\n([\s\S]*?)^[ \t]*\1\b/gm)].map((match) => {
      const body = match[2] ?? "";
      return { text: body, offset: match.index + match[0].indexOf("\n") + 1, holes: [] };
    });
  }
  return [{ text, offset: 0, holes: [] }];
}

/** A tag, a call of a function of that name, or a comment right before a template. */
const TAGGED = /(?:(?:\bgql|\bgraphql)\s*(?:<[^`;]*>)?\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?|\/\*\s*graphql\s*\*\/\s*)$/i;
const MARKED = /^\s*#\s*graphql\b/i;

function documentsInScript(source: string): readonly Piece[] {
  return findTemplates(source).flatMap(({ start, end, holes, before }) => {
    const body = source.slice(start, end);
    if (!TAGGED.test(before) && !MARKED.test(body)) return [];
    const own = holes.map((hole) => ({ start: hole.start - start, end: hole.end - start }));
    // A template escapes its backticks and dollars; GraphQL knows neither escape.
    const plain = body.replace(/\\([`$])/g, " $1");
    return [{ text: fillHoles(plain, own), offset: start, holes: own }];
  });
}

const CALLED = /(?:\bgql|\bgraphql)\s*\(\s*$|#\s*graphql\s*$/i;
const OPERATION = /^\s*(?:#[^\n]*\n\s*)*(?:(?:query|mutation|subscription)\b[^{}]*\{|fragment\s+\w+\s+on\b)/;

/** Long strings of a language without tags for GraphQL: one that is marked, handed to gql(), or reads like an operation. */
function documentsInStrings(source: string, pattern: RegExp, formatted: boolean): readonly Piece[] {
  return [...source.matchAll(pattern)].flatMap((match) => {
    const [whole, prefix = "", quote = "", body = ""] = match;
    const before = source.slice(Math.max(0, match.index - 40), match.index);
    if (!MARKED.test(body) && !CALLED.test(before) && !OPERATION.test(body)) return [];
    const offset = match.index + whole.length - quote.length - body.length;
    return [formatted && /f/i.test(prefix) ? formattedPiece(body, offset) : { text: body, offset, holes: [] }];
  });
}

/** Python's f-strings double the braces that are meant, and put values into single ones. */
function formattedPiece(body: string, offset: number): Piece {
  const plain = body.replace(/\{\{/g, " \u0001").replace(/\}\}/g, "\u0002 ");
  const holes = [...plain.matchAll(/\{[^{}\n]*\}/g)].map(({ 0: hole, index }) => ({
    start: index,
    end: index + hole.length,
  }));
  const braces = plain.replaceAll("\u0001", "{").replaceAll("\u0002", "}");
  return { text: fillHoles(braces, holes), offset, holes };
}
