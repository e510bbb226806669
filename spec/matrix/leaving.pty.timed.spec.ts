import { readdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { program } from '../end-to-end/program.js';
import { createDatabase, runSql, unendingQueue } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { NativeWriter } from '../support/native-writer.js';
import { allGone, childOf, childrenOf, commandOf } from '../support/processes.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

/** What a shell must find after any ending. */
const restored = {
  ...{ alternateScreen: false, cursorShown: true, bracketedPaste: false, lineWrap: true, mouse: 'none' },
  ...{ focusEvents: false, applicationCursor: false },
};

/** How long any ending may take. */
const soon = 1_000;

type Way = (dashboard: PtyProgram, pid: number) => void;
const typed =
  (bytes: string): Way =>
  (dashboard) =>
    dashboard.type(bytes);
const killed =
  (signal: NodeJS.Signals): Way =>
  (_, pid) =>
    void process.kill(pid, signal);

/** Ways out of a dashboard whose terminal stays, with the code that it ends with and what it says. */
const ways: readonly (readonly [name: string, way: Way, code: number, words?: string])[] = [
  ['q', typed('q'), 0],
  ['Ctrl-C', typed('\x03'), 0],
  ['SIGTERM', killed('SIGTERM'), 143],
  ['an uncaught exception', killed('SIGUSR2'), 1, 'thrown on purpose'],
  ['an unhandled rejection', killed('SIGPWR'), 1, 'rejected on purpose'],
];

describe('a dashboard', () => {
  let folder: TemporaryFolder;
  let open: PtyProgram | null = null;
  beforeEach(() => {
    folder = temporaryFolder();
    writeFileSync(
      folder.file('broken.mjs'),
      `process.on('SIGUSR2', () => { throw new Error('thrown on purpose'); });
       process.on('SIGPWR', () => { Promise.reject(new Error('rejected on purpose')); });`,
    );
  });
  afterEach(async () => {
    await open?.close();
    open = null;
    await NativeWriter.killAll();
    folder.remove();
  });

  function start(script: string, ...args: string[]): PtyProgram {
    open = startInPty('bash', ['--norc', '-c', script, process.execPath, program, ...args], {
      environment: {
        HOME: folder.path,
        TMPDIR: folder.path,
        PREPARED: `--import=${folder.file('broken.mjs')}`,
      },
    });
    return open;
  }

  /** The dashboard and all that it has started. */
  const family = (pid: number): number[] => [pid, ...childrenOf(pid)];
  const folderGone = () =>
    eventually(
      () => readdirSync(folder.path).every((name) => !/demo/.test(name)),
      () => `the demo leaves ${readdirSync(folder.path)}`,
    );

  it.each(ways)(
    'over the demo, left by %s, restores the terminal and ends its worker',
    async (_, way, code, words = '') => {
      const dashboard = start(
        `echo before; NODE_OPTIONS=$PREPARED "$0" "$@"; code=$?
       stty -a | grep -oE -e '-?(icanon|echo|isig) '; echo "code $code"`,
        '--demo',
      );
      await dashboard.waitForText('fix_parser', { within: 15_000 });
      const pid = await childOf(dashboard.pid);
      const all = family(pid);
      expect(all.length).toBeGreaterThan(1);
      way(dashboard, pid);
      await allGone([pid], soon);
      await allGone(all, soon);
      await dashboard.ended;
      expect(dashboard.screen.state).toMatchObject(restored);
      const text = dashboard.screen.text();
      expect(text).toMatch(/^before\n/);
      expect(text).toMatch(/\nisig\s+icanon\s+echo\s+code/);
      expect(text).toContain(`code ${code}`);
      expect(text).toContain(words);
      expect(text).not.toContain('JOBS');
      await folderGone();
    },
  );

  it('over the demo ends with its worker when its terminal is closed', async () => {
    const dashboard = start('exec "$0" "$@"', '--demo');
    await dashboard.waitForText('fix_parser', { within: 15_000 });
    const all = family(dashboard.pid);
    dashboard.hangUp();
    await allGone(all, soon);
    await folderGone();
  });

  it('over the demo ends with its worker when its terminal vanishes without a signal', async () => {
    const dashboard = start('exec 3<&0; setsid "$0" "$@" <&3 & wait', '--demo');
    await dashboard.waitForText('fix_parser', { within: 15_000 });
    const all = family(await childOf(dashboard.pid, (pid) => /jobs-view/.test(commandOf(pid))));
    dashboard.hangUp();
    await allGone(all, soon);
    await folderGone();
  });

  it('ends within two seconds while its terminal takes nothing', async () => {
    const dashboard = start('exec "$0" "$@"', '--demo');
    await dashboard.waitForText('fix_parser', { within: 15_000 });
    const paused = dashboard.pause();
    process.kill(dashboard.pid, 'SIGTERM');
    await allGone([dashboard.pid], 2 * soon);
    paused.resume();
    expect((await dashboard.ended).code).toBe(143);
  });

  it.each<[string, Way]>([
    ['q', typed('q')],
    ['SIGTERM', killed('SIGTERM')],
    ['a closed terminal', (dashboard) => dashboard.hangUp()],
  ])('left by %s in the middle of an action ends at once, and the action is completed', async (_, way) => {
    const path = folder.file('jobs.sqlite3');
    await createDatabase(path, {
      migrated: 'all',
      rows: [{ id: 1, plugin_name: 'alpha', status: 'FAILED', claim_time: '2026-01-15 09:00:00' }],
    });
    const worker = await NativeWriter.start(path);
    const dashboard = start('exec "$0" "$@"', path);
    await dashboard.waitForText('alpha', { within: 15_000 });
    await worker.begin();
    dashboard.type('R');
    await dashboard.waitForText('Retrying');
    // The probe of the start may be under way beside it.
    const actions = () => childrenOf(dashboard.pid).filter((pid) => /action-process/.test(commandOf(pid)));
    await eventually(
      () => actions().length === 1,
      () => `one action, not ${actions().length}`,
    );
    const [action = 0] = actions();
    way(dashboard, dashboard.pid);
    await allGone([dashboard.pid], soon);
    await worker.rollback();
    await allGone([action], 2 * soon);
    expect(await worker.all('SELECT status FROM cf_processing_queue')).toEqual([{ status: 'QUEUED' }]);
  });

  it.each(ways.slice(0, 3))(
    'left by %s while its first read has no end restores the terminal at once',
    async (_, way, code) => {
      const path = folder.file('jobs.sqlite3');
      await runSql(path, [unendingQueue]);
      const dashboard = start('"$0" "$@"; echo "code $?"', path);
      await dashboard.waitForText('Reading the database', { within: 15_000 });
      const pid = await childOf(dashboard.pid);
      way(dashboard, pid);
      await allGone([pid], soon);
      await dashboard.ended;
      expect(dashboard.screen.state).toMatchObject(restored);
      expect(dashboard.screen.text()).toContain(`code ${code}`);
    },
  );
});
