import { firstParserPeriod } from '../model/panels/parsers.js';
import { firstWorkerPeriod } from '../model/worker.js';

/**
 * The commands that print a panel of rows, and how far back each looks unless an option says otherwise, ms; null: it has
 * a filter instead.
 */
export const usualPeriods = {
  causes: null,
  workers: firstWorkerPeriod,
  parsers: firstParserPeriod,
} as const;

/** One of these commands. */
export type PanelCommand = keyof typeof usualPeriods;

/** They themselves. */
export const panelCommands = Object.keys(usualPeriods) as readonly PanelCommand[];

/** Those that look back over a period. */
export const periodCommands = panelCommands.filter((name) => usualPeriods[name] !== null);

/** The commands by their names; `dashboard` is what the program does without one. */
export const commandNames = [
  'dashboard',
  ...panelCommands,
  'follow',
  'log',
  'metrics',
  'retry',
  'cancel',
  'stop',
  'wait',
  'doctor',
  'serve',
  'init',
  'migrate',
  'completion',
  'man',
  'help',
  'version',
] as const;

/** One of these names. */
export type CommandName = (typeof commandNames)[number];

/** What a command takes after its name. */
interface CommandArgument {
  readonly name: string;
  readonly required: boolean;
  /** Whether any number of them may be given; only the last argument of a command. */
  readonly many?: boolean;
  /** What the shell offers for it: files, these words, or nothing. */
  readonly completes: 'file' | 'nothing' | readonly string[];
}

/** One command, as parser, help, completions, man page and docs/use.md know it. */
export interface CommandEntry {
  readonly name: CommandName;
  readonly arguments: readonly CommandArgument[];
  /** What it does, in one line. */
  readonly description: string;
  /** Further help, in whole sentences. */
  readonly more?: string;
}

/** The shells that there are completions for. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** One of these shells. */
export type Shell = (typeof shells)[number];

const somePath: CommandArgument = { name: 'path', required: false, completes: 'file' };
const somePaths: CommandArgument = { name: 'path', required: false, many: true, completes: 'file' };
const thePath: CommandArgument = { name: 'path', required: true, completes: 'file' };

const pathsAndIds: CommandArgument = { name: 'path-or-id', required: false, many: true, completes: 'file' };

const whichJobs =
  'Which: those with these ids, or those that pass a filter. Where several databases have an id, NAME:ID says which. ' +
  'On a terminal it asks before it writes; elsewhere it needs --yes. A job that has moved on since it was found is left alone.';

