import { UsageError } from "../errors.ts";
import { defineCommand } from "../kernel/command.ts";
import { completionScript, SHELLS, type Shell } from "../kernel/completion.ts";
import { reference } from "../kernel/reference.ts";

export const command = defineCommand({
  name: "completion",
  summary: "Print the completion script of a shell: bash, zsh or fish",
  description:
    "The script holds every word itself, so that a press of Tab starts nothing. Make it anew after an update.",
  arguments: { shell: { value: "SHELL", summary: "bash, zsh or fish", suggestions: SHELLS } },
  examples: [
    { command: "bwp completion bash > ~/.local/share/bash-completion/completions/bwp", note: "bash" },
    { command: "bwp completion fish > ~/.config/fish/completions/bwp.fish", note: "fish" },
    { command: "source <(bwp completion zsh)", note: "zsh, in ~/.zshrc after compinit" },
  ],
  async run(context, { args }) {
    const shell = args.shell;
    if (shell === undefined || !isShell(shell)) {
      throw new UsageError(`Missing or unknown: SHELL. It is one of ${SHELLS.join(", ")}.`, { code: "missing_input" });
    }
    await context.output.raw(completionScript(shell, Object.values(await reference())));
  },
});

function isShell(text: string): text is Shell {
  return (SHELLS as readonly string[]).includes(text);
}
