import { mkdtempSync, realpathSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test alone. */
export interface TemporaryFolder {
  /** Absolute, with symbolic links resolved. */
  readonly path: string;
  /** The absolute path of a name in the folder. */
  file(name: string): string;
  /** Deletes the folder and everything in it. */
  remove(): void;
}

/** Makes an empty folder under the system's temporary folder, or under another one. */
export function temporaryFolder(parent = tmpdir()): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(parent, 'jobs-view-spec-')));
  return {
    path,
    file: (name) => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Makes an empty folder whose files are in memory, if there is ample room for them; else an ordinary one. */
export function folderInMemory(): TemporaryFolder {
  return temporaryFolder(hasRoom() ? memory : undefined);
}

const memory = '/dev/shm';

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= 2 ** 30;
  } catch {
    // Only Linux has it.
    return false;
  }
}
