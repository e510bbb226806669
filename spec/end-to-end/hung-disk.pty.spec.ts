import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type ServedDisk, serveDisk } from '../support/served-disk.js';
import { testFolder } from '../support/test-folder.js';
import { isAlive, until } from '../support/until.js';
import { program } from './program.js';

const within = { within: 30_000 };

let disk: ServedDisk;
let folder: string;
let dashboard: PtyProgram | null = null;

beforeEach(async () => {
  disk = await serveDisk();
  folder = testFolder();
  for (const path of [join(disk.behind, 'far.db'), join(folder, 'near.db')])
    await createDatabase(path, { rows: [{ id: 1, status: 'RUNNING', plugin_name: 'first' }] });
}, 60_000);

afterEach(async () => {
  disk.goOn();
  await dashboard?.close();
  dashboard = null;
  await disk.close();
}, 60_000);

function start(...paths: readonly string[]): PtyProgram {
  dashboard = startInPty(process.execPath, [program, ...paths], { environment: { HOME: folder } });
  return dashboard;
}

/** Whether one of a process's threads waits for an answer of FUSE. */
const isHeldUp = (pid: number) =>
  readdirSync(`/proc/${pid}/task`).some(
    (thread) => readFileSync(`/proc/${pid}/task/${thread}/wchan`, 'utf8') === 'request_wait_answer',
  );

/**
 * It leaves at once, though a thread of it waits for the disk: a signal has to end it, and the terminal is given back before.
 * No signal ends the thread itself if the disk had taken its request before it hung: the kernel waits for the answer.
 */
async function quit(screen: PtyProgram): Promise<void> {
  await until(() => isHeldUp(screen.pid), 10_000);
  screen.type('q');
  await until(() => !isAlive(screen.pid), 20_000);
  disk.goOn();
  expect(await screen.ended).toMatchObject({ signal: 9 });
  expect(screen.bytes()).toMatch(/\x1b\[\?1049l[^\x1b]*/);
}

it('shows what is new in other databases, answers keys and leaves while the disk of one does not answer', async () => {
  const screen = start(join(folder, 'near.db'), join(disk.path, 'far.db'));
  await screen.waitForText('2 running', within);
  disk.hang();
  await runSql(join(folder, 'near.db'), ["UPDATE cf_processing_queue SET plugin_name = 'second'"]);
  await screen.waitForText('second', within);
  // What was read last of the other one stays.
  await screen.waitForText('far: does not answer', within);
  await screen.waitForText('first', within);
  screen.type('D');
  await screen.waitForText('DATABASES', within);
  await screen.waitForText('far', within);
  screen.type('\x1b');
  await screen.waitForText('second', within);
  disk.goOn();
  await runSql(join(disk.path, 'far.db'), ["UPDATE cf_processing_queue SET plugin_name = 'third'"]);
  await screen.waitForText('third', within);
  disk.hang();
  await quit(screen);
}, 60_000);

it('says that the only disk does not answer, and shows what is new when it does again', async () => {
  const screen = start(join(disk.path, 'far.db'));
  await screen.waitForText('1 running', within);
  disk.hang();
  await screen.waitForText('does not answer', within);
  await screen.waitForText('first', within);
  screen.type('?');
  await screen.waitForText('HELP', within);
  screen.type('q');
  disk.goOn();
  await runSql(join(disk.path, 'far.db'), ["UPDATE cf_processing_queue SET plugin_name = 'second'"]);
  await screen.waitForText('second', within);
  await screen.waitForText('• live', within);
}, 60_000);

it('leaves while the only disk does not answer', async () => {
  const screen = start(join(disk.path, 'far.db'));
  await screen.waitForText('1 running', within);
  disk.hang();
  // The next look never returns.
  await runSql(join(disk.behind, 'far.db'), ["UPDATE cf_processing_queue SET plugin_name = 'second'"]);
  screen.type('?');
  await screen.waitForText('HELP', within);
  screen.type('q');
  await screen.waitForText('first', within);
  await quit(screen);
}, 60_000);
