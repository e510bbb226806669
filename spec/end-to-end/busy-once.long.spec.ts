import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { NativeWriter } from '../support/native-writer.js';
import { until } from '../support/until.js';
import { killAll, run } from './scripts.js';

const folder = folderForEach();
let path: string;

beforeEach(async () => {
  path = folder.file('jobs.sqlite3');
  await createDatabase(path, { journalMode: 'memory' });
  // A transaction without a journal: no instant of the file can be proved while it lasts.
  const writer = await NativeWriter.start(path);
  await writer.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
});

afterEach(() => killAll());

it('a command that reads a busy database once advises to try again', async () => {
  const asked = [
    [['--json'], 1],
    [['causes', '--timeout', '1s'], 1],
    [['--once', '--timeout', '1s'], 1],
    [['wait', '--timeout', '2s'], 4],
    [['doctor'], null],
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

describe.each(['wal', 'truncate'])('a writer at full speed in mode %s', (mode) => {
  it('leaves every command that reads once an instant to read', async () => {
    const fast = folder.file('fast.sqlite3');
    const rows = Array.from({ length: 2000 }, () => ({ status: 'FAILED', plugin_name: 'p' }));
    await createDatabase(fast, { rows });
    const entry = new URL('./burst-writer.js', import.meta.url);
    const writer = fork(entry, [fast, mode, '60000'], { serialization: 'json' });
    try {
      await until(() => existsSync(`${fast}-${mode === 'wal' ? 'wal' : 'journal'}`), 10_000);
      for (const args of [['--json'], ['causes'], ['metrics']])
        expect(await run([...args, fast])).toMatchObject({ code: 0, errors: '' });
      expect(writer.exitCode).toBeNull();
    } finally {
      writer.kill('SIGKILL');
      await once(writer, 'exit');
    }
  }, 60_000);
});
