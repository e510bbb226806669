import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { until } from '../support/until.js';
import { killAll, run } from './scripts.js';

const folder = folderForEach();

afterEach(() => killAll());

describe('a writer at full speed in WAL mode', () => {
  it('leaves every command that reads once an instant to read', async () => {
    const fast = folder.file('fast.sqlite3');
    const rows = Array.from({ length: 2000 }, () => ({ status: 'FAILED', plugin_name: 'p' }));
    await createDatabase(fast, { rows });
    const entry = new URL('./burst-writer.js', import.meta.url);
    const writer = fork(entry, [fast, 'wal', '60000'], { serialization: 'json' });
    try {
      await until(() => existsSync(`${fast}-wal`), 10_000);
      for (const args of [['--json'], ['causes'], ['metrics']])
        expect(await run([...args, fast])).toMatchObject({ code: 0, errors: '' });
      expect(writer.exitCode).toBeNull();
    } finally {
      writer.kill('SIGKILL');
      await once(writer, 'exit');
    }
  }, 60_000);
});
