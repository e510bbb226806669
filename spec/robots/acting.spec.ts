import { describe, expect, it } from '@jest/globals';
import { journalOf } from '../commands/follow/runs.js';
import { runInside } from '../end-to-end/inside.js';
import { withOperator } from './operator.js';

describe('a dashboard on which an operator acts', () => {
  const { press, sees, seesNo, shows, set, read, worker, folder, pane } = withOperator();

  it('R puts a failed job back into the queue, and its error is gone', async () => {
    await press('R');
    await sees('Job 1 is queued again');
    await seesNo('no such column');
    expect(await read(1, 'status')).toBe('QUEUED');
    expect(await read(1, 'retry_count')).toBe(1);
    expect(await read(1, 'error_message')).toBeNull();
    expect(await read(2, 'status')).toBe('FAILED');
  });

  it('u takes the last act back where nobody else has touched the job, and a says what the operator did', async () => {
    await press('A');
    await sees('[▸Leave as is ]');
    await press('y');
    await sees('2 failed jobs are queued again', '[u] Undo');
    await set(2, "status = 'RUNNING'");
    await press('u');
    await sees('Undid the retry of 1 of 2 jobs; 1 had moved on');
    expect([await read(1, 'error_message'), await read(1, 'retry_count')]).toEqual(['no such column', 0]);
    expect([await read(2, 'status'), await read(2, 'retry_count')]).toEqual(['RUNNING', 1]);
    await press('a', 'u');
    await sees(
      'u: nothing to undo',
      /you undid the retry of 1 of 2 jobs; 1 had moved on[\s\S]*you retried jobs 1 and 2/,
    );
    await seesNo('failed:');
    // Where follow reads them.
    const noted = journalOf(folder.file('jobs.sqlite3'), folder.file('.local/state')).after(0).slice(-2);
    expect(noted.map(({ takenBack, changed, jobs }) => [takenBack, changed, jobs])).toEqual([
      [false, 2, 2],
      [true, 1, 2],
    ]);
  });

  it('a says what a command of the same operator did meanwhile', async () => {
    const environment = { HOME: folder.path };
    const path = folder.file('jobs.sqlite3');
    expect(await runInside(['cancel', path, '3', '4', '--yes'], environment)).toMatchObject({ code: 0 });
    await press('a');
    const rows = (screen: string) => screen.match(/:\d\d {2}you retried job 1/g)?.length ?? 0;
    const before = rows(await sees('you cancelled jobs 3 and 4', 'newest first'));
    await seesNo('2 jobs cancelled');
    await press('q');
    await sees('JOBS');
    await press('R');
    await sees('Job 1 is queued again');
    expect(await runInside(['retry', path, '2', '--yes'], environment)).toMatchObject({ code: 0 });
    await press('a');
    expect(rows(await sees('you retried job 2', 'newest first'))).toBe(before + 1);
  });

  it('A retries all failed jobs after a dialog that counts them and opens on leaving them', async () => {
    await press('A');
    await sees('Retry all 2 failed jobs in the list?');
    await press('Enter');
    await seesNo('Retry all');
    expect(await read(1, 'status')).toBe('FAILED');
    await press('A');
    await sees('[▸Leave as is ]');
    await press('Right');
    await sees('[▸Retry ]');
    await press('Enter');
    await sees('2 failed jobs are queued again');
    expect([await read(1, 'status'), await read(2, 'status')]).toEqual(['QUEUED', 'QUEUED']);
  });

  it('A retries the failed jobs that the list shows by a name, of texts and blobs alike', async () => {
    await worker.exec(
      "UPDATE cf_processing_queue SET plugin_name = CAST('fix parser' AS BLOB) WHERE id = 1;" +
        "UPDATE cf_processing_queue SET plugin_name = 'the fix parser' || char(0) || 'x' WHERE id = 2",
    );
    await press('f', '/', ...'name:fix', 'Enter');
    const told = /Filter: name "fix" • (\d) of 5 jobs/;
    const shown = told.exec(await shows((screen) => expect(screen).toMatch(told)))?.[1];
    await press('A');
    await sees('[▸Leave as is ]');
    await press('y');
    await sees('queued again');
    const [left] = await worker.all("SELECT count(*) AS n FROM cf_processing_queue WHERE status = 'FAILED'");
    expect(Number(left?.n)).toBe(2 - Number(shown));
    expect(Number(shown)).toBeGreaterThan(0);
  });

  it('the list answers keys while an action waits for the write lock, and a notice says that it gave up', async () => {
    await worker.begin();
    await press('R');
    await sees('Retrying job 1');
    await press('G');
    await sees('▸ ✓ PARSE    epsilon');
    await pane.waitForText('write lock', { within: 15_000 });
    await worker.rollback();
    expect(await read(1, 'status')).toBe('FAILED');
  }, 40_000);

  it('y in the dialog cancels the job with an end time, and the next one is selected', async () => {
    await press('j', 'j', 'c');
    await sees('Cancel job 3 (gamma)?', '[▸Leave as is ]');
    await press('y');
    await sees('Cancelled job 3', '▸ ↻ BACKTEST delta', /⊘ PARSE +gamma/);
    expect(await read(3, 'status')).toBe('CANCELLED');
    expect(await read(3, 'end_time')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it.each([
    ['cy, in one write', ['cy']],
    ['c and y, in two', ['c', 'y']],
    ['c, an arrow in two pieces, and Enter', ['c\x1b', '[C', '\r']],
    ['Ay', ['Ay']],
    ['an unbracketed paste', ['Ay yes please y\ry\nly\r']],
    ['RRR and more', ['RRRy\rly']],
  ])('keys that come before a question was seen do not answer it: %s', async (_, typed) => {
    await set(3, "worker_host = 'far', updated_at = '2026-01-15 10:30:00'");
    await sees('silent');
    await press('/', 'g', 'a', 'm', 'm', 'a', 'Enter');
    await sees('/gamma 1/1 match', '▸ ↻ PARSE    gamma');
    for (const keys of typed) await pane.sendKeys(keys);
    await sees('[▸', '[y] Yes');
    await press('Escape');
    await seesNo('[▸');
    expect([await read(1, 'status'), await read(3, 'status')]).toEqual(['FAILED', 'RUNNING']);
  });

  it('S stops a running backtest and records that the user did', async () => {
    await press('j', 'j', 'j', 'S');
    await sees('Stop job 4 (delta)?');
    await press('l', 'Enter');
    await sees('Stopped job 4', 'Stopped by user');
    expect(await read(4, 'status')).toBe('CANCELLED');
    expect(await read(4, 'backtest_data')).toContain('"UserStopped"');
  });

  it('R puts a cancelled job back after a dialog that names its worker', async () => {
    await set(3, "status = 'CANCELLED', worker_host = 'far'");
    await sees('1 cancelled');
    await press('/', 'g', 'a', 'm', 'm', 'a', 'Enter');
    await sees('/gamma 1/1 match', '▸ ⊘ PARSE    gamma');
    await press('R');
    await sees('Put job 3 (gamma) back in the queue?', 'worker far may still be running', '[▸Leave as is ]');
    await press('Enter');
    await seesNo('Put job 3');
    expect(await read(3, 'status')).toBe('CANCELLED');
    await press('R');
    await sees('Put job 3 (gamma) back in the queue?');
    await press('y');
    await sees('Job 3 is queued again');
    expect([await read(3, 'status'), await read(3, 'worker_host')]).toEqual(['QUEUED', null]);
  });
});

describe('a dashboard with --read-only', () => {
  const { press, sees, read } = withOperator({ options: '--read-only' });

  it('gives the reason in the title, at the key and in the help', async () => {
    await sees('read-only • live');
    await press('R');
    await sees('R: started with --read-only');
    await press('?', 'PageDown');
    await sees('Retry the job, or the marked jobs (may ask) (started with --read-only)');
    expect(await read(1, 'status')).toBe('FAILED');
  });
});
