import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import type { QueueKind } from '../../lib/model/limits.js';
import { fieldGroups } from '../../lib/view/detail/fields.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { workersView } from '../../lib/view/panels/workers-panel.js';
import { statusLine } from '../../lib/view/screen/status-bar.js';
import { type Part, textOf } from '../../lib/view/text/line.js';
import { otherQueue } from '../machine/queue-in-memory.js';
import { workers } from '../screens/workers-scene.js';
import { contextWith, hour, jobWith, minute, now, pictureOf, rowContextWith, stateWith } from './scene.js';

const running: Partial<Job> = {
  ...{ status: 'running', name: 'fix_parser', startedAt: now - 2 * hour, itemsProcessed: 100 },
  ...{ itemsTotal: 500, updatedAt: now - 12 * minute, workerHost: 'vm', workerPid: 30534 },
};
const gone: Job['trouble'] = { kind: 'gone', since: now - 12 * minute, reused: false };
const silent: Job['trouble'] = { kind: 'silent', since: now - 14 * minute, sign: 'heartbeat' };

/** The second line of the job in the list. */
function row(given: Partial<Job>, context = rowContextWith()): string {
  const line = jobLines(jobWith({ ...running, ...given }), 72, context)[1] ?? [];
  return textOf(line).trim();
}

function field(label: string, given: Partial<Job>, context = rowContextWith()): string | null {
  const found = fieldGroups(jobWith({ ...running, ...given }), null, context)
    .flat()
    .find((each) => each?.label === label);
  return found ? found.parts.map(({ before = '', text }) => before + text).join('') : null;
}

describe('the row of a running job', () => {
  it.each<[string, Partial<Job>, string]>([
    ['a count of 0', { itemsProcessed: 0, itemsTotal: 500 }, '0/500 files • no sign for 3d'],
    ['an update with the claim', { updatedAt: now - 72 * hour + 1500 }, 'on vm:30534 • no sign for 3d'],
    ['none, but not for long', { claimedAt: now - 6 * hour + 1 }, 'no progress reported • on vm:30534'],
    ['a process that is seen running', { stillRuns: true }, 'no progress reported • on vm:30534'],
    ['a lease that may have been renewed', { leased: true }, 'no progress reported • on vm:30534'],
    ['progress', { itemsProcessed: 1, itemsTotal: 500 }, '1/500 files'],
    ['a percentage', { progressPercent: 50 }, '50% done • on vm:30534'],
    ['failed files', { itemsFailed: 1 }, 'no progress reported • 1 failed • on vm:30534'],
  ])('says since when there was no sign only if there was none: %s', (_, given, expected) => {
    const long = { claimedAt: now - 72 * hour, startedAt: now - 72 * hour, updatedAt: null };
    const job = { ...long, itemsProcessed: null, itemsTotal: null, ...given };
    expect(row(job).replace(/ • ETA .*/, '')).toBe(expected);
    expect(field('Worker', { ...job, trouble: null }) === 'vm:30534 • no sign for 3d').toBe(
      expected.includes('no sign') || 'trouble' in given,
    );
  });
});

describe('the sign of a running job in the list', () => {
  const sign = (given: Partial<Job>) =>
    jobLines(jobWith({ ...running, ...given }), 72, rowContextWith())[0]?.[0];

  it.each<[string, Partial<Job>, string]>([
    ['whose worker is gone', { trouble: gone }, 'failed'],
    ['that is stalled', { trouble: { kind: 'stalled', since: now - minute } }, 'warning'],
    ['that gets on', { trouble: null, updatedAt: now }, 'running'],
  ])('%s has its colour', (_, given, style) => {
    expect(sign(given)).toEqual({ text: expect.stringMatching(/^. $/), style });
  });
});

describe('the detail panel', () => {
  it.each<[Job['trouble'], Partial<Job>, string]>([
    [
      { ...silent, sign: 'lease' },
      { workerPid: null, workerHost: null },
      'its worker has been silent for 14m: its lease has run out, and no commit since',
    ],
    [gone, { workerHost: null }, 'worker pid 30534 is gone: no such process on this host'],
    [
      { ...gone, unlisted: true },
      { workerPid: null, workerHost: 'process 99' },
      'worker process 99 is gone: its queue no longer lists this process',
    ],
  ])('names the worker and its trouble (%j)', (trouble, given, words) => {
    expect(field('Worker', { ...given, trouble })).toBe(words);
  });

  it('shows the name of a worker without control characters', () => {
    expect(field('Worker', { trouble: gone, workerHost: 'v\x1b[31mm' })).toMatch(
      /^worker v[^\x1b]*m:30534 is gone/,
    );
  });

  it('has no forecast beside a worker in trouble, and calls none alive that is gone', () => {
    const trouble = { kind: 'stalled', since: now - 30 * minute } as const;
    expect(field('Stalled', { updatedAt: now, trouble })).toContain('so the worker is alive');
    expect(field('Worker', { trouble })).toBe('vm:30534');
    // The update that made the last progress says nothing more.
    const atOnce = { updatedAt: now - 30 * minute + 2000 };
    expect(field('Stalled', { ...atOnce, trouble })).toContain('nor has the row been updated');
    expect(field('Stalled', { updatedAt: now, trouble: gone })).toBeNull();
    expect(field('ETA', { updatedAt: now, trouble: gone })).toBeNull();
  });
});

