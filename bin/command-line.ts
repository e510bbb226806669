import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import {
  argumentText,
  type CommandEntry,
  commandTable,
  exampleLines,
  exitCodes,
  type PanelCommand,
  panelCommands,
  type Shell,
  usualPeriods,
  wrongUsage,
} from '../lib/cli/command-table.js';
import { choosesNothing, type FilterChoice, whereOf } from '../lib/cli/filter-choice.js';
import { commandAmong, misplacedText, optionTable } from '../lib/cli/option-table.js';
import { clearerText, optionHelp, optionText } from '../lib/cli/option-words.js';
import { isPathLike, pathsAndIds } from '../lib/cli/paths-and-ids.js';
import type { JobAction } from '../lib/commands/acting/job-action.js';
import type { FollowSince } from '../lib/commands/follow.js';
import type { TypedFilter } from '../lib/model/filter/filter-text.js';
import type { PointInTime } from '../lib/model/filter/point-in-time.js';
import { isTrouble, type ListedStatus, type Took } from '../lib/model/filter.js';
import type { JobType } from '../lib/model/job.js';
import type { JobSort } from '../lib/model/sort.js';
import { wordList } from '../lib/model/text.js';
import { asksForNobody } from '../lib/model/worker.js';
import { nearest } from '../lib/nearest.js';
import type { Invocation } from '../lib/start/invocation.js';
import type { Looks } from '../lib/terminal/capabilities.js';
import type { AlertChoices } from '../lib/terminal/clipboard/route.js';
import { sanitize } from '../lib/view/text/sanitize.js';
import { valueParsers } from './option-values.js';

