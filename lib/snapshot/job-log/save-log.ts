import { ftruncate, write } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Problem } from '../../model/problem.js';
import { nextTurn } from '../files/node-system.js';
import { problemOf } from '../files/read-failure.js';
import type { SaveResult } from '../port.js';
import { type LogSource, problemOfFile } from './log-bytes.js';

/** This many bytes are copied at a time. */
const portionBytes = 1 << 20;
/** A log that is rewritten in the meantime is copied again from the start at most this many times. */
const beginnings = 8;

/** The target of a copy. Rejects with what `node:fs` throws. */
interface Copy {
  append(bytes: Uint8Array): Promise<void>;
  /** Discards everything that was written. */
  restart(): Promise<void>;
}

/** The result of copying. */
type Copied =
  | { readonly kind: 'copied'; readonly bytes: number; readonly state: string; readonly asOf: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * Copies the log as it was at one instant (a file: up to its size at the start). If the log is rewritten between
 * portions, the copy starts again. Rejects with what `copy` rejects with. `name` is the database's path.
 */
export async function copyLog(
  source: LogSource,
  copy: Copy,
  signal: AbortSignal,
  name: string,
): Promise<Copied> {
  for (let beginning = 1; beginning <= beginnings; beginning += 1) {
    const copied = await copyOnce(source, copy, signal);
    if (copied !== null) return copied;
    await copy.restart();
  }
  const reason = 'the log is rewritten faster than it can be copied';
  return { kind: 'problem', problem: problemOf('busy', name, reason) };
}

interface Start {
  readonly edition: string;
  readonly state: string;
  readonly asOf: number;
  readonly size: number;
}

/** Null if the log was rewritten in the meantime. */
async function copyOnce(source: LogSource, copy: Copy, signal: AbortSignal): Promise<Copied | null> {
  let start: Start | null = null;
  for (let done = 0; ; ) {
    const portion = await nextPortion(source, done, start, signal);
    if (portion === null || 'kind' in portion) return portion;
    start = portion.start;
    await copy.append(portion.bytes);
    done += portion.bytes.length;
    if (done >= start.size) return { kind: 'copied', bytes: done, state: start.state, asOf: start.asOf };
    await nextTurn();
  }
}

interface Portion {
  readonly start: Start;
  readonly bytes: Buffer;
}

async function nextPortion(
  source: LogSource,
  from: number,
  start: Start | null,
  signal: AbortSignal,
): Promise<Portion | Copied | null> {
  const reading = source.read((bytes) => {
    const size = start?.size ?? bytes.size;
    return { size, bytes: size > bytes.size ? null : bytes.read(from, Math.min(size, from + portionBytes)) };
  });
  const answer = await orStopped(reading, signal);
  if (answer === 'stopped') return { kind: 'stopped' };
  if (answer.kind === 'problem') return answer;
  if (answer.kind === 'none') return start === null ? { kind: 'none' } : null;
  const { edition, state, asOf, value } = answer;
  if (value.bytes === null || (start !== null && start.edition !== edition)) return null;
  return { start: start ?? { edition, state, asOf, size: value.size }, bytes: value.bytes };
}

const writeTo = promisify(write);
const truncate = promisify(ftruncate);

/** The result of writing a log to an open file. */
export type Filled =
  | { readonly kind: 'copied'; readonly bytes: number }
  | Exclude<Copied, { readonly kind: 'copied' }>;

/**
 * Makes a new file and has it filled through its descriptor; removes the file if that fails. Never rejects, and
 * `fill` must not either.
 */
export async function saveTo(
  path: string,
  fill: (descriptor: number) => Promise<Filled>,
): Promise<SaveResult> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    return { kind: 'problem', problem: problemOfFile(error, path) };
  }
  let filled = await fill(file.fd);
  try {
    // Some file systems report only now that there was no room.
    await file.close();
  } catch (error) {
    filled = { kind: 'problem', problem: problemOfFile(error, path) };
  }
  if (filled.kind === 'copied') return { kind: 'saved', path, bytes: filled.bytes };
  await unlink(path).catch(() => undefined);
  return filled;
}

/** Writes a whole log to an open, empty file at `path`. Never rejects. */
export async function fillWithLog(
  source: LogSource,
  path: string,
  descriptor: number,
  signal: AbortSignal,
  database: string,
): Promise<Filled> {
  try {
    return await copyLog(source, copyTo(descriptor), signal, database);
  } catch (error) {
    return { kind: 'problem', problem: problemOfFile(error, path) };
  }
}

function copyTo(descriptor: number): Copy {
  let size = 0;
  return {
    async append(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await writeTo(descriptor, bytes, done, bytes.length - done, size);
        done += bytesWritten;
        size += bytesWritten;
      }
    },
    async restart() {
      size = 0;
      await truncate(descriptor, 0);
    },
  };
}

/** What a promise resolves to, or `stopped` as soon as `signal` is aborted; the promise's work continues anyway. */
export async function orStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'stopped'> {
  if (signal.aborted) return 'stopped';
  let stop = () => {};
  const stopped = new Promise<'stopped'>((resolve) => {
    stop = () => resolve('stopped');
  });
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
