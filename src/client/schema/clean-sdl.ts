import { Kind, parse, print, visit } from "graphql";

/**
 * An SDL without the directive that says how each definition is known, so that every tool can build it. Descriptions,
 * deprecations and all definitions stay.
 */
export function withoutMarks(sdl: string): string {
  const document = visit(parse(sdl), {
    Directive: (node) => (node.name.value === "mark" ? null : undefined),
    DirectiveDefinition: (node) => (node.name.value === "mark" ? null : undefined),
    EnumTypeDefinition: (node) => (node.name.value === "Mark" ? null : undefined),
  });
  return `${document.kind === Kind.DOCUMENT ? print(document) : ""}\n`;
}