describe('the workers panel', () => {
  it('counts the time of a trouble up to when reads began to fail, and that of a run up to now', () => {
    const picture = pictureOf([], { workers });
    const state = stateWith({ connection: { kind: 'live', picture } });
    const panel = workersView.content(state, rowContextWith({ heldUntil: now - 4 * minute }));
    const row = (index: number) => ('row' in panel ? panel.row(index).left.map(({ text }) => text) : []);
    expect(row(1)).toContain('silent 3m');
    expect(row(2)).toContain('1m 48s');
  });

  it('has no counts where the queue does not record who worked on a job that has ended', () => {
    const queue: QueueKind = { ...otherQueue, lacks: ['finishers'] };
    const state = stateWith({ connection: { kind: 'live', picture: pictureOf([], { workers, queue }) } });
    const panel = workersView.content(state, rowContextWith());
    if (!('row' in panel)) throw new Error('no rows');
    expect(panel.row(0).right.map(({ text }) => text.trim())).toEqual(['–', '–', '–', '12m ago']);
    expect(panel.about?.(80, 3).map(textOf)[1]).toContain(
      'does not record who worked on a job that has ended',
    );
  });

  it.each([
    [60, { done: 0, failed: 0, longest: null, lastAt: now - 26 * minute }, '', '↻ etl-1:1204  idle 26m'],
    [
      80,
      { done: 0, failed: 0 },
      'done failed /min last sign',
      '↻ etl-1:1204  fix_parser 1m 48s +2 0 0 20 just now',
    ],
  ])(
    'has columns of zeros only where there is room, at %d columns: %p',
    (columns, given, titles, expected) => {
      const list = { ...workers, rows: workers.rows.slice(2, 3).map((row) => ({ ...row, ...given })) };
      const state = stateWith({ connection: { kind: 'live', picture: pictureOf([], { workers: list }) } });
      const panel = workersView.content(state, rowContextWith({ size: { columns, rows: 16 } }));
      if (!('row' in panel)) throw new Error('no rows');
      const said = (parts: readonly Part[]) => parts.map(({ before = '', text }) => before + text).join('');
      const words = (parts: readonly Part[]) => parts.map(({ text }) => text.trim()).join(' ');
      expect(words(panel.heading.right)).toBe(titles);
      const { left, right } = panel.row(0);
      expect(`${said(left)} ${words(right)}`.trim()).toBe(expected);
    },
  );
});

describe('the status bar', () => {
  const bar = (gone: number, silent: number, width = 100, stalled = 0) =>
    textOf(statusLine(pictureOf([], { troubles: { gone, silent, stalled } }), width, contextWith()));

  it('names the kinds of trouble where words give way', () => {
    expect(bar(1, 1, 34)).toContain('↻ 2 (1 gone, 1 silent)  ✓ 3  ✗ 1');
    expect(bar(1, 0, 100, 1)).toContain('↻ 2 running (1 gone, 1 stalled)');
  });

  it('shows trouble beside as much of a filter as there is room for', () => {
    const counts = { queued: 5, running: 2, complete: 2, failed: 3, cancelled: 1, other: 0 };
    const picture = pictureOf([], { counts, troubles: { gone: 0, silent: 2, stalled: 0 } });
    const filter = [
      { text: 'Filter: every status', style: 'notice' },
      { text: '13 of 13 jobs', style: 'notice', before: ' • ' },
    ] as const;
    const line = (width: number) => textOf(statusLine(picture, width, contextWith(), filter));
    expect(line(56)).toMatch(/^↻ 2 \(2 silent\) {2}✓ 2 {2}✗ 3 +Filter: every status$/);
    expect(line(64)).toMatch(/^↻ 2 \(2 silent\) {2}✓ 2 {2}✗ 3 +Filter: every status • 13 of 13 jobs$/);
  });
});
