import { afterEach, beforeEach } from '@jest/globals';
import { NativeWriter } from './native-writer.js';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.js';

/**
 * A folder for each test of a file, or of a `describe`: new and empty before it, removed after it, once the native
 * writers that it left running have been ended. Between tests, using it throws.
 */
export function folderForEach(): Omit<TemporaryFolder, 'remove'> {
  let folder: TemporaryFolder | null = null;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await NativeWriter.endAll();
    folder?.remove();
    folder = null;
  });
  const made = (): TemporaryFolder => {
    if (folder === null) throw new Error('no test has a folder now');
    return folder;
  };
  return {
    get path() {
      return made().path;
    },
    file: (name) => made().file(name),
  };
}
