import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { AlertChoices } from '../lib/terminal/alert-bytes.js';
import type { Looks } from '../lib/terminal/capabilities.js';

/** What the command line asks for. */
export type Invocation =
  /** Shows the dashboard, or the list as text where there is no terminal. */
  | {
      readonly kind: 'dashboard';
      readonly path: string | null;
      readonly demo: boolean;
      readonly readOnly: boolean;
      /** Where logs are that the database doesn't hold; null for nowhere. */
      readonly logFolder: string | null;
      readonly looks: Looks;
      readonly alerts: AlertChoices;
      /** Where our own diagnostics go; null for nowhere. */
      readonly logFile: string | null;
      /** The configuration file; null for the usual one. */
      readonly config: string | null;
    }
  /** Prints the list once. */
  | {
      readonly kind: 'print';
      readonly format: 'text' | 'json';
      readonly path: string | null;
      /** How many jobs at most; null for all. */
      readonly limit: number | null;
      readonly looks: Looks;
      readonly config: string | null;
    }
  | { readonly kind: 'init'; readonly path: string }
  | { readonly kind: 'migrate'; readonly path: string }
  /** Nothing left to do: help or version was printed, or the usage was wrong. */
  | { readonly kind: 'done'; readonly exitCode: number };

/** Where the parser prints. */
export interface Printers {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

interface Options extends Looks {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly limit?: number;
  readonly demo?: boolean;
  readonly readOnly?: boolean;
  readonly logDir?: string;
  readonly bell: boolean;
  readonly notify?: boolean;
  readonly logFile?: string;
  readonly config?: string;
}

/** Exit code for a command line that makes no sense. */
export const wrongUsage = 2;

/** Reads the command line (without the program's own name). Prints help, version and usage errors itself. */
export function parseCommandLine(args: readonly string[], version: string, printers: Printers): Invocation {
  let invocation: Invocation = { kind: 'done', exitCode: 0 };
  const program = new Command('jobs-view')
    .description(
      'Shows a queue of jobs kept in a SQLite database, live, without ever disturbing its workers.',
    )
    .version(version)
    .argument('[path]', 'the database; without it the default one, or a demo where there is none')
    .option('--once', 'print the list as text and end')
    .option('--json', 'print everything as one JSON object and end')
    .option('--limit <count>', 'with --once or --json: at most so many jobs', wholeNumber)
    .option('--demo', 'show a demo that works by itself')
    .option('--read-only', 'never write to the database')
    .option('--log-dir <folder>', 'where logs are that the database does not hold, as JOB-ID.log')
    .option('--ascii', 'draw with ASCII only, whatever the locale says')
    .option('--unicode', 'draw with Unicode, whatever the locale says')
    .addOption(
      new Option(
        '--color <when>',
        'colours; auto is as the terminal and NO_COLOR say, and none with --once',
      ).choices(['auto', 'always', 'never']),
    )
    .option('--no-bell', 'no bell when jobs have failed')
    .option('--notify', 'a desktop notification when jobs have failed, where the terminal passes it on')
    .option(
      '--log-file <path>',
      'where to write what goes wrong in this program, beside what the screen says',
    )
    .option('--config <path>', 'another configuration file than the usual one')
    .allowExcessArguments(false)
    .showHelpAfterError('(see jobs-view --help)')
    .exitOverride()
    .configureOutput({ writeOut: printers.out, writeErr: printers.error })
    .action((path: string | undefined, options: Options, command: Command) => {
      invocation = fromOptions(path ?? null, options, command);
    });
  program
    .command('init <path>')
    .description('make a new, empty database')
    .action((path: string) => {
      invocation = { kind: 'init', path };
    });
  program
    .command('migrate <path>')
    .description('add to an older database what it lacks')
    .action((path: string) => {
      invocation = { kind: 'migrate', path };
    });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'done', exitCode: error.exitCode === 0 ? 0 : wrongUsage };
  }
  return invocation;
}

function fromOptions(path: string | null, options: Options, command: Command): Invocation {
  const { once, json, limit, demo = false, readOnly = false, logDir = null } = options;
  const { ascii, unicode, color, bell, notify = false, logFile = null, config = null } = options;
  const prints = once === true || json === true;
  if (once === true && json === true) command.error('error: --once and --json exclude each other');
  if (limit !== undefined && !prints) command.error('error: --limit goes with --once or --json');
  if (demo && (prints || path !== null)) command.error('error: --demo stands alone');
  if (logFile !== null && prints) command.error('error: --log-file goes with the dashboard');
  if (ascii && unicode) command.error('error: --ascii and --unicode exclude each other');
  const looks: Looks = { ascii, unicode, color };
  if (!prints) {
    const alerts = { bell, notify };
    return { kind: 'dashboard', path, demo, readOnly, logFolder: logDir, looks, alerts, logFile, config };
  }
  return {
    kind: 'print',
    format: json === true ? 'json' : 'text',
    path,
    limit: limit ?? null,
    looks,
    config,
  };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('It must be a whole number.');
  }
  return number;
}
