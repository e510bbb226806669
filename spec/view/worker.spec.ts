import { describe, expect, it } from '@jest/globals';
import { listedStatuses, listedTypes } from '../../lib/model/filter.js';
import type { Job } from '../../lib/model/job.js';
import { recordProgress } from '../../lib/model/progress.js';
import { ofDatabase } from '../../lib/view/context.js';
import { fieldGroups } from '../../lib/view/detail/fields.js';
import { filterDialog } from '../../lib/view/dialog/filter.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { workersPanel } from '../../lib/view/panels/workers-panel.js';
import { statusLine } from '../../lib/view/screen/status-bar.js';
import { type Part, textOf } from '../../lib/view/text/line.js';
import { workers } from '../screens/workers-scene.js';
import {
  contextWith,
  countingPictureOf,
  hour,
  jobWith,
  minute,
  now,
  pictureOf,
  rowContextWith,
  stateWith,
} from './scene.js';

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
  it('says that its worker is gone in place of a forecast, and since when', () => {
    expect(row({ trouble: gone })).toBe('100/500 files • worker gone 12m');
    expect(row({ trouble: { ...gone, since: now - 12 * minute - 8000 } })).toBe(
      '100/500 files • worker gone 12m 8s',
    );
    expect(row({ trouble: { ...gone, since: null } })).toBe('100/500 files • worker gone');
    expect(row({ trouble: null })).toBe('100/500 files • stalled 12m');
  });

  it('calls a worker silent that is only suspected', () => {
    expect(row({ trouble: silent })).toBe('100/500 files • silent 14m');
  });

  it('does not mention beside it that no progress is reported', () => {
    const uncounted = { itemsProcessed: null, itemsTotal: null };
    expect(row({ ...uncounted, trouble: gone })).toBe('on vm:30534 • worker gone 12m');
    expect(row({ ...uncounted, trouble: null })).toBe('no progress reported • on vm:30534');
  });

  it.each<[string, Partial<Job>, string]>([
    ['none since the claim', {}, 'on vm:30534 • no sign for 3d'],
    ['a count of 0', { itemsProcessed: 0, itemsTotal: 500 }, '0/500 files • no sign for 3d'],
    ['an update with the claim', { updatedAt: now - 72 * hour + 1500 }, 'on vm:30534 • no sign for 3d'],
    ['none, but not for long', { claimedAt: now - 6 * hour + 1 }, 'no progress reported • on vm:30534'],
    ['a process that is seen running', { stillRuns: true }, 'no progress reported • on vm:30534'],
    ['a lease that may have been renewed', { leased: true }, 'no progress reported • on vm:30534'],
    ['an unknown claim', { claimedAt: null }, 'no progress reported • on vm:30534'],
    ['progress', { itemsProcessed: 1, itemsTotal: 500 }, '1/500 files'],
    ['a percentage', { progressPercent: 50 }, '50% done • on vm:30534'],
    ['failed files', { itemsFailed: 1 }, 'no progress reported • 1 failed • on vm:30534'],
    ['trouble', { trouble: gone }, 'on vm:30534 • worker gone 12m'],
  ])('says since when there was no sign only if there was none: %s', (_, given, expected) => {
    const long = { claimedAt: now - 72 * hour, startedAt: now - 72 * hour, updatedAt: null };
    const job = { ...long, itemsProcessed: null, itemsTotal: null, ...given };
    expect(row(job).replace(/ • ETA .*/, '')).toBe(expected);
    expect(field('Worker', { ...job, trouble: null }) === 'vm:30534 • no sign for 3d').toBe(
      expected.includes('no sign') || 'trouble' in given,
    );
  });

  it('counts the time up to when reads began to fail', () => {
    const context = rowContextWith({ heldUntil: now - 4 * minute });
    expect(row({ trouble: silent }, context)).toBe('100/500 files • silent 10m');
  });

  it('counts the time up to when its own database was read, of several', () => {
    const night = { heldUntil: now - 4 * minute, host: null };
    const context = rowContextWith({ databases: new Map([['night', night]]) });
    expect(row({ trouble: silent }, ofDatabase('night', context))).toContain('silent 10m');
    expect(row({ trouble: null }, ofDatabase('night', context))).toContain('stalled 8m');
    expect(row({ trouble: silent }, ofDatabase('day', context))).toContain('silent 14m');
  });
});

describe('the sign of a running job in the list', () => {
  const sign = (given: Partial<Job>) =>
    jobLines(jobWith({ ...running, ...given }), 72, rowContextWith())[0]?.[0];

  it.each<[string, Partial<Job>, string]>([
    ['whose worker is gone', { trouble: gone }, 'failed'],
    ['whose worker is silent', { trouble: silent }, 'warning'],
    ['that is stalled', { trouble: null }, 'warning'],
    ['that gets on', { trouble: null, updatedAt: now }, 'running'],
    ['that reports no progress', { trouble: null, itemsTotal: null, itemsProcessed: null }, 'running'],
    ['of former times', { status: 'cancelled', trouble: null }, 'cancelled'],
  ])('%s has its colour', (_, given, style) => {
    expect(sign(given)).toEqual({ text: expect.stringMatching(/^. $/), style });
  });
});

