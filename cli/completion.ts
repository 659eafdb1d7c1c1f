import type { CommandModule } from 'yargs';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Arguments {
  shell: Shell;
}

/** What is typed before the words of a command line to ask what may come next; see complete.ts. */
export const COMPLETE = '__complete';

/** `steelyard completion`: what a shell needs to complete the words of a command line. */
export const completionCommand: CommandModule<object, Arguments> = {
  command: 'completion <shell>',
  describe: 'Print what a shell needs to complete command lines with the Tab key',
  builder: (yargs) =>
    yargs.positional('shell', { choices: SHELLS, demandOption: true, describe: 'Which shell' }).epilogue(
      `For this shell and those to come:
  bash  echo 'source <(steelyard completion bash)' >> ~/.bashrc
  zsh   echo 'source <(steelyard completion zsh)' >> ~/.zshrc
  fish  steelyard completion fish > ~/.config/fish/completions/steelyard.fish`,
    ),
  handler: ({ shell }) => {
    process.stdout.write(SCRIPTS[shell]);
  },
};

/**
 * The scripts know nothing of commands, options and strategies: they ask `steelyard __complete`, whose first line says of what
 * kind the word is, and whose other lines are words. So they need not change when steelyard does.
 */
const SCRIPTS: Record<Shell, string> = {
  bash: `# Completes steelyard's command lines in bash, from 4.0 on.
_steelyard() {
  local word=\${COMP_WORDS[COMP_CWORD]} answer
  mapfile -t answer < <("$1" ${COMPLETE} bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ $word == '=' ]] && word=
  case \${answer[0]} in
    words) COMPREPLY=("\${answer[@]:1}") ;;
    list)
      compopt -o nospace
      COMPREPLY=("\${answer[@]:1}")
      ;;
    files)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      ;;
    scenarios)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$word"; compgen -f -X '!*.yaml' -- "$word"; compgen -f -X '!*.yml' -- "$word")
      ;;
  esac
}
complete -F _steelyard steelyard
`,
  zsh: `#compdef steelyard
# Completes steelyard's command lines in zsh.
_steelyard() {
  local -a answer choices
  answer=("\${(@f)$("\${words[1]}" ${COMPLETE} zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  choices=("\${(@)answer[2,-1]}")
  case \${answer[1]} in
    words) _describe -V steelyard choices ;;
    list) _describe -V steelyard choices -S '' ;;
    files) _files ;;
    scenarios) _files -g '*.(yaml|yml)' ;;
  esac
}
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then
  _steelyard "$@"
else
  compdef _steelyard steelyard
fi
`,
  fish: `# Completes steelyard's command lines in fish.
function __steelyard
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l answer (command $words[1] ${COMPLETE} fish $words[2..-1] "$word" 2>/dev/null)
    switch $answer[1]
        case words list
            printf '%s\\n' $answer[2..-1]
        case files
            __fish_complete_path $word
        case scenarios
            __fish_complete_suffix $word .yaml
    end
end
complete -c steelyard -f -k -a '(__steelyard)'
`,
};
