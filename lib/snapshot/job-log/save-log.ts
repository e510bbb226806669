import { ftruncate, write } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { SaveResult } from '../port.js';
import { type Copied, type Copy, copyLog } from './copy-log.js';
import { problemOfFile } from './log-problem.js';
import type { LogSource } from './log-source.js';

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
