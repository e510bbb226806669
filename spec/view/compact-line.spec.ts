import { describe, expect, it } from '@jest/globals';
import { compactLine } from '../../lib/view/job/compact-line.js';
import { textOf } from '../../lib/view/text/line.js';
import { jobWith, minute, now, rowContextWith } from './scene.js';

const running = jobWith({
  id: '7',
  status: 'running',
  name: 'fix',
  startedAt: now - 5 * minute,
  workerHost: 'worker-1',
  itemsTotal: null,
  itemsProcessed: null,
});
const said = (job: typeof running, width: number) => textOf(compactLine(job, width, rowContextWith({})));

describe('a job in one line', () => {
  it('names its worker once: in a column, or where that has no room for it', () => {
    expect(said(running, 129)).toMatch(/on worker-1/);
    expect(said(running, 130).match(/worker-1/g)).toEqual(['worker-1']);
    expect(said(running, 130)).not.toContain('on worker-1');
    const long = { ...running, workerHost: 'a-worker-with-a-long-name' };
    expect(said(long, 180)).toContain('on a-worker-with-a-long-name');
  });

  it('says how long a job has run once: beside how far it is, or else when it started', () => {
    expect(said(running, 180).match(/\b5m\b/g)).toHaveLength(1);
    const half = { ...running, itemsTotal: 10, itemsProcessed: 5 };
    expect(said(half, 180)).toMatch(/\b5m\b.*50%/);
    const done = { ...running, status: 'complete' as const, completedAt: now - 2 * minute };
    expect(said(done, 180)).toMatch(/\b3m\b.*\b5m ago/);
  });
});
