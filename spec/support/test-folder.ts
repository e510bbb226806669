import { afterEach } from '@jest/globals';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.js';

const folders: TemporaryFolder[] = [];

/** The path of a new empty folder, removed after the test that made it. */
export function testFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
}

afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
