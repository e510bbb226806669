import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type ServedDisk, serveDisk } from '../support/served-disk.js';
import { testFolder } from '../support/test-folder.js';
import { isAlive, until } from '../support/until.js';
import { program } from './program.js';

const { it } = needs('bindfs');

const within = { within: 30_000 };

let disk: ServedDisk;
let folder: string;
let dashboards: PtyProgram[];

beforeEach(async () => {
  disk = await serveDisk();
  folder = testFolder();
  dashboards = [];
  for (const path of [join(disk.behind, 'far.db'), join(folder, 'near.db')])
    await createDatabase(path, { rows: [{ id: 1, status: 'RUNNING', plugin_name: 'first' }] });
}, 60_000);

afterEach(async () => {
  disk.resume();
  for (const dashboard of dashboards) await dashboard.close();
  await disk.close();
}, 60_000);

function start(...paths: readonly string[]): PtyProgram {
  const dashboard = startInPty(process.execPath, [program, ...paths], { environment: { HOME: folder } });
  dashboards.push(dashboard);
  return dashboard;
}

/**
 * Where in the kernel a thread waits for an answer of FUSE: to its own request, or to another process's for the same
 * name or in the same folder.
 */
const waits: readonly string[] = ['request_wait_answer', 'd_alloc_parallel', 'fuse_lock_inode'];

/** Whether one of a process's threads waits for the disk. */
const isHeldUp = (pid: number) =>
  readdirSync(`/proc/${pid}/task`).some((thread) =>
    waits.includes(readFileSync(`/proc/${pid}/task/${thread}/wchan`, 'utf8')),
  );

/**
 * It leaves at once, though a thread of it waits for the disk: a signal has to end it, and the terminal is given back
 * before. No signal ends the thread itself if the disk had taken its request before it hung: the kernel waits for the
 * answer.
 */
async function quit(screen: PtyProgram): Promise<void> {
  await until(() => isHeldUp(screen.pid), 10_000);
  screen.type('q');
  await until(() => !isAlive(screen.pid), 20_000);
  disk.resume();
  expect(await screen.ended).toMatchObject({ signal: 9 });
  expect(screen.bytes()).toMatch(/\x1b\[\?1049l[^\x1b]*/);
}

it('a dashboard over a hung disk reports it, shows changes elsewhere, answers keys and can be left', async () => {
  const some = start(join(folder, 'near.db'), join(disk.path, 'far.db'));
  const only = start(join(disk.path, 'far.db'));
  await some.waitForText('2 running', within);
  await only.waitForText('1 running', within);
  disk.hang();
  await runSql(join(folder, 'near.db'), ["UPDATE cf_processing_queue SET plugin_name = 'second'"]);
  await some.waitForText('second', within);
  // What was read last of the other one stays.
  await some.waitForText('far: does not answer', within);
  await some.waitForText('first', within);
  some.type('D');
  await some.waitForText('DATABASES', within);
  await some.waitForText('far', within);
  some.type('\x1b');
  await some.waitForText('second', within);
  await only.waitForText('does not answer', within);
  await only.waitForText('first', within);
  only.type('?');
  await only.waitForText('HELP', within);
  only.type('q');
  disk.resume();
  await runSql(join(disk.path, 'far.db'), ["UPDATE cf_processing_queue SET plugin_name = 'third'"]);
  await some.waitForText('third', within);
  await only.waitForText('third', within);
  await only.waitForText('• live', within);
  disk.hang();
  await quit(some);
  disk.hang();
  // The next look never returns.
  await runSql(join(disk.behind, 'far.db'), ["UPDATE cf_processing_queue SET plugin_name = 'fourth'"]);
  only.type('?');
  await only.waitForText('HELP', within);
  only.type('q');
  await only.waitForText('third', within);
  await quit(only);
}, 90_000);
