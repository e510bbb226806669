import { constants } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { runAction } from '../actions/run-action.js';
import { leftAlone, wrongUsage } from '../cli/command-table.js';
import { type FilterChoice, withChoice } from '../cli/filter-choice.js';
import { everyJob } from '../model/filter.js';
import type { JobId } from '../model/job.js';
import { inCommon, type OwnAct } from '../model/marks.js';
import type { PicturedDatabase, PictureRequest } from '../model/picture.js';
import { countsAlone } from '../sources/source.js';
import { carryOut, writtenIn } from './acting/carry-out.js';
import { type JobAction, jobActions } from './acting/job-action.js';
import { type ActionReport, codeOf, planned, toDo, withUnread } from './acting/report.js';
import {
  dryRunLines,
  leftAloneLines,
  progressText,
  questionText,
  reportJson,
  reportText,
} from './acting/words.js';
import { askedJob, possibleIds, qualifiedIds, unclear } from './asked-job.js';
import { type Database, type DatabaseAddress, opened } from './database.js';
import { readOnce } from './read-once.js';
import type { World } from './world.js';
import { problemText, writeOut } from './write-out.js';

/** What to do to which jobs. */
export interface ActOptions {
  readonly action: JobAction;
  readonly format: 'text' | 'json';
  /** At least one. */
  readonly databases: readonly DatabaseAddress[];
  /** The jobs with these ids, of several databases perhaps with a name before them; empty: the jobs that pass the choice. */
  readonly ids: readonly string[];
  readonly choice: FilterChoice;
  readonly consent: 'ask' | 'given' | 'dry-run';
  /** The settings forbid writing. */
  readonly readOnly: boolean;
  /** Called with what was done in a database. Absent: it isn't noted. */
  readonly note?: (done: OwnAct, database: Pick<Database, 'name'>) => void;
}

/** The options, with the path of the only database, or what is known of several. */
interface PicturedOptions extends ActOptions {
  readonly path: string;
  readonly pictured: readonly PicturedDatabase[] | undefined;
}

/** Calls the listener at each signal that asks to end, which then doesn't end the process; returns how to undo that. */
type OnSignal = (listener: (signal: NodeJS.Signals) => void) => () => void;

/** Progress is reported at most this often, ms. */
const progressEveryMs = 1000;

/**
 * Retries, cancels or stops jobs as they are in one picture, and returns the exit code: 0 if it was done to all; 5 if
 * some were left alone; 1 with the reason on stderr; 2 if it would have to ask and can't. A signal during the writing
 * ends it after the transactions under way, with 128 plus its number.
 */
export async function act(options: ActOptions, world: World, onSignal: OnSignal): Promise<number> {
  const { action, consent } = options;
  if (consent !== 'dry-run' && options.readOnly)
    return refuse(world, 'The settings say never to write to the database.', 1);
  if (consent === 'ask' && (world.input().isTTY !== true || world.error.isTTY !== true)) {
    return refuse(
      world,
      'There is no terminal to ask on. Add --yes to do it without asking, or --dry-run to see what would be done.',
      wrongUsage,
    );
  }
  const databases = opened(options.databases, world);
  const [only] = databases.length === 1 ? databases : [];
  // In the only database an id is what it is, even with a colon in it.
  const asked = only ? options.ids : options.ids.map((word) => askedJob(word, databases));
  const request = requestOf(options, only ? asked : possibleIds(asked, databases));
  return readOnce(databases, request, world, async (picture, close) => {
    const { asOf, databases: pictured } = picture;
    const targets = picture.targets ?? [];
    const found = new Set(targets.map(({ id }) => id));
    const doubts = pictured ? unclear(asked, found, pictured) : [];
    for (const doubt of doubts) world.error.write(`jobs-view: ${doubt}\n`);
    if (doubts.length > 0) return refuse(world, 'It is not clear which jobs are meant.', wrongUsage);
    const plan = planned(action, targets, only ? asked : qualifiedIds(asked, found, databases), asOf);
    const unread = new Set((pictured ?? []).flatMap(({ name, problem }) => (problem === null ? [] : [name])));
    const known = { ...options, path: only?.path ?? '', pictured };
    return carriedThrough(withUnread(plan, unread), known, databases, world, onSignal, close);
  });
}

