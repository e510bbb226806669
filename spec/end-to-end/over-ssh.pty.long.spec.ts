import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { protocol } from '../../lib/hosts/wire/messages.js';
import { scene } from '../hosts/wire/scene.js';
import { scenes } from '../queues/scenes.js';
import { createDatabase, runSql } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { childrenOf, commandLines, commandOf } from '../support/processes.js';
import type { PtyProgram } from '../support/pty.js';
import { type Sshd, startSshd } from '../support/sshd.js';
import { testFolder } from '../support/test-folder.js';
import { isAlive, until } from '../support/until.js';
import { runInside } from './inside.js';
import { quit as leave, open } from './scene.js';
import { run as runProgram, start as startProgram } from './scripts.js';

const { describe, it } = needs('sshd');

const within = { within: 30_000 };

let sshd: Sshd;
let folder: string;

beforeAll(async () => {
  sshd = await startSshd();
  await createDatabase(join(sshd.home, 'secret queue.db'), scene);
}, 60_000);

afterAll(() => sshd.close());

beforeEach(() => {
  folder = testFolder();
  sshd.install('usual');
});

afterEach(() => until(() => sshd.served().length === 0, 10_000));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** In this process, but for the program there. */
async function run(args: readonly string[], ssh = sshd.command()): Promise<Ran> {
  const { code, out, errors } = await runInside(args, { HOME: folder, JOBS_VIEW_SSH: ssh });
  return { code, out, error: errors };
}

const there = 'ssh://there/~/secret%20queue.db';

describe('a command on a database of another host', () => {
  it('prints as for a local database, and names no path', async () => {
    const ran = await runProgram(['--json', there], { HOME: folder, JOBS_VIEW_SSH: sshd.command() });
    expect(ran).toMatchObject({ code: 0, errors: '' });
    const { database, counts, jobs } = JSON.parse(ran.out);
    expect([database, counts.failed, jobs.length]).toEqual(['ssh://there', 1, 7]);
    expect(ran.out).not.toContain('secret');
    const some = JSON.parse((await run(['--json', there, '--text', jobs[0].name.toUpperCase()])).out);
    const named = jobs.filter(({ name }: { name: string }) => name === jobs[0].name);
    expect(some.jobs).toEqual(expect.arrayContaining(named));
    expect(JSON.parse((await run(['--json', there, '--text', 'nowhere'])).out).jobs).toEqual([]);
    expect((await run(['causes', there])).out).toContain('1 cause of 1 failed job');
    expect((await run(['metrics', there])).out).toContain(
      'jobs_view_jobs{database="ssh://there",status="failed"',
    );
  });

  it('changes jobs there that are still as they were found', async () => {
    const path = join(sshd.home, 'acted.db');
    await createDatabase(path, scene);
    const acted = 'ssh://there/~/acted.db';
    expect(await run(['retry', acted, '2', '--dry-run'])).toMatchObject({ code: 0 });
    expect(await run(['retry', acted, '2', '--yes'])).toMatchObject({
      code: 0,
      out: '1 job is queued again\n',
    });
    expect(await run(['retry', acted, '2', '--yes'])).toMatchObject({ code: 5 });
    expect(await run([path, '--json', '--status', 'queued'])).toMatchObject({
      out: expect.stringContaining('"queued":2'),
    });
  });

  it('reports a missing database without its path', async () => {
    const { code, error } = await run(['--once', 'ssh://there/~/secret-other.db']);
    expect([code, error.split('\n')[0]]).toEqual([1, 'jobs-view: ssh://there: There is no database here.']);
    expect(error).not.toContain('secret');
  });

  it('has the doctor examine both hosts, and name the path that was asked for', async () => {
    const { out } = await run(['doctor', there, '--json']);
    expect(out.match(/secret/g)).toHaveLength(1);
    expect(out).toContain('~/secret queue.db, as asked for');
    const findings: readonly { topic: string; verdict: string; text: string }[] = JSON.parse(out).findings;
    expect(findings.find(({ topic }) => topic === 'host')).toMatchObject({
      verdict: 'good',
      text: expect.stringMatching(
        /^ssh:\/\/there: jobs-view \d.*, protocol \d+; shows its jobs, sends logs, does/,
      ),
    });
    expect(findings.map(({ topic }) => topic)).toEqual(
      expect.arrayContaining(['database there', 'schema there', 'file events there', 'actions there']),
    );
    expect(findings.filter(({ topic, verdict }) => / there$/.test(topic) && verdict === 'bad')).toEqual([]);
    const missing = await run(['doctor', 'ssh://there/~/secret-other.db']);
    expect([missing.code, missing.out.match(/secret/g)?.length]).toEqual([1, 1]);
    expect(missing.out).toContain('the database: There is no database here.');
    expect((await run(['doctor', 'ssh://there'])).out).toMatch(
      /the database ~\/.casparian_flow\/state.sqlite: There is no database here\./,
    );
  });
});

