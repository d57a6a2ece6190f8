/** True if metadata alone answers the call: help, or the completion script of a shell that we know. */
export function needsMetadataOnly(words: readonly string[]): boolean {
  return (
    asksForHelp(words) || (words.length === 2 && words[0] === "completion" && /^(bash|zsh|fish)$/.test(words[1] ?? ""))
  );
}

/** True if the words ask for help: none at all, `help ...`, or a help flag before `--`. */
export function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  return words.length === 0 || words[0] === "help" || own.includes("--help") || own.includes("-h");
}
