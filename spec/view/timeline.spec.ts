import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../lib/model/job.js';
import type { EarlierAttempt, JobDetail } from '../../lib/model/job-detail.js';
import { timelineLines } from '../../lib/view/detail/timeline.js';
import { chartLines, topOf } from '../../lib/view/monitoring/chart.js';
import { textOf } from '../../lib/view/text/line.js';
import { detailOf } from '../screens/panel-scenes.js';
import { hour, jobWith, minute, now, rowContextWith } from './scene.js';

/** The timeline of a job of which no time is known but what is given. */
function timeline(given: Partial<Job>, read: Partial<JobDetail>, width = 76): string[] {
  const job = jobWith(given);
  const detail = detailOf(job, { claimedAt: null, endedAt: null, ...read });
  const lines = timelineLines(job, detail, width, rowContextWith()).map(textOf);
  expect(lines.filter((line) => line.length !== width)).toEqual([]);
  return lines.slice(2).map((line) => line.trimEnd());
}

const failed = (attempt: number, text: string | null, failures = 1): EarlierAttempt => ({
  ...{ attempt, failures, cause: text === null ? null : { key: text, text } },
});

const whole: Partial<JobDetail> = {
  ...{ createdAt: now - 2 * hour, claimedAt: now - 12 * minute, takenUpAt: now - 12 * minute + 2000 },
  ...{ endedAt: now - 2 * minute },
};

describe('the timeline of a job', () => {
  it('has each recorded time and the span from the line before, but gives up ages where room is short', () => {
    const claimed = 'Claimed       2026-01-15 11:48:00 UTC';
    expect(timeline({ status: 'complete' }, whole)).toEqual([
      'Created       2026-01-15 10:00:00 UTC (2h ago)',
      `${claimed} (12m ago) • 1h 48m later`,
      'Started       2026-01-15 11:48:02 UTC (11m ago) • 2s later',
      'Done          2026-01-15 11:58:00 UTC (2m ago) • 9m 58s later',
    ]);
    expect(timeline({ status: 'failed', retryCount: 1 }, whole, 52)[1]).toBe(`${claimed} • 1h 48m later`);
  });

  it('has earlier attempts where they belong, the oldest first, and no span from what has no time', () => {
    const attempts = [failed(1, 'bad \u001b[31mprice', 3), failed(0, null)];
    expect(timeline({ status: 'failed', retryCount: 2 }, { ...whole, takenUpAt: null, attempts })).toEqual([
      'Created       2026-01-15 10:00:00 UTC (2h ago)',
      '1st attempt   failed, no error recorded',
      expect.stringMatching(/^2nd attempt {3}failed: bad [^\u001b]*price +3 failures$/),
      'Claimed       2026-01-15 11:48:00 UTC (12m ago) • 3rd attempt',
      'Failed        2026-01-15 11:58:00 UTC (2m ago) • 10m later',
    ]);
  });

  it('has the time of an attempt where that is recorded, and its error below it', () => {
    const attempts = [{ ...failed(0, 'bad price'), at: now - hour }];
    expect(timeline({ status: 'queued', retryCount: 1 }, { createdAt: now - 2 * hour, attempts })).toEqual([
      'Created       2026-01-15 10:00:00 UTC (2h ago)',
      '1st attempt   2026-01-15 11:00:00 UTC (1h ago) • 1h later',
      '              failed: bad price',
    ]);
  });

  it('says that there are more attempts than it has', () => {
    const attempts = Array.from({ length: 20 }, (_, index) => failed(40 - index, 'bad'));
    const [first, second] = timeline({ status: 'failed' }, { attempts });
    expect([first, second?.slice(0, 12)]).toEqual(['attempts before these are not shown', '22nd attempt']);
  });

  const one = { createdAt: now - hour };
  it.each<[string, Job['status'], Partial<JobDetail>, string]>([
    ['is absent of nothing', 'failed', {}, ''],
    ['is absent of a single time', 'queued', one, ''],
    ['is absent of a claim and an end alone', 'complete', { claimedAt: now - hour, endedAt: now }, ''],
    ['is there for a single attempt', 'failed', { attempts: [failed(0, 'bad')] }, '1st attempt'],
    [
      'has one line for a claim and a start in one second',
      'running',
      { ...one, claimedAt: now - 1900, takenUpAt: now - 1200 },
      'Created, Claimed',
    ],
    [
      'has no line for a time beyond the calendar',
      'cancelled',
      { ...one, claimedAt: 1e300, endedAt: now },
      'Created, Cancelled',
    ],
  ])('%s', (_, status, read, labels) => {
    const found = timeline({ status }, read).map((line) => line.slice(0, 13).trim());
    expect(found.join(', ')).toBe(labels);
  });

  it('has no span where the record goes back in time', () => {
    const [, end] = timeline({ status: 'failed' }, { createdAt: now - minute, endedAt: now - hour });
    expect(end).toBe('Failed        2026-01-15 11:00:00 UTC (1h ago)');
  });
});

