import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createDatabase, readSql, runSql } from '../support/databases.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type Sshd, startSshd } from '../support/sshd.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { brief, program } from './program.js';

const within = { within: 30_000 };
const here = ['alpha', 'beta', 'gamma'];

let folder: TemporaryFolder;
let hosts: readonly Sshd[] = [];
let east: string;
let west: string;
let screen: PtyProgram;

/** An ssh that finds the second server under a name of its own. */
function sshFor([there, yonder]: readonly Sshd[]): string {
  const [first, second] = [there, yonder].map((sshd) => sshd?.command().split(' ').at(-1));
  const path = folder.file('ssh');
  const script = `#!/bin/sh
config='${first}'
for word do
  shift
  if [ "$word" = yonder ]; then config='${second}'; word=there; fi
  set -- "$@" "$word"
done
exec ssh -F "$config" "$@"
`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}

beforeEach(async () => {
  folder = temporaryFolder();
  hosts = await Promise.all([startSshd(), startSshd()]);
  [east = '', west = ''] = hosts.map(({ home }, index) => join(home, index === 0 ? 'east.db' : 'west.db'));
  const paths = [...here.map((name) => folder.file(`${name}.db`)), east, west];
  for (const [index, path] of paths.entries())
    await createDatabase(path, {
      migrated: 'all',
      rows: [{ id: 1, plugin_name: `job_${index}`, status: 'RUNNING', claim_time: Date.now() - 3_600_000 }],
      tables: { cf_job_logs: [{ job_id: 1, log_text: `the log of ${index}\n` }] },
    });
  const given = [...paths.slice(0, 3), 'ssh://there/~/east.db', 'ssh://yonder/~/west.db'];
  screen = startInPty(process.execPath, [...brief, program, ...given], {
    columns: 120,
    rows: 40,
    environment: { HOME: folder.path, JOBS_VIEW_SSH: sshFor(hosts) },
  });
  await screen.waitForText('↻ 5 running', within);
}, 90_000);

afterEach(async () => {
  await screen.close();
  for (const host of hosts) await host.close();
  folder.remove();
}, 60_000);

const fails =
  "UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'DiskFull: no room' WHERE id = 1";
const renamed = (name: string) => `UPDATE cf_processing_queue SET plugin_name = '${name}' WHERE id = 1`;

it('shows three databases of this host and two of others as one list, acts on each where it is, and outlives a lost link', async () => {
  await runSql(west, [fails]);
  await screen.waitForText('✗ PARSE    west       job_4', within);
  screen.type('g');
  await screen.waitForText('▸ ✗ PARSE    west', within);
  screen.type('R');
  await screen.waitForText('west: Job 1 is queued again', within);
  const status = 'SELECT status FROM cf_processing_queue';
  expect(await readSql(west, status)).toEqual([{ status: 'QUEUED' }]);
  for (const path of [...here.map((name) => folder.file(`${name}.db`)), east])
    expect(await readSql(path, status)).toEqual([{ status: 'RUNNING' }]);

  const [there, yonder] = hosts;
  there?.install(null);
  await there?.cut();
  await screen.shows((text) => {
    expect(text).toContain('⚠ east:');
    // What it told before stays.
    expect(text).toContain('job_3');
  }, within);
  await runSql(folder.file('beta.db'), [renamed('nearby')]);
  await screen.waitForText('nearby', within);
  await runSql(west, [fails, renamed('far')]);
  await screen.waitForText('far', within);
  await runSql(east, [renamed('meanwhile')]);
  there?.install('usual');
  await screen.waitForText('meanwhile', within);
  await until(() => !screen.screen.text().includes('⚠ east:'), 30_000);

  screen.type('D');
  await screen.waitForText('DATABASES', within);
  screen.type('jjj\r');
  await screen.waitForText('Filter: database east', within);
  screen.type('l');
  await screen.waitForText('the log of 3', within);
  screen.type('q');
  await screen.waitForText('[e] Causes', within);
  screen.type('q');
  expect(await screen.ended).toEqual({ code: 0, signal: 0 });
  await until(() => [there, yonder].every((host) => host?.served().length === 0), 10_000);
}, 120_000);
