import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { type Ending, type PtyProgram, startInPty } from '../support/pty.js';
import { type ServedDisk, serveDisk } from '../support/served-disk.js';
import { testFolder } from '../support/test-folder.js';
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

/** It leaves at once, with its own status, and gives the terminal back, while the disk is still hung. */
async function quit(screen: PtyProgram, how: () => void, ending: Ending): Promise<void> {
  how();
  expect(await Promise.race([screen.ended, pause(3000, 'still there')])).toEqual(ending);
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
  // The next look never returns.
  await runSql(join(disk.behind, 'far.db'), ["UPDATE cf_processing_queue SET plugin_name = 'fourth'"]);
  await quit(some, () => some.type('q'), { code: 0, signal: 0 });
  only.type('?');
  await only.waitForText('HELP', within);
  only.type('q');
  await only.waitForText('third', within);
  await quit(only, () => only.type('q'), { code: 0, signal: 0 });
}, 90_000);

it('a dashboard that begins over a hung disk names it, goes on when it answers and ends as it should', async () => {
  disk.hang();
  const began = performance.now();
  const [first, second, third] = [0, 1, 2].map(() => start(join(disk.path, 'far.db')));
  const some = start(join(disk.path, 'far.db'), join(folder, 'near.db'));
  if (first === undefined || second === undefined || third === undefined) throw new Error('none');
  for (const each of [first, second, third]) await each.waitForText('does not answer', within);
  await first.waitForText(disk.path.slice(0, 20), within);
  await some.waitForText('far: does not answer', within);
  expect(performance.now() - began).toBeLessThan(6000);
  await quit(second, () => second.type('\x03'), { code: 0, signal: 0 });
  await quit(third, () => process.kill(third.pid, 'SIGTERM'), { code: 143, signal: 0 });
  await quit(some, () => some.type('q'), { code: 0, signal: 0 });
  disk.resume();
  await first.waitForText('1 running', within);
  await first.waitForText('• live', within);
  disk.hang();
  await quit(first, () => first.type('q'), { code: 0, signal: 0 });
}, 90_000);
