import { constants } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { runAction } from '../actions/run-action.js';
import { leftAlone, wrongUsage } from '../cli/exit-codes.js';
import { type FilterChoice, withChoice } from '../cli/filter-choice.js';
import type { JobId } from '../model/job.js';
import type { PictureRequest } from '../model/picture.js';
import { carryOut } from './acting/carry-out.js';
import { type JobAction, jobActions } from './acting/job-action.js';
import { outcomeJson } from './acting/json.js';
import { codeOf, type Outcome, planned, toDo } from './acting/outcome.js';
import { dryRunLines, leftAloneLines, outcomeText, progressText, questionText } from './acting/words.js';
import { problemText } from './problem-text.js';
import { type CommandDatabase, readOnce } from './read-once.js';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/** What to do to which jobs. */
export interface ActOrder extends CommandDatabase {
  readonly action: JobAction;
  readonly format: 'text' | 'json';
  /** The jobs with these ids; none: those that the choice lets through. */
  readonly ids: readonly JobId[];
  readonly choice: FilterChoice;
  readonly consent: 'ask' | 'given' | 'dry-run';
  /** The settings say that nothing is to be written. */
  readonly readOnly: boolean;
}

/** Calls the listener at each signal that asks to end, which then doesn't end the process; returns how to undo that. */
export type OnSignal = (listener: (signal: NodeJS.Signals) => void) => () => void;

/** Progress is told at most this often, ms. */
const progressEveryMs = 1000;

/**
 * Retries, cancels or stops jobs, as they are found in one picture, and returns the exit code: 0 if it was done to all;
 * 5 if some were left alone; 1 with the reason on stderr; 2 if it would have to ask and can't. A signal during the
 * writing ends it with 128 and its number after the transactions under way.
 */
export async function act(order: ActOrder, world: World, onSignal: OnSignal): Promise<number> {
  const { action, path, consent } = order;
  if (consent !== 'dry-run' && order.readOnly)
    return refuse(world, 'The settings say never to write to the database.', 1);
  if (consent === 'ask' && (world.input.isTTY !== true || world.error.isTTY !== true)) {
    return refuse(
      world,
      'There is no terminal to ask on. Add --yes to do it without asking, or --dry-run to see what would be done.',
      wrongUsage,
    );
  }
  return readOnce(order, requestOf(order), world, async ({ targets, asOf }, close) => {
    const plan = planned(action, targets ?? [], order.ids, asOf);
    // Nothing of the reader's may be left when somebody takes their time to answer.
    await close();
    if (consent === 'dry-run' || toDo(plan).length === 0) return report(plan, order, world);
    if (consent === 'ask' && !(await isGranted(questionText(plan, path), world))) {
      world.error.write('Nothing was changed.\n');
      return leftAlone;
    }
    return report(await carriedOut(plan, order, world, onSignal), order, world);
  });
}

function requestOf({ action, ids, choice }: ActOrder): PictureRequest {
  return {
    filter: withChoice(jobActions[action].usual, choice),
    anchor: { kind: 'index', index: 0 },
    before: 0,
    after: 0,
    failures: 0,
    targets: { ids: ids.length === 0 ? null : ids },
  };
}

function refuse(world: World, why: string, code: number): number {
  world.error.write(`jobs-view: Nothing was done. ${why}\n`);
  return code;
}

async function isGranted(question: string, world: World): Promise<boolean> {
  const lines = createInterface({ input: world.input, terminal: false });
  try {
    world.error.write(question);
    for await (const line of lines) return /^\s*y(es)?\s*$/i.test(line);
    // The input has ended without an answer.
    world.error.write('\n');
    return false;
  } finally {
    lines.close();
  }
}

async function carriedOut(
  plan: Outcome,
  { path, host = null }: ActOrder,
  world: World,
  onSignal: OnSignal,
): Promise<Outcome> {
  const breaking = new AbortController();
  let asked: NodeJS.Signals | null = null;
  let told = world.now();
  const undo = onSignal((signal) => {
    if (asked !== null) breaking.abort();
    else world.error.write('jobs-view: Ending after the transactions under way.\n');
    asked ??= signal;
  });
  try {
    return await carryOut(plan, path, {
      write: (action, jobs) =>
        host === null
          ? runAction({ action, path, jobs }, { signal: breaking.signal })
          : host.change({ action, jobs }, breaking.signal),
      signal: () => asked,
      onProgress: (through, all) => {
        if (world.now() - told < progressEveryMs) return;
        told = world.now();
        world.error.write(`${progressText(plan, through, all)}\n`);
      },
    });
  } finally {
    undo();
  }
}

async function report(outcome: Outcome, order: ActOrder, world: World): Promise<number> {
  const isDryRun = order.consent === 'dry-run';
  for (const line of leftAloneLines(outcome)) world.error.write(`${line}\n`);
  if (outcome.problem !== null) world.error.write(`${problemText(outcome.problem)}\n`);
  const lines =
    order.format === 'json'
      ? [outcomeJson(outcome, order.path, isDryRun)]
      : isDryRun
        ? dryRunLines(outcome)
        : [outcomeText(outcome)];
  await writeOut(world.output, withLineEnds(lines));
  return codeOf(outcome, (signal) => constants.signals[signal]);
}

function* withLineEnds(lines: Iterable<string>): Generator<string, void, undefined> {
  for (const line of lines) yield `${line}\n`;
}
