/** True if the words ask for the version and for nothing else. */
export function asksForVersion(words: readonly string[]): boolean {
  return words.length === 1 && (words[0] === "--version" || words[0] === "-V");
}

/** True if the words ask for help: none at all, `help ...`, or a help flag before `--`. */
export function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  return words.length === 0 || words[0] === "help" || own.includes("--help") || own.includes("-h");
}

/** The shell whose completion script is asked for and nothing else; undefined if it is none that we know. */
export function completionShell(words: readonly string[]): string | undefined {
  const [command, shell = ""] = words;
  return words.length === 2 && command === "completion" && /^(bash|zsh|fish)$/.test(shell) ? shell : undefined;
}
