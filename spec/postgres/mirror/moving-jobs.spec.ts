import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ServerInstant } from '../../../lib/postgres/link/server-link.js';
import { KeyRanges } from '../../../lib/postgres/mirror/key-ranges.js';
import { MirroredRows } from '../../../lib/postgres/mirror/mirrored-rows.js';
import { creation, type MirroredTable, statementFor } from '../../../lib/postgres/mirror/mirrored-table.js';
import { MovingJobs } from '../../../lib/postgres/mirror/moving-jobs.js';
import type { MirrorPen } from '../../../lib/postgres/mirror/part.js';
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

/** A server with jobs in memory, and a mirror that has them all as they are now. */
async function mirrored(statuses: readonly string[], most = Number.POSITIVE_INFINITY) {
  const jobs = new Map(statuses.map((status, at) => [at + 1, { status, version: 0 }]));
  const versions = (ids: readonly number[]) =>
    ids.map((id) => [`${id}`, `${id}-${jobs.get(id)?.version}`, '7']);
  const rowOf = (id: number) => [`${id}`, `${id}`, jobs.get(id)?.status ?? null];
  let asked = 0;
  const instant = {
    rows: async (text: string, [first = '', second = '']: readonly string[]) => {
      if (text === statementFor('versions_of', table)) {
        const known = first.slice(1, -1).split(',').filter(Boolean).map(Number);
        asked = known.length;
        return versions([
          ...known.filter((id) => jobs.has(id)),
          ...[...jobs.keys()].filter((id) => id > Number(second)),
        ]);
      }
      if (text === statementFor('versions_saying', table))
        return versions([...jobs].flatMap(([id, { status }]) => (status === first ? [id] : [])));
      return [...first.matchAll(/"(\d+)-/g)].map(([, id]) => rowOf(Number(id)));
    },
  } as unknown as ServerInstant;
  const mirror = await MirrorDatabase.open();
  const pen = { write: (work) => mirror.write(work) } as MirrorPen;
  const rows = new MirroredRows(table);
  const moving = new MovingJobs(new KeyRanges(rows, 100), most > 0);
  mirror.write((writer) => {
    writer.define(creation(table));
    writer.define(moving.creation ?? '');
    rows.fill(writer, [...jobs.keys()].map(rowOf));
  });
  const shown = () =>
    new Map(
      mirror
        .write((writer) => writer.rows('SELECT id, status FROM cf_processing_queue'))
        .map(([id, status]) => [Number(id), status]),
    );
  return { jobs, mirror, shown, look: () => moving.look(instant, pen), asked: () => asked };
}

describe('the set of moving jobs of a large queue', () => {
  it('includes every status that counts as queued or running', () => {
    expect(movingWords.length).toBeGreaterThan(4);
    expect([...MovingJobs.words].sort()).toEqual([...movingWords].sort());
  });

  it('equals that of the server after each look, as do new jobs and those that come back', async () => {
    const step = fc.record({
      id: fc.integer({ min: 1, max: 14 }),
      word: fc.option(fc.constantFrom(...words), { freq: 5 }),
    });
    // Each row that is written has a version that no row had before.
    let version = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...words), { maxLength: 10 }),
        fc.array(fc.array(step, { maxLength: 5 }), { maxLength: 4 }),
        async (statuses, rounds) => {
          const { jobs, mirror, shown, look } = await mirrored(statuses);
          for (const steps of rounds) {
            const before = shown();
            for (const { id, word } of steps) {
              version += 1;
              if (word === null) jobs.delete(id);
              else jobs.set(id, { status: word, version });
            }
            await look();
            const greatest = Math.max(0, ...before.keys());
            const isLookedAt = (id: number) => movingWords.includes(String(before.get(id))) || id > greatest;
            const wrong = [...new Set([...jobs.keys(), ...before.keys()])].filter(
              (id) => isLookedAt(id) && (jobs.get(id)?.status ?? undefined) !== shown().get(id),
            );
            expect(wrong).toEqual([]);
          }
          mirror.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('includes at most 2,000 jobs at a time', async () => {
    const { mirror, look, asked } = await mirrored(Array.from({ length: 2500 }, () => 'QUEUED'));
    await look();
    expect(asked()).toBe(2000);
    mirror.close();
  });
});
