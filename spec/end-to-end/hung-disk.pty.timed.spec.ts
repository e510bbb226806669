import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { createDatabase, runSql } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { type Ending, type PtyProgram, startInPty } from '../support/pty.js';
import { type ServedDisk, serveDisk } from '../support/served-disk.js';
import { testFolder } from '../support/test-folder.js';
import { program } from './program.js';
import { killAll, type Run, start } from './scripts.js';

const { it } = needs('bindfs');

const within = { within: 30_000 };

let disk: ServedDisk;
let far: string;
let near: string;
let home: Readonly<Record<string, string>>;
let dashboards: PtyProgram[];

beforeEach(async () => {
  disk = await serveDisk();
  const folder = testFolder();
  [far, near, home] = [join(disk.path, 'far.db'), join(folder, 'near.db'), { HOME: folder }];
  dashboards = [];
  mkdirSync(join(disk.behind, 'logs'));
  for (const path of [join(disk.behind, 'far.db'), near])
    await createDatabase(path, { rows: [{ id: 1, status: 'RUNNING', plugin_name: 'first' }] });
}, 60_000);

afterEach(async () => {
  disk.resume();
  killAll();
  for (const dashboard of dashboards) await dashboard.close();
  await disk.close();
}, 60_000);

function open(...paths: readonly string[]): PtyProgram {
  const dashboard = startInPty(process.execPath, [program, ...paths], { environment: home });
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
  const some = open(near, far);
  const only = open(far);
  await some.waitForText('2 running', within);
  await only.waitForText('1 running', within);
  disk.hang();
  await runSql(near, ["UPDATE cf_processing_queue SET plugin_name = 'second'"]);
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
  await runSql(far, ["UPDATE cf_processing_queue SET plugin_name = 'third'"]);
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
  const [first, second, third] = [0, 1, 2].map(() => open(far));
  const some = open(far, near);
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

interface Ended extends Partial<Run> {
  /** After how many seconds; null: it was still running when that was no longer waited for. */
  readonly after: number | null;
}

/** Runs a command, while nothing answers for it, until it ends or 30 s are over. */
async function ended(args: readonly string[]): Promise<Ended> {
  const began = performance.now();
  const script = start(args, home);
  const run = await Promise.race([script.ended, pause(30_000, null, { ref: false })]);
  script.child.kill('SIGKILL');
  return run === null ? { after: null } : { ...run, after: (performance.now() - began) / 1000 };
}

describe('a database on a disk that does not answer', () => {
  it('ends each command when its time is up, with a sentence and its exit code', async () => {
    disk.hang();
    const commands: readonly (readonly [args: string[], code: number, seconds: number, out?: string])[] = [
      [[far, '--json', '--timeout', '2s'], 1, 2],
      [[far, '--once', '--timeout', '2s'], 1, 2],
      [['causes', far, '--timeout', '2s'], 1, 2],
      [['metrics', near, far, '--timeout', '2s'], 1, 2, 'database="near"'],
      [[near, far, '--json', '--timeout', '2s'], 1, 2, 'first'],
      [['wait', far, '--timeout', '3s'], 4, 3],
      [['migrate', far], 1, 1],
      [['init', join(disk.path, 'new.db')], 1, 1],
      [[far, '--json'], 1, 10],
      [['log', '1', far], 1, 10],
      [['log', '1', near, '--log-dir', join(disk.path, 'logs')], 1, 10],
      [['doctor', far], 1, 10],
      [['cancel', '1', far, '--yes'], 1, 10],
      [['retry', near, far, '--status', 'failed', '--dry-run'], 1, 10],
      [['follow', far], 1, 10],
    ];
    // They only wait, but if all of them started at once, they would wait for the processors too.
    const runs = await Promise.all(
      commands.map(async ([args], nth) => pause(400 * nth).then(() => ended(args))),
    );
    const seen = runs.map((run, index) => {
      const [args = [], , seconds = 0, out = ''] = commands[index] ?? [];
      return {
        ...{ command: args.join(' '), code: run.code, inTime: run.after !== null && run.after < seconds + 4 },
        ...{ says: `${run.out}${run.errors}`.includes('does not answer.'), prints: run.out?.includes(out) },
      };
    });
    expect(seen).toEqual(
      commands.map(([args, code]) => ({
        ...{ command: args.join(' '), code, inTime: true, says: true, prints: true },
      })),
    );
  }, 90_000);

  it('leaves each command to Ctrl-C', async () => {
    disk.hang();
    const commands = [
      ...[
        [far, '--json'],
        ['follow', far],
      ],
      ...[
        ['wait', far],
        ['log', '1', far],
      ],
    ];
    await Promise.all(
      commands.map(async (args) => {
        const script = start(args, home);
        await pause(3500);
        const began = performance.now();
        script.child.kill('SIGINT');
        expect({ args, signal: (await script.ended).signal }).toEqual({ args, signal: 'SIGINT' });
        expect(performance.now() - began).toBeLessThan(1000);
      }),
    );
  }, 60_000);
});

describe('a folder of our own on a disk that does not answer', () => {
  it.each([
    ['XDG_CONFIG_HOME', [], ' does not answer: started without the configuration'],
    ['XDG_STATE_HOME', ['follow', '--json'], ' does not answer: nothing is remembered'],
    ['XDG_CACHE_HOME', [], ''],
    ['HOME', [], ' does not answer: started without the configuration'],
  ] as const)(
    'named by %s is gone without',
    async (variable, command, notice) => {
      disk.hang();
      const script = start([...command, near, ...(command.length === 0 ? ['--once'] : [])], {
        ...home,
        [variable]: disk.path,
      });
      let out = '';
      script.child.stdout?.on('data', (text: string) => {
        out += text;
        if (/first|snapshot/.test(out)) script.child.kill('SIGTERM');
      });
      const run = await Promise.race([script.ended, pause(8000, null, { ref: false })]);
      expect(run).toMatchObject({
        out: expect.stringMatching(/first|snapshot/),
        errors: expect.stringContaining(notice),
      });
    },
    60_000,
  );
});
