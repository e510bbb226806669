import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { folderForEach } from '../../support/folder-for-each.js';
import { lineBytes, megabytes, writeLines } from './large-log.js';
import { logDatabase, writeLog } from './log-database.js';
import { lastLines, logReader } from './reading.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('./bounded-reader.js', import.meta.url));

const folder = folderForEach();

describe(`a log of ${megabytes} MB`, () => {
  it('is read, searched and saved in 40 MB of memory, in turns of at most 250 ms', async () => {
    const path = folder.file('logs.db');
    const native = await logDatabase(path, { mode: 'wal' });
    await writeLines(native, 'first');
    await writeLog(native, 2, Buffer.from('a short log\n'));
    await native.close();
    // A process of its own has nobody else's garbage, and can be told to leave its own out.
    const { stdout } = await run(process.execPath, [
      '--expose-gc',
      program,
      path,
      folder.file('saved'),
      '01199998 first',
    ]);
    const { results, growth, held } = JSON.parse(stdout) as Record<string, number> & { results: unknown };
    expect(results).toEqual({
      none: { kind: 'none' },
      other: { kind: 'none' },
      match: { kind: 'found', start: 1199998 * lineBytes, wrapped: false },
      save: { kind: 'saved', path: folder.file('saved'), bytes: 60e6 },
    });
    expect(growth).toBeLessThan(40e6);
    // Some 20 ms on a quiet machine; the log at once takes ten times as long.
    expect(held).toBeLessThan(250);
  });
});

it('a packed log is unpacked to 150 MB in 100 MB of memory, in turns of at most 250 ms', async () => {
  const path = folder.file('logs.db');
  const native = await logDatabase(path, { mode: 'wal' });
  // What comes of it is hardly larger.
  const quickly = { level: 1 };
  const packed = gzipSync(Buffer.alloc(150e6, 'a line that is always the same\n'), quickly);
  await writeLog(native, 1, packed, 'blob');
  await writeLog(native, 2, gzipSync('a short log\n'), 'blob');
  const reader = logReader(path);
  // The first log that a process reads has SQLite compiled, which takes some 100 ms in one turn.
  await lastLines(reader, '2');
  const before = process.memoryUsage().rss;
  let [last, held, most] = [process.cpuUsage(), 0, before];
  const watch = setInterval(() => {
    // Whoever else is at work on this machine doesn't count.
    const { user, system } = process.cpuUsage(last);
    held = Math.max(held, (user + system) / 1000);
    last = process.cpuUsage();
    most = Math.max(most, process.memoryUsage().rss);
  }, 1);
  expect((await lastLines(reader, '1')).size).toBe(150e6);
  clearInterval(watch);
  await reader.close();
  expect(most - before).toBeLessThan(100e6);
  expect(held).toBeLessThan(250);
});
