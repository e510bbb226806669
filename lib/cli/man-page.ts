import { listedOf } from '../machine/keymap/binding.js';
import { bindingGroups, keymap } from '../machine/keymap/keymap.js';
import {
  type CommandEntry,
  commandTable,
  examples,
  exitCodes,
  namedCommands,
  synopsis,
} from './command-table.js';
import { optionsOf, optionTable, ownOptions } from './option-table.js';
import { optionHelp, optionText } from './option-words.js';

/** Files that the program reads and writes besides the database, for the manual page. */
const files: readonly (readonly [path: string, meaning: string])[] = [
  ['~/.casparian_flow/state.sqlite', 'the default database; else casparian_flow.sqlite3 beside it'],
  ['~/.config/jobs-view/config.json', 'settings (--config names another file)'],
  [
    '~/.local/state/jobs-view/',
    'for each database, what you last chose to see: filter, panels, hidden jobs; and what you last saw',
  ],
  ['~/.cache/jobs-view/', 'what Node compiled of the program, for its next start'],
];

/** Environment variables that aren't settings, for the manual page. */
const variables: readonly (readonly [name: string, meaning: string])[] = [
  ['CASPARIAN_HOME', 'the folder of the default database, in place of ~/.casparian_flow'],
  ['JOBS_VIEW_CONFIG', 'the configuration file, as --config'],
  ['XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME', 'in place of ~/.config, ~/.local/state and ~/.cache'],
  ['NODE_DISABLE_COMPILE_CACHE', 'keeps nothing in ~/.cache/jobs-view, if set to 1'],
  ['COLUMNS', 'the width of --once without a terminal; if unset, nothing is shortened'],
  ['NO_COLOR', 'no colours, if set to anything'],
  ['LC_ALL, LC_CTYPE, LANG', 'whether the terminal shows Unicode; see --ascii and --unicode'],
  ['PAGER, EDITOR', 'the program that opens a whole log'],
];

/** An environment variable or a file, with its purpose. */
export type Entry = readonly [name: string, meaning: string];

/**
 * The manual page in roff, made from the tables of commands, options and keys; `date` is the version's, `settings` are
 * the environment variables that are settings.
 */
export function manPage(version: string, date: string, settings: readonly Entry[]): string {
  return `${[
    `.TH JOBS\\-VIEW 1 "${date}" "jobs\\-view ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'jobs\\-view \\- terminal dashboard for a queue of jobs in SQLite or PostgreSQL',
    '.SH SYNOPSIS',
    ...commandTable.flatMap((command, index) => [...(index === 0 ? [] : ['.br']), synopsisLine(command)]),
    '.SH DESCRIPTION',
    'Shows a queue of parse, scan, export and backtest jobs that is kept in SQLite or PostgreSQL, live.',
    ...moreOf(commandTable[0]),
    '.SH COMMANDS',
    ...namedCommands.flatMap((command) => entry(wordsOf(command), sentencesOf(command))),
    '.SH OPTIONS',
    ...[...optionTable, ...ownOptions].flatMap((option) => entry(optionText(option), optionHelp(option))),
    '.SH EXIT STATUS',
    ...exitCodes.flatMap(([code, meaning]) => entry(String(code), meaning)),
    '.SH EXAMPLES',
    ...examples.flatMap(({ line, does }) => entry(line, does)),
    '.SH FILES',
    ...files.flatMap(([path, meaning]) => entry(path, meaning)),
    '.SH ENVIRONMENT',
    'Options override variables, and variables override the configuration file.',
    ...[...settings, ...variables].flatMap(([name, meaning]) => entry(name, meaning)),
    '.SH KEYS',
    ...bindingGroups.flatMap(keysOf),
  ]
    .flatMap(folded)
    .join('\n')}\n`;
}

/** Roff's readers expect no longer lines than this, in bytes. */
const longestLine = 80;

/** A line of text in several ones, broken at blanks; a request is one line. */
function folded(line: string): readonly string[] {
  if (line.startsWith('.')) return [line];
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    // Where a line begins with a dot, roff would take it for a request.
    if (last === undefined || last.length + 1 + word.length > longestLine)
      lines.push(word.replace(/^\./, '\\&.'));
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function synopsisLine(command: CommandEntry): string {
  const options = optionsOf(command).some(({ name }) => name !== 'help');
  return roff(options ? `${synopsis(command)} [options]` : synopsis(command));
}

function moreOf(command: CommandEntry | undefined): string[] {
  return command?.more === undefined ? [] : [roff(command.more)];
}

function wordsOf(command: CommandEntry): string {
  return synopsis(command).replace(/^jobs-view /, '');
}

function sentencesOf({ description, more }: CommandEntry): string {
  return more === undefined ? `${description}.` : `${description}. ${more}`;
}

function keysOf(group: string): string[] {
  const keys = listedOf(keymap.filter((binding) => binding.group === group));
  return [
    `.SS "${roff(group)}"`,
    ...keys.flatMap(({ label, asciiLabel = label, description }) => entry(asciiLabel, description)),
  ];
}

/** A term with what it means. */
function entry(term: string, meaning: string): string[] {
  return ['.TP', `.B ${roff(term)}`, roff(meaning)];
}

/** Characters that roff would print as others that look alike, with their names in roff. */
const names: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  '"': '\\(dq',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
};

/**
 * Escapes text so that roff prints it unchanged and it can be copied: no request, no escape, no lookalike
 * characters.
 */
function roff(text: string): string {
  return text.replace(/[\\"'`^~-]/g, (sign) => names[sign] ?? sign).replace(/^\./, '\\&.');
}
