import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { without } from '../support/holding.js';
import { withOperator } from './operator.js';

/** Two workers elsewhere, of which one is at work; all of it in the last hour. */
const workers = `
  UPDATE cf_processing_queue SET worker_host = 'vm', worker_pid = 7 WHERE id IN (1, 3, 5);
  UPDATE cf_processing_queue SET worker_host = 'far', worker_pid = 8 WHERE id IN (2, 4);
  UPDATE cf_processing_queue SET
    claim_time = datetime('now', '-4 minutes'),
    end_time = CASE WHEN status = 'RUNNING' THEN NULL ELSE datetime('now', '-2 minutes') END,
    updated_at = datetime('now');
  UPDATE cf_processing_queue SET status = 'COMPLETED', end_time = datetime('now', '-1 minutes') WHERE id = 4`;

describe('the page beside the list of a dashboard', () => {
  const { press, sees, seesNo, set, pane, restart } = withOperator({ size: [170, 30] });

  it('follows the selection and the row, goes with the room, and is there at the next start', async () => {
    await press('|');
    await sees('▸ ✗ PARSE    alpha', 'failed at 2026-01-15 09:10 UTC');
    await press('j', 'j');
    await sees('▸ ↻ PARSE    gamma', 'running since 2026-01-15 10:00 UTC');
    await set(3, 'items_processed = 30, items_total = 40');
    await sees('Progress', '30/40 files');
    await pane.resize(120, 30);
    await seesNo('running since');
    await pane.resize(170, 30);
    await sees('running since');
    await restart();
    await sees('▸ ✗ PARSE    alpha', 'failed at 2026-01-15 09:10 UTC');
  });
});

describe('the panels and the list of a dashboard', () => {
  const { press, sees, seesNo, set, restart } = withOperator();

  it('the job panel follows its job’s row, and j goes to the next job within it', async () => {
    await press('Enter');
    await sees('failed at 2026-01-15 09:10:00 UTC', 'no such column');
    await press('j', 'j');
    await sees('running since 2026-01-15 10:00:00 UTC');
    await set(3, 'items_processed = 30, items_total = 40');
    await sees('30/40 files');
    await set(3, 'items_processed = 31');
    await sees('31/40 files');
    await press('Escape');
    await seesNo('running since');
    await sees('▸ ↻ PARSE    gamma');
  });

  it('the job panel keeps its job when a retry moves that in the list', async () => {
    await press('Enter');
    await sees('failed at');
    await press('R');
    await sees('Job 1 is queued again', 'retried once', /Job +1 • parse • alpha/, 'queued');
  });

  it('x hides completed jobs, also after a restart, until X shows them', async () => {
    await press('x');
    await seesNo('epsilon');
    await restart();
    await sees('alpha');
    await set(3, "status = 'COMPLETED', end_time = datetime('now')");
    await sees('✓ PARSE    gamma', without('epsilon'));
    await press('X');
    await sees('epsilon');
  });
});

describe('the columns of the list', () => {
  const given = `UPDATE cf_processing_queue SET config_overrides = '{"user":{"id":' || (id * 1000) || '}}' WHERE id < 4`;
  const { press, sees, set, restart } = withOperator({ sql: [given] });

  it('C offers what jobs were given and shows it, f filters and s sorts by it, live and at the next start', async () => {
    await press('C');
    await sees('[x] worker', '[ ] args.user.id');
    await press('n', ...Array.from({ length: 14 }, () => 'j'), 'Space', 'Enter');
    await sees(/job +user\.id +age/, /alpha .* 1000 /, /gamma .* 3000 /);
    await set(1, `config_overrides = '{"user":{"id":"anna"}}'`);
    await sees(/alpha .* anna /, /gamma .* 3000 /);
    await set(1, "config_overrides = '{broken'");
    await sees(without('anna'), /gamma .* 3000 /);
    await restart();
    await sees(/job +user\.id +age/, /gamma .* 3000 /);
    await press('f', '/', ...'args.');
    await sees('Tab: args.user.id:');
    await press('Tab', 'BSpace', ...'>1000');
    await sees('Filter: args.user.id>1000 • 2 of 5 jobs', 'Contains: args.user.id>1000');
    await press('Enter');
    await set(2, "status = 'QUEUED'");
    await sees('1 queued', /beta .* 2000 /, /gamma .* 3000 /, without('alpha'));
    await set(2, "status = 'FAILED'");
    await set(1, `config_overrides = '{"user":{"id":4000}}'`);
    await sees(/alpha .* 4000 /, '3 of 5 jobs');
    await press('s', ...Array.from({ length: 12 }, () => 'j'), 't');
    await sees('▸ args.user.id  greatest first', '[ ] failed on top');
    await press('Enter');
    await sees('by args.user.id, greatest first', /alpha .* 4000 [\s\S]*gamma .* 3000 [\s\S]*beta .* 2000 /);
    await set(2, `config_overrides = '{"user":{"id":5000}}'`);
    await sees(/beta .* 5000 [\s\S]*alpha .* 4000 /);
    await restart();
    await sees('by args.user.id, greatest first', /beta .* 5000 [\s\S]*alpha .* 4000 [\s\S]*gamma .* 3000 /);
  });
});

