import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../lib/model/job.js';
import { fieldColumns } from '../../lib/model/saved-view.js';
import { numericAmong } from '../../lib/view/job/columns.js';
import { columnTitles, compactLine } from '../../lib/view/job/job-lines.js';
import { textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { backtestWith, hour, jobWith, minute, now, rowContextWith } from './scene.js';

const running = jobWith({
  ...{ id: '7', status: 'running', name: 'fix', startedAt: now - 5 * minute, workerHost: 'worker-1' },
  ...{ itemsTotal: null, itemsProcessed: null },
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

  it('sets its id apart from its name, however long it is', () => {
    for (const id of ['7', '1234567', '12345678', '123456789'])
      expect(said({ ...running, id }, 130)).toMatch(new RegExp(`\\b${id} .*\\bfix\\b`));
  });

  it('says how long a job has run once, and how far it is with its bar', () => {
    expect(said(running, 180).match(/\b5m\b/g)).toHaveLength(1);
    const half = { ...running, itemsTotal: 10, itemsProcessed: 5 };
    expect(said(half, 180)).toMatch(/░ 50% {2}.* 5m$/);
    const done = { ...running, status: 'complete' as const, completedAt: now - 2 * minute };
    expect(said(done, 180)).toMatch(/\b3m\b.*\b2m ago/);
  });

  it('has the columns that were chosen, at any width, as many as leave room for its title', () => {
    const job = jobWith({
      ...{ status: 'failed', name: 'fix_orders', retryCount: 1204, priority: 7, itemsFailed: 3 },
      ...{ sourcePath: '/data/a/very/long/path/to/file.csv', errorMessage: 'a\u001b[2Jb\nsecond line' },
    });
    const rows = (columns: readonly string[], width: number) => {
      const context = rowContextWith({ columns });
      return [columnTitles(width, context), compactLine(job, width, context)].map(textOf);
    };
    expect(rows(['retries', 'source', 'priority'], 90)).toEqual([
      '  job                                retries  source                    priority       age',
      '✗ PARSE    fix_orders                  1,204  /data/a/very/l…/file.csv         7          ',
    ]);
    expect(rows(['error', 'failed'], 76)).toEqual([
      '  job                             error                                  age',
      '✗ PARSE    fix_orders             ab ↵ second line                          ',
    ]);
    const all = [...fieldColumns, 'args.user', 'nonsense'];
    for (const width of [20, 56, 96, 116, 196]) expect(rows(all, width).map(cells)).toEqual([width, width]);
  });

  it('has no column of rows where nobody records them', () => {
    const titles = (unrecorded: ReadonlySet<string>) =>
      textOf(columnTitles(150, { ...rowContextWith({}), unrecorded })).includes('rows');
    expect([titles(new Set()), titles(new Set(['rows']))]).toEqual([true, false]);
  });

  it('has values of its arguments, numbers at the right if all jobs have numbers there', () => {
    const [user, word] = ['args.user.identifier', 'args.word'];
    const jobs = [
      [1204, 'ab\u001b]0;x\u0007c'],
      [7, 30],
    ].map(([id = 0, other = 0]) =>
      jobWith({
        name: 'fix',
        args: [
          { path: user, value: id },
          { path: word, value: other },
        ],
      }),
    );
    const columns = [user, word];
    const context = rowContextWith({ columns, numeric: numericAmong(columns, jobs) });
    expect(
      [columnTitles(80, context), ...jobs.map((job) => compactLine(job, 80, context))].map(textOf),
    ).toEqual([
      '  job                                    user.identifier  word               age',
      '✓ PARSE    fix                                      1204  abc                   ',
      '✓ PARSE    fix                                         7  30                    ',
    ]);
  });

  it('gives up the bar of a running job first, and that it stalls last, where room is short', () => {
    const job = jobWith({
      ...{ type: 'backtest', status: 'running', name: 'fix_orders', startedAt: now - hour, itemsTotal: 100 },
      ...{ itemsProcessed: 50, trouble: { kind: 'stalled', since: now - 15 * minute } },
      backtest: backtestWith({ passRate: 0.8, iteration: 2, highFailureTested: 5, highFailurePassed: 3 }),
    });
    const at = (width: number) => textOf(compactLine(job, width, rowContextWith())).replace(/ {2,}/g, '  ');
    const title = '↻ BACKTEST fix_orders (iter 2)';
    expect(at(95)).toBe(`${title}  ██████████░░  Pass: 40/50 files • stalled 15m  80%`);
    expect(at(76)).toBe(`${title}  Pass: 40/50 files • stalled 15m  80%`);
    expect(at(56)).toBe(`${title}  stalled 15m  80%`);
    expect(at(44)).toBe('↻ BACKTEST fix… (iter 2)  stalled 15m  80%');
  });

  it.each<[Partial<Job>, string]>([
    [{ trouble: { kind: 'stalled', since: now - 4 * minute } }, 'stalled 4m'],
    [{ trouble: { kind: 'gone', since: now - hour, reused: false } }, 'worker gone 1h'],
    [{ claimedAt: now - 7 * hour, updatedAt: null }, 'no sign for 7h'],
  ])('shortens its name and its path before what is doubtful of it: %j', (given, doubt) => {
    const name = 'a_production_export_with_a_name_that_is_longer_than_most';
    const job = jobWith({
      type: 'export',
      status: 'running',
      name,
      itemsTotal: null,
      itemsProcessed: null,
      workerHost: 'w',
      outputPath: '/data/exports/of/the/whole/of/production_111/',
      startedAt: now - hour,
      ...given,
    });
    for (const width of [56, 76, 80, 116, 120, 160]) expect(said(job, width)).toContain(doubt);
    expect(said(job, 120)).toMatch(/a_production_export_with.*→ .*production_111\//);
  });

  it.each([
    ['prod → ./production_111/', '/data/production_111', 'prod → /data/production_111'],
    ['prod ./production_111', '/data/production_111/', 'prod → /data/production_111/'],
    ['./production_111/', '/data/production_111/', './production_111/ → /data/production_111/'],
    ['prod → ./production_11/', '/data/production_111/', 'prod → ./production_11/ → /data/production_111/'],
    ['production_111', '/data/production_111/', 'production_111 → /data/production_111/'],
  ])('of an export names the folder of its output once: %s', (name, outputPath, title) => {
    const job = jobWith({ type: 'export', status: 'running', name, outputPath });
    expect(said(job, 120).replace(/ {2,}/g, '  ')).toContain(`EXPORT  ${title}  no progress`);
  });

  it('cuts an error only where there is no room for it', () => {
    const job = jobWith({
      ...{ status: 'failed', name: 'fix_orders', version: '1.2.0', completedAt: now - hour, itemsFailed: 12 },
      failures: [{ filePath: 'a.csv', error: 'InvalidOperation: not a price', line: 42 }],
    });
    expect(said(job, 95)).toContain('12 files failed • InvalidOperation: not a price at row 42  ');
    expect(said(job, 76)).toContain('12 files failed • InvalidOperation: n…  ');
  });
});