describe('the detail panel', () => {
  it.each<[Job['trouble'], Partial<Job>, string]>([
    [gone, {}, 'worker vm:30534 is gone: no such process on this host'],
    [{ ...gone, reused: true }, {}, 'worker vm:30534 is gone: its process id belongs to a newer process'],
    [
      silent,
      { workerPid: null, workerHost: 'w-7' },
      'worker w-7 has been silent for 14m: no heartbeat since',
    ],
    [
      silent,
      { workerPid: null, workerHost: 'worker-3' },
      'worker-3 has been silent for 14m: no heartbeat since',
    ],
    [{ ...silent, sign: 'update' }, {}, 'worker vm:30534 has been silent for 14m: no change since'],
    [
      { ...silent, sign: 'lease' },
      { workerPid: null, workerHost: null },
      'its worker has been silent for 14m: its lease has run out, and no commit since',
    ],
    [gone, { workerHost: null }, 'worker pid 30534 is gone: no such process on this host'],
    [null, {}, 'vm:30534'],
  ])('names the worker and its trouble (%j)', (trouble, given, words) => {
    expect(field('Worker', { ...given, trouble })).toBe(words);
  });

  it('shows the name of a worker without control characters', () => {
    expect(field('Worker', { trouble: gone, workerHost: 'v\x1b[31mm' })).toMatch(
      /^worker v[^\x1b]*m:30534 is gone/,
    );
  });

  it('has no forecast beside a worker in trouble, and calls none alive that is gone', () => {
    const progress = recordProgress(new Map(), [jobWith(running)], now - 30 * minute);
    const context = rowContextWith({ progress });
    expect(field('Stalled', { updatedAt: now }, context)).toContain('so the worker is alive');
    // The update that made the last progress says nothing more.
    const atOnce = { updatedAt: now - 30 * minute + 2000 };
    expect(field('Stalled', atOnce, context)).toContain('nor has the row been updated');
    expect(field('Stalled', { updatedAt: now, trouble: gone }, context)).toBeNull();
  });
});

describe('the workers panel', () => {
  it('counts the time of a trouble up to when reads began to fail, and that of a run up to now', () => {
    const picture = pictureOf([], { workers });
    const state = stateWith({ connection: { kind: 'live', picture } });
    const panel = workersPanel(state, rowContextWith({ heldUntil: now - 4 * minute }));
    const row = (index: number) => ('row' in panel ? panel.row(index).left.map(({ text }) => text) : []);
    expect(row(1)).toContain('silent 3m');
    expect(row(2)).toContain('1m 48s');
  });

  it.each([
    [60, { done: 0, failed: 0 }, '', '↻ etl-1:1204  fix_parser 1m 48s +2'],
    [60, { done: 7, failed: 0 }, 'done', '↻ etl-1:1204  fix_parser 1m 48s +2 7'],
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
      const panel = workersPanel(state, rowContextWith({ size: { columns, rows: 16 } }));
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
  const bar = (gone: number, silent: number, width = 100) =>
    textOf(statusLine(pictureOf([], { troubles: { gone, silent } }), width, contextWith()));

  it('counts workers in trouble among the running jobs, and only where there are some', () => {
    expect(bar(1, 0)).toContain('↻ 2 running (1 gone)   ✓ 3 done');
    expect(bar(0, 2)).toContain('↻ 2 running (2 silent)   ✓ 3 done');
    expect(bar(1200, 2)).toContain('(1,200 gone, 2 silent)   ✓');
    expect(bar(0, 0)).toContain('↻ 2 running   ✓ 3 done');
  });

  it('names the kinds of trouble where words give way', () => {
    expect(bar(1, 1, 34)).toContain('↻ 2 (1 gone, 1 silent)  ✓ 3  ✗ 1');
  });

  it('shows trouble beside as much of a filter as there is room for', () => {
    const counts = { queued: 5, running: 2, complete: 2, failed: 3, cancelled: 1, other: 0 };
    const picture = pictureOf([], { counts, troubles: { gone: 0, silent: 2 } });
    const filter = [
      { text: 'Filter: every status', style: 'notice' },
      { text: '13 of 13 jobs', style: 'notice', before: ' • ' },
    ] as const;
    const line = (width: number) => textOf(statusLine(picture, width, contextWith(), filter));
    expect(line(56)).toMatch(/^↻ 2 \(2 silent\) {2}✓ 2 {2}✗ 3 +Filter: every status$/);
    expect(line(64)).toMatch(/^↻ 2 \(2 silent\) {2}✓ 2 {2}✗ 3 +Filter: every status • 13 of 13 jobs$/);
  });

  it('counts no worker in trouble while jobs are still being counted', () => {
    expect(textOf(statusLine(countingPictureOf([]), 80, contextWith()))).not.toContain('(');
  });
});

it('the filter dialog has room for both kinds of trouble on the smallest screen', () => {
  const draft = {
    ...{ types: new Set(listedTypes), statuses: new Set(listedStatuses), text: '', row: 0, typing: false },
    completed: null,
  };
  const { lines } = filterDialog(draft, pictureOf([]), contextWith({ size: { columns: 60, rows: 16 } }));
  const text = lines.map(textOf).join('\n');
  for (const word of ['⚠ gone', '⚠ silent', '? other', 'Contains:']) expect(text).toContain(word);
});