/** Every command, in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'dashboard',
    arguments: [somePaths],
    description: 'watch a queue of jobs in SQLite or PostgreSQL, live',
    more:
      'Shows what failed, where the output is and how far along things are, without ever disturbing the workers. Without a path it ' +
      'shows state.sqlite in $CASPARIAN_HOME (~/.casparian_flow if unset), else casparian_flow.sqlite3 ' +
      'there, else a demo. A path ssh://user@host:port/path is one on another host, which its own jobs-view reads there, and ' +
      'postgres://user@host:port/database one on a server of PostgreSQL. ' +
      'Of several paths it shows the jobs of all in one list. Where stdout is not a terminal, it prints what --once prints.',
  },
  {
    name: 'causes',
    arguments: [somePaths],
    description: 'print why jobs failed: causes with their counts, the most frequent first',
    more:
      'Jobs have one cause when their errors differ only in what varies: numbers, paths, times, ids and quoted text. ' +
      'Each cause has a key, which --cause takes; --json prints it, with the error of the job that failed last.',
  },
  {
    name: 'workers',
    arguments: [somePaths],
    description: 'print the workers: what each is working on, and what it did in a period',
    more:
      'Workers in trouble come first, then those at work. The period is the last hour unless --period says otherwise; ' +
      'workers that were not heard of in it are only counted.',
  },
  {
    name: 'parsers',
    arguments: [somePaths],
    description: 'print how parsers are doing: runs, success and durations of each version in a period',
    more:
      'Paused parsers come first, then those with the most failures; of one parser the newest version first. The ' +
      'period is the last 24 hours unless --period says otherwise.',
  },
  {
    name: 'follow',
    arguments: [somePaths],
    description: 'print what changes in one queue or several, as it changes, one line for each change',
    more:
      'Plain sentences, for screen readers and log files; with --json one object a line, each with a cursor. --since continues ' +
      'from a cursor of an earlier run, or from a time. A database that is not there yet is waited for.',
  },
  {
    name: 'log',
    arguments: [{ name: 'id', required: true, completes: 'nothing' }, somePaths],
    description: 'print the log of a job',
    more:
      'In a pipe or a file byte for byte as it is stored, unpacked; on a terminal without anything that could affect it. With ' +
      '--follow it continues as the log grows, until the job has ended. Where several databases have the id, NAME:ID says which.',
  },
  {
    name: 'metrics',
    arguments: [somePaths],
    description: 'print metrics for Prometheus, or write them to a file for its textfile collector',
    more:
      'Jobs by status and type, how long the oldest has waited, workers by what they do, throughput and more. With --out the ' +
      'file is replaced as a whole; if the database cannot be read it stays as it is, and the exit code is 1.',
  },
  {
    name: 'retry',
    arguments: [pathsAndIds],
    description: 'put jobs back into the queue: failed ones, or others that you name',
    more:
      `${whichJobs} A filter without --status selects failed jobs. Cancelled jobs, and those whose worker is gone or silent, ` +
      'are put back only where ids or --status ask for them.',
  },
  {
    name: 'cancel',
    arguments: [pathsAndIds],
    description: 'cancel jobs that are queued or running',
    more: `${whichJobs} A filter without --status selects both.`,
  },
  {
    name: 'stop',
    arguments: [pathsAndIds],
    description: 'stop running backtests, which keep their results so far',
    more: `${whichJobs} A filter without --status or --type selects them all.`,
  },
  {
    name: 'wait',
    arguments: [somePaths],
    description: 'wait until nothing is queued or running, then print the counts',
    more:
      'Considers only the jobs that pass the filter, of all databases. A job that failed earlier counts too, unless ' +
      '--new or --since says otherwise. A database that is not there yet, or has no queue yet, is waited for, and ' +
      'stderr says so at once. stdout gets one line at the end.',
  },
  {
    name: 'doctor',
    arguments: [somePaths],
    description: 'check what the terminal and the database allow, and say why',
    more: 'Exits with 0 if the dashboard will work here, with each of several databases, else with 1. Changes nothing.',
  },
  {
    name: 'serve',
    arguments: [somePath],
    description: 'show a database to a jobs-view on another host, over the pipes of ssh',
    more:
      'Started by a jobs-view there that was given ssh://HOST/PATH, never by hand. It ends when the pipe does. With a ' +
      'path, as in the command= of authorized_keys, that database is shown whatever is asked for.',
  },
  {
    name: 'init',
    arguments: [thePath],
    description: 'make a new, empty database',
    more: 'Prints what it has, how to watch it, and how to add a job.',
  },
  {
    name: 'migrate',
    arguments: [thePath],
    description: 'upgrade an older database in place',
    more: 'Adds the columns, tables and indexes that it lacks, in one transaction, and nothing that runs when workers write to the queue. No job is changed.',
  },
  {
    name: 'completion',
    arguments: [{ name: 'shell', required: true, completes: shells }],
    description: 'print completions for bash, zsh or fish',
    more:
      'For bash: source <(jobs-view completion bash). For zsh: jobs-view completion zsh > FOLDER/_jobs-view, ' +
      'where FOLDER is in $fpath. For fish: jobs-view completion fish > ~/.config/fish/completions/jobs-view.fish',
  },
  {
    name: 'man',
    arguments: [],
    description: 'print the manual page',
    more: 'To read it: jobs-view man | man -l -',
  },
  {
    name: 'help',
    arguments: [
      { name: 'command', required: false, completes: commandNames.filter((name) => name !== 'dashboard') },
    ],
    description: 'show the help of a command, or of the program',
  },
  { name: 'version', arguments: [], description: 'show the version' },
];

/** How a command is typed with its argument, such as `jobs-view wait [path]`. */
export function synopsis(command: CommandEntry): string {
  const words = ['jobs-view', ...(command.name === 'dashboard' ? [] : [command.name])];
  return [...words, ...command.arguments.map(argumentText)].join(' ');
}

