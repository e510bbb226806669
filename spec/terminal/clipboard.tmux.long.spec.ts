import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { beforeEach, expect } from '@jest/globals';
import { runProcess } from '../../lib/terminal/programs/processes.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { type PtyProgram, pinnedEnvironment, startInPty } from '../support/pty.js';
import type { TemporaryFolder } from '../support/temporary-folder.js';
import { startTmux, type TmuxSession } from '../support/tmux.js';
import { copyHere, standIn } from './clipboard-scene.js';
import { cleanupsForEach, folderUntil, programAt } from './session-pty-scene.js';

const { describe, it } = needs('tmux');

const copy = `${process.execPath} ${programAt('copy-text')}`;
const osc = (text: string) => `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;

describe('copying in real terminals', () => {
  const cleanups = cleanupsForEach();
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = folderUntil(cleanups);
  });

  async function tmuxWith(...options: readonly string[][]): Promise<TmuxSession> {
    const tmux = await startTmux();
    cleanups.push(tmux.close);
    for (const option of options) await tmux.tmux('set-option', '-g', ...option);
    return tmux;
  }

  /** A terminal attached to a tmux server, as the operator's is; its bytes show what reaches it. */
  async function attach(tmux: TmuxSession): Promise<PtyProgram> {
    const terminal = startInPty('tmux', ['-S', tmux.socket, 'attach-session', '-t', 'spec']);
    cleanups.push(terminal.close);
    await terminal.waitForText('ready$');
    return terminal;
  }

  /** Another tmux within one. */
  async function startInner(outer: TmuxSession): Promise<void> {
    const inner = `env -u TMUX tmux -S ${folder.file('inner')} -f /dev/null`;
    cleanups.push(() => runTmux(folder.file('inner'), 'kill-server'));
    await outer.command(`${inner} new-session 'exec env PS1="in""ner$ " bash --norc'`);
    await outer.waitForText('inner$');
  }

  const textOf = (tmux: TmuxSession) => tmux.tmux('show-buffer').catch(() => '');

  it.each(['external', 'on'])('reaches tmux and its terminal with set-clipboard %s', async (setting) => {
    const tmux = await tmuxWith(['-s', 'set-clipboard', setting]);
    const terminal = await attach(tmux);
    await tmux.command(`${copy} "/data/out #{pid} 'x'"`);
    await tmux.waitForText('sent to tmux.');
    expect(await textOf(tmux)).toBe("/data/out #{pid} 'x'");
    await terminal.waitForBytes(osc("/data/out #{pid} 'x'").slice(7));
  });

  it('reaches a tmux beyond SSH in plain form if set-clipboard is on', async () => {
    const tmux = await tmuxWith(['-s', 'set-clipboard', 'on']);
    await tmux.command(`env -u TMUX ${copy} /data/plain`);
    const pane = await tmux.waitForText('sent to the terminal.');
    expect(await textOf(tmux)).toBe('/data/plain');
    expect(pane).not.toMatch(/52;|tmux;/);
  });

  it('reaches a tmux beyond SSH in wrapped form if allow-passthrough is on', async () => {
    const tmux = await tmuxWith(['-w', 'allow-passthrough', 'on']);
    const terminal = await attach(tmux);
    await tmux.command(`env -u TMUX ${copy} /data/wrapped`);
    await terminal.waitForBytes(osc('/data/wrapped'));
    expect(await textOf(tmux)).toBe('');
  });

  it('reaches the terminal past a tmux that refuses', async () => {
    const path = standIn(folder, 'tmux', 'exit 1');
    const tmux = await tmuxWith(['-w', 'allow-passthrough', 'on']);
    const terminal = await attach(tmux);
    await tmux.command(`PATH=${path} ${copy} /data/old`);
    await tmux.waitForText('sent to the terminal.');
    await terminal.waitForBytes(osc('/data/old'));
  });

  it('reaches the outer tmux from the inner one, set-clipboard on', async () => {
    const outer = await tmuxWith(['-s', 'set-clipboard', 'on']);
    await startInner(outer);
    await outer.command(`${copy} /data/nested`);
    await outer.waitForText('sent to tmux.');
    expect(await runTmux(folder.file('inner'), 'show-buffer')).toBe('/data/nested');
    await eventually(
      async () => (await textOf(outer)) === '/data/nested',
      async () => `the outer buffer is ${await textOf(outer)}`,
    );
  });

  it('reaches the terminal past two tmuxes with allow-passthrough', async () => {
    const outer = await tmuxWith(['-w', 'allow-passthrough', 'on']);
    const terminal = await attach(outer);
    await startInner(outer);
    await runTmux(folder.file('inner'), 'set-option', '-wg', 'allow-passthrough', 'on');
    await outer.command(`${copy} /data/nested`);
    await terminal.waitForBytes(osc('/data/nested'));
    expect(await textOf(outer)).toBe('');
  });

  needs('screen').it('reaches the terminal of a real GNU screen, at any length', async () => {
    const sockets = folder.file('screens');
    mkdirSync(sockets, { mode: 0o700 });
    const environment = { SCREENDIR: sockets, PS1: 'ready$ ' };
    const terminal = startInPty('screen', ['-c', '/dev/null', '-S', 'spec', 'bash', '--norc'], {
      environment,
    });
    cleanups.push(terminal.close);
    cleanups.push(async () =>
      execFileSync('screen', ['-S', 'spec', '-X', 'quit'], {
        env: { ...pinnedEnvironment(), ...environment },
      }),
    );
    await eventually(
      () => {
        // The greeting waits for a key.
        if (terminal.screen.text().includes('ready$')) return true;
        terminal.type('\r');
        return false;
      },
      () => terminal.screen.text(),
      { every: 100 },
    );
    for (const how of ['', 'env -u STY '])
      for (const [argument, text, part] of [
        ['5000', 'x'.repeat(5_000), 'eHh4'],
        ['/data/short', '/data/short', '52;'],
      ] as const) {
        const before = terminal.bytes().length;
        terminal.type(`clear; ${how}${copy} ${argument}\r`);
        await eventually(
          () => terminal.bytes().slice(before).includes(osc(text)),
          () => terminal.screen.text(),
        );
        await terminal.waitForText('sent to the terminal.');
        expect(terminal.screen.text()).not.toContain(part);
      }
  });

  it('reaches the desktop’s clipboard through clipboardy', async () => {
    const path = standIn(folder, 'xsel', `cat >${folder.file('copied')}`);
    const report = await copyHere('/data/ünder\x1b[2J/ö', { PATH: path, DISPLAY: ':99' }, 20_000);
    expect(report.sent).toEqual(['desktop']);
    expect(readFileSync(folder.file('copied'), 'utf8')).toBe('/data/ünder/ö');
  });

  it('starts no clipboard program without a display', async () => {
    const path = standIn(folder, 'xsel', `touch ${folder.file('called')}`);
    expect((await copyHere('/data', { PATH: path })).sent).toEqual([]);
    expect(existsSync(folder.file('called'))).toBe(false);
  });
});

async function runTmux(socket: string, ...args: string[]): Promise<string> {
  const environment = pinnedEnvironment();
  const ended = await runProcess({
    ...{ program: 'tmux', args: ['-S', socket, ...args], environment, within: 5_000 },
  });
  return ended.kind === 'exited' ? ended.output : '';
}
