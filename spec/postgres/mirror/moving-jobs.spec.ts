import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ServerInstant } from '../../../lib/postgres/link/server-link.js';
import { lateSeconds } from '../../../lib/postgres/mirror/mirror-pace.js';
import { MirroredRows } from '../../../lib/postgres/mirror/mirrored-rows.js';
import { creation, type MirroredTable, statementFor } from '../../../lib/postgres/mirror/mirrored-table.js';
import { MovingJobs } from '../../../lib/postgres/mirror/moving-jobs.js';
import type { MirrorWriter } from '../../../lib/postgres/mirror/part.js';
import { sqlText } from '../../../lib/schema/statement.js';
import { MirrorDatabase } from '../../../lib/snapshot/mirror/mirror-database.js';

const table: MirroredTable = {
  ...{ name: 'cf_processing_queue', written: 'q', isParted: false, heaps: [], key: 'id', range: 'id' },
  columns: [
    { name: 'id', kind: 'integer' },
    { name: 'status', kind: 'text' },
  ],
};
/** The words by which jobs count as queued or running, as the list counts them. */
const movingWords = [
  ...sqlText('fragments/status_word').matchAll(/WHEN '(\w+)' THEN '(?:queued|running)'/g),
].map(([, word = '']) => word);
const words = [...movingWords, 'COMPLETED', 'FAILED'];

/** A server with jobs in memory, each with the transaction that wrote it, and a mirror that has them all as they are. */
async function mirrored(statuses: readonly string[], hasDispatchIndex = true) {
  const jobs = new Map(statuses.map((status, at) => [at + 1, { status, by: 0 }]));
  /** The next transaction, and those that haven't ended: each the job that it writes. */
  let next = 1;
  const open = new Map<number, number>();
  const asked: number[] = [];
  const rows = new MirroredRows(table);
  const scanned = statementFor(`fragments/${hasDispatchIndex ? 'scanned' : 'unscanned'}`, table, {
    words: MovingJobs.words.map((word) => `'${word}'`).join(', '),
  });
  const instant = {
    rows: async (
      text: string,
      [since = '', known = '', greatest = '', most = '', settled = '']: readonly string[],
    ) => {
      const isScanned = text === statementFor('moving', table, { scanned });
      const keys = known.slice(1, -1).split(',').filter(Boolean).map(Number);
      asked.push(keys.length);
      const isNew = (id: number) => (jobs.get(id)?.by ?? 0) >= Number(since);
      const ofWord = (word: string) => [...jobs.keys()].filter((id) => jobs.get(id)?.status === word);
      const upTo = [...jobs.keys()].filter((id) => id > Number(settled) && id <= Number(greatest));
      const found = [
        ...upTo.slice(-Number(most) || upTo.length),
        ...(hasDispatchIndex && isScanned
          ? movingWords.flatMap((word) => ofWord(word).reverse().slice(0, Number(most)))
          : []),
        ...keys,
      ].filter(isNew);
      const beyond = [...jobs.keys()].filter((id) => id > Number(greatest)).slice(0, Number(most));
      const gone = `{${keys.filter((id) => !jobs.has(id)).join(',')}}`;
      const written = [...new Set([...found, ...beyond])].map((id) => [
        null,
        `${id}`,
        `${id}`,
        jobs.get(id)?.status ?? null,
      ]);
      return [[gone, null, null, null], ...written];
    },
  } as unknown as ServerInstant;
  const mirror = await MirrorDatabase.open();
  const mirrorWriter = { write: (work) => mirror.write(work) } as MirrorWriter;
  const began = { snapshot: '1:1:', at: 0 };
  const moving = new MovingJobs({ rows, oldest: began, forgetCounts: () => {} });
  mirror.write((writer) => {
    writer.define(creation(table));
    writer.define(moving.creation ?? '');
    rows.fill(
      writer,
      [...jobs].map(([id, { status }]) => [`${id}`, `${id}`, status]),
    );
  });
  const shown = () =>
    new Map(
      mirror
        .write((writer) => writer.rows('SELECT id, status FROM cf_processing_queue'))
        .map(([id, status]) => [Number(id), status]),
    );
  const commit = (id: number, status: string | null) => {
    if (status === null) jobs.delete(id);
    else jobs.set(id, { status, by: next });
    next += 1;
  };
  /** A transaction writes a new job, which is seen once that has ended. */
  const begin = () => {
    open.set(next, Math.max(0, ...jobs.keys(), ...open.values()) + 1);
    next += 1;
  };
  const end = () => {
    for (const [by, id] of open) jobs.set(id, { status: 'FAILED', by });
    open.clear();
  };
  const look = async ({ isInPlace = true } = {}) => {
    const now = { snapshot: `${Math.min(next, ...open.keys())}:${next}:`, at: next };
    const adopt = await moving.look(instant, now, { hasDispatchIndex, indexedTimes: [] }, mirrorWriter);
    if (isInPlace) adopt();
  };
  return { jobs, mirror, shown, commit, begin, end, look, asked, moving };
}

