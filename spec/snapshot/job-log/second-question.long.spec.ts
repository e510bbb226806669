import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JobLogs } from '../../../lib/snapshot/job-log/database-log-reader.js';
import type { FilesInMemory } from '../../support/files-in-memory.js';
import { folderForEach } from '../../support/folder-for-each.js';
import type { NativeWriter } from '../../support/native-writer.js';
import { sharedMemoryFile, type WalFrame, walFile } from '../../support/wal-file.js';
import { changedPages, databases, filesWith, log, MemoryReader, pageIn, pageSize } from './logs-in-memory.js';

const never = new AbortController().signal;
const folder = folderForEach();

/** A log of lines of which each filter passes others; those of another `turn` are others of the same lengths. */
const lines = (count: number, turn: number) =>
  Buffer.from(
    Array.from(
      { length: count },
      (_, at) => `${'abc'[(at * 7 + turn) % 3]}${(at + turn) % 10} ${at + 1000}\n`,
    ).join(''),
  );

const question = fc.record({
  jobId: fc.constantFrom('1', '1', '1', '2', '3', '3', '4'),
  only: fc.constantFrom(undefined, 'a', 'b', '^c'),
  place: fc.oneof(
    fc.constant({ kind: 'end' as const }),
    fc.nat(6000).map((offset) => ({ kind: 'offset' as const, offset })),
  ),
  before: fc.nat(4),
  after: fc.nat(4),
  countFrom: fc.option(fc.nat(6000), { nil: undefined }),
  text: fc.constantFrom('a', '7', 'c1'),
});
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;
const parts = [null, 'jobId', 'only', 'place', 'before', 'countFrom', 'text'] as const;

/** Everything that a reader answers to one question, apart from the time. */
async function answers({ logs }: MemoryReader, asked: Question): Promise<unknown> {
  const { jobId, only, place, before, after, countFrom, text } = asked;
  const own = { ...(only !== undefined && { only }), ...(countFrom !== undefined && { countFrom }) };
  const search = {
    jobId,
    text,
    from: 100,
    direction: 'forward',
    ...(only !== undefined && { only }),
  } as const;
  for (;;) {
    const reading = await logs.read({ jobId, place, before, after, ...own });
    if (reading.kind === 'piece' && reading.piece.filtered?.isWhole === false) continue;
    const piece = reading.kind === 'piece' ? { ...reading.piece, asOf: 0 } : reading;
    const [found, counted] = [await logs.search(search, never), await logs.matches(search, 900, never)];
    return { piece, found, counted, portion: await logs.portion(jobId, place.kind === 'end' ? 50 : 0, 300) };
  }
}

/** A database whose versions follow each other in the main file, or as commits in its write-ahead log. */
class Versions {
  readonly files: FilesInMemory;
  readonly #frames: WalFrame[] = [];
  #now: Buffer;

  constructor(
    first: Buffer,
    readonly inLog: boolean,
  ) {
    this.files = filesWith(first);
    this.#now = first;
  }

  write(version: Buffer): void {
    this.files.clock += 5000;
    if (!this.inLog) {
      this.files.write('db', version);
      return;
    }
    const next = Buffer.from(version);
    // In WAL mode, commits leave the counters in page 1 alone.
    for (const [from, to] of [
      [24, 28],
      [92, 100],
    ] as const)
      this.#now.copy(next, from, from, to);
    const changed = changedPages(this.#now, next);
    for (const page of changed)
      this.#frames.push({
        page,
        content: pageIn(next, page),
        databasePages: page === changed.at(-1) ? next.length / pageSize : 0,
      });
    this.#now = next;
    const wal = walFile({ pageSize, bigEndian: false, salts: [7, 8] }, this.#frames);
    this.files.write('db-wal', wal);
    this.files.write('db-shm', sharedMemoryFile(wal, this.#frames.length, [7, 8]));
  }
}

describe('a reader of logs', () => {
  let versions: readonly Buffer[];
  beforeAll(async () => {
    // In place: at the same size, SQLite writes only the pages whose bytes change, here some in the middle of a chain.
    const half = Buffer.concat([lines(600, 0).subarray(0, 2400), lines(600, 2).subarray(2400)]);
    const rewrite = (native: NativeWriter) =>
      native.run('UPDATE cf_job_logs SET log_text = ? WHERE job_id = 1', [half]);
    versions = await databases(
      {},
      log(1, lines(600, 0)),
      log(2, lines(300, 1)),
      rewrite,
      log(2, lines(400, 3)),
    );
  });

  it('answers as a new reader does, whatever it was asked before and was written since', async () => {
    const writes = fc.oneof(
      { weight: 1, arbitrary: fc.constant(null) },
      {
        weight: 3,
        arbitrary: fc.constantFrom(1, 2, 2, 3).map((version) => ({ kind: 'database', version }) as const),
      },
      { weight: 2, arbitrary: fc.nat(3).map((turn) => ({ kind: 'file', turn }) as const) },
    );
    /** A question, what is written after it, and the next one, which differs from it in one part, or in none. */
    const pair = fc.record({
      ...{ asked: question, write: writes, other: question, part: fc.constantFrom(...parts) },
    });
    let written = 0;
    mkdirSync(folder.file('logs'));
    const writeFile = (turn: number) => {
      const path = folder.file('logs/3.log');
      writeFileSync(path, lines(500, turn));
      written += 1;
      utimesSync(path, written, written);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 4 }), fc.boolean(), async (pairs, inLog) => {
        const database = new Versions(versions[0] ?? Buffer.alloc(0), inLog);
        database.write(versions[1] ?? Buffer.alloc(0));
        writeFile(0);
        const open = () => new MemoryReader(database.files, { logFolder: folder.file('logs') });
        const known = open();
        for (const { asked, write, other, part } of pairs) {
          await answers(known, asked);
          if (write?.kind === 'file') writeFile(write.turn);
          if (write?.kind === 'database') database.write(versions[write.version] ?? Buffer.alloc(0));
          const next = { ...asked, ...(part !== null && { [part]: other[part] }) };
          const fresh = open();
          expect(await answers(known, next)).toEqual(await answers(fresh, next));
          await fresh.close();
        }
        await known.close();
      }),
      { numRuns: Number(process.env.LOG_RUNS ?? 80) },
    );
  });
});

describe('the cache of open logs', () => {
  it('closes a log when another is requested, but not before its last use has ended', async () => {
    const closed: string[] = [];
    const logs = new JobLogs((jobId) => ({
      read: () => Promise.reject(new Error('nothing is read')),
      close: async () => void closed.push(jobId),
    }));
    let end = () => {};
    const first = logs.with(
      '1',
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    await logs.with('2', async () => {});
    expect(closed).toEqual([]);
    end();
    await first;
    expect(closed).toEqual(['1']);
    await logs.close();
    expect(closed).toEqual(['1', '2']);
  });
});
