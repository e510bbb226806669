import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseName } from './databases.js';

/** What a figure must not go beyond. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** What a figure is counted in: a ratio, a count, milliseconds, or a part of one core or of something else in %. */
export type Unit = '×' | 'ms' | '%' | 'bytes' | 'count';

/** One line of the table. */
export interface Figure {
  /** The program's name for it. */
  readonly key: string;
  readonly measured: string;
  readonly against: string;
  readonly target: Target;
  readonly unit: Unit;
}

/** What a program is to do, by name. */
export type Options = Readonly<Record<string, string | number>>;

/** Something that is measured in a fresh process. */
export interface Trial {
  readonly name: string;
  /** A file of `programs/`, without its ending. */
  readonly program: string;
  /** The databases that it works on, each a copy of its own; none where the program makes what it needs. */
  readonly databases: readonly DatabaseName[];
  readonly options?: Options;
  readonly figures: readonly Figure[];
}

/** What a trial's program gets. */
export interface TrialTask {
  readonly name: string;
  /** The path of each database of the trial. */
  readonly databases: Readonly<Record<string, string>>;
  /** A folder that is removed afterwards. */
  readonly folder: string;
  readonly seed: number;
  readonly options: Options;
}

/** What a trial's program answers. */
export interface TrialAnswer {
  readonly figures: Readonly<Record<string, number>>;
  /** What someone who reads the figures should know, a line each. */
  readonly notes: readonly string[];
}

/** Whether a figure is on the right side of its target. False if there is no number. */
export function passes(figure: number | undefined, target: Target): boolean {
  if (figure === undefined || Number.isNaN(figure)) return false;
  return 'atMost' in target ? figure <= target.atMost : figure >= target.atLeast;
}

/** In a program: runs the trial with the task on the command line, and prints the answer as one line of JSON. */
export async function runTrial(trial: (task: TrialTask) => Promise<TrialAnswer>): Promise<void> {
  const task = JSON.parse(process.argv[2] ?? '{}') as TrialTask;
  const answer = await trial(task);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** The trial's databases, with the path of each. */
export function databasesOf({ databases }: TrialTask): readonly { name: DatabaseName; path: string }[] {
  return Object.entries(databases).map(([name, path]) => ({ name: name as DatabaseName, path }));
}

/** The first database of a trial. Throws where there is none. */
export function databaseOf(task: TrialTask): { readonly name: DatabaseName; readonly path: string } {
  const [database] = databasesOf(task);
  if (database === undefined) throw new Error('the trial has no database');
  return database;
}

/** As many copies of that database as the options say, itself the first; default: one. */
export function copiesOf(task: TrialTask): readonly [string, ...string[]] {
  const { path } = databaseOf(task);
  const others = Array.from({ length: numberOf(task, 'copies', 1) - 1 }, (_, index) => {
    const copy = join(task.folder, `copy-${index}.sqlite3`);
    copyFileSync(path, copy);
    return copy;
  });
  return [path, ...others];
}

/** A number among the options; `otherwise` where there is none. Throws where that isn't given either. */
export function numberOf({ options }: TrialTask, key: string, otherwise?: number): number {
  const value = options[key] ?? otherwise;
  if (typeof value !== 'number') throw new Error(`the trial has no number ${key}`);
  return value;
}

/** A text among the options; `otherwise` where there is none. */
export function textOf({ options }: TrialTask, key: string, otherwise = ''): string {
  return String(options[key] ?? otherwise);
}

/**
 * Measures several things in turn, round after round. The order alternates, so that what varies with time affects all
 * of them alike.
 */
export async function inTurn<K extends string>(
  rounds: number,
  measures: Readonly<Record<K, () => number | Promise<number>>>,
): Promise<Record<K, number[]>> {
  const entries = Object.entries(measures) as [K, () => number | Promise<number>][];
  const values = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<K, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of entries) values[name].push(await measure());
    entries.reverse();
  }
  return values;
}

/** A list of ms for a note. */
export function listed(times: readonly number[]): string {
  return times.map((ms) => ms.toFixed(0)).join(', ');
}
