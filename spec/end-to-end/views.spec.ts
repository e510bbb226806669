import { writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { jsonOf, runInside as run } from './inside.js';
import { folder, path } from './scene.js';

let config: string;

const rows = [
  { id: 1, plugin_name: 'fix_parser', status: 'FAILED', job_type: 'PARSE' },
  { id: 2, plugin_name: 'other_parser', status: 'FAILED', job_type: 'PARSE' },
  { id: 3, plugin_name: 'fix_logs', status: 'COMPLETED', job_type: 'SCAN' },
  { id: 4, plugin_name: 'fix_parser', status: 'QUEUED', job_type: 'PARSE' },
];
const views = [
  { name: 'failures', filter: { statuses: ['failed'] }, sort: 'name:reverse' },
  { name: 'fix', filter: { name: 'fix' } },
  { name: 'other text', filter: { text: 'OTHER' } },
  { name: 'lost', filter: { statuses: ['gone'] } },
];

beforeEach(async () => {
  config = folder.file('config.json');
  writeFileSync(config, JSON.stringify({ views }));
  await createDatabase(path, { migrated: 'all', rows });
});

async function ids(...args: string[]): Promise<number[]> {
  const { jobs } = await jsonOf(path, '--config', config, ...args);
  return jobs.map(({ id }: { id: number }) => id);
}

describe('--view', () => {
  it('prints the jobs of the view in its order, and flags override parts of it', async () => {
    expect(await ids('--view', 'failures')).toEqual([2, 1]);
    expect(await ids('--view', 'failures', '--sort', 'name')).toEqual([1, 2]);
    expect(await ids('--view', 'failures', '--name', 'fix')).toEqual([1]);
    expect((await ids('--view', 'fix')).sort()).toEqual([1, 3, 4]);
    expect(await ids('--view', 'other text')).toEqual([2]);
    expect(await ids('--view', 'other text', '--text', 'fix_logs')).toEqual([3]);
    const { out } = await run([path, '--once', '--config', config, '--view', 'failures']);
    expect(out).toContain('other_parser');
    expect(out).not.toContain('fix_logs');
  });

  it('is narrowed by --id to these jobs, of the statuses that it or a flag asks for', async () => {
    expect(await ids('--id', '2,4')).toEqual([2, 4]);
    expect(await ids('--view', 'fix', '--id', '2,4')).toEqual([4]);
    expect(await ids('--view', 'failures', '--id', '2,4')).toEqual([2]);
    expect(await ids('--id=2,4', '--status', 'queued')).toEqual([4]);
    // A list of jobs by their ids has the queued ones, too.
    const { out } = await run([path, '--once', '--id', '4']);
    expect(out).toContain('fix_parser');
  });

  it('is taken by wait', async () => {
    const { code, errors, out } = await run(['wait', path, '--config', config, '--view', 'failures']);
    expect([code, errors]).toEqual([3, '']);
    expect(out).toContain('2');
    const one = await run(['wait', path, '--id', '3']);
    expect([one.code, one.errors]).toEqual([0, '']);
    const lost = await run(['wait', path, '--config', config, '--view', 'lost']);
    expect(lost.code).toBe(2);
    expect(lost.errors).toContain('the view "lost" asks for');
  });

  it('lists the views if its name is unknown', async () => {
    const wrong = (name: string, file = config) => run([path, '--once', '--config', file, '--view', name]);
    expect(await wrong('failurs')).toMatchObject({
      code: 2,
      out: '',
      errors: 'jobs-view: there is no view "failurs"; did you mean "failures"?\n',
    });
    expect((await wrong('\u001b[1mzebra')).errors).toMatch(
      /there is no view ".*zebra"; the views are "failures", "fix", "other text", "lost"\n$/,
    );
    const none = folder.file('none.json');
    writeFileSync(none, '{}');
    expect((await wrong('x', none)).errors).toContain('; the configuration file has none');
  });
});
