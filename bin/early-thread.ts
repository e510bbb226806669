import { access, fstatSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import { startThread, usualLimits, workerOptions } from '../lib/entries.js';

/** The module that the reader thread starts with. */
export const threadEntry = new URL('./reader-thread.js', import.meta.url);

/** A command, or an option that prints and ends. The full tables would take too long to load. */
const printing =
  /^(init|migrate|causes|workers|parsers|follow|log|metrics|retry|cancel|stop|wait|doctor|serve|completion|man|help|version|-h|--help|-V|--version|--once|--json)$/;

/** Whether these arguments ask for something other than the dashboard. */
export function isPrinting(args: readonly string[]): boolean {
  return args.some((argument) => printing.test(argument));
}

/** The word among the arguments that says what to do, without its dashes; `dashboard` where none does. */
export function taskOf(args: readonly string[]): string {
  return args.find((argument) => printing.test(argument))?.replace(/^-+/, '') ?? 'dashboard';
}

/** An address, whose database is not read in this process: a short form of `isElsewhere`. */
const address = /^[a-z]+(\+ssh)?:\/\//i;

/** Whether these arguments name databases, and none of this host. */
export function isFar(args: readonly string[]): boolean {
  const named = args.filter((argument) => !argument.startsWith('-'));
  return named.length > 0 && named.every((argument) => address.test(argument));
}

/**
 * Whether a list of this host will most likely be shown. A terminal is a character device, and a program's stdout is
 * seldom another one; a better test would take long to load.
 */
function maybeShowsList(args: readonly string[]): boolean {
  if (isPrinting(args) || isFar(args)) return false;
  return [0, 1].every((descriptor) => fstatSync(descriptor).isCharacterDevice());
}

/**
 * Starts the reader thread as soon as the dashboard of a file looks likely, before the arguments are parsed; null
 * otherwise. A wrong guess costs some processor time and nothing else: the thread waits until it is told what to read,
 * and ends with the process.
 */
export function beginEarly(args: readonly string[]): Worker | null {
  if (!maybeShowsList(args)) return null;
  // Has Node start the threads for its own work: where there may be no more, it aborts, and must not on a full screen.
  access('/', () => {});
  try {
    const worker = startThread(threadEntry, workerOptions(usualLimits));
    // The thread's next owner watches for its end.
    worker.on('error', () => {});
    return worker;
  } catch {
    // It is tried again, where a failure can be shown.
    return null;
  }
}

/** Commands and options that read once, print or write, and end. */
const brief = /^(init|migrate|causes|workers|parsers|retry|cancel|stop|doctor|--once|--json)$/;
/** Commands that may run for long, whatever other arguments there are. */
const longRunning = /^(follow|log|metrics|wait|serve)$/;

/** Whether these arguments ask for something that ends by itself as soon as it is done. */
export function isBrief(args: readonly string[]): boolean {
  return (
    args.some((argument) => brief.test(argument)) && !args.some((argument) => longRunning.test(argument))
  );
}

/**
 * Has V8 compile for speed only what has run for sixty times as long as usual. With a thousand jobs little does, and
 * compiling the rest would take a fifth of the processor time that printing them takes. From Node 22 on, V8 has no such
 * option, and would say so on stderr.
 */
export function compileLate(): void {
  if (Number.parseInt(process.versions.node, 10) < 22) setFlagsFromString('--interrupt-budget=4000000');
}