describe('the set of moving jobs of a large queue', () => {
  it('includes every status that counts as queued or running', () => {
    expect(movingWords.length).toBeGreaterThan(4);
    expect([...MovingJobs.words].sort()).toEqual([...movingWords].sort());
  });

  it('equals that of the server after each look in place, as do new jobs and those that come back', async () => {
    const step = fc.record({
      id: fc.integer({ min: 1, max: 14 }),
      word: fc.option(fc.constantFrom(...words), { freq: 5 }),
    });
    const round = fc.record({ steps: fc.array(step, { maxLength: 5 }), isInPlace: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...words), { maxLength: 10 }),
        fc.array(round, { maxLength: 5 }),
        fc.boolean(),
        async (statuses, rounds, hasDispatchIndex) => {
          const { jobs, mirror, shown, commit, look } = await mirrored(statuses, hasDispatchIndex);
          for (const { steps, isInPlace } of [...rounds, { steps: [], isInPlace: true }]) {
            const before = shown();
            for (const { id, word } of steps) commit(id, word);
            await look({ isInPlace });
            const greatest = Math.max(0, ...before.keys());
            const isMoving = (status: unknown) => movingWords.includes(String(status));
            const isLookedAt = (id: number) =>
              isMoving(before.get(id)) ||
              id > greatest ||
              (hasDispatchIndex && isMoving(jobs.get(id)?.status));
            const wrong = [...new Set([...jobs.keys(), ...before.keys()])].filter(
              (id) => isLookedAt(id) && jobs.get(id)?.status !== shown().get(id),
            );
            expect(isInPlace ? wrong : [...shown()]).toEqual(isInPlace ? [] : [...before]);
          }
          mirror.close();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('has jobs whose transactions end later than those of jobs that came after them', async () => {
    const { mirror, shown, commit, begin, end, look } = await mirrored(['FAILED', 'QUEUED', 'FAILED']);
    begin();
    for (let id = 5; id < 8; id += 1) {
      commit(id, 'COMPLETED');
      await look();
    }
    begin();
    commit(9, 'QUEUED');
    await look();
    expect([...shown().keys()]).toEqual([1, 2, 3, 5, 6, 7, 9]);
    end();
    await look();
    expect([...shown().keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    mirror.close();
  });

  it('is behind until a look brings fewer than 6,000 new jobs', async () => {
    const { mirror, shown, commit, look, moving } = await mirrored(['QUEUED']);
    const looks = [];
    for (const count of [5999, 6000, 0, 12_001]) {
      const from = shown().size + 1;
      for (let id = from; id < from + count; id += 1) commit(id, 'FAILED');
      await look({ isInPlace: false });
      do {
        await look();
        looks.push([shown().size - from + 1, moving.isBehind]);
      } while (moving.isBehind && looks.length < 9);
    }
    const [some, behind] = [6000, true];
    expect(looks).toEqual([
      ...[
        [5999, false],
        [some, behind],
        [some, false],
        [0, false],
      ],
      ...[
        [some, behind],
        [2 * some, behind],
        [2 * some + 1, false],
      ],
    ]);
    mirror.close();
  });

  it('is compared in turn beyond 6,000 jobs, running and oldest ones each time', async () => {
    const { mirror, shown, commit, look, asked } = await mirrored([
      ...Array.from({ length: 20_000 }, () => 'QUEUED'),
      ...Array.from({ length: 100 }, () => 'RUNNING'),
    ]);
    const isShown = (...ids: readonly number[]) => ids.every((id) => shown().get(id) === 'FAILED');
    for (const id of [1, 2000, 20_001, 9000, 13_000]) commit(id, 'FAILED');
    await look();
    expect([isShown(1, 2000, 20_001), isShown(9000, 13_000)]).toEqual([true, false]);
    let looks = 1;
    for (; looks < 7 && !isShown(9000, 13_000); looks += 1) await look();
    expect(isShown(9000, 13_000)).toBe(true);
    // One whose turn in this round is over.
    commit(5000, 'FAILED');
    for (looks = 0; looks < 14 && !isShown(5000); looks += 1) await look();
    expect(isShown(5000)).toBe(true);
    expect(Math.max(...asked)).toBe(3000);
    mirror.close();
  });
});

it.each([
  [50_000, 0],
  [60_000, 1],
  [200_000, 3],
  [210_000, 8],
  [3_000_000, 113],
])('rows changed otherwise in a queue of %i jobs are seen within %i s', (jobs, seconds) => {
  expect(lateSeconds(jobs)).toBe(seconds);
});
