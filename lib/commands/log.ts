import { asciiOnly, sanitize } from '../view/text/sanitize.js';
import { appearanceOf } from './appearance.js';
import type { DatabaseAddress } from './database.js';
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
import type { World } from './world.js';
import { isWritten } from './write-out.js';

/**
 * Prints the log of a job in one of the databases, byte for byte as it is stored (unpacked); on a terminal, as text that
 * is safe to print there. An id that more than one of several databases has must be asked for with the name. Returns
 * the exit code: 0, also when nobody reads it any more; 1 or 2 with the reason on stderr.
 */
export async function log(
  asked: Omit<LogOptions, 'path' | 'host'>,
  databases: readonly DatabaseAddress[],
  world: World,
): Promise<number> {
  const job = await jobDatabase(asked.jobId, databases, world);
  if (job.kind === 'unknown') return job.code;
  const { path, open } = job.database;
  const options: LogOptions = { ...asked, jobId: job.jobId, path, host: open?.() ?? null };
  const { reader, logs } = await readersOf(options, world);
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

/** A longer line is shown in parts, in characters. */
const longestPart = 65_536;

/** A log's bytes as text that is safe to print on a terminal, line by line as the log viewer shows them. */
export class TerminalText {
  readonly #decoder = new TextDecoder();
  readonly #unicode: boolean;
  /** The beginning of a line whose end hasn't come yet. */
  #open = '';
  #isAtStart = true;

  /** `unicode`: whether the terminal shows more than ASCII. */
  constructor(unicode: boolean) {
    this.#unicode = unicode;
  }

  /** The lines that these bytes complete. */
  of(bytes: Uint8Array): string {
    const lines = (this.#open + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#open = lines.pop() ?? '';
    const whole = lines.map((line) => `${this.#shown(line.replace(/\r$/, ''))}\n`).join('');
    if (whole !== '') this.#isAtStart = true;
    return this.#open.length > longestPart ? whole + this.open() : whole;
  }

  /** What is known of a line that isn't complete yet; its end comes later. */
  open(): string {
    const shown = this.#shown(this.#open);
    if (shown !== '') this.#isAtStart = false;
    this.#open = '';
    return shown;
  }

  /** The rest, with a line break if it lacks one. */
  end(): string {
    const rest = this.open();
    return this.#isAtStart ? rest : `${rest}\n`;
  }

  #shown(line: string): string {
    const parts: string[] = [];
    for (let from = 0; from < line.length; from += longestPart) {
      const clean = sanitize(line.slice(from, from + longestPart), longestPart, { spaces: 'all' });
      parts.push(this.#unicode ? clean : asciiOnly(clean));
    }
    return parts.join('');
  }
}
