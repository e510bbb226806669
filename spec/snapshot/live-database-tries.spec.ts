import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadAttempt } from '../../lib/snapshot/attempt/read-attempt.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import { FilesInMemory } from '../support/files-in-memory.js';
import { sharedMemoryFile, walFile } from '../support/wal-file.js';
import * as attempts from './attempt/attempts.js';
import { format } from './attempt/attempts.js';

/** A database of many pages, each but the first of which holds one byte all over. */
const database = (content: number) => attempts.database(...Array.from({ length: 199 }, () => content));
const commit = (content: number) => attempts.commit(2, content, 200);

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
    expect(await readBeside(() => {}, content)).toMatchObject({ kind: 'value', value: 2, tries: 1 });
    expect(live.statistics).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it('does not wait again for a rest that a look saw begin', async () => {
    files.write('db', database(2));
    await live.look();
    files.clock += 60;
    expect(await readBeside(() => {}, content)).toMatchObject({ kind: 'value', tries: 1, tookMs: 0 });
    files.write('db', database(3));
    files.clock += 60;
    await live.look();
    const late = await readBeside(() => {}, content);
    expect(late).toMatchObject({ kind: 'value', value: 3 });
    expect(late.tookMs).toBeGreaterThanOrEqual(60);
  });

  /** Reads once or more; what happens in each attempt, which has this number. */
  async function readBeside(meanwhile: (tries: number) => void, read = next) {
    const began = files.clock;
    let tries = 0;
    const reading = await live.readPages((attempt) => {
      const found = read(attempt, tries);
      tries += 1;
      meanwhile(tries);
      return found;
    });
    return { ...reading, tries, tookMs: files.clock - began };
  }

  /** What a writer does that is always too fast, while each attempt takes this many ms. */
  const overtaking = (attemptMs: number) => (tries: number) => {
    files.write('db', database(1 + tries));
    files.clock += attemptMs;
  };
  const busy = { kind: 'problem', problem: { code: 'busy' } };

  it('makes three attempts, however long one takes', async () => {
    const reading = await readBeside((tries) => {
      if (tries < 3) files.write('db', database(1 + tries));
      files.clock += 2000;
    });
    expect(reading).toMatchObject({ kind: 'value', value: 3, tries: 3 });
  });

  it('reads pages ahead of its work after a rejected attempt', async () => {
    expect(await readBeside(overtaking(0), content)).toMatchObject({ kind: 'value', value: 2, tries: 2 });
  });

  it('makes an attempt after a pause that took longer than a read may', async () => {
    files.write('db', database(2));
    files.pause = async (ms) => {
      files.clock += ms + 2000;
    };
    expect(await readBeside(() => {}, content)).toMatchObject({ kind: 'value', value: 2 });
  });

  it('is given up after 1 s', async () => {
    const reading = await readBeside(overtaking(10));
    expect(reading).toMatchObject(busy);
    expect(reading.tookMs).toBeGreaterThanOrEqual(1000);
    expect(reading.tookMs).toBeLessThan(1300);
  });

  describe('after a proved read', () => {
    beforeEach(() => live.readPages(content));

    it.each([
      ['is given up when its attempts have taken 120 ms', 20, 6],
      ['makes three attempts, however long one takes', 200, 3],
    ])('%s', async (_, attemptMs, tries) => {
      expect(await readBeside(overtaking(attemptMs))).toMatchObject({ ...busy, tries });
    });

    it('makes attempts for 1 s if they take no time', async () => {
      const reading = await readBeside(overtaking(0));
      expect(reading).toMatchObject(busy);
      expect(reading.tookMs).toBeGreaterThanOrEqual(1000);
      expect(reading.tries).toBeGreaterThan(6);
    });
  });

  it('ignores an error of its work on pages that were not proved', async () => {
    const reading = await readBeside((tries) => {
      if (tries > 1) return;
      files.write('db', database(2));
      throw new Error('torn');
    }, content);
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

    it.each([
      ['waits until the two agree', [6, 6, 6, 6], 4],
      ['waits while the contradiction changes', [6, 7, 6, 7, 6, 6], 6],
      ['takes the shared memory for stale after five equal contradictions', [6, 6, 6, 6, 6, 6, 6], 5],
    ])('%s', async (_, others, rejected) => {
      show(...others.map(contradicting), sound);
      expect(await live.readPages(content)).toMatchObject({ kind: 'value', value: 5 });
      expect(live.statistics).toMatchObject({ accepted: 1, rejected });
    });
  });
});
