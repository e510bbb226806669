import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { replacedCode } from '../../lib/entries.js';
import { makeQueue } from '../postgres/same-rows.js';
import { scene } from '../postgres/scene.js';
import { createDatabase } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { addressOf } from '../support/postgres-server.js';
import { startInPty } from '../support/pty.js';
import { sharedServer } from '../support/shared-server.js';
import { testFolder } from '../support/test-folder.js';
import { commandOf, emptyPlace, forms, madeForms, make, remembered, root } from './one-file.js';
import { program } from './program.js';
import { folder, opened, path, quit, soon } from './scene.js';

const made = madeForms();
/** Whether this Node brings the SQLite that writes. */
const writes = process.versions.sqlite !== undefined;

beforeEach(async () => {
  const rows = [{ id: 1, plugin_name: 'alpha', status: 'FAILED', error_message: 'DiskFull' }];
  const tables = { cf_job_logs: [{ job_id: 1, log_text: 'one\ntwo\nthree\n', created_at: 0 }] };
  await createDatabase(path, { rows, migrated: 'all', tables });
});

describe.each(forms)('the program as %s', (form) => {
  it('prints from an empty folder, changes a job where Node brings SQLite, and leaves that noted alone', () => {
    const { run, left } = emptyPlace(testFolder());
    expect(run(made[form], path, '--once')).toContain('alpha');
    expect(run(made[form], 'man')).toContain('.SH SYNOPSIS');
    if (writes) run(made[form], 'retry', '1', path, '--yes');
    const counts = writes ? { queued: 1, failed: 0 } : { queued: 0, failed: 1 };
    expect(JSON.parse(run(made[form], path, '--json'))).toMatchObject({ counts });
    expect(left()).toEqual(writes ? remembered('acts') : []);
  });

  it('brings the licences of all that is within, as an executable that of Node, too', () => {
    const bytes = readFileSync(made[form]);
    expect(bytes.includes('Node.js is licensed for use as follows')).toBe(form === 'an executable');
    const licences = readFileSync(join(program, '..', 'LICENSES.txt'), 'utf8').split('\n----\n\n');
    expect(licences.filter((each) => !bytes.includes(each.replaceAll('*/', '* /')))).toEqual([]);
  });

  it('sends itself to a host that has Node alone, and changes a job there as its Node allows', () => {
    const { environment, run, left } = emptyPlace(testFolder());
    const ssh = join(testFolder(), 'ssh');
    writeFileSync(ssh, '#!/bin/sh\nfor last; do :; done\nexec /bin/sh -c "$last"\n', { mode: 0o755 });
    environment.JOBS_VIEW_SSH = ssh;
    const there = `ssh://there${path}`;
    expect(JSON.parse(run(made[form], there, '--json'))).toMatchObject({ counts: { failed: 1 } });
    if (writes) run(made[form], 'retry', '1', there, '--yes');
    expect(run(made[form], there, '--once')).toContain(writes ? '◌ 1 queued' : '✗ 1 failed');
    expect(left()).toEqual(writes ? remembered('acts') : []);
  });

  it('shows the dashboard, searches a log for an expression, retries, and unpacks nothing', async () => {
    const home = testFolder();
    const { environment, left } = emptyPlace(home);
    const [command = '', ...args] = commandOf(made[form]);
    const dashboard = opened(startInPty(command, [...args, path], { environment, folder: home }));
    await dashboard.waitForText('▸ ✗ PARSE    alpha', soon);
    dashboard.type('l');
    await dashboard.waitForText('three', soon);
    dashboard.type('/t[hw]\r');
    await dashboard.waitForText('2/2', soon);
    dashboard.type('q');
    await dashboard.waitForText('▸ ✗', soon);
    if (writes) dashboard.type('R');
    await dashboard.waitForText(writes ? 'is queued again' : 'read-only', soon);
    await quit(dashboard);
    expect(left()).toEqual(writes ? remembered('acts', 'seen.json') : remembered('seen.json'));
  }, 60_000);
});

needs('postgres').describe('a queue in PostgreSQL', () => {
  const server = sharedServer();
  beforeAll(() => server.with((client) => makeQueue(client, { version: 'D' }, scene(false))));

  it.each(forms)(
    'is printed and changed by the program as %s, and leaves nothing but the note of that act',
    (form) => {
      const { left, run } = emptyPlace(testFolder());
      const address = addressOf(server, { user: 'owner' });
      const { jobs } = JSON.parse(run(made[form], address, '--json', '--status', 'failed'));
      run(made[form], 'retry', String(jobs[0].id), address, '--yes');
      expect(run(made[form], address, '--id', String(jobs[0].id), '--once')).toContain('queued');
      expect(left()).toEqual(remembered('acts'));
    },
    60_000,
  );
});

describe('the one file', () => {
  it('takes at most 1.6 MB gzipped', () => {
    const text = readFileSync(made['one file']);
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(1.6e6);
    expect(String(text)).toMatch(/^re2js \d/m);
  });

  it('that Node reads from its stdin says that it can start no process', () => {
    const input = readFileSync(made['one file']);
    for (const args of [
      ['--demo', '--once'],
      ['retry', '1', path, '--yes'],
    ]) {
      const { stderr } = spawnSync(process.execPath, ['-', ...args], { input, encoding: 'utf8' });
      expect(stderr).toMatch(/not be started: Node read this program from its stdin.*\n.*Save it as a file/);
    }
  });

  needs('better-sqlite3').it('writes where npm installed better-sqlite3 globally', () => {
    const prefix = testFolder();
    const node = join(prefix, 'bin', 'node');
    cpSync(process.execPath, node);
    for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path'])
      cpSync(join(root, 'node_modules', name), join(prefix, 'lib/node_modules', name), { recursive: true });
    const retry = [made['one file'], 'retry', '1', path, '--yes'];
    expect(spawnSync(node, retry, { encoding: 'utf8' })).toMatchObject({ stderr: '', status: 0 });
  });

  it('runs under another name, as CommonJS, too', () => {
    const other = folder.file('jobs-view');
    cpSync(made['one file'], other);
    expect(emptyPlace(testFolder()).run(other, '--version')).toMatch(/^\d+\.\d+\.\d+\n/);
  });

  it('is no part of a program of another build, whose file it replaced while that ran', async () => {
    const file = folder.file('jobs-view.mjs');
    cpSync(made['one file'], file);
    const dashboard = opened(startInPty(process.execPath, [file, path]));
    await dashboard.waitForText(writes ? '[R] Retry' : 'read-only', soon);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\bbuild:"\w+"/, 'build:"0000"'));
    dashboard.type('R');
    if (writes) await dashboard.waitForText("The program's file was replaced by another version", soon);
    await quit(dashboard);
    const { status, stderr } = spawnSync(process.execPath, [file, '--entry=action-process@0001', '{}']);
    expect(String(stderr)).toBe('jobs-view: Its file was replaced by another version. Start it again.\n');
    expect(status).toBe(replacedCode);
  });
});

describe('the script that makes executables', () => {
  it.each(['24.21.0', '25.4.0'])('refuses with Node %s, and says which one it needs', (version) => {
    const versions = `{ ...process.versions, node: '${version}' }`;
    const older = folder.file('older.cjs');
    writeFileSync(older, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
    const output = folder.file('jobs-view');
    const { status, stderr } = make('executable', ['--require', older], output);
    expect(stderr).toBe(
      `Making an executable needs Node 25.5 or later, as nodejs.org builds it; this is Node ${version}.\n`,
    );
    expect({ status, isMade: existsSync(output) }).toEqual({ status: 1, isMade: false });
  });
});
