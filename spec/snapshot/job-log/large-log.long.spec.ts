import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DatabaseLogReader } from '../../../lib/snapshot/job-log/database-log-reader.js';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import { type CountingSystem, countingSystem } from '../../support/bytes-read.js';
import { eventually } from '../../support/eventually.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { megabytes, writeLines } from './large-log.js';
import { logDatabase } from './log-database.js';
import { lastLines, logReader } from './reading.js';

const folder = folderForEach();
let path: string;
let system: CountingSystem;
let database: LiveDatabase;
let reader: DatabaseLogReader;

beforeEach(() => {
  path = folder.file('logs.db');
  system = countingSystem();
  database = new LiveDatabase(path, Date.now, () => {}, system);
  reader = logReader(path, { database });
});

afterEach(async () => {
  await reader.close();
  await database.close();
});

/** A log is followed in portions, more of them on a busy machine; each begins with at most this many bytes. */
const ofAPortion = 600_000;

/** What a read results in, and how many bytes of files it took besides the beginnings of further portions. */
async function counting<T>(read: () => Promise<T>): Promise<{ bytes: number; result: T }> {
  const portions = () => database.statistics.accepted + database.statistics.rejected;
  const [bytes, before] = [system.bytes, portions()];
  const result = await read();
  return { bytes: system.bytes - bytes - ofAPortion * (portions() - before - 1), result };
}

const middle = { jobId: '1', place: { kind: 'offset', offset: 30e6 }, before: 20, after: 20 } as const;

describe(`a log of ${megabytes} MB`, () => {
  it('is followed once in WAL mode, after which a piece costs only its own pages', async () => {
    const native = await logDatabase(path, { mode: 'wal' });
    await native.exec('CREATE TABLE other (id INTEGER PRIMARY KEY, value)');
    await writeLines(native, 'first');
    await native.exec('PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO other VALUES (1, 1)');
    const open = await counting(() => lastLines(reader, '1'));
    expect(open.result.size).toBe(megabytes * 1e6);
    expect(open.result.lines).toHaveLength(50);
    expect(open.result.lines.at(-1)?.text).toMatch(/^01199999 first /);
    expect(open.bytes).toBeLessThan(megabytes * 1e6 * 1.05 + 1e6);

    const again = await counting(() => lastLines(reader, '1'));
    expect(again.bytes).toBeLessThan(400_000);
    const piece = await counting(() => reader.read(middle));
    expect(piece.result).toMatchObject({
      piece: { lines: { length: 40, 20: { text: expect.stringMatching(/^00600000 first/) } } },
    });
    expect(piece.bytes).toBeLessThan(700_000);

    const { signal } = new AbortController();
    const search = { jobId: '1', text: '01199998 first', from: 0, direction: 'forward' } as const;
    expect(await reader.search(search, signal)).toMatchObject({ kind: 'found' });
    const matches = await counting(() => reader.matches(search, 0, signal));
    expect(matches.result).toMatchObject({ total: 1 });
    expect(matches.bytes).toBeLessThan(megabytes * 1e5);

    await native.exec('INSERT INTO other VALUES (2, 2)');
    const unrelated = await counting(() => lastLines(reader, '1'));
    expect(unrelated.bytes).toBeLessThan(400_000);

    await writeLines(native, 'second');
    const rewritten = await counting(() => lastLines(reader, '1'));
    expect(rewritten.result.lines.at(-1)?.text).toMatch(/^01199999 second /);
    expect(rewritten.bytes).toBeGreaterThan(megabytes * 1e6);
  });

  it('is followed twice in rollback mode, and not again before the next commit', async () => {
    const native = await logDatabase(path);
    await writeLines(native, 'first');
    const open = await counting(() => lastLines(reader, '1'));
    expect(open.bytes).toBeLessThan(megabytes * 1e6 * 2.2 + 2e6);
    // What was written just now could change without a trace; at rest it can't.
    const again = await eventually(async () => {
      const next = await counting(() => lastLines(reader, '1'));
      return next.bytes < 1e6 && next;
    }, 'each read walks through the log again');
    expect(again.result.lines.at(-1)?.text).toMatch(/^01199999 first /);
    await writeLines(native, 'second');
    expect((await lastLines(reader, '1')).lines.at(-1)?.text).toMatch(/^01199999 second /);
  });
});
