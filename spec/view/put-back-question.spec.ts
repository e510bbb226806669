import { describe, expect, it } from '@jest/globals';
import { seen, type WriteOrder } from '../../lib/machine/state/write-order.js';
import { type Job, qualifiedId } from '../../lib/model/job.js';
import { questionDialog } from '../../lib/view/dialog/question.js';
import type { Size } from '../../lib/view/frame.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { hour, jobWith, minute, now, rowContextWith } from './scene.js';

const usual: Size = { columns: 80, rows: 24 };
const small: Size = { columns: 60, rows: 16 };
const running: Partial<Job> = {
  ...{ id: '7', status: 'running', name: 'fix_parser', startedAt: now - hour, workerHost: 'vm' },
  workerPid: 30534,
};
const gone: Partial<Job> = { ...running, trouble: { kind: 'gone', since: null, reused: false } };
const silent: Partial<Job> = {
  ...running,
  workerHost: 'w-7',
  workerPid: null,
  trouble: { kind: 'silent', since: now - 14 * minute, sign: 'heartbeat' },
};
const cancelled: Partial<Job> = { ...running, status: 'cancelled', completedAt: now - minute };

function asked(action: 'retry' | 'cancel', jobs: readonly Partial<Job>[], size = usual): readonly string[] {
  const order: WriteOrder = { action, jobs: jobs.map((job) => seen(jobWith(job))) };
  const { lines } = questionDialog({ order, count: jobs.length, yes: false }, rowContextWith({ size }));
  expect(new Set(lines.map((line) => cells(textOf(line)))).size).toBe(1);
  return lines.map((line) => textOf(line).replace(/^│ *| *│$/g, ''));
}

describe('the question before a job runs again that may still be running', () => {
  it('says what proves that its worker is gone, and warns of nothing', () => {
    const lines = asked('retry', [gone]);
    expect(lines).toContain('Put job 7 (fix_parser) back in the queue?');
    expect(lines).toContain('worker vm:30534 is gone: no such process on this host');
    expect(lines.join(' ')).not.toContain('twice');
    expect(lines).toContain('[▸Leave as is ]   [ Retry ]');
  });

  it('says that a worker is only silent, and what may come of it', () => {
    const lines = asked('retry', [silent]);
    expect(lines).toContain('worker w-7 has been silent for 14m: no heartbeat since');
    expect(lines).toContain('If its worker is still running, the job will run twice.');
  });

  it('says that of the worker of a cancelled job nothing is known', () => {
    const lines = asked('retry', [cancelled]);
    expect(lines).toContain('worker vm:30534 may still be running');
    expect(lines.join(' ')).toContain('twice');
    expect(asked('retry', [{ ...cancelled, workerHost: null, workerPid: null }])).toContain(
      'its row names no worker',
    );
  });

  it('says of a cancelled job on this host whether its process still runs', () => {
    const runs = asked('retry', [{ ...cancelled, stillRuns: true }]);
    expect(runs).toContain('worker vm:30534 is still running');
    expect(runs.join(' ')).toContain('twice');
    const ended = asked('retry', [{ ...cancelled, stillRuns: false }]);
    expect(ended).toContain('worker vm:30534 has ended');
    expect(ended.join(' ')).not.toContain('twice');
  });

  it('says nothing of workers of failed jobs', () => {
    const lines = asked('retry', [{ ...running, status: 'failed' }]);
    expect(lines).toContain('Retry job 7 (fix_parser)?');
    expect(lines.join(' ')).not.toMatch(/worker/i);
  });

  it.each([1, 2, 5, 30])('keeps its answers on the smallest screen, of %d jobs', (count) => {
    const jobs = Array.from({ length: count }, (_, index) => ({ ...silent, id: String(index) }));
    for (const size of [small, usual]) {
      const lines = asked('retry', jobs, size);
      expect(lines.join('\n')).toContain('[▸Leave as is ]   [ Retry ]');
      expect(lines.join('\n')).toContain('has been silent for 14m');
      const shown = lines.filter((line) => line.includes('fix_parser')).length;
      const rest = count - shown;
      if (rest > 0) expect(lines.join('\n')).toContain(`and ${rest} more job`);
    }
  });
});

describe('the question about jobs of one of several databases', () => {
  const own = { ...running, id: qualifiedId('archive', '7'), database: 'archive' };

  it('says which database a single one is of, and lists several by their ids there', () => {
    expect(asked('cancel', [own])).toContain('Cancel job 7 of archive (fix_parser)?');
    const lines = asked('cancel', [own, { ...own, id: qualifiedId('archive', '12') }]);
    expect(lines[3]).toMatch(/^job 7 {3}. PARSE {4}archive/);
    expect(lines[4]).toMatch(/^job 12 {2}. PARSE {4}archive/);
    const long = { ...own, id: qualifiedId('archive of '.repeat(9), '7'.repeat(40)) };
    for (const size of [small, usual])
      expect(asked('cancel', [long], size)[1]).toMatch(/^Cancel job 7{29}….*\?$/);
  });
});

describe('the question before a job is cancelled', () => {
  const warning = 'The worker may go on, and its output may still appear.';

  it('warns where its worker holds a lease, and only there', () => {
    expect(asked('cancel', [{ ...running, leased: true }])).toContain(warning);
    expect(asked('cancel', [running, { ...running, id: '8', leased: true }])).toContain(warning);
    expect(asked('cancel', [running]).join(' ')).not.toContain('may go on');
    const dispatched = {
      ...running,
      status: 'queued',
      leased: true,
      waiting: { kind: 'dispatching' },
    } as const;
    expect(asked('cancel', [dispatched])).toContain(warning);
    const inLine = { ...dispatched, waiting: { kind: 'line', place: 1 } } as const;
    expect(asked('cancel', [inLine]).join(' ')).not.toContain('may go on');
    expect(asked('retry', [{ ...gone, leased: true }]).join(' ')).not.toContain('may go on');
  });

  it('keeps its answers on the smallest screen', () => {
    const jobs = Array.from({ length: 9 }, (_, index) => ({ ...running, leased: true, id: String(index) }));
    expect(asked('cancel', jobs, small).join('\n')).toContain('[▸Leave as is ]   [ Cancel the jobs ]');
  });
});