/** The command of a program of another protocol, which ends once it is greeted. */
function otherVersion(inFolder: string): string {
  const hello = JSON.stringify({
    ...{ kind: 'hello', protocol: protocol + 1, version: '9.9\u001b[31m', able: [] },
  });
  const file = join(inFolder, 'other.cjs');
  writeFileSync(
    file,
    `const body = Buffer.from(${JSON.stringify(hello)});
     const header = Buffer.alloc(5);
     header.writeUInt32BE(body.length + 1);
     process.stdout.write(Buffer.concat([Buffer.from('Welcome!\\n\\0jobs-view\\0'), header, body]));
     process.stdin.once('data', () => process.exit()).once('end', () => process.exit());`,
  );
  return `'${process.execPath}' '${file}'`;
}

describe('a host without a jobs-view that can be used', () => {
  it.each([
    ['none', null],
    ['one of another protocol', 'other'],
    ['one that ends at once', 'echo hello; exit 1'],
    ['one that prints anything else', `printf '\\0jobs-view\\0\\377\\377'`],
    ['one whose Node is missing', 'exec /nowhere/node "$0" "$@"'],
  ])('is sent this one, and keeps nothing of it: it had %s', async (_, script) => {
    sshd.install(script === 'other' ? `exec ${otherVersion(folder)}` : script);
    const files = (): readonly string[] =>
      readdirSync(sshd.home, { recursive: true, encoding: 'utf8' }).sort();
    const before = files();
    const { code, out, error } = await run(['--json', there]);
    expect([code, error, JSON.parse(out).jobs.length]).toEqual([0, '', 7]);
    expect((await run(['doctor', there])).out).toMatch(/^ok +host +ssh:\/\/there: Node, which runs this/m);
    expect(files()).toEqual(before);
  });
});

describe('a host without a link', () => {
  const first = ({ code, error }: Ran) => [code, error.split('\n')[0]];

  it('is reported with the other version of its program where its account runs that alone', async () => {
    const other = await startSshd(`ForceCommand ${otherVersion(folder)}`);
    try {
      const ran = await run(['--once', there], other.command());
      expect(ran.error).toMatch(/^jobs-view: ssh:\/\/there: The host has jobs-view 9\.9, which this one/);
      expect(ran.error).not.toContain('\u001b');
    } finally {
      await other.close();
    }
  });

  it('is not trusted if its key is unknown', async () => {
    const ran = await run(['--once', there], sshd.command('-o', 'UserKnownHostsFile=/dev/null'));
    expect(first(ran)).toEqual([
      1,
      "jobs-view: ssh://there: The host's key is not known, or it has changed.",
    ]);
  });

  it('is reported as one that accepts no key, without the key’s path', async () => {
    const ran = await run(['--once', there], sshd.command('-o', 'PubkeyAuthentication=no'));
    expect(first(ran)).toEqual([1, 'jobs-view: ssh://there: The host accepts none of your keys.']);
    expect(ran.error).not.toContain('/client');
  });

  it('is reported as one that wants a password, which is not asked for', async () => {
    const other = await startSshd('PasswordAuthentication yes');
    try {
      const ran = await run(['--once', there], other.command('-o', 'PubkeyAuthentication=no'));
      expect(first(ran)).toEqual([
        1,
        'jobs-view: ssh://there: The host accepts none of your keys, and a password cannot be typed here.',
      ]);
    } finally {
      await other.close();
    }
  });

  it('is reported as refusing connections; a missing ssh is reported as missing', async () => {
    expect(first(await run(['--once', 'ssh://there:1/q']))).toEqual([
      1,
      'jobs-view: ssh://there: The host refuses connections.',
    ]);
    expect(first(await run(['--once', there], join(folder, 'no-ssh')))).toEqual([
      1,
      'jobs-view: ssh://there: The command for ssh was not found here.',
    ]);
  });

  it('is reported if its program prints anything else, and goes on', async () => {
    sshd.install('head -c 100000 /dev/zero; cat');
    const { code, out, error } = await run(['--once', there]);
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/^jobs-view: ssh:\/\/there: The host sent something/);
  });
});

