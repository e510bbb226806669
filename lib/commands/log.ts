import { TerminalText } from '../view/text-out/terminal-text.js';
import { appearanceOf } from './appearance.js';
import { followLog } from './log/follow-log.js';
import {
  jobDatabase,
  type LogOptions,
  type LogParts,
  readersOf,
  readTarget,
  refuseAbsent,
  refuseLog,
  refuseMissing,
  reportLog,
} from './log/log-options.js';
import { LogPrinter, type Print } from './log/log-printer.js';
import type { NamedCommandDatabase } from './read-once.js';
import type { World } from './world.js';
import { isWritten } from './write-out.js';

/**
 * Prints a job's log, byte for byte as it is stored (unpacked); on a terminal, as text that is safe to print there.
 * Returns the exit code: 0, also when nobody reads it any more; 1 with the reason on stderr.
 */
export async function log(options: LogOptions, world: World): Promise<number> {
  const { reader, logs } = readersOf(options, world);
  const { print, idle, end } = outputFor(options, world);
  try {
    const printer = new LogPrinter(options.jobId, print, options.follows, options.lines);
    const parts = { options, world, reader, logs, printer, idle };
    const code = await (options.follows ? followLog(parts) : printAll(parts));
    await end();
    return code;
  } finally {
    await reader.close();
  }
}

/** Prints the log as it is now, and returns the exit code. */
async function printAll(parts: LogParts): Promise<number> {
  const logs = parts.logs();
  try {
    for (;;) {
      const step = await parts.printer.step(logs);
      switch (step.kind) {
        case 'printed':
          continue;
        case 'level':
        case 'unread':
          return 0;
        case 'rewritten':
          return refuseLog(parts, 'The log was rewritten while it was being printed.', 'Print it again.');
        case 'none':
          return (await isAbsent(parts)) ? refuseAbsent(parts) : refuseMissing(parts, step.looked);
        case 'problem':
          return reportLog(parts, step.problem);
      }
    }
  } finally {
    await logs.close();
  }
}

/** Whether the queue is known to have no such job; its log may be kept longer than the job. */
async function isAbsent({ reader, options }: LogParts): Promise<boolean> {
  const found = await readTarget(reader, options.jobId);
  return found.kind !== 'problem' && found.picture.targets?.length === 0;
}

interface Output extends Pick<LogParts, 'idle'> {
  readonly print: Print;
  readonly end: () => Promise<boolean>;
}

function outputFor({ path, looks }: LogOptions, world: World): Output {
  const { output } = world;
  if (output.isTTY !== true) {
    const nothing = async () => true;
    return { print: (bytes) => isWritten(output, bytes), idle: nothing, end: nothing };
  }
  const text = new TerminalText(appearanceOf(path, world, looks).unicode);
  return {
    print: (bytes) => isWritten(output, text.of(bytes)),
    idle: () => isWritten(output, text.open()),
    end: () => isWritten(output, text.end()),
  };
}

/**
 * The same for a job of one of several databases; an id that more than one of them has must be asked for with the name.
 */
export async function logOf(
  options: Omit<LogOptions, 'path' | 'host'>,
  several: readonly NamedCommandDatabase[],
  world: World,
): Promise<number> {
  const job = await jobDatabase(options.jobId, several, world);
  if (job.kind === 'unknown') return job.code;
  const { path, open } = job.database;
  return log({ ...options, jobId: job.jobId, path, host: open?.() ?? null }, world);
}
