/** Where a program puts something into a document that is only known when it runs; offsets from the document's start. */
export interface Hole {
  readonly start: number;
  readonly end: number;
}

/** What may stand where a hole is. */
type Filling = "name" | "argument" | "text" | "nothing";

/**
 * Fills the holes of a document with something of the same length that the grammar takes at that place, so that the rest can
 * be checked and every character stays where it is: a name in a selection or as a value, an argument where arguments are
 * listed, blanks between definitions.
 */
export function fillHoles(text: string, holes: readonly Hole[]): string {
  const place = new Place();
  let filled = "";
  let at = 0;
  for (const { start, end } of holes) {
    place.read(text.slice(at, start));
    filled += text.slice(at, start) + fill(place.filling(), end - start);
    place.passHole();
    at = end;
  }
  return filled + text.slice(at);
}

function fill(filling: Filling, length: number): string {
  switch (filling) {
    case "name":
      return "_".repeat(length);
    case "argument":
      return "_:_".padEnd(length);
    case "text":
      return "x".repeat(length);
    case "nothing":
      return " ".repeat(length);
  }
}

/** Where in the grammar a reader of a document is, as far as holes need it. */
class Place {
  private open: string[] = [];
  private inside: "code" | "string" | "block" | "comment" = "code";
  private last = "";

  read(text: string): void {
    for (const [token] of text.matchAll(/"""|\\.|[\w$]+|\n|\S/g)) this.take(token);
  }

  passHole(): void {
    if (this.inside === "code") this.last = "_";
  }

  filling(): Filling {
    if (this.inside === "comment") return "nothing";
    if (this.inside !== "code") return "text";
    const inner = this.open.at(-1);
    if (inner === undefined) return /^(query|mutation|subscription|fragment|on)$/.test(this.last) ? "name" : "nothing";
    if (!this.open.includes("(") || inner === "[" || this.last === ":" || this.last === "=") return "name";
    return this.last === "$" ? "name" : "argument";
  }

  private take(token: string): void {
    if (this.inside === "comment") {
      if (token === "\n") this.inside = "code";
    } else if (this.inside === "string") {
      if (token === '"' || token === "\n") this.inside = "code";
    } else if (this.inside === "block") {
      if (token === '"""') this.inside = "code";
    } else if (token === "#") this.inside = "comment";
    else if (token === '"') this.inside = "string";
    else if (token === '"""') this.inside = "block";
    else {
      if ("([{".includes(token)) this.open.push(token);
      else if (")]}".includes(token)) this.open.pop();
      if (token !== "\n") this.last = token;
    }
  }
}
