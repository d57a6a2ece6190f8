import { type DocumentNode, Kind, print, visit } from "graphql";
import { MASK, maskVariables } from "../../client/masking.ts";

/** A document for people: the text as it is, or printed anew with a mask over every secret that stands in it. */
export function shownDocument(document: DocumentNode, text: string): string {
  let masked = false;
  const hide = (name: string, kind: string): boolean => isSecret(name) && kind === Kind.STRING;
  const copy = visit(document, {
    ObjectField(node) {
      if (!hide(node.name.value, node.value.kind)) return undefined;
      masked = true;
      return { ...node, value: { kind: Kind.STRING, value: MASK } };
    },
    Argument(node) {
      if (!hide(node.name.value, node.value.kind)) return undefined;
      masked = true;
      return { ...node, value: { kind: Kind.STRING, value: MASK } };
    },
  });
  return masked ? print(copy) : text;
}

/** What is a secret among variables is one here. */
function isSecret(name: string): boolean {
  const masked = maskVariables({ [name]: "value" });
  return typeof masked === "object" && masked !== null && Reflect.get(masked, name) === MASK;
}
