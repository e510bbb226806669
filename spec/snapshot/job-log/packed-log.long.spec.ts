import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DatabaseLogReader } from '../../../lib/snapshot/job-log/database-log-reader.js';
import { eventually } from '../../support/eventually.js';
import { folderForEach } from '../../support/folder-for-each.js';
import type { NativeWriter } from '../../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';
import { logDatabase, writeLog } from './log-database.js';
import { filteredLines, lastLines, logReader } from './reading.js';

const folder = folderForEach();
let spools: TemporaryFolder;
let path: string;
let native: NativeWriter;
let reader: DatabaseLogReader;
let news: number;

beforeEach(async () => {
  spools = temporaryFolder();
  path = folder.file('logs.db');
  native = await logDatabase(path, { mode: 'wal' });
  news = 0;
  reader = openReader();
});

afterEach(async () => {
  await reader.close();
  // Nothing has a name there, and nothing is held open.
  expect(readdirSync(spools.path)).toEqual([]);
  expect(openSpools()).toEqual([]);
  spools.remove();
});

function openReader(options: { unpackAtMost?: number; logFolder?: string } = {}): DatabaseLogReader {
  return logReader(path, { spoolFolder: spools.path, onNews: () => (news += 1), ...options });
}

/** Files of ours that are open and have no name any more. */
function openSpools(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const name = readlinkSync(`/proc/self/fd/${descriptor}`);
      return name.includes(spools.path) ? [name] : [];
    } catch {
      // The folder's own descriptor is gone by now.
      return [];
    }
  });
}

/** How large logs are packed: what comes of it is hardly larger. */
const quickly = { level: 1 };

const numbered = (count: number, word = 'line') =>
  Buffer.from(Array.from({ length: count }, (_, index) => `${word} ${index}\n`).join(''));

const texts = async (before = 2) => (await lastLines(reader, '1', before)).lines.map(({ text }) => text);

