import type { DatabaseName } from './databases.js';
import type { TrialOrder, TrialOutcome } from './trial.js';

/** Runs a trial as it was ordered on the command line, and prints the outcome as one line of JSON. */
export async function runTrial(trial: (order: TrialOrder) => Promise<TrialOutcome>): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? '{}') as TrialOrder;
  const outcome = await trial(order);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

/** The trial's databases, with the path of each. */
export function databasesOf({ databases }: TrialOrder): readonly { name: DatabaseName; path: string }[] {
  return Object.entries(databases).map(([name, path]) => ({ name: name as DatabaseName, path }));
}

/** The only database of a trial that works on one. Throws where there is none. */
export function databaseOf(order: TrialOrder): { readonly name: DatabaseName; readonly path: string } {
  const [database] = databasesOf(order);
  if (database === undefined) throw new Error('the trial has no database');
  return database;
}

/** A number among the options. Throws where there is none. */
export function numberOf({ options }: TrialOrder, key: string): number {
  const value = options[key];
  if (typeof value !== 'number') throw new Error(`the trial has no number ${key}`);
  return value;
}

/** A text among the options; `otherwise` where there is none. */
export function textOf({ options }: TrialOrder, key: string, otherwise = ''): string {
  return String(options[key] ?? otherwise);
}
