import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { type JobDetail, wholePercents } from '../../lib/model/job-detail.js';
import type { QueueLack } from '../../lib/model/limits.js';
import { detailDocument } from '../../lib/view/detail/document.js';
import type { FieldGroup } from '../../lib/view/detail/field.js';
import { fieldGroups } from '../../lib/view/detail/fields.js';
import { presenceOf } from '../../lib/view/detail/tables.js';
import { textOf } from '../../lib/view/text/line.js';
import { detailOf, details } from '../screens/panel-scenes.js';
import { jobWith, minute, now, rowContextWith } from './scene.js';

/** What the panel says of a job under a label; null for nothing. */
function field(
  label: string,
  given: Partial<Job>,
  completionStatus: string | null = null,
  {
    lacks = [],
    ...more
  }: Partial<Pick<JobDetail, 'mostAttempts'>> & { readonly lacks?: readonly QueueLack[] } = {},
): string | null {
  const job = jobWith({ completedAt: now - 2 * minute, ...given });
  const detail = {
    ...{
      ...details['failed-parse'],
      job,
      completionStatus,
      createdAt: now - minute,
      claimedAt: null,
      ...more,
    },
  };
  const found = fieldGroups(job, detail, { ...rowContextWith(), lacks })
    .flat()
    .find((each) => each?.label === label);
  return found?.parts.map((part) => (part.before ?? '') + part.text).join('') ?? null;
}

describe('the id in the detail panel', () => {
  it.each([
    ['7', /^7\b/],
    ['\u001f2\u001f7', /^7\b/],
    ['\u001f2-', /^no id\b/],
  ])('of job %j is what the database holds', (id, expected) => {
    expect(field('Job', { id })).toMatch(expected);
  });

  it.each([74, 54])('is whole in a page of %d cells, whatever its type and its name', (width) => {
    const id = 'c0ffee00-0000-4000-8000-000000000001';
    const job = jobWith({ id, type: 'parse', typeText: 'standard', name: 'send-newsletter-to-everybody' });
    const page = detailDocument(job, null, width, rowContextWith());
    const lines = Array.from({ length: page.length }, (_, at) => textOf(page.line(at)));
    expect(lines.find((line) => line.startsWith('Job '))).toContain(` ${id} `);
  });
});

describe('the status in the detail panel', () => {
  const ended = '2026-01-15 11:58:00 UTC (2m ago)';

  it.each<[Partial<Job>, string | null, string]>([
    [{ status: 'failed', statusText: 'FAILED' }, null, `failed at ${ended}`],
    [{ status: 'complete', statusText: 'Completed' }, 'SUCCESS', `done at ${ended}`],
    [{ status: 'cancelled', statusText: 'CANCELED' }, null, `cancelled at ${ended}`],
    [{ status: 'queued', statusText: 'queued' }, null, 'queued since 2026-01-15 11:59:00 UTC (1m ago)'],
    [
      { status: 'running', statusText: 'RUNNING', startedAt: now - 3 * minute },
      null,
      'running since 2026-01-15 11:57:00 UTC (3m ago)',
    ],
    [{ status: 'failed', statusText: 'COMPLETED' }, 'FAILED', `failed at ${ended} • COMPLETED`],
    [{ status: 'cancelled', statusText: 'ABORTED' }, null, `cancelled at ${ended} • ABORTED`],
    [{ status: 'complete', statusText: 'SKIPPED' }, null, `done (skipped) at ${ended}`],
    [
      { status: 'complete', statusText: 'COMPLETED', warnings: true },
      'PARTIAL_SUCCESS',
      `done with warnings at ${ended} • PARTIAL_SUCCESS`,
    ],
    [
      { status: 'queued', statusText: 'PENDING' },
      null,
      'queued since 2026-01-15 11:59:00 UTC (1m ago) • PENDING',
    ],
    [
      { status: 'queued', statusText: 'PENDING', waiting: { kind: 'held', why: 'Queue a is paused' } },
      null,
      'queued since 2026-01-15 11:59:00 UTC (1m ago)',
    ],
    [{ status: 'other', statusText: 'HELD', updatedAt: null }, 'LATER', 'other • HELD / LATER'],
  ])('of %p (%s) adds the database’s word only where that differs', (job, completion, expected) => {
    expect(field('Status', job, completion)).toBe(expected);
  });
});

describe('the attempts in the detail panel', () => {
  it.each<[Partial<Job>, number, string]>([
    [{ status: 'running', retryCount: 2 }, 25, 'attempt 3 of 25'],
    [{ status: 'queued', retryCount: 2 }, 25, 'next: attempt 3 of 25'],
    [{ status: 'failed', retryCount: 25 }, 25, 'retried 25 times'],
    [{ status: 'cancelled', startedAt: null }, 25, 'never retried'],
  ])('of %j are of at most %d where that says something', (job, mostAttempts, expected) => {
    expect(field('Queue', { priority: 7, ...job }, null, { mostAttempts })).toBe(`priority 7, ${expected}`);
  });

  it('of a job whose queue does not record them are left out', () => {
    const words = (retryCount: number) =>
      field('Queue', { priority: 7, retryCount }, null, { lacks: ['attempts'] });
    expect([words(0), words(1)]).toEqual(['priority 7', 'priority 7, retried once']);
    expect(field('Queue', { priority: null }, null, { lacks: ['attempts'] })).toBeNull();
  });
});

