import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { recordProgress } from '../../lib/model/progress.js';
import { fieldGroups } from '../../lib/view/detail/fields.js';
import { jobLines } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/line.js';
import { appearance, hour, jobWith, minute, now, sightWith } from './scene.js';

const running: Partial<Job> = {
  status: 'running',
  name: 'fix_parser',
  startedAt: now - 2 * hour,
  itemsProcessed: 100,
  itemsTotal: 500,
  updatedAt: now - 12 * minute,
  workerHost: 'vm',
  workerPid: 30534,
};
const gone: Job['trouble'] = { kind: 'gone', since: now - 12 * minute, reused: false };
const silent: Job['trouble'] = { kind: 'silent', since: now - 14 * minute, sign: 'heartbeat' };

/** The second line of the job in the list. */
function row(given: Partial<Job>, sight = sightWith()): string {
  const line = jobLines(jobWith({ ...running, ...given }), 72, sight)[1] ?? [];
  return textOf(line).trim();
}

function field(label: string, given: Partial<Job>, sight = sightWith()): string | null {
  const found = fieldGroups(jobWith({ ...running, ...given }), null, sight)
    .flat()
    .find((each) => each?.label === label);
  return found ? found.parts.map(({ before = '', text }) => before + text).join('') : null;
}

describe('the row of a running job', () => {
  it('says that its worker is gone in place of a forecast, and since when', () => {
    expect(row({ trouble: gone })).toBe('100/500 files • worker gone 12m');
    expect(row({ trouble: { ...gone, since: null } })).toBe('100/500 files • worker gone');
    expect(row({ trouble: null })).toBe('100/500 files • stalled 12m');
  });

  it('says in other words that a worker is only suspected', () => {
    expect(row({ trouble: silent })).toBe('100/500 files • silent 14m');
  });

  it('counts up to when reads began to fail', () => {
    const sight = sightWith({ heldUntil: now - 4 * minute });
    expect(row({ trouble: silent }, sight)).toBe('100/500 files • silent 10m');
  });
});

describe('the detail panel', () => {
  it.each<[Job['trouble'], Partial<Job>, string]>([
    [gone, {}, 'worker 30534 on vm is gone: no such process on this host'],
    [{ ...gone, reused: true }, {}, 'worker 30534 on vm is gone: its process id belongs to a newer process'],
    [
      silent,
      { workerPid: null, workerHost: 'w-7' },
      'worker w-7 has been silent for 14m: no heartbeat since',
    ],
    [
      { ...silent, sign: 'update' },
      {},
      'worker 30534 on vm has been silent for 14m: no change of its row since',
    ],
    [
      { ...silent, sign: 'lease' },
      { workerPid: null, workerHost: null },
      'its worker has been silent for 14m: its lease has run out, and nothing was written since',
    ],
    [gone, { workerHost: null }, 'worker 30534 is gone: no such process on this host'],
    [null, {}, 'vm • process 30534'],
  ])('says what is known of the worker (%j)', (trouble, given, words) => {
    expect(field('Worker', { ...given, trouble })).toBe(words);
  });

  it('lets nothing of the name do anything to the terminal', () => {
    expect(field('Worker', { trouble: gone, workerHost: 'v\x1b[31mm' })).toMatch(
      /^worker 30534 on v[^\x1b]*m is gone/,
    );
  });

  it('has no forecast beside a worker in trouble, and calls none alive that is gone', () => {
    const progress = recordProgress(new Map(), [jobWith(running)], now - 30 * minute);
    const sight = sightWith({ appearance, progress });
    expect(field('Stalled', { updatedAt: now }, sight)).toContain('so the worker is alive');
    expect(field('Stalled', { updatedAt: now, trouble: gone }, sight)).toBeNull();
  });
});
