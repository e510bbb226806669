import { type ChildProcess, spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

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
  const tail = spawn('tail', args, { stdio: ['ignore', descriptor, 'ignore'] });
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
