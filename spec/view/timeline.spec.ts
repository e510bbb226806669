import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import type { EarlierAttempt, JobDetail } from '../../lib/model/job-detail.js';
import { timelineLines } from '../../lib/view/detail/timeline.js';
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
