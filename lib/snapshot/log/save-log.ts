import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { SaveResult } from '../port.js';
import { type Copied, type Copy, copyLog } from './copy-log.js';
import { problemOfFile } from './log-problem.js';
import type { LogSource } from './outcome.js';

/** Writes a whole log to a new file, which is removed again where that can't be done. Never rejects. */
export async function saveLog(
  source: LogSource,
  path: string,
  signal: AbortSignal,
  database: string,
): Promise<SaveResult> {
  if (signal.aborted) return { kind: 'stopped' };
  let file: FileHandle;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    return { kind: 'problem', problem: problemOfFile(error, path) };
  }
  let copied: Copied;
  try {
    copied = await copyLog(source, copyTo(file), signal, database);
  } catch (error) {
    copied = { kind: 'problem', problem: problemOfFile(error, path) };
  }
  try {
    // Some file systems say only now that there was no room.
    await file.close();
  } catch (error) {
    copied = { kind: 'problem', problem: problemOfFile(error, path) };
  }
  if (copied.kind === 'copied') return { kind: 'saved', path, bytes: copied.bytes };
  await unlink(path).catch(() => undefined);
  return copied;
}

function copyTo(file: FileHandle): Copy {
  let size = 0;
  return {
    async append(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, size);
        done += bytesWritten;
        size += bytesWritten;
      }
    },
    async restart() {
      size = 0;
      await file.truncate(0);
    },
  };
}
