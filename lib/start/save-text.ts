import { writeFile } from 'node:fs/promises';
import type { World } from '../commands/world.js';
import type { Copying } from '../machine/state/state.js';
import type { Notice } from '../machine/state/write-order.js';
import { pathToSave } from './save-path.js';

/** Saves a text of a job to a new file in the working folder, byte for byte, and returns the notice to show. */
export async function saveText({ jobId, text, what }: Copying, world: World): Promise<Omit<Notice, 'at'>> {
  const path = pathToSave(jobId, what.replaceAll(' ', '-'), 'txt', world);
  try {
    await writeFile(path, text, { flag: 'wx' });
    return { tone: 'done', text: `Saved the ${what} to`, path };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return { tone: 'failed', text: `The ${what} was not saved: ${reasons[code] ?? String(error)}`, path };
  }
}

const noPermission = 'no permission to write there:';
const noRoom = 'no space is left there:';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the folder is gone:',
  EEXIST: 'this file exists already:',
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: noPermission,
  ENOSPC: noRoom,
  EDQUOT: noRoom,
};