describe('a dashboard of another host', () => {
  let name: string;
  let path: string;
  let dashboard: PtyProgram;

  beforeEach(async () => {
    // Each test has its own.
    path = join(mkdtempSync(join(sshd.home, 'of-')), 'secret.db');
    name = path.replace(sshd.home, '~');
    await createDatabase(path, scene);
    dashboard = start('--log-file', join(folder, 'log'));
    await dashboard.waitForText('broken', within);
  }, 60_000);

  function start(...more: readonly string[]): PtyProgram {
    const environment = { JOBS_VIEW_SSH: sshd.command() };
    return open([`ssh://there/${name}`, ...more], { columns: 120, rows: 40, environment });
  }

  /** The ssh of the dashboard. */
  function ssh(): number {
    const found = childrenOf(dashboard.pid).find((child) => /^(\S*\/)?ssh /.test(commandOf(child)));
    if (found === undefined) throw new Error('there is no ssh');
    return found;
  }

  async function quit(): Promise<void> {
    await leave(dashboard);
    await until(() => sshd.served().length === 0, 10_000);
  }

  it('shows each queue of a file under its name once its program says that there are several, follows and acts on one', async () => {
    const river = scenes.find(({ name }) => name === 'river')?.make.sqlite ?? '';
    await runSql(path, [river]);
    // It watches by the time that it hears of them.
    sshd.install('exit 200');
    const divided = start();
    await divided.waitForText('no link to the host', within);
    sshd.install('usual');
    for (const text of ['river', 'send_mail', 'secret ', 'broken']) await divided.waitForText(text, within);
    await runSql(path, ["UPDATE cf_processing_queue SET plugin_name = 'renamed' WHERE id = 3"]);
    await divided.waitForText('renamed', within);
    divided.type('R');
    await divided.waitForText('is queued again', within);
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
    expect(dashboard.bytes()).toContain(`there:${name}`);
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

  needs('sshd', 'python3').it(
    'shows the age of its last picture while the Python that reads its database there is frozen',
    async () => {
      await dashboard.close();
      sshd.install('python');
      dashboard = start();
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
    },
    90_000,
  );
});

it('no list of processes names the path, here or there', async () => {
  const waiting = startProgram(['wait', there], { HOME: folder, JOBS_VIEW_SSH: sshd.command() });
  await until(() => sshd.served().length > 0, 10_000);
  const own = `${sshd.home}/`;
  const lines = commandLines().filter((line) => line.includes('jobs-view') && !line.includes(own));
  expect(lines).toEqual(expect.arrayContaining([expect.stringContaining('-- there sh -c')]));
  // Beside this spec others run, with other secrets.
  expect(lines.filter((line) => /secret(?: |%20)queue/.test(line))).toEqual([]);
  waiting.child.kill();
  await waiting.ended;
});
