import { type ASTNode, Kind } from "graphql";
import { MARKS, type Mark } from "../../model/schema.ts";

/** Something of a schema that remembers where it was written. */
export interface Defined {
  readonly astNode?: ASTNode | null | undefined;
}

/** The mark of a definition; undefined for what was read on a reference page. */
export function markOf(definition: Defined | null | undefined): Mark | undefined {
  const node = definition?.astNode;
  if (node === undefined || node === null || !("directives" in node)) return undefined;
  const directive = node.directives?.find((each) => "name" in each && each.name.value === "mark");
  const argument = (name: string) => directive?.arguments?.find((each) => each.name.value === name)?.value;
  const value = argument("as");
  const as = MARKS.find((mark) => value?.kind === Kind.ENUM && mark === value.value);
  const note = argument("note");
  return as === undefined ? undefined : { as, note: note?.kind === Kind.STRING ? note.value : null };
}

/** The mark of what a request to the real service must not hold by default. */
export function doubtOf(definition: Defined | null | undefined): Mark | undefined {
  const mark = markOf(definition);
  return mark?.as === "INFERRED" || mark?.as === "NEWEST" ? mark : undefined;
}
