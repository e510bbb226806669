import { wordList } from '../model/text.js';
import { type CommandName, commandNames } from './command-table.js';
import type { OptionEntry } from './option-entry.js';
import { optionTable, ownOptions } from './option-table.js';

/**
 * What to say where an option stands that isn't taken there: where it belongs, and what serves in its place. Null for
 * an option that no command takes. `flag` as it was typed, perhaps with a value behind `=`; `command` the one that it
 * was meant for, which perhaps stands behind it.
 */
export function misplacedText(flag: string, command: CommandName): string | null {
  const [typed = ''] = flag.split('=');
  const entries = entriesOf(typed.replace(/^--?/, ''));
  if (entries.length === 0) return null;
  const owners = commandNames.filter((name) => entries.some(({ commands }) => commands.includes(name)));
  if (owners.includes(command)) return `${typed} must come after '${command}'`;
  const place = wordList(
    owners.map((owner) => called(owner, entries)),
    'and',
  );
  const hint = entries.find(({ instead }) => instead?.of.includes(command))?.instead?.text;
  const said = `${typed} belongs to ${place}, not to ${command === 'dashboard' ? 'the dashboard' : command}`;
  return hint === undefined ? said : `${said}; ${hint.replace('NAME', command)}`;
}

/** The command that an option in front of it was most likely meant for: the first word that is one. */
export function commandAmong(words: readonly string[]): CommandName {
  return commandNames.find((name) => name === words.find(isName)) ?? 'dashboard';
}

function isName(word: string): boolean {
  return word !== 'dashboard' && commandNames.some((name) => name === word);
}

/** An option may mean different things to different commands. */
function entriesOf(word: string): readonly OptionEntry[] {
  const inTable = optionTable.filter(({ name, short }) => name === word || short === word);
  return inTable.length > 0 ? inTable : ownOptions.filter(({ name }) => name === word);
}

/** A command that takes an option, and with which others it does. */
function called(command: CommandName, entries: readonly OptionEntry[]): string {
  const name = command === 'dashboard' ? 'the dashboard (jobs-view without a command)' : command;
  const needs = entries.find(({ commands }) => commands.includes(command))?.needs ?? [];
  const others = needs.map((need) => `--${need}`);
  return others.length === 0 ? name : `${name} with ${wordList(others, 'or')}`;
}
