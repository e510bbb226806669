import { wordList } from '../model/text.js';
import {
  type CommandEntry,
  type CommandName,
  commandNames,
  panelCommands,
  periodCommands,
} from './command-table.js';

/** The words for colours on the command line. */
export const colorChoices = ['auto', 'always', 'never'] as const;

/** The kinds of options, each with the placeholder for its value; a flag has none. */
const placeholders = {
  flag: undefined,
  text: 'text',
  count: 'N',
  lines: 'N',
  duration: 'duration',
  'point-in-time': 'when',
  'end-point': 'when',
  cursor: 'cursor',
  took: 'duration',
  where: 'filter',
  period: 'period',
  folder: 'folder',
  file: 'file',
  'listed-statuses': 'statuses',
  'job-statuses': 'statuses',
  types: 'types',
  ids: 'ids',
  sort: 'order',
  when: 'when',
} as const;

/** How an option's value is read and completed. */
export type OptionKind = keyof typeof placeholders;

/** One option, as parser, help, completions, man page and docs/use.md know it. */
export interface OptionEntry {
  /** Without its dashes. */
  readonly name: string;
  /** A letter that says the same; absent: there is none. */
  readonly short?: string;
  readonly kind: OptionKind;
  /** The placeholder for its value; absent for a flag. */
  readonly argument?: string;
  /** What it does, in one line. */
  readonly description: string;
  /** The commands that take it. */
  readonly commands: readonly CommandName[];
  /** Commands that accept it for the sake of old scripts, though it does nothing there. */
  readonly hiddenIn?: readonly CommandName[];
  /** It works only together with one of these options. */
  readonly needs?: readonly string[];
  /** What serves commands in its place that don't take it; NAME stands for the command. */
  readonly instead?: { readonly of: readonly CommandName[]; readonly text: string };
}

/** The commands that take nothing from a configuration file. */
const withoutSettings: readonly CommandName[] = ['init', 'migrate', 'completion', 'man', 'help', 'version'];

/** The commands that take a filter. */
const filtering = ['dashboard', 'causes', 'follow', 'retry', 'cancel', 'stop', 'wait'] as const;

