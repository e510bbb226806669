import { beforeEach, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { path } from './scene.js';
import { run } from './scripts.js';

beforeEach(async () => {
  await createDatabase(path, { journalMode: 'memory' });
  // A transaction without a journal: no instant of the file can be proved while it lasts.
  const writer = await NativeWriter.start(path);
  await writer.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
});

it('a command that reads a busy database once advises to try again', async () => {
  const asked = [
    [['--json'], 1],
    [['causes', '--timeout', '1s'], 1],
    [['--once', '--timeout', '1s'], 1],
    [['wait', '--timeout', '9s'], 4],
    [['doctor', '--timeout', '1s'], null],
  ] as const;
  const ended = await Promise.all(asked.map(([[command, ...rest]]) => run([command, path, ...rest])));
  for (const [at, { code, errors, out }] of ended.entries()) {
    const [args, wanted] = asked[at] ?? [];
    const said = errors + out;
    expect({ args, code: wanted === null ? null : code, said }).toEqual({
      args,
      code: wanted,
      said: expect.stringMatching(/no consistent picture could be read\.\s+Try again in a moment\./),
    });
    expect(said).not.toContain('by itself');
  }
});
