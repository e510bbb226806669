import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Throws, and so fails a spec, if a program that it needs isn't installed: it is never skipped silently. */
export function needProgram(name: string): void {
  const folders = (process.env.PATH ?? '').split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, name))))
    throw new Error(`This spec needs ${name}, which is not installed.`);
}