/** The table's entries; a placeholder stands only where it isn't that of the kind. */
const entries: readonly OptionEntry[] = [
  {
    name: 'once',
    kind: 'flag',
    description: 'print the list as text and exit',
    commands: ['dashboard'],
    instead: {
      of: [...panelCommands, 'metrics', 'doctor'],
      text: 'without it, NAME prints once and ends',
    },
  },
  {
    name: 'json',
    kind: 'flag',
    description: 'print everything as one JSON object and exit',
    commands: ['dashboard', ...panelCommands, 'retry', 'cancel', 'stop', 'doctor'],
  },
  {
    name: 'json',
    kind: 'flag',
    description: 'print each change as one JSON object on a line, with a cursor',
    commands: ['follow'],
  },
  {
    name: 'status',
    kind: 'listed-statuses',
    description: 'only jobs with these statuses (comma-separated)',
    commands: ['dashboard', 'retry', 'cancel', 'stop'],
  },
  {
    // A wait would be over at its first look, before a worker's silence can be noticed.
    name: 'status',
    kind: 'job-statuses',
    description: 'wait only for jobs with these statuses (comma-separated)',
    commands: ['wait'],
  },
  {
    name: 'status',
    kind: 'job-statuses',
    description: 'only changes to or from these statuses (comma-separated)',
    commands: ['follow'],
  },
  {
    name: 'type',
    kind: 'types',
    description: 'only jobs of these types (comma-separated)',
    commands: filtering,
  },
  {
    name: 'name',
    kind: 'text',
    description: 'only jobs whose name contains this text (case-insensitive)',
    commands: filtering,
  },
  {
    // Actions take ids as arguments.
    name: 'id',
    kind: 'ids',
    description: 'only jobs with these ids (comma-separated), whatever their status',
    commands: ['dashboard', 'follow', 'wait'],
    instead: {
      of: ['log', 'retry', 'cancel', 'stop'],
      text: 'ids stand without an option, as in jobs-view NAME 17',
    },
  },
  {
    name: 'text',
    kind: 'text',
    description: 'only jobs that contain this text: in their name, paths, worker or error',
    commands: filtering,
  },
  {
    name: 'cause',
    kind: 'text',
    description: 'only failed jobs of this cause: its key, or text that it contains',
    commands: ['dashboard', 'follow', 'retry', 'cancel', 'stop'],
  },
  {
    name: 'cause',
    kind: 'text',
    description: 'count only failed jobs of this cause: its key, or text that it contains',
    commands: ['wait'],
  },
  {
    name: 'worker',
    kind: 'text',
    description: 'only jobs of workers whose name contains this text; =NAME is the one with this whole name',
    commands: ['dashboard', 'follow', 'retry', 'cancel', 'stop', 'wait'],
  },
  {
    name: 'since',
    kind: 'point-in-time',
    description:
      'only jobs that ended, or else began, since then: 12h, 16:40, yesterday, or 2026-01-13 10:38 (UTC)',
    commands: ['dashboard', 'causes', 'retry', 'cancel', 'stop'],
  },
  {
    name: 'until',
    kind: 'end-point',
    description: 'only jobs that ended, or else began, until then: 2h, 03:00, yesterday, or 2026-01-13 (UTC)',
    commands: filtering,
  },
  {
    name: 'took',
    kind: 'took',
    description: "only jobs by the time that they took, or have taken so far: '>1h' or '<90s'",
    commands: filtering,
  },
  {
    name: 'where',
    kind: 'where',
    description:
      "only jobs that pass a filter as the dashboard takes it: 'status:failed since:12h version:2.1'",
    commands: filtering,
  },
  {
    name: 'period',
    kind: 'period',
    description: 'how far back to look: 5m, 24h, 7d, or all for all times',
    commands: periodCommands,
  },
  {
    name: 'follow',
    short: 'f',
    kind: 'flag',
    description: 'continue as the log grows, until the job has ended',
    commands: ['log'],
  },
  {
    name: 'lines',
    short: 'n',
    kind: 'lines',
    description: 'begin with the last N lines, or all (default: 10 with --follow, else all)',
    commands: ['log'],
  },
  {
    name: 'out',
    kind: 'file',
    description: 'replace this file as a whole; a FIFO or a device is written to as it is',
    commands: ['metrics'],
  },
  {
    name: 'dry-run',
    kind: 'flag',
    description: 'print what would be done, and do nothing',
    commands: ['retry', 'cancel', 'stop'],
  },
  {
    name: 'yes',
    kind: 'flag',
    description: 'do it without asking',
    commands: ['retry', 'cancel', 'stop'],
  },
  {
    name: 'view',
    kind: 'text',
    argument: 'name',
    description: 'a view of the configuration file; --status and such change parts of it',
    commands: ['dashboard', 'wait'],
  },
  {
    name: 'sort',
    kind: 'sort',
    description:
      'sort the list, also by an argument such as args.user; :reverse turns the order round, :mixed leaves failed jobs among the others',
    commands: ['dashboard'],
  },
  {
    name: 'limit',
    kind: 'count',
    description: 'with --once or --json: at most N jobs',
    commands: ['dashboard'],
    needs: ['once', 'json'],
  },
  {
    name: 'fail-on-failed',
    kind: 'flag',
    description: 'with --once or --json: exit with 3 when a job has failed',
    commands: ['dashboard'],
    hiddenIn: ['wait'],
    needs: ['once', 'json'],
  },
  {
    name: 'since',
    kind: 'point-in-time',
    description: 'count only jobs that failed since then: 2h, 16:40, or 2026-01-13 10:38 (UTC)',
    commands: ['wait'],
  },
  {
    name: 'since',
    kind: 'cursor',
    description:
      'continue after this cursor of an earlier run, or from a time: 2h, 16:40, or 2026-01-13 10:38 (UTC)',
    commands: ['follow'],
  },
  {
    name: 'new',
    kind: 'flag',
    description: 'count only jobs that fail from now on',
    commands: ['wait'],
  },
  {
    name: 'stalled',
    kind: 'flag',
    description: 'wait no longer once a running job has stalled',
    commands: ['wait'],
  },
  {
    name: 'timeout',
    kind: 'duration',
    description: 'give up after this long: 90s or 90, 10m, 1h30m',
    commands: ['wait'],
  },
  {
    name: 'timeout',
    kind: 'duration',
    description:
      'with --once or --json: try for this long while a database is written to non-stop (default 10s)',
    commands: ['dashboard'],
    needs: ['once', 'json'],
  },
  {
    name: 'timeout',
    kind: 'duration',
    description: 'try for this long while a database is written to non-stop (default 10s)',
    commands: [...panelCommands, 'metrics', 'doctor'],
  },
  {
    name: 'demo',
    kind: 'flag',
    description: 'show a self-running demo; with --once or --json, print its jobs',
    commands: ['dashboard'],
  },
  {
    name: 'read-only',
    kind: 'flag',
    description: 'never write to the database',
    commands: ['dashboard', 'serve'],
    instead: { of: ['retry', 'cancel', 'stop'], text: '--dry-run shows what NAME would do' },
  },
  {
    name: 'log-dir',
    kind: 'folder',
    description: 'folder of log files (JOB-ID.log) for logs that are not in the database',
    commands: ['dashboard', 'log'],
  },
  {
    name: 'ascii',
    kind: 'flag',
    description: 'draw in ASCII, whatever the locale says',
    commands: ['dashboard', ...panelCommands, 'follow', 'log'],
  },
  {
    name: 'plain',
    kind: 'flag',
    description: 'print sentences in ASCII letters and punctuation alone, for screen readers',
    commands: ['follow'],
    instead: { of: ['dashboard', ...panelCommands], text: '--ascii has no other signs' },
  },
  {
    name: 'unicode',
    kind: 'flag',
    description: 'draw in Unicode, whatever the locale says',
    commands: ['dashboard', ...panelCommands, 'follow', 'log'],
  },
  {
    name: 'color',
    kind: 'when',
    description: 'use colours; auto follows the terminal and NO_COLOR, and is off with --once',
    commands: ['dashboard'],
  },
  {
    name: 'color',
    kind: 'when',
    description: 'print with colours; auto prints without',
    commands: [...panelCommands],
  },
  {
    name: 'no-sync',
    kind: 'flag',
    description: 'draw without synchronized output, for terminals that show it badly',
    commands: ['dashboard'],
  },
  {
    name: 'no-bell',
    kind: 'flag',
    description: 'do not ring when jobs fail',
    commands: ['dashboard'],
  },
  {
    name: 'notify',
    kind: 'flag',
    description: 'send a desktop notification when jobs fail, if the terminal supports it',
    commands: ['dashboard'],
  },
  {
    name: 'progress',
    kind: 'flag',
    description: 'show the progress of the running jobs in the tab of the terminal or the taskbar',
    commands: ['dashboard'],
  },
  {
    name: 'mouse',
    kind: 'flag',
    description: 'the wheel scrolls, a click selects, a second one opens; select text with Shift held',
    commands: ['dashboard'],
  },
  {
    name: 'log-file',
    kind: 'file',
    description: 'log errors of this program itself to a file',
    commands: ['dashboard'],
  },
  {
    name: 'stdio',
    kind: 'flag',
    description: 'speak over stdin and stdout; there is no other way yet',
    commands: ['serve'],
  },
  {
    name: 'queue',
    kind: 'text',
    argument: 'name',
    description: 'only this one of several queues in a database, such as river or oban',
    commands: [
      ...(['dashboard', ...panelCommands, 'follow', 'log', 'metrics'] as const),
      ...(['retry', 'cancel', 'stop', 'wait', 'doctor'] as const),
    ],
  },
  {
    name: 'config',
    kind: 'file',
    description: 'use this configuration file',
    commands: commandNames.filter((name) => !withoutSettings.includes(name)),
  },
];

/** Every option but --help and --version, in the order of the help. To add an option, add one to the entries. */
export const optionTable: readonly OptionEntry[] = entries.map((entry) => {
  const { argument = placeholders[entry.kind] } = entry;
  return argument === undefined ? entry : { ...entry, argument };
});

/** The options that commander adds: help for every command, the version for the program. */
export const ownOptions: readonly OptionEntry[] = [
  { name: 'help', kind: 'flag', description: 'show this help', commands: [] },
  { name: 'version', kind: 'flag', description: 'show the version', commands: ['dashboard'] },
];

/** The options of a command, including those that commander adds. */
export function optionsOf(command: CommandEntry): readonly OptionEntry[] {
  const own = ownOptions.filter(({ name, commands }) => name === 'help' || commands.includes(command.name));
  return [...optionTable.filter(({ commands }) => commands.includes(command.name)), ...own];
}

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
  const sentence = `${typed} belongs to ${place}, not to ${command === 'dashboard' ? 'the dashboard' : command}`;
  return hint === undefined ? sentence : `${sentence}; ${hint.replace('NAME', command)}`;
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
