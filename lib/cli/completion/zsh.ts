import { type CommandEntry, commandTable, namedCommands } from '../command-table.js';
import type { OptionEntry, OptionKind } from '../option-entry.js';
import { optionsOf } from '../option-table.js';
import { wordsFor } from '../option-words.js';

/** For a file `_jobs-view` in a folder of `$fpath`. A command counts only as the first word, as for the parser. */
export function zshCompletion(): string {
  return `#compdef jobs-view
# Completions of jobs-view for zsh.
_jobs_view() {
  local command=dashboard
  local -a commands
  commands=(
${namedCommands.map(({ name, description }) => `    ${quoted(`${name}:${plain(description)}`)}`).join('\n')}
  )
  if (( CURRENT > 2 )); then
    case $words[2] in
      (${namedCommands.map(({ name }) => name).join('|')})
        command=$words[2]
        shift words
        (( CURRENT-- ))
        ;;
    esac
  else
    _describe -t commands command commands
  fi
  case $command in
${commandTable.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _jobs-view ]]; then
  _jobs_view "$@"
else
  compdef _jobs_view jobs-view
fi
`;
}

function commandCase(command: CommandEntry): string {
  const lines = [...optionsOf(command).map(optionSpec), ...argumentSpecs(command)];
  return `    (${command.name})\n      _arguments \\\n${lines.map((line) => `        ${quoted(line)}`).join(' \\\n')}\n      ;;`;
}

function optionSpec({ name, kind, argument, description }: OptionEntry): string {
  if (argument === undefined) return `--${name}[${plain(description)}]`;
  return `--${name}=[${plain(description)}]:${argument}:${actionFor(kind, argument)}`;
}

function actionFor(kind: OptionKind, argument: string): string {
  const words = wordsFor(kind)?.join(' ');
  if (words !== undefined)
    return kind === 'when' || kind === 'sort' ? `(${words})` : `_values -s , ${argument} ${words}`;
  if (kind === 'folder') return '_files -/';
  return kind === 'file' ? '_files' : ' ';
}

function argumentSpecs(command: CommandEntry): string[] {
  return command.arguments.map(({ name, many, completes }, index) => {
    const offer =
      completes === 'file' ? '_files' : completes === 'nothing' ? ' ' : `(${completes.join(' ')})`;
    return `${many === true ? '*' : index + 1}:${name}:${offer}`;
  });
}

/** Colons and brackets mean something to zsh's descriptions. */
function plain(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