describe('the panel of workers', () => {
  const { press, sees, seesNo, set, restart } = withOperator({ sql: [workers] });

  it('shows each worker’s job and runs, live, and Enter lists its jobs; the next start keeps z but not that', async () => {
    await press('w');
    await sees('2 workers in the last hour', /↻ vm:7 +gamma 4m( \d+s)? +1 +1 /, /▸ • far:8 +idle +1 +1 /);
    await press('k');
    await set(3, "status = 'COMPLETED', end_time = datetime('now')");
    await sees(/vm:7 +idle +2 +1 /);
    await press('Enter');
    await sees('Filter: worker vm:7 • 3 of 5 jobs', '✓ PARSE    epsilon');
    await seesNo('beta');
    await press('z');
    await restart();
    await sees(/beta +disk full/, without('Filter'));
    await press('z');
  });
});

describe('R in the panel of workers', () => {
  const { press, sees, seesNo, read, set } = withOperator({ sql: [workers] });

  it('puts back what a worker left whose process is gone, each job only if it is as it was', async () => {
    await set(3, `worker_host = '${hostname()}', worker_pid = 2147480000`);
    await set(
      1,
      `status = 'RUNNING', worker_host = '${hostname()}', worker_pid = 2147480000, end_time = NULL`,
    );
    await press('w');
    await sees(/⚠ \S+0000 +gone/);
    await press('g');
    await sees(/▸ ⚠ \S+0000 +gone/, '[R] Retry');
    await press('R');
    await sees(/Put 2 jobs of worker \S+ \(gone\) back in the queue\?/, '[▸Leave as is ]');
    // Which rows those are is known by the second picture: the first may have been asked for before the question.
    await set(2, "status = 'QUEUED'");
    await sees('queued');
    await set(2, "status = 'FAILED'");
    await seesNo('queued');
    await set(1, "updated_at = '2026-01-15 12:00:00'");
    await press('y');
    await sees('1 of 2 jobs is queued again; 1 had moved on');
    expect([await read(1, 'status'), await read(3, 'status')]).toEqual(['RUNNING', 'QUEUED']);
    await press('j', 'R');
    await sees('R: this worker left no jobs');
  });
});

describe('the panel of parsers', () => {
  const { press, sees } = withOperator({ sql: [workers] });

  it('shows runs, success and durations of each, and R asks about the failed jobs of one', async () => {
    await press('p');
    await sees('parsers in the last 24h', /✗ alpha +1 +0% +2m +2m +2m ago/, /✓ epsilon +1 +100% +2m +2m/);
    await press('/', 'b', 'e', 't', 'a', 'Enter');
    await sees('▸ ✗ beta', 'Cause: disk full');
    await press('R');
    await sees('Retry the failed job of beta?');
  });
});

describe('the panel of events', () => {
  const { press, sees, set, restart } = withOperator();

  it('lists events newest first, leads to their jobs, and has them again after a restart', async () => {
    await set(3, "status = 'FAILED', error_message = 'DiskFull', end_time = datetime('now')");
    await sees('3 failed');
    await set(4, "status = 'COMPLETED', end_time = datetime('now')");
    await sees('2 done');
    await press('a');
    await sees(/1 job done[\s\S]*job 3 failed: DiskFull \(gamma\)/);
    await press('/', 'g', 'a', 'm', 'Enter', 'Enter');
    await sees('▸ ✗ PARSE    gamma');
    await restart();
    await sees('alpha');
    await press('a');
    await sees('job 3 failed: DiskFull (gamma)');
  });
});
