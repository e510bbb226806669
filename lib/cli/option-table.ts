import type { CommandEntry, CommandName } from './command-table.js';
import { statusChoices, typeChoices } from './filter-choice.js';

/** The words for colours on the command line. */
export const colorChoices = ['auto', 'always', 'never'] as const;

/** How an option's value is read and completed; `flag` takes none. */
export type OptionKind =
  | 'flag'
  | 'text'
  | 'count'
  | 'duration'
  | 'moment'
  | 'folder'
  | 'file'
  | 'statuses'
  | 'types'
  | 'when';

/** One option, as parser, help, completions, man page and README know it. */
export interface OptionEntry {
  /** Without its dashes. */
  readonly name: string;
  readonly kind: OptionKind;
  /** What stands for its value; absent for a flag. */
  readonly argument?: string;
  /** What it does, in one line. */
  readonly description: string;
  /** The commands that take it. */
  readonly commands: readonly CommandName[];
}

/** Every option but --help and --version, in the order in which they are listed. To add one, add an entry. */
export const optionTable: readonly OptionEntry[] = [
  {
    name: 'once',
    kind: 'flag',
    description: 'print the list as text and end',
    commands: ['dashboard'],
  },
  {
    name: 'json',
    kind: 'flag',
    description: 'print everything as one JSON object and end',
    commands: ['dashboard', 'doctor'],
  },
  {
    name: 'status',
    kind: 'statuses',
    argument: 'statuses',
    description: 'only jobs that stand so, several by comma',
    commands: ['dashboard', 'wait'],
  },
  {
    name: 'type',
    kind: 'types',
    argument: 'types',
    description: 'only jobs of this type, several by comma',
    commands: ['dashboard', 'wait'],
  },
  {
    name: 'name',
    kind: 'text',
    argument: 'text',
    description: 'only jobs whose name holds this text, in any case',
    commands: ['dashboard', 'wait'],
  },
  {
    name: 'limit',
    kind: 'count',
    argument: 'count',
    description: 'with --once or --json: at most so many jobs',
    commands: ['dashboard'],
  },
  {
    name: 'fail-on-failed',
    kind: 'flag',
    description: 'with --once or --json: exit with 3 when a job has failed, as wait always does',
    commands: ['dashboard', 'wait'],
  },
  {
    name: 'since',
    kind: 'moment',
    argument: 'when',
    description: 'count only failures since then: 2h, or 2026-01-13 10:38 (UTC)',
    commands: ['wait'],
  },
  {
    name: 'new',
    kind: 'flag',
    description: 'count only what fails from now on',
    commands: ['wait'],
  },
  {
    name: 'timeout',
    kind: 'duration',
    argument: 'duration',
    description: 'wait no longer than this, such as 90s, 10m or 1h30m',
    commands: ['wait'],
  },
  {
    name: 'demo',
    kind: 'flag',
    description: 'show a demo that works by itself',
    commands: ['dashboard'],
  },
  {
    name: 'read-only',
    kind: 'flag',
    description: 'never write to the database',
    commands: ['dashboard'],
  },
  {
    name: 'log-dir',
    kind: 'folder',
    argument: 'folder',
    description: 'where logs are that the database does not hold, as JOB-ID.log',
    commands: ['dashboard'],
  },
  {
    name: 'ascii',
    kind: 'flag',
    description: 'draw with ASCII only, whatever the locale says',
    commands: ['dashboard'],
  },
  {
    name: 'unicode',
    kind: 'flag',
    description: 'draw with Unicode, whatever the locale says',
    commands: ['dashboard'],
  },
  {
    name: 'color',
    kind: 'when',
    argument: 'when',
    description: 'colours; auto is as the terminal and NO_COLOR say, and none with --once',
    commands: ['dashboard'],
  },
  {
    name: 'no-bell',
    kind: 'flag',
    description: 'no bell when jobs have failed',
    commands: ['dashboard'],
  },
  {
    name: 'notify',
    kind: 'flag',
    description: 'a desktop notification when jobs have failed, where the terminal passes it on',
    commands: ['dashboard'],
  },
  {
    name: 'log-file',
    kind: 'file',
    argument: 'file',
    description: 'where to write what goes wrong in this program, beside what the screen says',
    commands: ['dashboard'],
  },
  {
    name: 'config',
    kind: 'file',
    argument: 'file',
    description: 'another configuration file than the usual one',
    commands: ['dashboard', 'wait', 'doctor'],
  },
];

/** What commander brings by itself: help for every command, the version for the program. */
export const ownOptions: readonly OptionEntry[] = [
  { name: 'help', kind: 'flag', description: 'show this help', commands: [] },
  { name: 'version', kind: 'flag', description: 'show the version', commands: ['dashboard'] },
];

/** The options of a command, those that commander brings included. */
export function optionsOf(command: CommandEntry): readonly OptionEntry[] {
  const own = ownOptions.filter(({ name, commands }) => name === 'help' || commands.includes(command.name));
  return [...optionTable.filter(({ commands }) => commands.includes(command.name)), ...own];
}

/** The words that an option's value is made of, where they are known. */
export function wordsFor(kind: OptionKind): readonly string[] | null {
  if (kind === 'statuses') return statusChoices;
  if (kind === 'types') return typeChoices;
  if (kind === 'when') return colorChoices;
  return null;
}

/** How an option is written, such as `--status <statuses>`. */
export function optionText({ name, argument }: OptionEntry): string {
  return argument === undefined ? `--${name}` : `--${name} <${argument}>`;
}

/** What an option does, with the words that it takes. */
export function optionHelp({ description, kind }: OptionEntry): string {
  const words = wordsFor(kind);
  return words === null ? description : `${description}: ${words.join(', ')}`;
}
