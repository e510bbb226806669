import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mostAtOnce } from '../../lib/actions/action.js';
import { type Acknowledgement, type AuditRow, audit } from '../actions/race/record.js';
import { expectAcknowledged, expectUnbroken } from '../actions/race/verdict.js';
import { allGone, childrenOf } from '../matrix/processes.js';
import { createDatabase, readSql, runSql } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { runInside } from './inside.js';
import { brief, program } from './program.js';
import { killAll, start } from './scripts.js';

let folder: TemporaryFolder;
let path: string;
let view: PtyProgram | null;

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.file('jobs.sqlite3');
  view = null;
});
afterEach(async () => {
  killAll();
  await view?.close();
  folder.remove();
});

async function countOf(status: string): Promise<number> {
  const [row] = await readSql(
    path,
    `SELECT count(*) AS n FROM cf_processing_queue WHERE status = '${status}'`,
  );
  return Number(row?.n);
}

const many = (count: number) =>
  `WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${count})
   INSERT INTO cf_processing_queue (id, plugin_name, status) SELECT id, 'p', 'FAILED' FROM n`;

describe('on a terminal', () => {
  beforeEach(() =>
    createDatabase(path, {
      rows: [
        { id: 1, plugin_name: 'fix', status: 'FAILED' },
        { id: 2, plugin_name: 'itch', status: 'CANCELLED' },
        { id: 3, plugin_name: 'itch', status: 'COMPLETED' },
      ],
    }),
  );

  function ask(...args: string[]): PtyProgram {
    view = startInPty(process.execPath, [...brief, program, ...args], { environment: { HOME: folder.path } });
    return view;
  }

  it('asks first, saying how many jobs and what they are, and does it on yes', async () => {
    const terminal = ask('retry', path, '1', '2', '3');
    await terminal.waitForText('Type yes to retry them:', { within: 15_000 });
    const screen = terminal.screen.text();
    expect(screen).toContain('Retry 2 jobs in');
    expect(screen).toContain('  1 failed, 1 cancelled\n');
    expect(screen).toContain('  job 1  parse  fix  failed\n');
    expect(screen).toContain('  job 2  parse  itch  cancelled\n');
    expect(screen).toContain('Of the others: 1 cannot be retried.');
    expect(screen).toContain('they would then run twice');
    expect(await countOf('QUEUED')).toBe(0);
    terminal.type('yes\r');
    expect((await terminal.ended).code).toBe(5);
    expect(terminal.screen.text()).toContain('2 jobs are queued again; 1 cannot be retried');
    expect(await countOf('QUEUED')).toBe(2);
  });

  it('asks about many in a question that fits on the screen', async () => {
    await runSql(path, [
      "INSERT INTO cf_processing_queue (id, plugin_name, status) SELECT value, 'p', 'FAILED' FROM json_each('[10,11,12,13,14,15,16,17,18,19,20,21]')",
    ]);
    const terminal = ask('retry', path, '--status', 'failed,done,cancelled');
    await terminal.waitForText('Type yes to retry them:', { within: 15_000 });
    const screen = terminal.screen.text();
    expect(screen).toContain('Retry 14 jobs in');
    expect(screen).toContain('  and 4 more\n');
    expect(screen.match(/^ {2}job \d/gm)).toHaveLength(10);
  });

  it.each([
    ['another word', 'sure\r', 5],
    ['nothing', '\r', 5],
    ['the end of the input', '\u0004', 5],
    ['Ctrl-C', '\u0003', 0],
  ])('does nothing on %s', async (_, keys, code) => {
    const terminal = ask('retry', path, '--status', 'failed');
    await terminal.waitForText('Type yes to retry it:', { within: 15_000 });
    expect(terminal.screen.text()).not.toContain('twice');
    terminal.type(keys);
    const ending = await terminal.ended;
    expect(ending).toEqual(code === 0 ? { code: 0, signal: 2 } : { code, signal: 0 });
    if (code !== 0) expect(terminal.screen.text()).toContain('Nothing was changed.');
    expect(await countOf('FAILED')).toBe(1);
  });

  it('leaves alone what moved on while it asked', async () => {
    const terminal = ask('retry', path, '1');
    await terminal.waitForText('Type yes to retry it:', { within: 15_000 });
    await readSql(path, "UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = 1 RETURNING id");
    terminal.type('y\r');
    expect((await terminal.ended).code).toBe(5);
    expect(terminal.screen.text()).toContain('job 1 had moved on: its status is RUNNING now');
    expect(terminal.screen.text()).toContain('Nothing changed; 1 had moved on');
    expect(await countOf('RUNNING')).toBe(1);
  });
});

