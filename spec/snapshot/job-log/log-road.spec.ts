import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { statement } from '../../../lib/schema/statement.js';
import { type Cell, findCell, Malformed } from '../../../lib/snapshot/files/table-cell.js';
import type { FilesInMemory } from '../../support/files-in-memory.js';
import { journalFile } from '../../support/journal-file.js';
import { sharedMemoryFile, type WalFormat, walFile } from '../../support/wal-file.js';
import { writeLog } from './log-database.js';
import { changedPages, databases, filesWith, log, MemoryReader, pageIn, pageSize } from './logs-in-memory.js';

const runs = Number(process.env.LOG_RUNS ?? 150);
const readers: MemoryReader[] = [];

function readerOf(files: FilesInMemory): MemoryReader {
  const reader = new MemoryReader(files);
  readers.push(reader);
  return reader;
}

afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
  jest.restoreAllMocks();
});

/** Bytes none of which is 0x00 or 0xff, and which differ from job to job. */
const content = (job: number, size: number, by = 0) =>
  Buffer.from(Array.from({ length: size }, (_, at) => 1 + ((at * 7 + (at >> 7) * 13 + job * 31 + by) % 253)));

const numberOf = (page: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(page);
  return bytes;
};

describe('the way to a log in a damaged database', () => {
  /** What SQLite itself reads of the same bytes: asked in another way, it may look at other pages. */
  async function reference({ database }: MemoryReader): Promise<string> {
    const parameters = { ':id': '7', ':number': '7' };
    const reading = await database.read(
      (tables) => tables.all(statement('logs/value', new Map()), parameters)[0]?.value ?? null,
    );
    if (reading.kind === 'problem') return 'problem';
    return reading.value === null ? 'none' : Buffer.from(reading.value as Uint8Array).toString('latin1');
  }

  /**
   * Whether a page of a tree says that a cell is outside of it: SQLite takes what its memory holds there, and may find
   * at one time what it misses at another.
   */
  function leadsOutOfPages(bytes: Buffer): boolean {
    return Array.from({ length: bytes.length / pageSize }, (_, page) => page * pageSize).some((start) => {
      const head = start + (start === 0 ? 100 : 0);
      const isInterior = bytes[head] === 5 || bytes[head] === 2;
      if (!isInterior && bytes[head] !== 13 && bytes[head] !== 10) return false;
      const first = head + (isInterior ? 12 : 8);
      const count = Math.min(bytes.readUInt16BE(head + 3), (start + pageSize - first) >> 1);
      return Array.from({ length: count }, (__, cell) => bytes.readUInt16BE(first + 2 * cell)).some(
        (place) => place < first - start || place > pageSize - 4,
      );
    });
  }

  const jobs = Array.from({ length: 40 }, (_, at) => at + 1);
  const sizeOf = (job: number) => (job === 7 ? 9000 : 60 * job);
  let sound: Buffer;
  /** A database of one log, whose chain is all but two of its pages, in order. */
  const pages = 40;
  let chain: Buffer;
  let damage: fc.Arbitrary<{ at: number; bytes: Uint8Array }>;

  beforeAll(async () => {
    const written = (by: number) =>
      databases({}, async (native) => {
        for (const job of jobs) await writeLog(native, job, content(job, sizeOf(job), by), 'blob');
      });
    const [[one = Buffer.alloc(0)], [other = Buffer.alloc(0)]] = [await written(0), await written(100)];
    sound = one;
    [chain = one] = await databases({}, log(1, content(1, (pages - 2) * (pageSize - 4))));
    // Where databases of other logs are the same, they hold no log.
    const structure = [...one.keys()].filter(
      (at) => one[at] === other[at] && (one[at] !== 0 || at % pageSize < 12),
    );
    damage = fc.record({
      at: fc.constantFrom(...structure),
      bytes: fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: one.length / pageSize + 1 }).map(numberOf),
        fc.constant(numberOf(0xffffffff)),
      ),
    });
  });

  function damagedBy(damages: readonly { at: number; bytes: Uint8Array }[]): Buffer {
    const bytes = Buffer.from(sound);
    for (const { at, bytes: some } of damages) bytes.set(some.slice(0, bytes.length - at), at);
    return bytes;
  }

  it('ends in the log, in what SQLite reads, or in a problem, whichever structural bytes are damaged', async () => {
    const whole = content(7, sizeOf(7)).toString('latin1');
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 2 }), async (damages) => {
        const bytes = damagedBy(damages);
        const files = filesWith(bytes);
        let looks = 0;
        files.onLook = () => {
          if (++looks > 20_000) throw new Error('it goes on and on');
        };
        const reader = readerOf(files);
        const found = await reader.bytesOf('7');
        const isProblem = /^(none|damaged|not-a-database|failed|foreign|empty)$/.test(found);
        const end = found === whole ? 'whole' : isProblem ? found : 'other';
        ends.add(end);
        const sqlite = leadsOutOfPages(bytes) ? null : await reference(reader);
        if (sqlite !== null && end === 'other') expect(found === sqlite).toBe(true);
        if (sqlite !== null && end === 'none') expect(sqlite).toMatch(/^(none|problem)$/);
        for (const each of readers.splice(0)) await each.close();
      }),
      { numRuns: runs },
    );
    expect([...ends]).toEqual(expect.arrayContaining(['whole', 'damaged']));
  });

  it.each([
    ['ends too soon', 20, 0],
    ['comes back to itself', 20, 20],
    ['points in a circle', 20, 13],
    ['leads to the first page', 20, 1],
    ['leaves the database', 20, pages + 1],
    ['leads to the last possible page', 20, 0xffffffff],
    ['continues past its end', pages, 20],
  ])('is the problem damaged if a chain of pages %s', async (_, page, next) => {
    expect(chain.length).toBe(pages * pageSize);
    const database = Buffer.from(chain);
    database.writeUInt32BE(next, (page - 1) * pageSize);
    const reading = await readerOf(filesWith(database)).logs.portion('1', 0, 10);
    expect(reading).toMatchObject({ kind: 'problem', problem: { code: 'damaged', file: 'db' } });
  });

  /** Where the row of a job is, or null if the pages are malformed; at most so many pages lead there. */
  function cellIn(bytes: Buffer, root: number, job: number): Cell | null {
    let asked = 0;
    const wholePage = (page: number) => {
      if (++asked > 100) throw new Error('it goes on and on');
      return bytes.subarray((page - 1) * pageSize, page * pageSize);
    };
    try {
      const holds = (page: number) => page > 1 && page * pageSize <= bytes.length;
      return findCell({ usable: pageSize, wholePage, holds }, root, BigInt(job));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return null;
    }
  }

  it('finds a row within its page, or throws Malformed, after at most 100 pages', () => {
    // An inner page that isn't the first one of the file.
    const root =
      1 + Array.from({ length: sound.length / pageSize }, (_, at) => sound[at * pageSize]).indexOf(5);
    expect(root).toBeGreaterThan(1);
    const inTree = fc.record({
      at: fc.integer({ min: 0, max: 3 * pageSize }).map((at) => (root - 1) * pageSize + (at % pageSize)),
      bytes: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.constant(numberOf(root))),
    });
    const outside: unknown[] = [];
    const found = new Set<boolean>();
    fc.assert(
      fc.property(
        fc.array(fc.oneof(damage, inTree), { maxLength: 3 }),
        fc.constantFrom(...jobs),
        (damages, job) => {
          const cell = cellIn(damagedBy(damages), root, job);
          found.add(cell !== null);
          if (cell === null) return;
          const { offset, localBytes, payloadBytes } = cell;
          const end = offset + localBytes + (localBytes < payloadBytes ? 4 : 0);
          if (end > pageSize || localBytes > payloadBytes) outside.push({ cell, damages });
        },
      ),
      { numRuns: 20 * runs },
    );
    expect(outside).toEqual([]);
    expect(found.size).toBe(2);
    const circle = Buffer.alloc(2 * pageSize);
    circle[pageSize] = 5;
    circle.writeUInt32BE(2, pageSize + 8);
    expect(cellIn(circle, 2, 1)).toBeNull();
  });

  it.each([
    ['begins behind the end of the page', [0xff, 0xf0], [], null],
    ['begins in the head of the page', [0, 3], [], null],
    ['ends behind the end of the page', [0x01, 0xf0], [100, 1], null],
    ['has its overflow pointer behind the end of the page', [0x01, 0x2a], [0x9e, 0x10, 1], null],
    [
      'ends with the page',
      [0x01, 0xf0],
      [14, 1],
      { page: 2, offset: 498, localBytes: 14, payloadBytes: 14, overflow: 0 },
    ],
  ])('never reads beyond the page for a row that %s', (_, pointer, cell, expected) => {
    const pages = Buffer.alloc(2 * pageSize);
    pages.set([13, 0, 0, 0, 1, 0, 0, 0, ...pointer], pageSize);
    if (cell.length > 0) pages.set(cell, pageSize + Buffer.from(pointer).readUInt16BE());
    expect(cellIn(pages, 2, 1)).toEqual(expected);
  });
});

