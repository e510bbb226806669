import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { scene } from '../hosts/wire/scene.js';
import { scenes } from '../queues/scenes.js';
import { createDatabase, runSql } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type Sshd, startSshd } from '../support/sshd.js';
import { testFolder } from '../support/test-folder.js';
import { isAlive, until } from '../support/until.js';
import { brief, program } from './program.js';

const { describe, it } = needs('sshd', 'python3');

const within = { within: 30_000 };

let sshd: Sshd;
let folder: string;
let path: string;
let dashboard: PtyProgram;

beforeEach(async () => {
  sshd = await startSshd();
  folder = testFolder();
  path = join(sshd.home, 'secret.db');
  await createDatabase(path, scene);
  dashboard = startInPty(
    process.execPath,
    [...brief, program, 'ssh://there/~/secret.db', '--log-file', join(folder, 'log')],
    terminal(),
  );
  await dashboard.waitForText('broken', within);
}, 60_000);

afterEach(async () => {
  await dashboard.close();
  await sshd.close();
}, 60_000);

/** Where a dashboard starts. */
function terminal() {
  return { columns: 120, rows: 40, environment: { HOME: folder, JOBS_VIEW_SSH: sshd.command() } };
}

/** The ssh of the dashboard. */
function ssh(): number {
  const children = readFileSync(`/proc/${dashboard.pid}/task/${dashboard.pid}/children`, 'utf8');
  const found = children
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .find((child) => readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'ssh');
  if (found === undefined) throw new Error(`no ssh among ${children}`);
  return found;
}

async function quit(): Promise<void> {
  dashboard.type('q');
  expect(await dashboard.ended).toEqual({ code: 0, signal: 0 });
  await until(() => sshd.served().length === 0, 10_000);
}

describe('a dashboard of another host', () => {
  it('shows each queue of a file under its name once its program says that there are several, follows and acts on one', async () => {
    const river = scenes.find(({ name }) => name === 'river')?.make.sqlite ?? '';
    await runSql(path, [river]);
    // It watches by the time that it hears of them.
    sshd.install('exit 200');
    const divided = startInPty(process.execPath, [...brief, program, 'ssh://there/~/secret.db'], terminal());
    try {
      await divided.waitForText('no link to the host', within);
      sshd.install('usual');
      for (const text of ['river', 'send_mail', 'secret ', 'broken']) await divided.waitForText(text, within);
      await runSql(path, ["UPDATE cf_processing_queue SET plugin_name = 'renamed' WHERE id = 3"]);
      await divided.waitForText('renamed', within);
      divided.type('R');
      await divided.waitForText('is queued again', within);
    } finally {
      await divided.close();
    }
  }, 60_000);

  it('shows a log and commits, retries a job, and leaves no process behind', async () => {
    await runSql(path, [
      "UPDATE cf_job_logs SET log_text = 'first line\n' || 'second line\n' WHERE job_id = 2",
    ]);
    dashboard.type('\r');
    await dashboard.waitForText('second line', within);
    dashboard.type('q');
    await dashboard.waitForText('[e] Causes', within);
    await runSql(path, ["UPDATE cf_processing_queue SET plugin_name = 'renamed' WHERE id = 3"]);
    await dashboard.waitForText('renamed', within);
    dashboard.type('R');
    await dashboard.waitForText('is queued again', within);
    const own = ssh();
    await quit();
    await until(() => !isAlive(own), 5000);
    // Nowhere but on the screen.
    expect(dashboard.bytes()).toContain('there:~/secret.db');
    expect(dashboard.bytes()).not.toMatch(/\x1b\][02;][^\x07\x1b]*secret/);
    expect(dashboard.bytes()).toMatch(/\x1b\][02];[^\x07\x1b]*there/);
    const log = readFileSync(join(folder, 'log'), 'utf8');
    expect(log).toContain('database=ssh://there');
    expect(log).toContain('link.up');
    expect(log).not.toContain('secret');
    expect(log).not.toContain(sshd.home);
  }, 60_000);

  it('shows the last picture with its age while its link is lost or frozen, answers keys and recovers', async () => {
    // As where it is killed: no other is sent then.
    sshd.install('exit 200');
    await sshd.cut();
    await dashboard.waitForText('no link to the host', within);
    await dashboard.waitForText('stale', within);
    await dashboard.waitForText('as of ', within);
    await dashboard.waitForText('broken', within);
    dashboard.type('?');
    await dashboard.waitForText('HELP', within);
    dashboard.type('?');
    // It ended there although nobody told it to.
    await until(() => sshd.served().length === 0, 10_000);
    await runSql(path, ["UPDATE cf_processing_queue SET plugin_name = 'meanwhile' WHERE id = 3"]);
    sshd.install('usual');
    await dashboard.waitForText('meanwhile', within);
    await dashboard.waitForText('live', within);

    process.kill(ssh(), 'SIGSTOP');
    await runSql(path, ["UPDATE cf_processing_queue SET plugin_name = 'unseen' WHERE id = 3"]);
    await dashboard.waitForText('s ago, does not answer', { within: 10_000 });
    dashboard.type('?');
    await dashboard.waitForText('HELP', within);
    dashboard.type('?');
    process.kill(ssh(), 'SIGCONT');
    await dashboard.waitForText('unseen', within);
    const own = ssh();
    process.kill(own, 'SIGSTOP');
    await quit();
    await until(() => !isAlive(own), 5000);
  }, 90_000);

  it('shows the age of its last picture while Python, which it has read there, is frozen', async () => {
    await dashboard.close();
    sshd.install('python');
    dashboard = startInPty(process.execPath, [...brief, program, 'ssh://there/~/secret.db'], terminal());
    for (const text of ['broken', 'live']) await dashboard.waitForText(text, within);
    const [python = 0] = sshd.served();
    process.kill(python, 'SIGSTOP');
    // For longer than a program there would be waited for.
    await dashboard.shows((screen) => expect(screen).toMatch(/does not answer (?:1[6-9]|2\d)s/), within);
    await runSql(path, ["UPDATE cf_processing_queue SET plugin_name = 'unseen' WHERE id = 3"]);
    process.kill(python, 'SIGCONT');
    for (const text of ['unseen', 'live']) await dashboard.waitForText(text, within);
    expect(sshd.served()).toEqual([python]);
    await quit();
  }, 90_000);
});
