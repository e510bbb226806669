import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
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

/** Makes an empty folder under the system's temporary folder. */
export function temporaryFolder(): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'jobs-view-spec-')));
  return {
    path,
    file: (name) => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