describe('a log whose pages change under the reader', () => {
  type Step = (files: FilesInMemory) => void;
  /** What happens to the files, one after another, until the second database is committed. */
  interface Story {
    readonly states: readonly Buffer[];
    readonly steps: readonly Step[];
    /** How many steps it takes until the second log counts. */
    readonly commitsAt: number;
  }

  const [first, second] = [content(1, 30_000), content(2, 45_000)];

  const states = (mode: 'wal' | 'delete') =>
    databases({ mode }, log(1, first), async (native) => {
      await native.exec('CREATE TABLE other (a)');
      await writeLog(native, 1, second, 'blob');
    });

  /** The pages that differ, and those of the first database with half of them written over. */
  function between(before: Buffer, after: Buffer) {
    const changed = changedPages(before, after);
    const half = Buffer.concat([before, Buffer.alloc(Math.max(0, after.length - before.length))]);
    for (const page of changed) if (page % 2 === 0) half.set(pageIn(after, page), (page - 1) * pageSize);
    return { changed, half };
  }

  async function byJournal(): Promise<Story> {
    const [before = Buffer.alloc(0), after = Buffer.alloc(0)] = await states('delete');
    const { changed, half } = between(before, after);
    const databasePages = before.length / pageSize;
    const records = changed
      .filter((page) => page <= databasePages)
      .map((page) => ({ page, content: pageIn(before, page) }));
    const journal = journalFile({ pageSize, sectorSize: 512, databasePages, nonce: 5 }, [
      { records, count: records.length },
    ]);
    const steps: readonly Step[] = [
      (files) => files.write('db-journal', journal),
      (files) => files.write('db', half),
      (files) => files.write('db', after),
      (files) => files.remove('db-journal'),
    ];
    return { states: [before, after], steps, commitsAt: 4 };
  }

  async function byLog(): Promise<Story> {
    const [before = Buffer.alloc(0), after = Buffer.alloc(0)] = await states('wal');
    const { changed, half } = between(before, after);
    const format: WalFormat = { pageSize, bigEndian: false, salts: [7, 8] };
    const end = after.length / pageSize;
    const frames = changed.map((page, at) => ({
      page,
      content: pageIn(after, page),
      databasePages: at === changed.length - 1 ? end : 0,
    }));
    const wal = walFile(format, frames);
    const shared = (count: number, copied = 0) => {
      const bytes = sharedMemoryFile(wal, count, format.salts);
      bytes.writeUInt32LE(copied, 128);
      return bytes;
    };
    const steps: readonly Step[] = [
      (files) => {
        files.write('db-wal', walFile(format, []));
        files.write('db-shm', shared(0));
      },
      (files) => files.write('db-wal', wal.subarray(0, wal.length >> 1)),
      (files) => files.write('db-wal', wal),
      (files) => files.write('db-shm', shared(frames.length)),
      (files) => files.write('db-shm', shared(frames.length, frames.length)),
      (files) => files.write('db', half),
      (files) => files.write('db', after),
    ];
    return { states: [before, after], steps, commitsAt: 4 };
  }

  describe.each([
    ['a rollback journal', byJournal],
    ['a write-ahead log', byLog],
  ])('by %s', (_, made) => {
    it('is whole at each step of the commit, for a new reader and for one that knows it', async () => {
      const { states, steps, commitsAt } = await made();
      const files = filesWith(states[0] ?? Buffer.alloc(0));
      const known = readerOf(files);
      for (let step = 0; step <= steps.length; step += 1) {
        const expected = (step < commitsAt ? first : second).toString('latin1');
        for (const reader of [known, readerOf(files)])
          expect([step, (await reader.bytesOf('1')) === expected]).toEqual([step, true]);
        steps[step]?.(files);
        files.clock += 5000;
      }
    });

    it('is wholly the old or the new log, whichever accesses the steps of the commit come between', async () => {
      const { states, steps, commitsAt } = await made();
      const gaps = fc.array(fc.oneof(fc.nat(12), fc.nat(400)), {
        minLength: steps.length,
        maxLength: steps.length,
      });
      await fc.assert(
        fc.asyncProperty(gaps, fc.boolean(), async (after, isKnown) => {
          const files = filesWith(states[0] ?? Buffer.alloc(0));
          const reader = readerOf(files);
          if (isKnown) await reader.bytesOf('1');
          let done = 0;
          let looks = 0;
          const next = () => {
            looks = 0;
            files.clock += 1;
            steps[done]?.(files);
            done += 1;
          };
          files.onLook = () => {
            looks += 1;
            if (looks > (after[done] ?? Number.POSITIVE_INFINITY)) next();
          };
          for (let isLast = false; !isLast; ) {
            isLast = done >= steps.length;
            const began = done;
            const found = await reader.bytesOf('1');
            const was = [began < commitsAt ? [first] : [], done >= commitsAt ? [second] : []].flat();
            const right = [...was.map((bytes) => bytes.toString('latin1')), 'busy'];
            expect(right.includes(found)).toBe(true);
            if (began === done && done < steps.length) next();
            files.clock += 5000;
          }
          expect((await reader.bytesOf('1')) === second.toString('latin1')).toBe(true);
          for (const each of readers.splice(0)) await each.close();
        }),
        { numRuns: Math.ceil(runs / 4) },
      );
    });
  });

  it('is read to its end however many turns that takes if nothing is written', async () => {
    const long = content(1, 2_000_000);
    const [database = Buffer.alloc(0)] = await databases({}, log(1, long));
    const files = filesWith(database);
    let now = 0;
    // A turn is over whenever somebody looks at the clock.
    jest.spyOn(performance, 'now').mockImplementation(() => (now += 10));
    expect((await readerOf(files).bytesOf('1')) === long.toString('latin1')).toBe(true);
    expect(now).toBeGreaterThan(12 * 10);
  });
});
