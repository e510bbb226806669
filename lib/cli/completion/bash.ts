import { type CommandEntry, commandTable, namedCommands } from '../command-table.js';
import type { OptionEntry } from '../option-entry.js';
import { optionsOf, optionTable } from '../option-table.js';
import { wordsFor } from '../option-words.js';

/**
 * Works in bash 3.2 too, and without the bash-completion package. A command counts only as the first word, as for
 * the parser; bash takes `=` for a word of its own.
 */
export function bashCompletion(): string {
  return `# Completions of jobs-view for bash: source <(jobs-view completion bash)
_jobs_view() {
  local IFS=$'\\n' command=dashboard words=''
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if (( COMP_CWORD > 1 )); then
    case \${COMP_WORDS[1]} in
      ${namedCommands.map(({ name }) => name).join('|')}) command=\${COMP_WORDS[1]} ;;
    esac
  fi
  case $command:$previous in
${optionTable.flatMap(valueCase).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case $command in
${commandTable.map((command) => `      ${command.name}) words=${list(flagsOf(command))} ;;`).join('\n')}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  case $command in
${commandTable.map((command) => `    ${command.name}) ${argumentReply(command)} ;;`).join('\n')}
  esac
  if (( COMP_CWORD == 1 )); then
    words=${list(namedCommands.map(({ name }) => name))}
    COMPREPLY+=($(compgen -W "$words" -- "$current"))
  fi
}
complete -o filenames -F _jobs_view jobs-view
`;
}

function flagsOf(command: CommandEntry): string[] {
  return optionsOf(command).map(({ name }) => `--${name}`);
}

function valueCase({ name, kind, commands }: OptionEntry): string[] {
  if (kind === 'flag') return [];
  const pattern = commands.map((command) => `${command}:--${name}`).join('|');
  const words = wordsFor(kind);
  if (words !== null) {
    // In a comma-separated list only the last word is completed; the others are put before it.
    return [
      `    ${pattern})`,
      `      words=${list(words)}`,
      `      COMPREPLY=($(compgen -P "\${current%"\${current##*,}"}" -W "$words" -- "\${current##*,}"))`,
      '      return ;;',
    ];
  }
  if (kind === 'folder') return [`    ${pattern}) COMPREPLY=($(compgen -d -- "$current")); return ;;`];
  if (kind === 'file') return [`    ${pattern}) COMPREPLY=($(compgen -f -- "$current")); return ;;`];
  return [`    ${pattern}) return ;;`];
}

/** What there is to offer for any of the arguments: which one is typed is not worth finding out. */
function argumentReply(command: CommandEntry): string {
  const offers = command.arguments.map(({ completes }) => completes).filter((offer) => offer !== 'nothing');
  const [offer] = offers;
  if (offer === undefined) return 'return';
  if (offer === 'file') return 'COMPREPLY=($(compgen -f -- "$current"))';
  return `words=${list(offer)}; COMPREPLY=($(compgen -W "$words" -- "$current"))`;
}

/** One word per line, for an IFS of newlines. */
function list(words: readonly string[]): string {
  return `$'${words.join('\\n')}'`;
}
