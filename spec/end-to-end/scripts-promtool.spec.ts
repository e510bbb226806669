import { spawnSync } from 'node:child_process';
import { expect } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { needs } from '../support/needs.js';
import { runInside as run } from './inside.js';

const folder = folderForEach();

/** What Prometheus's own checker says against metrics; empty if nothing. */
function complaintOf(metrics: string): string {
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
    input: metrics,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${status}: ${stdout}${stderr}`;
}

needs('promtool').it('promtool has nothing to say against what metrics prints', async () => {
  const hour = 3_600_000;
  const rows = Array.from({ length: 30 }, (_, index) => ({
    status: ['COMPLETED', 'FAILED', 'RUNNING', 'QUEUED'][index % 4] ?? '',
    plugin_name: 'p',
    claim_time: Date.now() - hour,
    end_time: index % 4 < 2 ? Date.now() - index * 1000 : null,
    job_type: index % 5 === 0 ? 'odd "word"\n' : 'PARSE',
  }));
  const paths = ['one', 'two "quoted" \\ back'].map((each) => folder.file(`${each}.sqlite`));
  for (const path of paths) await createDatabase(path, { migrated: 'all', rows });
  const single = await run(['metrics', paths[1] ?? '']);
  const several = await run(['metrics', ...paths, folder.file('missing.sqlite')]);
  expect([single.code, several.code]).toEqual([0, 1]);
  for (const { out } of [single, several]) {
    expect(out).toContain('jobs_view_up');
    expect(complaintOf(out)).toBe('');
  }
  // It does find what is wrong.
  expect(complaintOf(`${single.out}jobs_view_up{database="x" 1\n`)).not.toBe('');
});
