import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { started } from '../lib/entries.js';
import { startFailure } from '../lib/model/problem.js';
import { isPrinting } from './early-thread.js';

const what = 'The process that does the work';
const notStarted = { sentence: `${what} could not be started.`, advice: 'Check this installation.' };
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Whether these arguments ask for a read in this thread, and not for the dashboard. */
export function needsStandIn(args: readonly string[]): boolean {
  return isPrinting(args) || !isatty(0) || !isatty(1);
}

/**
 * Runs this program again as a child with the same streams, and returns its exit code, or 128 + n where signal n
 * ended it. Signals are passed on. Used where this is the first process of a container: a signal ends such a
 * process only through a handler, which would have to wait for SQLite in this thread, while a child is ended at
 * once; if none can be started, it prints why and returns 1. `args` are those of Node.
 */
export async function standIn(args: readonly string[]): Promise<number> {
  const child = started(() => spawn(process.execPath, args, { stdio: 'inherit' }));
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', (error) => {
      const { sentence, advice } = startFailure(what, String(error)) ?? notStarted;
      process.stderr.write(`jobs-view: ${sentence}\n${advice}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
