import { type CommandEntry, commandTable, namedCommands } from '../command-table.js';
import type { OptionEntry } from '../option-entry.js';
import { optionsOf } from '../option-table.js';
import { wordsFor } from '../option-words.js';

/** For a file `jobs-view.fish` in `~/.config/fish/completions`. */
export function fishCompletion(): string {
  const lines = [
    '# Completions of jobs-view for fish.',
    'complete -c jobs-view -f',
    ...namedCommands.map(
      ({ name, description }) =>
        `complete -c jobs-view -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ),
    ...commandTable.flatMap(commandLines),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(command: CommandEntry): string[] {
  const names = namedCommands.map(({ name }) => name).join(' ');
  const when =
    command.name === 'dashboard'
      ? `not __fish_seen_subcommand_from ${names}`
      : `__fish_seen_subcommand_from ${command.name}`;
  const start = `complete -c jobs-view -n ${quoted(when)}`;
  return [
    ...optionsOf(command).map((option) => `${start} ${optionWords(option)}`),
    ...argumentWords(command).map((words) => `${start} ${words}`),
  ];
}

function optionWords({ name, kind, argument, description }: OptionEntry): string {
  const told = `-l ${name} -d ${quoted(description)}`;
  if (argument === undefined) return told;
  const words = wordsFor(kind);
  if (kind === 'when' || kind === 'sort') return `${told} -x -a ${quoted((words ?? []).join(' '))}`;
  if (words !== null) return `${told} -x -a ${quoted(`(__fish_append , ${words.join(' ')})`)}`;
  if (kind === 'file') return `${told} -r -F`;
  return kind === 'folder' ? `${told} -x -a ${quoted('(__fish_complete_directories)')}` : `${told} -x`;
}

function argumentWords(command: CommandEntry): string[] {
  return command.arguments.flatMap(({ completes }) => {
    if (completes === 'nothing') return [];
    return completes === 'file' ? ['-F'] : [`-a ${quoted(completes.join(' '))}`];
  });
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
