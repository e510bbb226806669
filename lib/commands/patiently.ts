import { setTimeout as pause } from 'node:timers/promises';
import { after } from '../clock.js';
import { durationText } from '../model/filter/point-in-time.js';
import type { Problem } from '../model/problem.js';
import { nodeSystem } from '../snapshot/files/node-system.js';
import type { LiveDatabase } from '../snapshot/live-database.js';
import type { Failed, Readers } from '../snapshot/remote-readers.js';
import type { ReadersWorld } from '../snapshot/thread/start-readers.js';

/** From one try to the next, ms. */
const pauseMs = 20;

/** The result of one try. */
type Tried =
  | { readonly kind: 'picture' | 'value' }
  | { readonly kind: 'problem'; readonly problem: Pick<Problem, 'code'> };

/**
 * Reads a database again and again until somebody who writes to it non-stop leaves an instant, or the time is up, ms: then
 * the result is the last problem.
 */
export async function patiently<T extends Tried>(read: () => Promise<T>, timeout: number): Promise<T> {
  const began = nodeSystem.steady();
  for (;;) {
    const result = await read();
    const isBusy = result.kind === 'problem' && result.problem.code === 'busy';
    if (!isBusy || nodeSystem.steady() - began >= timeout) return result;
    await pause(pauseMs);
  }
}

/** What commands read with that read a log, or one picture. */
export type CommandReaders = Pick<Readers, 'snapshots' | 'measured' | 'portion' | 'close'>;

/**
 * Readers of a database that has views, in a thread: a read of a view may never end, and so each is given up after
 * `timeout` ms, as a problem, and is ended when the readers are closed. Null if it has none, or isn't there.
 */
export async function readersOfViews(
  database: LiveDatabase,
  timeout: number,
  world: ReadersWorld,
  logFolder: string | null = null,
): Promise<CommandReaders | null> {
  const views = await database.read(({ hasViews }) => hasViews);
  if (views.kind === 'problem' || views.value !== true) return null;
  const { startReaders } = await import('../snapshot/thread/start-readers.js');
  const readers = startReaders(database.path, logFolder, world);
  const inTime = <T>(answer: Promise<T>): Promise<T | Failed> => unlessLate(answer, timeout, database.path);
  return {
    snapshots: { ...readers.snapshots, read: (request) => inTime(readers.snapshots.read(request)) },
    measured: (request) => inTime(readers.measured(request)),
    portion: (request) => inTime(readers.portion(request)),
    close: () => readers.close(),
  };
}

/** The problem that reading a database's views took longer than `timeout` ms. */
export function endlessViews(timeout: number, file: string): Problem {
  const sentence = `The database has views, and reading them takes longer than ${durationText(timeout)}.`;
  return { code: 'too-much', sentence, file, advice: 'Check that each of its views has an end.' };
}

/** The answer, or the problem that there was none within `timeout` ms. */
function unlessLate<T>(answer: Promise<T>, timeout: number, file: string): Promise<T | Failed> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve({ kind: 'problem', problem: endlessViews(timeout, file) });
    answer.then(resolve, reject).finally(after(timeout, giveUp));
  });
}
