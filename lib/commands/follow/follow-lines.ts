import { type ChildProcess, spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';
import { started } from '../../entries.js';
import type { ReportedEvent } from '../../model/follow-event.js';
import { actJson, followJson } from '../../view/text-out/follow-json.js';
import { actText, followText } from '../../view/text-out/follow-text.js';
import { isWritten } from '../write-out.js';
import type { ReportedAct } from './follow-output.js';
import type { Cursors } from './record.js';

/** How a database's events are printed. */
export interface LinesOptions {
  readonly format: 'text' | 'json';
  /** The file, or the name of the host that it is on. */
  readonly path: string;
  /** The database's name if several are followed; else null. */
  readonly name: string | null;
  readonly unicode: boolean;
  /** Shared by all databases that are followed. */
  readonly cursors: Cursors;
}

/** Text is written in portions of this many characters. */
const portion = 65_536;

/** Prints a database's events and then own acts, one line each; resolves with false when nobody reads them any more. */
export async function printLines(
  events: readonly ReportedEvent[],
  { format, path, name, unicode, cursors }: LinesOptions,
  output: NodeJS.WritableStream,
  acts: readonly ReportedAct[] = [],
): Promise<boolean> {
  let text = '';
  for (const { event, asOf, cursor } of events) {
    if (format === 'json') cursors.move(name ?? path, cursor);
    const line =
      format === 'json'
        ? followJson(event, { asOf, cursor: cursors.text, path, name })
        : followText(event, asOf, { unicode, name });
    if (line !== null) text += `${line}\n`;
    if (text.length < portion) continue;
    if (!(await isWritten(output, text))) return false;
    text = '';
  }
  for (const { act, cursor } of acts) {
    if (format === 'json') cursors.move(name ?? path, cursor);
    const stamp = { asOf: act.at, cursor: cursors.text, path, name };
    text += `${format === 'json' ? actJson(act, stamp) : actText(act, act.at, { unicode, name })}\n`;
  }
  return text === '' || (await isWritten(output, text));
}

/** What watches the reader of a pipe; to be closed. */
export interface ReaderWatch {
  /** Ends the watch; resolves when it no longer holds the pipe open. */
  close(): Promise<void>;
}

const none: ReaderWatch = { close: async () => {} };

/**
 * Calls back when nobody reads our output pipe any more, even if nothing is written to it. The system reports that to
 * programs that poll the pipe. Node doesn't poll it, but GNU tail does, for the same purpose: a tail that is given the
 * pipe dies when the reader goes. With another tail or none, or if the output isn't a pipe, nothing is ever called, and
 * only the next written line shows it.
 */
export function watchReader(descriptor: number, onUnread: () => void): ReaderWatch {
  if (!isPipe(descriptor)) return none;
  // If this process is killed, the pipe must not stay open for longer than a moment.
  const args = [`--pid=${process.pid}`, '-f', '/dev/null'];
  const tail = started(() => spawn('tail', args, { stdio: ['ignore', descriptor, 'ignore'] }));
  const ended = endOf(tail);
  void ended.then((signal) => {
    if (signal === 'SIGPIPE') onUnread();
  });
  return {
    close: async () => {
      tail.kill('SIGKILL');
      await ended;
    },
  };
}

/** Resolves with the signal that ended it; null if none did, or it didn't begin. */
function endOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    child.once('exit', (_, signal) => resolve(signal)).once('error', () => resolve(null));
  });
}

function isPipe(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFIFO();
  } catch {
    // A closed output shows at the first line.
    return false;
  }
}