describe('a packed log', () => {
  it('is shown, searched and saved unpacked', async () => {
    const log = numbered(300_000);
    await writeLog(native, 1, gzipSync(log), 'blob');
    const piece = await lastLines(reader, '1', 2);
    expect(piece).toMatchObject({ size: log.length, origin: { kind: 'database' } });
    expect(piece.lines.map(({ text }) => text)).toEqual(['line 299998', 'line 299999']);
    expect(openSpools()).toHaveLength(1);
    const { signal } = new AbortController();
    const search = { jobId: '1', text: 'LINE', from: 0, direction: 'forward' } as const;
    expect(await reader.search({ ...search, text: 'line 150000' }, signal)).toMatchObject({ kind: 'found' });
    expect(await filteredLines(reader, '1', 'line 1.*00$')).toHaveLength(1111);
    expect(await reader.save('1', folder.file('saved'), signal)).toMatchObject({
      kind: 'saved',
      bytes: log.length,
    });
    expect(readFileSync(folder.file('saved')).equals(log)).toBe(true);
  });

  it('is unpacked from all gzip members, and as far as possible if its end is missing', async () => {
    const members = Buffer.concat([gzipSync('one\n'), gzipSync('two\n'), gzipSync('three')]);
    await writeLog(native, 1, members, 'blob');
    expect(await texts(5)).toEqual(['one', 'two', 'three']);
    const noise = randomBytes(200_000).toString('hex').replace(/.{60}/g, '$&\n');
    const whole = gzipSync(noise);
    for (const length of [whole.length - 8, whole.length - 1, whole.length >> 1]) {
      reader = await reopened();
      await writeLog(native, 1, whole.subarray(0, length), 'blob');
      const { size } = await lastLines(reader, '1');
      expect(size).toBeGreaterThan((noise.length * length * 0.9) / whole.length);
      await reader.save('1', folder.file(`saved ${length}`), new AbortController().signal);
      expect(noise.startsWith(readFileSync(folder.file(`saved ${length}`), 'utf8'))).toBe(true);
    }
  });

  it('is unpacked up to the damage, and shown as it is if nothing can be unpacked', async () => {
    const noise = randomBytes(100_000).toString('hex').replace(/.{60}/g, '$&\n');
    const damaged = gzipSync(noise);
    damaged.fill(0xff, damaged.length >> 1, (damaged.length >> 1) + 50);
    await writeLog(native, 1, damaged, 'blob');
    expect((await lastLines(reader, '1')).size).toBeGreaterThan(noise.length * 0.4);
    reader = await reopened();
    await writeLog(
      native,
      1,
      Buffer.concat([gzipSync('one\ntwo\n'), Buffer.from('rubbish after it')]),
      'blob',
    );
    expect(await texts(2)).toEqual(['one', 'two']);
    reader = await reopened();
    await writeLog(native, 1, Buffer.from([0x1f, 0x8b, 0x41, 0x42, 0x0a, 0x43]), 'blob');
    expect(await texts(1)).toEqual(['C']);
  });

  it('is a problem if it unpacks to more bytes than allowed', async () => {
    await reader.close();
    reader = openReader({ unpackAtMost: 5e6 });
    await writeLog(native, 1, gzipSync(Buffer.alloc(40e6), quickly), 'blob');
    const reading = await reader.read({ jobId: '1', place: { kind: 'end' }, before: 1, after: 0 });
    expect(reading).toMatchObject({
      kind: 'problem',
      problem: { sentence: expect.stringContaining('5000000 bytes') },
    });
    expect(openSpools()).toEqual([]);
    expect(await reader.save('1', folder.file('saved'), new AbortController().signal)).toMatchObject({
      kind: 'problem',
    });
    expect(readdirSync(folder.path)).not.toContain('saved');
    await writeLog(native, 1, gzipSync('small\n'), 'blob');
    await eventually(async () => {
      const next = await reader.read({ jobId: '1', place: { kind: 'end' }, before: 1, after: 0 });
      return next.kind === 'piece' && next.piece.lines[0]?.text === 'small';
    }, 'the problem stays');
  });

  it('is shown in its old state after a rewrite until the new one is unpacked and announced', async () => {
    await writeLog(native, 1, gzipSync(numbered(200_000, 'first')), 'blob');
    expect(await texts(1)).toEqual(['first 199999']);
    await writeLog(native, 1, gzipSync(numbered(200_000, 'second')), 'blob');
    expect(await texts(1)).toEqual(['first 199999']);
    await eventually(() => news === 1, 'no news');
    expect(await texts(1)).toEqual(['second 199999']);
    expect(openSpools()).toHaveLength(1);
    await writeLog(native, 1, Buffer.from('plain now\n'));
    expect(await texts(1)).toEqual(['plain now']);
  });

  it('is unpacked from a file, too, and again once the file is rewritten', async () => {
    await reader.close();
    reader = openReader({ logFolder: folder.path });
    writeFileSync(folder.file('1.log'), gzipSync('one\n'));
    const piece = await lastLines(reader, '1');
    expect(piece).toMatchObject({
      lines: [{ text: 'one' }],
      origin: { kind: 'file', path: folder.file('1.log') },
    });
    writeFileSync(folder.file('1.log'), gzipSync('one\ntwo\n'));
    await eventually(async () => (await texts(1))[0] === 'two', 'the older one stays');
  });

  it('does not delay another job’s log while it is unpacked, and stops when the reader is closed', async () => {
    await writeLog(native, 1, gzipSync(Buffer.alloc(100e6), quickly), 'blob');
    await writeLog(native, 2, gzipSync('other\n'), 'blob');
    const first = reader.read({ jobId: '1', place: { kind: 'end' }, before: 1, after: 0 });
    expect((await lastLines(reader, '2')).lines[0]?.text).toBe('other');
    await reader.close();
    expect((await first).kind).toBe('problem');
  });
});

async function reopened(): Promise<DatabaseLogReader> {
  await reader.close();
  return openReader();
}