/** Where the parser prints. */
export interface Printers {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

type Maker = (
  argument: string | null,
  options: Options,
  command: Command,
  others: readonly string[],
) => Invocation;

/** A log that is followed begins with this many lines, as with tail. */
const followedLines = 10;

/** Makes the invocation of each command. Commander has already checked that required arguments are there. */
const makers: Readonly<Record<CommandEntry['name'], Maker>> = {
  dashboard: dashboardOrPrint,
  ...(Object.fromEntries(
    panelCommands.map((kind): [string, Maker] => [kind, (...given) => panelOf(kind, ...given)]),
  ) as Record<PanelCommand, Maker>),
  follow: (path, options, command, others) => {
    const { json, since = null, config = null } = options;
    const [choice, looks] = [withoutTroubles(choiceIn(options, false), command), looksIn(options, command)];
    return { kind: 'follow', path, others, format: formatOf(json), choice, since, looks, config };
  },
  log: (jobId, options, command, [path = null, ...others]) => {
    const { follow: follows = false, logDir: logFolder = null, config = null } = options;
    const { lines = follows ? followedLines : 'all' } = options;
    const looks = looksIn(options, command);
    if (jobId !== null && isPathLike(jobId))
      command.error(`error: ${jobId} is no job id: jobs-view log ID [DATABASE]`);
    const shown = { follows, lines: lines === 'all' ? null : lines, logFolder, looks };
    return { kind: 'log', path, others, jobId: jobId ?? '', ...shown, config };
  },
  metrics: (path, { out = null, timeout = null, config = null }, _, others) => ({
    kind: 'metrics',
    path,
    others,
    out,
    timeout,
    config,
  }),
  retry: (...given) => actionOf('retry', ...given),
  cancel: (...given) => actionOf('cancel', ...given),
  stop: (...given) => actionOf('stop', ...given),
  wait: (path, options, command, others) => {
    const { since = null, timeout = null, view = null, config = null } = options;
    const choice = withoutTroubles(choiceIn(options, false), command);
    if (since !== null && options.new === true) command.error('error: --since and --new cannot be combined');
    return {
      kind: 'wait',
      path,
      others,
      choice,
      stalled: options.stalled === true,
      // Only `follow` takes cursors.
      since: options.new === true ? 'new' : since?.kind === 'cursor' ? null : since,
      timeout,
      view,
      config,
    };
  },
  doctor: (path, { json, timeout = null, config = null }, _, others) => ({
    kind: 'doctor',
    path,
    others,
    format: formatOf(json),
    timeout,
    config,
  }),
  serve: (path, { stdio = false, readOnly = false, config = null }, command) => {
    if (!stdio) command.error('error: serve is for other programs, which start it with --stdio');
    return { kind: 'serve', path, readOnly, config };
  },
  init: (path) => ({ kind: 'init', path: path ?? '' }),
  migrate: (path) => ({ kind: 'migrate', path: path ?? '' }),
  completion: (shell) => ({ kind: 'completion', shell: shell as Shell }),
  man: () => ({ kind: 'man' }),
  help: (name, _, command) => {
    const program = command.parent ?? command;
    return (program.commands.find((each) => each.name() === name) ?? program).help();
  },
  version: () => ({ kind: 'version' }),
};

/** An error message quotes at most this many characters of an argument. */
const lineLimit = 4096;

/** Reads the command line (without the program's own name). Prints help, version and usage errors itself. */
export function parseCommandLine(args: readonly string[], version: string, printers: Printers): Invocation {
  let invocation: Invocation = { kind: 'done', exitCode: 0 };
  const program = new Command('jobs-view')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    // Options after a command's name belong to that command.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: printers.out,
      writeErr: (text) => printers.error(harmless(text)),
    });
  const before = commandAmong(args);
  // Only help needs the arguments and options of commands that aren't run: a start is quicker without them.
  const isHelp = args.some((each) => /^(?:help|-h|--help)$/.test(each));

  for (const entry of commandTable) {
    const command = entry.name === 'dashboard' ? program : program.command(entry.name);
    if (isHelp || command === program) describe(command, entry);
    else
      program.hook('preSubcommand', (_, chosen) => {
        if (chosen === command) describe(command, entry);
      });
    const called = command === program ? 'jobs-view' : `jobs-view ${entry.name}`;
    command.showHelpAfterError(`(see ${called} --help)`);
    const meant = command === program ? before : entry.name;
    command.configureOutput({
      outputError: (text, write) => write(`jobs-view: ${clearerText(text, entry, meant)}`),
    });
    command.allowExcessArguments(false).action((...given: unknown[]) => {
      refuseOptionsBefore(command, program);
      const [argument = null, ...others] = given
        .slice(0, entry.arguments.length)
        .flat()
        .filter((each) => typeof each === 'string');
      const options = command.opts<Options>();
      const { queue } = options;
      if (queue?.trim() === '') command.error('error: --queue is empty');
      invocation = {
        ...makers[entry.name](argument, options, command, others),
        ...(queue !== undefined && { queue }),
      };
    });
  }
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'done', exitCode: error.exitCode === 0 ? 0 : wrongUsage };
  }
  return invocation;
}

/** Commands whose help has the exit codes. */
const tellsByCode: ReadonlySet<CommandEntry['name']> = new Set([
  'dashboard',
  'retry',
  'cancel',
  'stop',
  'wait',
]);

function describe(command: Command, entry: CommandEntry): void {
  const { description, more } = entry;
  const first = `${description.charAt(0).toUpperCase()}${description.slice(1)}.`;
  command.description(more === undefined ? first : `${first}\n\n${more}`).summary(description);
  if (tellsByCode.has(entry.name)) {
    command.addHelpText('after', `\nExit codes:\n${codeLines(entry.name)}`);
  }
  const shown = exampleLines(entry.name === 'dashboard' ? null : entry.name);
  if (shown.length > 0) command.addHelpText('after', `\nExamples:\n${shown.join('\n')}`);
  for (const argument of entry.arguments) {
    const { completes } = argument;
    const taken = new Argument(argumentText(argument));
    command.addArgument(typeof completes === 'string' ? taken : taken.argParser(wordOf(completes)));
  }
  for (const option of optionTable) {
    const isHidden = option.hiddenIn?.includes(entry.name) === true;
    if (!isHidden && !option.commands.includes(entry.name)) continue;
    const taken = new Option(optionText(option), optionHelp(option)).hideHelp(isHidden);
    const parser = valueParsers[option.kind];
    command.addOption(parser === null ? taken : taken.argParser(parser));
  }
}

