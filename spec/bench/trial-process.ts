import type { DatabaseName } from './databases.js';
import type { TrialAnswer, TrialTask } from './trial.js';

/** Runs a trial with the task on the command line, and prints the answer as one line of JSON. */
export async function runTrial(trial: (task: TrialTask) => Promise<TrialAnswer>): Promise<void> {
  const task = JSON.parse(process.argv[2] ?? '{}') as TrialTask;
  const answer = await trial(task);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** The trial's databases, with the path of each. */
export function databasesOf({ databases }: TrialTask): readonly { name: DatabaseName; path: string }[] {
  return Object.entries(databases).map(([name, path]) => ({ name: name as DatabaseName, path }));
}

/** The only database of a trial that works on one. Throws where there is none. */
export function databaseOf(task: TrialTask): { readonly name: DatabaseName; readonly path: string } {
  const [database] = databasesOf(task);
  if (database === undefined) throw new Error('the trial has no database');
  return database;
}

/** A number among the options. Throws where there is none. */
export function numberOf({ options }: TrialTask, key: string): number {
  const value = options[key];
  if (typeof value !== 'number') throw new Error(`the trial has no number ${key}`);
  return value;
}

/** A text among the options; `otherwise` where there is none. */
export function textOf({ options }: TrialTask, key: string, otherwise = ''): string {
  return String(options[key] ?? otherwise);
}
