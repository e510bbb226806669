import { write } from 'node:fs';
import { promisify } from 'node:util';
import type { Problem } from '../model/problem.js';
import { logProblem, problemOfFile } from '../snapshot/job-log/log-problem.js';
import type { Filled } from '../snapshot/job-log/save-log.js';
import type { LogCopyAnswer } from './wire/messages.js';

const writeTo = promisify(write);

interface Failed {
  readonly kind: 'problem';
  readonly problem: Problem;
}

/** A log on another host that can be copied there and fetched. */
export interface LogOnHost {
  /** Copies it to a file on the other host. */
  readonly copy: () => Promise<LogCopyAnswer>;
  /** A piece of the copy from a byte on: empty at its end, null if the copy is gone. */
  readonly bytes: (from: number) => Promise<Uint8Array | null | Failed>;
}

/** Fetches a whole log, as it was at one instant, and writes it to an open, empty file at `path`. Never rejects. */
export async function fetchLog(
  { copy, bytes }: LogOnHost,
  path: string,
  descriptor: number,
  label: string,
  signal: AbortSignal,
): Promise<Filled> {
  const copied = await copy();
  if (copied.kind !== 'log-copied') return copied;
  for (let from = 0; ; ) {
    if (signal.aborted) return { kind: 'stopped' };
    const piece = await bytes(from);
    if (piece !== null && 'kind' in piece) return piece;
    const isEnd = piece === null || piece.length === 0;
    if (isEnd && piece !== null && from === copied.bytes) return { kind: 'copied', bytes: from };
    // If more or less comes than was announced, a disk fails, or the host can't be trusted.
    if (isEnd || from + piece.length > copied.bytes) return { kind: 'problem', problem: cutShort(label) };
    try {
      await writeWhole(descriptor, piece, from);
    } catch (error) {
      return { kind: 'problem', problem: problemOfFile(error, path) };
    }
    from += piece.length;
  }
}

function cutShort(label: string): Problem {
  return logProblem('The log was cut short on its way.', label, 'Save it again.');
}

async function writeWhole(descriptor: number, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await writeTo(descriptor, bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}