describe('of many jobs', () => {
  const all = 30_000;
  beforeEach(() => createDatabase(path, { sql: [many(all)] }));

  it('ends between two transactions on Ctrl-C, and says how many were done', async () => {
    const script = start(['retry', path, '--status', 'failed', '--yes']);
    let errors = '';
    script.child.stderr?.on('data', (piece: string) => {
      errors += piece;
    });
    await eventually(
      () => errors.includes('jobs retried or left alone so far'),
      () => errors,
      { within: 30_000 },
    );
    script.child.kill('SIGINT');
    const { code, out } = await script.ended;
    expect(code).toBe(130);
    const [, done = '', left = ''] = /^([\d,]+) jobs are queued again; ([\d,]+) not tried\n$/.exec(out) ?? [];
    const count = (digits: string) => Number(digits.replaceAll(',', ''));
    expect(count(done) + count(left)).toBe(all);
    expect(count(left)).toBeGreaterThan(0);
    expect(await countOf('QUEUED')).toBe(count(done));
  }, 60_000);

  it('leaves whole transactions if it is killed', async () => {
    const script = start(['retry', path, '--status', 'failed', '--yes']);
    await eventually(
      async () => (await countOf('QUEUED')) > 0,
      () => 'nothing written',
      { within: 30_000 },
    );
    const writers = childrenOf(script.child.pid ?? 0);
    script.child.kill('SIGKILL');
    await script.ended;
    // The process that writes goes on for a moment without its owner, and then ends.
    await allGone(writers, 30_000);
    const done = await countOf('QUEUED');
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(all);
    expect(done % mostAtOnce).toBe(0);
    expect(await readSql(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  }, 60_000);
});

describe('beside workers', () => {
  it('does what it says, no less and no more (seed 20261126)', async () => {
    await createDatabase(path, { migrated: 'all', sql: audit });
    const file = fileURLToPath(new URL('../actions/race/worker.js', import.meta.url));
    const workers = ['w1', 'w2'].map((name, index) => {
      const child = spawn(process.execPath, [file, path, name, String(20_261_126 + index)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      return { child, said: text(child.stdout) };
    });
    const done: string[] = [];
    let left = 0;
    // Six rounds, and more until both sides have won.
    for (let round = 0; round < 6 || (round < 12 && (left === 0 || done.length <= 50)); round += 1) {
      const [action, status, to] =
        round % 3 === 2
          ? (['cancel', 'queued,running', 'CANCELLED'] as const)
          : (['retry', 'failed', 'QUEUED'] as const);
      const args = [action, path, '--status', status, '--yes', '--json'];
      const { code, out, errors } = await runInside(args);
      const printed = JSON.parse(out);
      expect({ code, errors: code === 0 ? errors : '' }).toEqual({
        code: printed.done === printed.jobs.length ? 0 : 5,
        errors: '',
      });
      expect(printed.done + printed.moved_on).toBe(printed.jobs.length);
      for (const { id, result } of printed.jobs) if (result === 'done') done.push(`${id}>${to}`);
      left += printed.moved_on;
    }
    for (const { child } of workers) child.stdin.end();
    const told = await Promise.all(
      workers.map(async ({ said }) => JSON.parse(await said) as Acknowledgement[]),
    );
    const rows = (await readSql(path, 'SELECT * FROM audit ORDER BY seq')) as unknown as AuditRow[];
    const jobs = await readSql(
      path,
      'SELECT id AS job, status AS "new", retry_count AS "newRetries" FROM cf_processing_queue',
    );
    expectUnbroken(rows, jobs as unknown as AuditRow[]);
    expectAcknowledged(rows, told);
    const ours = rows.filter(
      ({ old, new: now }) => now === 'CANCELLED' || (old === 'FAILED' && now === 'QUEUED'),
    );
    expect(ours.map((row) => `${row.job}>${row.new}`).sort()).toEqual(done.sort());
    expect(done.length).toBeGreaterThan(50);
    // Both sides won.
    expect(left).toBeGreaterThan(0);
    expect(told.flat().length).toBeGreaterThan(50);
  }, 60_000);
});
