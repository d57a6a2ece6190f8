/** Text that is safe in a cell of a Markdown table. */
export function escapeCell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/</g, "&lt;");
}

/** A Markdown table. */
export function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...body.map(row)].join("\n");
}