/** `<path>`, or `[path]` where it can be left out; `[id...]` where there may be several. */
export function argumentText({ name, required, many }: CommandArgument): string {
  const word = many === true ? `${name}...` : name;
  return required ? `<${word}>` : `[${word}]`;
}

/** The commands that are called by name. */
export const namedCommands: readonly CommandEntry[] = commandTable.filter(({ name }) => name !== 'dashboard');

/** The program's exit codes, each with what it means, and the commands that end with it: all where none are named. */
export const exitCodes: readonly (readonly [
  code: number,
  meaning: string,
  commands?: readonly CommandName[],
])[] = [
  [0, 'success'],
  [1, 'an error, or a --cause that no job has; stderr says what to do next'],
  [2, 'wrong usage'],
  [3, 'a job has failed (wait, --fail-on-failed)', ['wait']],
  [4, 'wait reached its --timeout', ['wait']],
  [5, 'some jobs were left alone (retry, cancel, stop)', ['retry', 'cancel', 'stop']],
  [6, 'a running job has stalled (wait --stalled)', ['wait']],
  [130, 'interrupted by Ctrl-C; any other signal that ends it: 128 and its number'],
];

/** Exit code for a command line that makes no sense. */
export const wrongUsage = 2;
/** Exit code when a job has failed and the operator asked to be told so. */
export const someFailed = 3;
/** Exit code when waiting took too long. */
export const timedOut = 4;
/** Exit code when something was not done to some of the jobs that it was to be done to. */
export const leftAlone = 5;
/** Exit code when a running job has stalled and the operator asked to be told so. */
export const someStalled = 6;

/** A command line worth showing, with its purpose. */
interface Example {
  readonly line: string;
  readonly does: string;
  /** The command whose help shows it. */
  readonly of: CommandName;
}

/**
 * For help and manual page, in this order. None is longer than 46 characters, so that both columns fit into 80.
 */
export const examples: readonly Example[] = [
  { line: 'jobs-view', does: 'default database, or a demo', of: 'dashboard' },
  { line: 'jobs-view queue.sqlite --status failed', does: 'only what failed', of: 'dashboard' },
  { line: 'jobs-view queue.sqlite --once | mail ops', does: 'the list as text', of: 'dashboard' },
  { line: "jobs-view --json | jq '.jobs[].output_path'", does: 'where the output is', of: 'dashboard' },
  { line: 'jobs-view wait --new --timeout 2h && ./publish', does: 'continue when all is done', of: 'wait' },
  { line: 'jobs-view wait --name fix_orders --since 1d', does: 'one parser, the last day', of: 'wait' },
  { line: 'jobs-view retry --status failed --dry-run', does: 'what would be retried', of: 'retry' },
  { line: 'jobs-view cancel queue.sqlite 17 18 --yes', does: 'two jobs, by their ids', of: 'cancel' },
  { line: 'jobs-view follow --type parse', does: 'what changes, as it changes', of: 'follow' },
  { line: 'jobs-view log 17 queue.sqlite -f', does: 'its log, as it grows', of: 'log' },
  { line: 'jobs-view metrics --out /var/metrics/q.prom', does: 'for Prometheus', of: 'metrics' },
  { line: 'jobs-view workers --period 24h', does: 'who did what in a day', of: 'workers' },
  { line: 'jobs-view parsers --period all --json', does: 'how each version does', of: 'parsers' },
  { line: 'jobs-view doctor /data/queue.sqlite', does: 'check that all is well', of: 'doctor' },
  { line: 'jobs-view migrate /data/queue.sqlite', does: 'upgrade it in place', of: 'migrate' },
];

/** The examples in two columns, indented; those of one command, or all for null. */
export function exampleLines(of: CommandName | null): readonly string[] {
  const shown = examples.filter((example) => of === null || example.of === of);
  const width = Math.max(0, ...shown.map(({ line }) => line.length));
  return shown.map(({ line, does }) => `  ${line.padEnd(width)}  ${does}`);
}