/** Refuses an option before a command's name, which would otherwise be silently ignored. */
function refuseOptionsBefore(command: Command, program: Command): void {
  if (command === program) return;
  // Options with a default have a value even when they weren't given.
  const name = Object.keys(program.opts()).find((each) => program.getOptionValueSource(each) === 'cli');
  const option = program.options.find((known) => known.attributeName() === name);
  if (option === undefined) return;
  command.error(`error: ${misplacedText(option.long ?? '', commandAmong([command.name()]))}`);
}

/** Refuses an option of the dashboard's without another one that it needs. */
function refuseAlone(command: Command): void {
  const given = command.options.filter(
    (option) => command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  const isGiven = (name: string) => given.some(({ long }) => long === `--${name}`);
  for (const { name, needs = [] } of optionTable) {
    if (needs.length > 0 && isGiven(name) && !needs.some(isGiven))
      command.error(
        `error: --${name} needs ${wordList(
          needs.map((each) => `--${each}`),
          'or',
        )}`,
      );
  }
}

/** Takes one of these words; throws on another one, with what was most likely meant. */
function wordOf(words: readonly string[]): (text: string) => string {
  return (text) => {
    if (words.includes(text)) return text;
    const meant = nearest(text, words);
    throw new InvalidArgumentError(
      meant === null ? `Allowed: ${words.join(', ')}.` : `Did you mean ${meant}?`,
    );
  };
}

function dashboardOrPrint(
  path: string | null,
  options: Options,
  command: Command,
  others: readonly string[],
): Invocation {
  const { once, json, limit, demo = false, readOnly = false, logDir = null, failOnFailed = false } = options;
  const { bell = true, notify = false, logFile = null, sort = null, view = null, timeout = null } = options;
  const { config = null } = options;
  const choice = choiceIn(options);
  const prints = once === true || json === true;
  if (once === true && json === true) command.error('error: --once and --json cannot be combined');
  refuseAlone(command);
  if (demo && path !== null) command.error('error: --demo takes no path');
  if (logFile !== null && prints) command.error('error: --log-file is only for the dashboard');
  const looks = looksIn(options, command);
  const shared = { path, others, choice, sort, view, looks, config };
  if (prints)
    return {
      ...shared,
      kind: 'print',
      format: formatOf(json),
      demo,
      limit: limit ?? null,
      failOnFailed,
      timeout,
    };
  const alerts: AlertChoices = { bell, notify };
  return { ...shared, kind: 'dashboard', demo, readOnly, logFolder: logDir, alerts, logFile };
}

function panelOf(
  kind: PanelCommand,
  path: string | null,
  options: Options,
  command: Command,
  others: readonly string[],
): Invocation {
  const usual = usualPeriods[kind];
  const { json, period = usual, timeout = null, config = null } = options;
  const asked =
    usual === null ? { choice: choiceIn(options) } : { periodMs: period === 'all' ? null : period };
  const looks = looksIn(options, command);
  return { kind, format: formatOf(json), path, others, ...asked, timeout, looks, config };
}

/** A status of jobs that an action is usually for. */
const usualStatus: Readonly<Record<JobAction, string>> = {
  retry: 'failed',
  cancel: 'queued',
  stop: 'running',
};

function actionOf(
  kind: JobAction,
  first: string | null,
  options: Options,
  command: Command,
  more: readonly string[],
): Invocation {
  const { json, dryRun = false, yes = false, config = null } = options;
  const { paths, ids } = pathsAndIds([...(first === null ? [] : [first]), ...more]);
  const [path = null, ...others] = paths;
  const choice = choiceIn(options);
  const hasFilter = !choosesNothing(choice);
  // A text that a script left empty would let everything through.
  const blank = (['name', 'text', 'cause', 'worker'] as const).find((part) => {
    const text = choice[part]?.trim();
    return text === '' || (part === 'worker' && text !== undefined && asksForNobody(text));
  });
  if (blank !== undefined) command.error(`error: --${blank} is empty`);
  if (dryRun && yes) command.error('error: --dry-run and --yes cannot be combined');
  if (ids.length > 0 && hasFilter) command.error('error: ids and a filter cannot be combined');
  if (ids.length === 0 && !hasFilter) {
    const where = path === null ? '' : ` of ${wordList(paths, 'and')}`;
    command.error(
      `error: which jobs${where}? Give their ids, or a filter such as --status ${usualStatus[kind]}`,
    );
  }
  const consent = dryRun ? 'dry-run' : yes ? 'given' : 'ask';
  return { kind, format: formatOf(json), path, others, ids, choice, consent, config };
}

/** The exit codes in a command's help: those that it can end with; in the program's own help, all of them. */
function codeLines(name: CommandEntry['name']): string {
  return exitCodes
    .filter(([, , commands = [name]]) => name === 'dashboard' || commands.includes(name))
    .map(([code, meaning]) => `  ${code}  ${meaning}`)
    .join('\n');
}

/** The parser's messages quote the argument, so they are cleaned before they are printed. */
function harmless(text: string): string {
  return text
    .split('\n')
    .map((line) => sanitize(line, lineLimit, { spaces: 'all' }))
    .join('\n');
}

/** The option table's options as the parser gives them, in camel case. */
export interface Options extends Looks {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly status?: readonly ListedStatus[];
  readonly type?: readonly JobType[];
  readonly name?: string;
  readonly text?: string;
  readonly cause?: string;
  readonly worker?: string;
  readonly id?: readonly string[];
  readonly follow?: boolean;
  readonly lines?: number | 'all';
  readonly sort?: JobSort;
  readonly view?: string;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly limit?: number;
  readonly failOnFailed?: boolean;
  readonly plain?: boolean;
  readonly since?: FollowSince;
  readonly until?: PointInTime;
  readonly took?: Took;
  readonly where?: TypedFilter;
  readonly new?: boolean;
  readonly stalled?: boolean;
  readonly timeout?: number;
  readonly period?: number | 'all';
  readonly demo?: boolean;
  readonly readOnly?: boolean;
  readonly logDir?: string;
  readonly bell?: boolean;
  readonly notify?: boolean;
  readonly progress?: boolean;
  readonly mouse?: boolean;
  readonly logFile?: string;
  readonly queue?: string;
  readonly config?: string;
  readonly stdio?: boolean;
}

/** How the output is wanted. */
export function formatOf(json: boolean | undefined): 'text' | 'json' {
  return json === true ? 'json' : 'text';
}

/** Refuses the statuses of workers in trouble: whether one is isn't known at the first look. */
function withoutTroubles(choice: FilterChoice, command: Command): FilterChoice {
  if (choice.where?.statuses?.some(isTrouble))
    command.error('error: gone and silent jobs count as running here');
  return choice;
}

/** How the screen is wanted; ends the command with a usage error where that makes no sense. */
export function looksIn(options: Options, command: Command): Looks {
  const { plain, ascii = plain, unicode, color, sync, progress, mouse } = options;
  if (ascii && unicode) command.error('error: --ascii and --unicode cannot be combined');
  return { ascii, unicode, color, sync, progress, mouse };
}

/** The parts of the filter that were given; `--since` says something else to commands that wait or follow. */
export function choiceIn(options: Options, isTimed = true): FilterChoice {
  const { status, type, name, text, cause, worker, id, since, until, took, where } = options;
  const from = isTimed && since?.kind !== 'cursor' ? since : undefined;
  return {
    ...whereOf(where, { since: from, until, took }),
    statuses: status ?? null,
    types: type ?? null,
    name: name ?? null,
    text: text ?? null,
    cause: cause ?? null,
    worker: worker ?? null,
    ...(id === undefined ? {} : { ids: id }),
  };
}