describe('the count of items in the detail panel', () => {
  it.each<[Partial<Job>, string | null]>([
    [{ status: 'failed', itemsProcessed: 0, itemsTotal: 12, itemsFailed: 12 }, '0/12 files • 12 failed'],
    [{ status: 'failed', itemsProcessed: 203, itemsTotal: 334, itemsFailed: 0 }, '203/334 files'],
    [{ status: 'running', itemsProcessed: 203, itemsFailed: 3 }, '203 files • 3 failed'],
    [{ status: 'complete', itemsProcessed: 12, itemsTotal: 12 }, '12 files'],
    [
      { status: 'complete', itemsProcessed: 1235, itemsTotal: 1247, itemsFailed: 12 },
      '1,235/1,247 files • 12 failed',
    ],
    [
      { status: 'running', type: 'other', itemsProcessed: 10, itemsTotal: 40, itemsNoun: 'batch job' },
      '10/40 batch jobs',
    ],
    [{ status: 'failed' }, null],
  ])('of %p is %p', (job, expected) => {
    expect(field(job.status === 'running' ? 'Progress' : 'Items', job)).toBe(expected);
  });
});

describe('the duration in the detail panel', () => {
  const percentiles = wholePercents.map((percent) => percent * 1000);
  const took = (status: Job['status'], ms: number, runs = 1240) => {
    const job = jobWith({ status, startedAt: now - ms, completedAt: status === 'running' ? null : now });
    const detail = { ...details['failed-parse'], job, runTimes: { runs, percentiles } };
    const found = fieldGroups(job, detail, rowContextWith())
      .flat()
      .find((each) => each?.label === 'Duration');
    return found?.parts.map((part) => (part.before ?? '') + part.text).join('');
  };

  it('compares the job with the runs of its parser and version', () => {
    expect(took('complete', 95_500)).toBe('1m 35s • slower than 95% of 1,240 runs');
    expect(took('complete', 200_000)).toBe('3m 20s • slower than all of 1,240 runs');
    expect(took('complete', 500, 10)).toMatch(/ • slower than under 1% of 10 runs$/);
  });

  it('counts the runs that a running job has outlasted, once there are some', () => {
    expect(took('running', 95_500)).toBe('1m 35s • longer than 95% of 1,240 runs');
    expect(took('running', 500)).not.toContain('runs');
  });
});

describe('the lines about a job in the detail panel', () => {
  const [start, end] = [now - 10 * minute, now - 2 * minute];
  const lines = (given: Partial<Job>, read: Partial<JobDetail> = {}) => {
    const job = jobWith({ startedAt: start, ...given });
    const [first = [], ...rest] = fieldGroups(job, detailOf(job, read), rowContextWith());
    const labels = (group: FieldGroup) => group.flatMap((each) => each?.label ?? []).join(' ');
    return [labels(first), rest.map(labels).join(' ').trim()];
  };
  const done = { completedAt: end, updatedAt: end, outputPath: '/out/a', note: 'SMITH000001' } as const;

  it.each<[string, Partial<Job>, Partial<JobDetail>, string, string]>([
    [
      'of a failed job',
      { ...done, status: 'failed' },
      {},
      'Job Status',
      'Queue Claimed Duration Output Note',
    ],
    ['of a complete job', done, {}, 'Job Status Output Note', 'Queue Claimed Duration'],
    ['of a running job', { status: 'running', updatedAt: start }, {}, 'Job Status Queue', 'Progress'],
    [
      'of a running job with a heartbeat',
      { status: 'running', updatedAt: end },
      { claimedAt: start - minute, takenUpAt: start, heartbeatAt: end + 900 },
      'Job Status Queue',
      'Progress Heartbeat',
    ],
    [
      'of a queued job',
      { status: 'queued', startedAt: null, updatedAt: end },
      { createdAt: start, scheduledAt: now + minute },
      'Job Status Queue',
      'Scheduled Updated',
    ],
    [
      'of a job with a timeline that was touched after its end',
      { ...done, updatedAt: end + minute },
      { takenUpAt: start, createdAt: start },
      'Job Status Output Note',
      'Queue Duration Updated',
    ],
  ])('%s say each time once, what matters first', (_, given, read, first, rest) => {
    expect(lines(given, read)).toEqual([first, rest]);
  });

  it.each<[Job['status'], boolean | null, string]>([
    ['running', false, 'not there yet'],
    ['queued', false, 'not there yet'],
    ['running', true, 'on this host'],
    ['running', null, ''],
    ['failed', false, 'not on this host'],
  ])('of a job that is %s say where its output is (%p)', (status, exists, expected) => {
    expect(presenceOf(exists, status)[0]?.text ?? '').toBe(expected);
  });
});
