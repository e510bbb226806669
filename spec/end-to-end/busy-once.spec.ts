import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { killAll, run } from './scripts.js';

let folder: TemporaryFolder;
let path: string;

beforeEach(async () => {
  folder = temporaryFolder();
  path = folder.file('jobs.sqlite3');
  await createDatabase(path, { journalMode: 'memory' });
  // A transaction without a journal: no instant of the file can be proved while it lasts.
  const writer = await NativeWriter.start(path);
  await writer.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
});

afterEach(async () => {
  killAll();
  await NativeWriter.killAll();
  folder.remove();
});

describe('a database that is busy, looked at once', () => {
  it.each([
    [['--json'], 1],
    [['--once'], 1],
    [['wait', '--timeout', '2s'], 4],
    [['doctor'], null],
  ] as const)('is to be tried again by whoever asked: %j', async (args, code) => {
    const [command, ...rest] = args;
    const ended = await run([command, path, ...rest]);
    if (code !== null) expect(ended.code).toBe(code);
    const said = ended.errors + ended.out;
    expect(said).toMatch(/no consistent picture could be read\.\s+Try again in a moment\./);
    expect(said).not.toContain('by itself');
  });
});
