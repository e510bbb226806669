import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadAttempt } from '../../lib/snapshot/attempt/read-attempt.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import { FilesInMemory } from '../support/files-in-memory.js';
import { sharedMemoryFile, type WalFormat, type WalFrame, walFile } from '../support/wal-file.js';

const pageSize = 512;
const format: WalFormat = { pageSize, bigEndian: false, salts: [7, 8] };

/** A database of many pages in WAL mode, each but the first of which holds one byte all over. */
function database(content: number): Buffer {
  const bytes = Buffer.alloc(200 * pageSize, content);
  bytes.fill(0, 0, pageSize);
  bytes.write('SQLite format 3\0', 'latin1');
  bytes.writeUInt16BE(pageSize, 16);
  bytes.set([2, 2], 18);
  return bytes;
}

function commit(content: number): WalFrame {
  return { page: 2, content: Buffer.alloc(pageSize, content), databasePages: 200 };
}

const content = (attempt: ReadAttempt) => attempt.page(2)[0];
/** A page more at each try: so none of them is all read ahead. */
const next = (attempt: ReadAttempt, tries: number) => attempt.page(2 + tries)[0];

describe('a read in several attempts', () => {
  let files: FilesInMemory;
  let live: LiveDatabase;

  beforeEach(() => {
    files = new FilesInMemory();
    files.write('db', database(1));
    files.clock += 5000;
    const clock = () => files.clock;
    live = new LiveDatabase('db', clock, undefined, files);
  });

  afterEach(() => live.close());

  it('has the instant before the first access of the attempt that was proved', async () => {
    files.onLook = () => {
      files.clock += 1;
    };
    let began: number[] = [];
    files.realPath = (path) => {
      began.push(files.clock);
      files.clock += 1;
      return path;
    };
    let tries = 0;
    const reading = await live.readPages((attempt) => {
      const read = next(attempt, tries);
      tries += 1;
      began = began.slice(-1);
      if (tries < 4) files.write('db', database(1 + tries));
      return read;
    });
    expect(reading).toEqual({ kind: 'value', value: 4, asOf: began[0] });
    expect(began).toHaveLength(1);
    expect(live.statistics).toMatchObject({ accepted: 1, rejected: 3 });
  });

  it('does not begin an attempt before the file has been at rest', async () => {
    files.write('db', database(2));
    let begun = 0;
    const reading = await live.readPages((attempt) => {
      begun += 1;
      return content(attempt);
    });
    expect(reading).toMatchObject({ kind: 'value', value: 2 });
    expect(begun).toBe(1);
    expect(live.statistics).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it('makes three attempts, however long one takes', async () => {
    let tries = 0;
    const reading = await live.readPages((attempt) => {
      const read = next(attempt, tries);
      tries += 1;
      if (tries < 3) files.write('db', database(1 + tries));
      files.clock += 2000;
      return read;
    });
    expect(reading).toMatchObject({ kind: 'value', value: 3 });
    expect(tries).toBe(3);
  });

  it('reads pages ahead of its work after a rejected attempt', async () => {
    let tries = 0;
    const reading = await live.readPages((attempt) => {
      const read = content(attempt);
      tries += 1;
      files.write('db', database(1 + tries));
      return read;
    });
    expect(reading).toMatchObject({ kind: 'value', value: 2 });
    expect(tries).toBe(2);
  });

  it('is given up after 1 s', async () => {
    const began = files.clock;
    let tries = 0;
    const reading = await live.readPages((attempt) => {
      const read = next(attempt, tries);
      tries += 1;
      files.write('db', database(1 + tries));
      files.clock += 10;
      return read;
    });
    expect(reading).toMatchObject({ kind: 'problem', problem: { code: 'busy' } });
    expect(files.clock - began).toBeGreaterThanOrEqual(1000);
    expect(files.clock - began).toBeLessThan(1300);
  });

  describe('after a proved read', () => {
    /** Reads beside a writer that is always too fast, while each attempt takes this many ms. */
    async function overtaken(attemptMs: number): Promise<{ tries: number; tookMs: number }> {
      let tries = 0;
      await live.readPages((attempt) => content(attempt));
      const began = files.clock;
      const reading = await live.readPages((attempt) => {
        const read = next(attempt, tries);
        tries += 1;
        files.write('db', database(1 + tries));
        files.clock += attemptMs;
        return read;
      });
      expect(reading).toMatchObject({ kind: 'problem', problem: { code: 'busy' } });
      return { tries, tookMs: files.clock - began };
    }

    it('is given up when its attempts have taken 120 ms', async () => {
      const { tries } = await overtaken(20);
      expect(tries).toBe(6);
    });

    it('makes three attempts, however long one takes', async () => {
      const { tries } = await overtaken(200);
      expect(tries).toBe(3);
    });

    it('makes attempts for 1 s if they take no time', async () => {
      const { tries, tookMs } = await overtaken(0);
      expect(tookMs).toBeGreaterThanOrEqual(1000);
      expect(tries).toBeGreaterThan(6);
    });
  });

  it('ignores an error of its work on pages that were not proved', async () => {
    let tries = 0;
    const reading = await live.readPages((attempt) => {
      const read = content(attempt);
      tries += 1;
      if (tries > 1) return read;
      files.write('db', database(2));
      throw new Error('torn');
    });
    expect(reading).toMatchObject({ kind: 'value', value: 2 });
  });

  describe('beside shared memory that contradicts the WAL', () => {
    const log = walFile(format, [commit(5)]);
    const sound = sharedMemoryFile(log, 1, format.salts);
    /** Shared memory of a log with another first commit. */
    const contradicting = (other: number) =>
      sharedMemoryFile(walFile(format, [commit(other)]), 1, format.salts);

    /** Has shared memory show one thing at each attempt, the last one from then on. */
    function show(...states: readonly Buffer[]): void {
      files.write('db-wal', log);
      let attempt = 0;
      files.realPath = (path) => {
        files.write('db-shm', states[Math.min(attempt, states.length - 1)] ?? sound);
        attempt += 1;
        return path;
      };
    }

    it('waits until the two agree', async () => {
      const other = contradicting(6);
      show(other, other, other, other, sound);
      expect(await live.readPages(content)).toMatchObject({ kind: 'value', value: 5 });
      expect(live.statistics).toMatchObject({ accepted: 1, rejected: 4 });
    });

    it('waits while the contradiction changes', async () => {
      const states = [6, 7, 6, 7, 6, 6].map(contradicting);
      show(...states, sound);
      expect(await live.readPages(content)).toMatchObject({ kind: 'value', value: 5 });
      expect(live.statistics).toMatchObject({ accepted: 1, rejected: 6 });
    });

    it('takes the shared memory for stale after five equal contradictions', async () => {
      show(contradicting(6));
      expect(await live.readPages(content)).toMatchObject({ kind: 'value', value: 5 });
      expect(live.statistics).toMatchObject({ accepted: 1, rejected: 5 });
    });
  });
});
