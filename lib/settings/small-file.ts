import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** No file that a person or this program writes here is larger, in bytes. */
const mostBytes = 16_000_000;

/** Opens a plain file, with these flags. Throws the system's errors, and for anything else; never blocks on a pipe. */
export function openPlain(path: string, flags: number): number {
  const descriptor = openSync(path, flags | constants.O_NONBLOCK | constants.O_NOCTTY, 0o600);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new Error('it is not a plain file');
}

/** The text of a small, plain file; `flags`: further ones. Throws the system's errors; never blocks on a pipe or a device. */
export function readSmallFile(path: string, flags = 0): string {
  const descriptor = openPlain(path, constants.O_RDONLY | flags);
  try {
    const { size } = fstatSync(descriptor);
    if (size > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
    return readFileSync(descriptor, 'utf8').replace(/^\ufeff/, '');
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Replaces a small file as a whole, so that no reader sees only a part of it; only its owner may read it. Throws system
 * errors.
 */
export function replaceFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    removeDraft(draft);
    throw error;
  }
}

function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // If it can't be written, it usually doesn't exist.
  }
}
