import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../lib/model/job.js';
import { type SortKey, timeOf } from '../../lib/model/sort.js';
import { compactLine } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/text/line.js';
import { asOf, QueueDatabase, versions } from '../snapshot/queries/queue-database.js';
import { inTrouble, job } from '../snapshot/queries/window-jobs.js';
import { anySort } from '../support/any-sort.js';
import { appearance, jsonOf, onceText, rowContextWith } from './scene.js';

/** After all starts and ends, so that ages differ by seconds. */
const now = asOf + 30_000;

const [seconds, bytes] = [
  { s: 1, m: 60, h: 3600 },
  { B: 1, kB: 1e3, MB: 1e6 },
] as const;
/** How each value is written in the last column of a compact row, and there alone. */
const inColumn: Readonly<Record<SortKey, RegExp>> = {
  ...{ time: / (\d+)(s|m|h)(?: ago)?$/, start: / (\d+)(s|m|h)(?: ago)?$/, end: / (\d+)(s|m|h) ago$/ },
  ...{ duration: / (\d+)(s|m|h)(?: ago)?$/, size: / (\d+) (B|kB|MB)$/, name: /$^/ },
};
/** The same at the right edge of a comfortable row, if it has one. */
const written: Readonly<Record<SortKey, RegExp | null>> = {
  ...inColumn,
  start: / (?:started|running) (\d+)(s|m|h)(?: ago)?$/,
  duration: / (?:took|running|started) (\d+)(s|m|h)(?: ago)?$/,
  name: null,
};

function valueIn(row: string, form: RegExp): number | null {
  const [, number, unit = ''] = form.exec(row) ?? [];
  const factors: Readonly<Record<string, number>> = { ...seconds, ...bytes };
  return number === undefined ? null : Number(number) * (factors[unit] ?? Number.NaN);
}

/** What should be shown, s or bytes: ages are the older the greater. */
function expected(shown: Job, by: SortKey): number | null {
  const { status, startedAt, completedAt } = shown;
  const age = (time: number | null) => (time === null ? null : Math.floor((now - time) / 1000));
  const isEnded = status !== 'queued' && status !== 'running';
  if (status === 'queued') return null;
  if (by === 'time') return age(timeOf(shown));
  if (by === 'start') return age(startedAt);
  if (by === 'end') return isEnded ? age(completedAt ?? startedAt) : null;
  if (by === 'size') return isEnded ? Number(shown.outputSizeBytes) || null : null;
  if (status === 'running') return age(startedAt);
  const took = (completedAt ?? 0) - (startedAt ?? 0);
  return isEnded && completedAt !== null && startedAt !== null && took > 0 ? took / 1000 : null;
}

describe.each(versions)('a sorted list in version %s', (version) => {
  it('shows what it is sorted by on the screen and in a pipe, and has the same order in --json', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(job, { minLength: 12, maxLength: 25, size: 'max', selector: ({ id }) => id }),
        fc.array(anySort, { minLength: 6, maxLength: 6 }),
        async (jobs, sorts) => {
          const database = await QueueDatabase.of(version, 'all');
          for (const { id, row } of jobs) database.add({ ...row, output_size_bytes: (id % 5n) * 100n });
          for (const sort of sorts) {
            const { by } = sort;
            const picture = database.picture({ sort, sortedAt: now }, inTrouble);
            const listed = picture.window.jobs;
            const text = onceText(picture, { columns: 200, whole: false }, now, appearance, undefined, sort);
            const rows = text
              .split('\n')
              .slice(1)
              .filter((line) => /^[✗↻✓◌⊘?] /.test(line));
            const compact = listed.map((each) =>
              textOf(compactLine(each, 120, { ...rowContextWith({ sort }), now })).trimEnd(),
            );
            const values = listed.map((each) => expected(each, by));
            const form = written[by];
            if (form !== null) {
              // How long a queued job has been waiting isn't what it is sorted by.
              const shows = (_: unknown, at: number) => by !== 'time' || listed[at]?.status !== 'queued';
              const shown = rows.filter(shows).map((row) => valueIn(row, form));
              expect([sort, shown]).toEqual([sort, values.filter(shows)]);
              const column = compact.filter(shows).map((row) => valueIn(row, inColumn[by]));
              expect([sort, column]).toEqual([sort, values.filter(shows)]);
            }
            const told = JSON.parse(jsonOf(picture, '/q.db')) as {
              readonly jobs: readonly { id: number | string }[];
            };
            expect(told.jobs.map(({ id }) => String(id))).toEqual(listed.map(({ id }) => id));
          }
          database.close();
        },
      ),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