const drawn = (columns: readonly (number | null)[], width: number, height: number, unicode = true) =>
  chartLines({ columns, top: topOf(columns) }, width, height, unicode).map(textOf);

describe('a column chart', () => {
  it('leaves gaps blank, and lays zeroes on the ground', () => {
    expect(drawn([8, null, 0, 8], 4, 2)).toEqual(['█  █', '█ ▁█']);
    expect(drawn([8, null, 0, 8], 4, 2, false)).toEqual(['#  #', '# .#']);
  });

  it('draws what it is compared with as a line, above columns and through them, that needs no colour', () => {
    const compared = (unicode: boolean) =>
      chartLines({ columns: [1, 8, 8, 0, 8], before: [8, 1, null, 4, 8], top: 8 }, 5, 2, unicode);
    expect(compared(true).map(textOf)).toEqual(['╌██ ▒', '▂▒█╌█']);
    expect(compared(false).map(textOf)).toEqual(['-## =', '.=#-#']);
    const dim = compared(true).flatMap((line) => line.filter(({ style }) => style === 'dim'));
    expect(dim.map(({ text }) => text)).toEqual(['╌', '▒', '▒', '╌']);
  });

  it('has a top above zero for the smallest rate', () => {
    expect(topOf([5e-324])).toBeGreaterThan(0);
    expect(drawn([5e-324], 1, 1)).toEqual(['█']);
  });

  it('fills its box, with several cells to a column where there are fewer', () => {
    expect(drawn([1, 2], 6, 1)).toEqual(['▄▄▄███']);
  });

  it('is never higher than its box, never wider, and taller for more', () => {
    const value = fc.option(fc.double({ min: 0, max: 1e15, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 80 }),
        fc.integer({ min: 1, max: 120 }),
        fc.nat({ max: 20 }),
        (columns, width, height) => {
          const top = topOf(columns);
          for (const each of columns) expect(each ?? 0).toBeLessThanOrEqual(top);
          const lines = chartLines({ columns, top }, width, height, true);
          expect(lines).toHaveLength(height);
          for (const line of lines) expect([...textOf(line)]).toHaveLength(width);
          const heightAt = (cell: number) =>
            lines.reduce((sum, line) => sum + ' ▁▂▃▄▅▆▇█'.indexOf([...textOf(line)][cell] ?? ' '), 0);
          for (let cell = 1; cell < width; cell += 1) {
            const [one, other] = [cell - 1, cell].map(
              (each) => columns[Math.floor((each * columns.length) / width)] ?? null,
            );
            if (one === null || other === null || one === undefined || other === undefined) continue;
            if (one <= other) expect(heightAt(cell - 1)).toBeLessThanOrEqual(heightAt(cell));
          }
        },
      ),
    );
  });
});
