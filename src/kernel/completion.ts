import { type CommandMetadata, flagName, type OptionSpec } from "./command.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";

/** Shells that completion scripts are made for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What may follow a sequence of words. */
interface Completion {
  readonly words: string;
  readonly candidates: readonly string[];
  /** Values of options with a closed set, by flag. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/**
 * A completion script: all words stand in it, so that a press of Tab starts no Node. It is made anew with every version.
 */
export function completionScript(shell: Shell, commands: readonly CommandMetadata[]): string {
  const completions = collect(commands);
  return shell === "fish" ? fishScript(completions) : bashScript(completions, shell);
}

function collect(commands: readonly CommandMetadata[]): readonly Completion[] {
  const names = commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
  const nouns = [...new Set(names.filter((name) => name.includes(" ")).map((name) => name.split(" ")[0] ?? ""))];
  const firstWords = [...new Set(names.map((name) => name.split(" ")[0] ?? ""))];
  return [
    { words: "", candidates: [...firstWords, "help", "--help", "--version"], values: {} },
    ...nouns.map((noun) => ({
      words: noun,
      candidates: names.filter((name) => name.startsWith(`${noun} `)).map((name) => name.slice(noun.length + 1)),
      values: {},
    })),
    ...commands.flatMap((command) =>
      [command.name, ...(command.aliases ?? [])].map((words) => ({
        words,
        candidates: flagsOf(command).map(([key]) => flagName(key)),
        values: Object.fromEntries(
          flagsOf(command).flatMap(([key, spec]) =>
            spec.type === "string" && spec.choices ? [[flagName(key), spec.choices]] : [],
          ),
        ),
      })),
    ),
  ];
}

function flagsOf(command: CommandMetadata): readonly (readonly [string, OptionSpec])[] {
  return Object.entries<OptionSpec>({ ...command.options, ...GLOBAL_OPTIONS }).filter(([, spec]) => !spec.hidden);
}

function bashScript(completions: readonly Completion[], shell: "bash" | "zsh"): string {
  const cases = completions.map(({ words, candidates }) => `    "${words}") candidates="${candidates.join(" ")}" ;;`);
  const values = completions.flatMap(({ words, values: byFlag }) =>
    Object.entries(byFlag).map(([flag, choices]) => `    "${words} ${flag}") candidates="${choices.join(" ")}" ;;`),
  );
  return `${shell === "zsh" ? "#compdef bwp\nautoload -U +X bashcompinit && bashcompinit\n" : ""}# Completion of bwp for ${shell}.
_bwp() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path="" candidates="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in -*) continue ;; esac
    case "$path" in *" "*) break ;; esac
    path="\${path:+$path }\${COMP_WORDS[index]}"
  done
  case "$path $before" in
${values.join("\n")}
  esac
  [ -n "$candidates" ] || case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$word"))
}
complete -o default -F _bwp bwp
`;
}

function fishScript(completions: readonly Completion[]): string {
  const lines = completions.flatMap(({ words, candidates, values }) => {
    const condition = `test "(__bwp_path)" = "${words}"`.replace("(__bwp_path)", "$(__bwp_path)");
    return [
      `complete -c bwp -f -n '${condition}' -a '${candidates.join(" ")}'`,
      ...Object.entries(values).map(
        ([flag, choices]) => `complete -c bwp -n '${condition}' -l ${flag.slice(2)} -xa '${choices.join(" ")}'`,
      ),
    ];
  });
  return `# Completion of bwp for fish.
function __bwp_path
  set -l words (string match -v -- '-*' (commandline -opc)[2..])
  string join ' ' -- $words[1..2]
end
${lines.join("\n")}
`;
}
