/** A word as a POSIX shell takes it back. */
export function quoteWord(word: string): string {
  return /^[\w./:=,@-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

/** A command line that can be copied into a shell. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}