/** Asks about a plan if need be, carries it out, and returns the exit code. `close` frees what only reading needs. */
async function carriedThrough(
  plan: ActionReport,
  options: PicturedOptions,
  databases: readonly Database[],
  world: World,
  onSignal: OnSignal,
  close: () => Promise<void>,
): Promise<number> {
  // The answer may take minutes, so the reader keeps no file open meanwhile.
  await close();
  const { consent } = options;
  if (consent === 'dry-run' || toDo(plan).length === 0) return printReport(plan, options, world);
  const where = writtenIn(plan, databases).map(({ name }) => name);
  if (consent === 'ask' && !(await isGranted(questionText(plan, where), world))) {
    world.error.write('Nothing was changed.\n');
    return leftAlone;
  }
  return printReport(await carriedOut(plan, databases, options, world, onSignal), options, world);
}

function requestOf({ action, choice }: ActOptions, ids: readonly JobId[]): PictureRequest {
  return {
    ...countsAlone,
    filter: withChoice(jobActions[action].usual, choice),
    targets: { ids: ids.length === 0 ? null : ids },
  };
}

function refuse(world: World, why: string, code: number): number {
  world.error.write(`jobs-view: Nothing was done. ${why}\n`);
  return code;
}

async function isGranted(question: string, world: World): Promise<boolean> {
  const lines = createInterface({ input: world.input(), terminal: false });
  try {
    world.error.write(question);
    for await (const line of lines) return /^\s*yes\s*$/i.test(line);
    // The input has ended without an answer.
    world.error.write('\n');
    return false;
  } finally {
    lines.close();
  }
}

async function carriedOut(
  plan: ActionReport,
  databases: readonly Database[],
  { choice, note = () => {} }: Pick<ActOptions, 'choice' | 'note'>,
  world: World,
  onSignal: OnSignal,
): Promise<ActionReport> {
  const breaking = new AbortController();
  let asked: NodeJS.Signals | null = null;
  let reportedAt = world.now();
  const undo = onSignal((signal) => {
    if (asked !== null) breaking.abort();
    else world.error.write('jobs-view: Ending after the transactions under way.\n');
    asked ??= signal;
  });
  try {
    return await carryOut(plan, databases, {
      write: async (database, action, jobs) => {
        const { path, host } = database;
        const result =
          host === null
            ? await runAction({ action, path, jobs }, { signal: breaking.signal })
            : await host.change({ action, jobs }, breaking.signal);
        if (result.kind === 'problem' || result.changed === 0) return result;
        const about = result.changed + result.movedOn.length;
        const moved = new Set(result.movedOn.map(({ id }) => id));
        const left = jobs.map(({ id }) => id).filter((id) => !moved.has(id));
        const ids = left.length === result.changed ? left : [];
        const of = inCommon(withChoice(everyJob, choice));
        note({ action, takenBack: false, changed: result.changed, jobs: about, ids, ...of }, database);
        return result;
      },
      signal: () => asked,
      onProgress: (through, all) => {
        if (world.now() - reportedAt < progressEveryMs) return;
        reportedAt = world.now();
        world.error.write(`${progressText(plan, through, all)}\n`);
      },
    });
  } finally {
    undo();
  }
}

async function printReport(report: ActionReport, options: PicturedOptions, world: World): Promise<number> {
  const isDryRun = options.consent === 'dry-run';
  for (const line of leftAloneLines(report)) world.error.write(`${line}\n`);
  for (const problem of report.problems) world.error.write(`${problemText(problem)}\n`);
  const lines =
    options.format === 'json'
      ? [reportJson(report, options, isDryRun)]
      : isDryRun
        ? dryRunLines(report)
        : [reportText(report)];
  await writeOut(world.output, withLineEnds(lines));
  return codeOf(report, (signal) => constants.signals[signal]);
}

function* withLineEnds(lines: Iterable<string>): Generator<string, void, undefined> {
  for (const line of lines) yield `${line}\n`;
}
