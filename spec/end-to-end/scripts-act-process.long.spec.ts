import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, readSql } from '../support/databases.js';
import { open, path } from './scene.js';
import { start } from './scripts.js';

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

describe('a command that changes jobs, on a terminal', () => {
  beforeEach(() =>
    createDatabase(path, {
      rows: [
        { id: 1, plugin_name: 'fix', status: 'FAILED' },
        { id: 2, plugin_name: 'itch', status: 'CANCELLED' },
        { id: 3, plugin_name: 'itch', status: 'COMPLETED' },
      ],
    }),
  );

  it('asks with the count and a line for each job, and does it on yes', async () => {
    const terminal = open(['retry', path, '1', '2', '3']);
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
});

describe('a command that changes 30,000 jobs', () => {
  const all = 30_000;
  /** Each takes so long that whoever ends the command is not too late, on a busy machine either. */
  const slow = [
    'CREATE VIEW steps AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n',
    'CREATE TRIGGER slow AFTER UPDATE ON cf_processing_queue BEGIN SELECT count(*) FROM steps; END',
  ];
  beforeEach(() => createDatabase(path, { sql: [many(all), ...slow] }));

  it('ends between two transactions on SIGINT, and counts what was done', async () => {
    const script = start(['retry', path, '--status', 'failed', '--yes']);
    await script.says('jobs retried or left alone so far');
    script.child.kill('SIGINT');
    const { code, out } = await script.ended;
    expect(code).toBe(130);
    const [, done = '', left = ''] = /^([\d,]+) jobs are queued again; ([\d,]+) not tried\n$/.exec(out) ?? [];
    const count = (digits: string) => Number(digits.replaceAll(',', ''));
    expect(count(done) + count(left)).toBe(all);
    expect(count(left)).toBeGreaterThan(0);
    expect(await countOf('QUEUED')).toBe(count(done));
  }, 60_000);
});
