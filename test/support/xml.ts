import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text of the element itself. */
  readonly text: string;
}

/** A node as the parser gives it: the element's name as a key, its attributes under `:@`, text under `#text`. */
type Node = Readonly<Record<string, unknown>>;

const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  // Without it, references by number stay as they are.
  htmlEntities: true,
});

/** Reads a document of elements, attributes and text, and throws if it is not well-formed. */
export function parseXml(source: string): XmlElement {
  // The validator lets control characters pass, which XML 1.0 forbids even as references.
  if (!CHARACTERS.test(source)) throw new Error("XML: a character that XML does not have");
  const verdict = XMLValidator.validate(source);
  if (verdict !== true) throw new Error(`XML: ${verdict.err.msg} in line ${verdict.err.line}`);
  const [root] = (parser.parse(source) as readonly Node[]).flatMap(toElement);
  if (root === undefined) throw new Error("XML: no element");
  return root;
}

function toElement(node: Node): readonly XmlElement[] {
  const name = Object.keys(node).find((key) => key !== ":@");
  if (name === undefined || name === "#text") return [];
  const content = node[name] as readonly Node[];
  return [
    {
      name,
      attributes: (node[":@"] ?? {}) as Readonly<Record<string, string>>,
      children: content.flatMap(toElement),
      text: content.map((child) => String(child["#text"] ?? "")).join(""),
    },
  ];
}
