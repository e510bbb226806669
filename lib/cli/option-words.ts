import { jobStatusChoices, listedStatusChoices, typeChoices } from '../model/filter/filter-text.js';
import { sortColumns, sortKeys } from '../model/sort.js';
import { wordList } from '../model/text.js';
import type { CommandEntry, CommandName } from './command-table.js';
import { colorChoices, misplacedText, type OptionEntry, type OptionKind } from './option-table.js';

/** The words that an option's value may consist of; null if it may be anything. */
export function wordsFor(kind: OptionKind): readonly string[] | null {
  if (kind === 'listed-statuses') return listedStatusChoices;
  if (kind === 'job-statuses') return jobStatusChoices;
  if (kind === 'types') return typeChoices;
  if (kind === 'sort') return [...sortKeys, ...sortColumns];
  if (kind === 'when') return colorChoices;
  return null;
}

/** How an option is typed, such as `--status <statuses>`. */
export function optionText({ name, short, argument }: OptionEntry): string {
  const words = short === undefined ? `--${name}` : `--${name}, -${short}`;
  return argument === undefined ? words : `${words} <${argument}>`;
}

/** What an option does, with the words that it accepts. */
export function optionHelp({ description, kind }: OptionEntry): string {
  const words = wordsFor(kind);
  return words === null ? description : `${description}: ${words.join(', ')}`;
}

/** A message of the parser's, with what it leaves out: where an option belongs, which words an argument may be. */
export function clearerText(
  message: string,
  { arguments: taken }: CommandEntry,
  command: CommandName,
): string {
  const text = message.replace(/^error: /, '');
  const [, flag] = /^unknown option '([^']+)'/.exec(text) ?? [];
  const placed = flag === undefined ? null : misplacedText(flag, command);
  if (placed !== null) return `${placed}\n`;
  const missing = taken.find(({ name }) => text === `missing required argument '${name}'\n`);
  return missing === undefined || typeof missing.completes === 'string'
    ? text
    : text.replace('\n', `: ${wordList(missing.completes, 'or')}\n`);
}
