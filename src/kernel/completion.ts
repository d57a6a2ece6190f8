import { type CommandMetadata, flagName, type OptionSpec } from "./command.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";

/** Shells that completion scripts are made for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What may follow the words of a noun, of a command, or of nothing yet. */
interface Completion {
  readonly words: string;
  readonly candidates: readonly string[];
  /** Values to offer after a flag, by each of its spellings. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/**
 * A completion script: all words stand in it, so that a press of Tab starts no Node. It is made anew with every version.
 */
export function completionScript(shell: Shell, commands: readonly CommandMetadata[]): string {
  const completions = collect(commands);
  const valueFlags = [...new Set(commands.flatMap((command) => flagsOf(command).flatMap(spellingsOfValueFlag)))].sort();
  return shell === "fish" ? fishScript(completions, valueFlags) : bashScript(completions, valueFlags, shell);
}

function collect(commands: readonly CommandMetadata[]): readonly Completion[] {
  const byName = new Map(
    commands.flatMap((command) => [command.name, ...(command.aliases ?? [])].map((name) => [name, command] as const)),
  );
  const paths = [...new Set([...byName.keys()].flatMap(withPrefixes))].sort();
  const places = paths.map((words): Completion => {
    const command = byName.get(words);
    const next = wordsAfter(words, paths);
    if (command === undefined) return { words, candidates: next, values: {} };
    const flags = flagsOf(command);
    const ofArguments = Object.values(command.arguments ?? {}).flatMap(({ suggestions }) => suggestions ?? []);
    return {
      words,
      candidates: [...next, ...ofArguments, ...flags.map(([key]) => flagName(key))],
      values: Object.fromEntries(
        flags.flatMap(([key, spec]) => {
          const values = spec.type === "string" ? (spec.choices ?? spec.suggestions) : undefined;
          return values === undefined ? [] : spellingsOf(key, spec).map((spelling) => [spelling, values]);
        }),
      ),
    };
  });
  const helpPlaces = ["", ...paths].map((words) => ({
    words: words === "" ? "help" : `help ${words}`,
    candidates: wordsAfter(words, paths),
    values: {},
  }));
  return [
    { words: "", candidates: [...wordsAfter("", paths), "help", "--help", "--version"], values: {} },
    ...places,
    ...helpPlaces.filter(({ candidates }) => candidates.length > 0),
  ];
}

/** `order refund add` stands under `order refund`, and that under `order`. */
function withPrefixes(name: string): readonly string[] {
  const words = name.split(" ");
  return words.map((_, index) => words.slice(0, index + 1).join(" "));
}

function wordsAfter(words: string, paths: readonly string[]): readonly string[] {
  const start = words === "" ? "" : `${words} `;
  return paths
    .filter((path) => path.startsWith(start))
    .map((path) => path.slice(start.length))
    .filter((rest) => !rest.includes(" "));
}

function flagsOf(command: CommandMetadata): readonly (readonly [string, OptionSpec])[] {
  return Object.entries<OptionSpec>({ ...command.options, ...GLOBAL_OPTIONS }).filter(([, spec]) => !spec.hidden);
}

function spellingsOf(key: string, spec: OptionSpec): readonly string[] {
  return [
    flagName(key),
    ...(spec.short === undefined ? [] : [`-${spec.short}`]),
    ...(spec.alias === undefined ? [] : [flagName(spec.alias)]),
  ];
}

function spellingsOfValueFlag([key, spec]: readonly [string, OptionSpec]): readonly string[] {
  return spec.type === "boolean" ? [] : spellingsOf(key, spec);
}

/**
 * The place is found word by word: flags and their values are passed over, as is every word that leads nowhere, such as an
 * order id. Bash breaks words at `=`, so a flag may stand two words before its value.
 */
function bashScript(completions: readonly Completion[], valueFlags: readonly string[], shell: "bash" | "zsh"): string {
  const places = completions.map(({ words }) => `"${words}"`).filter((place) => place !== '""');
  const cases = completions.map(({ words, candidates }) => `    "${words}") candidates="${candidates.join(" ")}" ;;`);
  const values = completions.flatMap(({ words, values: byFlag }) =>
    Object.entries(byFlag).map(([flag, choices]) => `    "${words} ${flag}") candidates='${choices.join(" ")}' ;;`),
  );
  return `${shell === "zsh" ? "#compdef bwp\nautoload -U +X bashcompinit && bashcompinit\n" : ""}# Completion of bwp for ${shell}.
_bwp() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path="" longer candidates="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      ${valueFlags.join("|")})
        index=$((index + 1))
        [ "\${COMP_WORDS[index]}" = "=" ] && index=$((index + 1))
        continue ;;
      -*) continue ;;
    esac
    longer="\${path:+$path }\${COMP_WORDS[index]}"
    case "$longer" in
      ${places.join("|")}) path="$longer" ;;
    esac
  done
  if [ "$word" = "=" ]; then
    word=""
  elif [ "$before" = "=" ] && ((COMP_CWORD > 1)); then
    before="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$path $before" in
${values.join("\n")}
    *) case "$before" in ${valueFlags.join("|")}) return ;; esac ;;
  esac
  [ -n "$candidates" ] || case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(set -f; compgen -W "$candidates" -- "$word"))
}
complete -o default -F _bwp bwp
`;
}

function fishScript(completions: readonly Completion[], valueFlags: readonly string[]): string {
  const places = completions.map(({ words }) => `'${words}'`).filter((place) => place !== "''");
  const lines = completions.flatMap(({ words, candidates, values }) => {
    const condition = `test "$(__bwp_path)" = "${words}"`;
    const byFlag = Object.entries(values).map(
      ([flag, choices]) =>
        `complete -c bwp -n '${condition}' ${flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`} -xa '${choices.join(" ")}'`,
    );
    return [`complete -c bwp -f -n '${condition}' -a '${candidates.join(" ")}'`, ...byFlag];
  });
  return `# Completion of bwp for fish.
function __bwp_path
  set -l path
  set -l skip no
  for word in (commandline -opc)[2..]
    if test $skip = yes
      set skip no
      continue
    end
    switch $word
      case ${valueFlags.join(" ")}
        set skip yes
      case '-*'
      case '*'
        set -l longer (string trim -- "$path $word")
        contains -- "$longer" ${places.join(" ")}; and set path $longer
    end
  end
  echo "$path"
end
${lines.join("\n")}
`;
}
