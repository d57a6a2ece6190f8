/** Text for a line of roff: what would be read as markup is made plain. */
export function roffText(text: string): string {
  const escaped = text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
  return escaped.replace(/^(?=[.'])/gm, "\\&");
}

/** A heading of a page. */
export function heading(title: string): string {
  return `.SH ${roffText(title.toUpperCase())}`;
}

/** Paragraphs; blank lines part them. */
export function paragraphs(text: string): string {
  return text.split("\n\n").map(roffText).join("\n.PP\n");
}

/** A term, and what it means, one after the other. */
export function terms(entries: readonly (readonly [term: string, meaning: string])[]): string {
  return entries.map(([term, meaning]) => `.TP\n\\fB${roffText(term)}\\fR\n${roffText(meaning)}`).join("\n");
}

/** Lines that keep their breaks. */
export function verbatim(lines: readonly string[]): string {
  return [".PP", ".nf", ".RS 4", ...lines.map(roffText), ".RE", ".fi"].join("\n");
}

/** A whole page of section 1. */
export function page(name: string, version: string, parts: readonly string[]): string {
  return `.TH "${roffText(name.toUpperCase())}" "1" "" "bwp ${version}" "bwp"\n${parts.join("\n")}\n`;
}
