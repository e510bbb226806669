import { constants, fstatSync, type Stats } from 'node:fs';
import { lstat, open, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/**
 * Writes a text to the file that the operator named. A file is replaced as a whole, so that a reader never finds a part
 * of it; where a link leads to it, the link stays. A FIFO or a device is written to, and so is what the shell opened,
 * such as `/dev/stdout`. Throws what the system says, or why it is refused.
 */
export async function writeNamed(
  path: string,
  text: string,
  { output }: Pick<World, 'output'>,
): Promise<void> {
  const status = await stat(path).catch(unlessMissing);
  if (status !== null && isSame(status, fstatSync(1))) return writeOut(output, [text]);
  const place = await placeOf(path);
  if (status === null || (status.isFile() && !place.isOpen)) return replaceFile(place.path, text);
  if (!status.isFile() && !status.isFIFO() && !status.isCharacterDevice())
    throw new Error(`it is ${status.isDirectory() ? 'a folder' : 'no file'}`);
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOCTTY);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/** Where a path's links lead to; `isOpen`: to a file that this process was given open, wherever that is. */
async function placeOf(path: string): Promise<{ readonly path: string; readonly isOpen: boolean }> {
  const status = await lstat(path).catch(unlessMissing);
  if (status?.isSymbolicLink() !== true) return { path, isOpen: false };
  // Its links in there name what is open, and don't lead to it.
  if ((await realpath(dirname(path))).startsWith('/proc/')) return { path, isOpen: true };
  return placeOf(resolve(dirname(path), await readlink(path)));
}

function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** The collector reads at any time, but only files named `*.prom`. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const file = await open(temporary, 'wx', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
