import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { childOf, childrenOf, commandOf } from '../support/processes.js';
import { startTmux, type TmuxSession } from '../support/tmux.js';
import { cleanupsForEach, folderUntil, gone, programPath } from './session-pty-scene.js';

const { describe, it } = needs('tmux');

const stopped = (pid: number) =>
  eventually(
    () => /^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')),
    () => 'the process is not stopped',
  );

describe('a session in a terminal of tmux', () => {
  const cleanups = cleanupsForEach();

  describe('a session under bash in tmux', () => {
    let tmux: TmuxSession;
    beforeEach(async () => {
      tmux = await startTmux();
      cleanups.push(tmux.close);
      await tmux.command(`${process.execPath} ${programPath}`);
      await tmux.waitForText('picture 1');
    });

    it('dies of SIGHUP without a word on stderr when the tmux server is killed', async () => {
      const folder = folderUntil(cleanups);
      await tmux.sendKeys('q');
      await tmux.waitForText('ready$ ');
      const [complaint, code] = [folder.file('stderr'), folder.file('code')];
      const script = folder.file('script');
      writeFileSync(
        script,
        `trap : HUP\n"${process.execPath}" "${programPath}" 2>${complaint}\necho $? >${code}\n`,
      );
      await tmux.command(`bash ${script}`);
      await tmux.waitForText('picture 1');
      await tmux.tmux('kill-server');
      const ended = await eventually(
        () => existsSync(code) && (readFileSync(code, 'utf8').trim() || false),
        () => 'the program is still there',
        { within: 3_000 },
      );
      expect(readFileSync(complaint, 'utf8')).toBe('');
      expect(ended).toBe('129');
    });

    it('suspends with Ctrl-Z and comes back with fg at the present size', async () => {
      await tmux.sendKeys('C-z');
      await tmux.waitForText('Stopped');
      expect(await tmux.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
      await tmux.command('stty -a | grep -oE -e "-?icanon "; echo typed');
      await tmux.waitForText('\ntyped');
      expect(await tmux.capture()).toMatch(/^icanon/m);
      await tmux.resize(91, 27);
      await tmux.command('fg');
      await tmux.waitForText('of 91x27');
      expect(await tmux.ask('#{alternate_on} #{cursor_flag}')).toBe('1 0');
      await tmux.sendKeys('j');
      await tmux.waitForText('keys: Ctrl-z j.');
      await tmux.sendKeys('q');
      await tmux.waitForText('ready$ ');
      expect(await tmux.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
    });

    it('comes back after a stop from outside', async () => {
      const pid = Number(await tmux.ask('#{pane_pid}'));
      const child = await childOf(pid);
      process.kill(child, 'SIGSTOP');
      await tmux.waitForText('Stopped');
      await tmux.command('fg');
      await tmux.waitForText('picture 2');
      await tmux.sendKeys('j');
      await tmux.waitForText('keys: j.');
    });

    it('suspends on a SIGTSTP from outside, and writes nothing in the background', async () => {
      const child = await childOf(Number(await tmux.ask('#{pane_pid}')));
      process.kill(child, 'SIGTSTP');
      await tmux.waitForText('Stopped');
      await tmux.command('bg');
      await tmux.command('jobs; echo listed');
      await tmux.waitForText('\nlisted');
      expect(await tmux.capture()).not.toContain('picture');
      expect(await tmux.ask('#{alternate_on}')).toBe('0');
      await tmux.command('fg');
      await tmux.waitForText('picture');
      await tmux.sendKeys('q');
      await tmux.waitForText('ready$ ');
    });

    it('ends when the shell kills it in the background', async () => {
      const child = await childOf(Number(await tmux.ask('#{pane_pid}')));
      await tmux.sendKeys('C-z');
      await tmux.waitForText('Stopped');
      await tmux.command('clear; bg');
      await tmux.command('kill %1');
      await gone(child);
    });

    it('waits for the terminal if it is started in the background, and can be killed there', async () => {
      const shell = Number(await tmux.ask('#{pane_pid}'));
      const before: number[] = [];
      // The prompt shows before the one that quits has ended, and `clear` is a child too.
      const startInBackground = async () => {
        before.push(...childrenOf(shell));
        await tmux.sendKeys('q');
        await tmux.waitForText('ready$ ');
        await tmux.command(`clear; ${process.execPath} ${programPath} &`);
        return childOf(shell, (pid) => !before.includes(pid) && commandOf(pid).includes(programPath));
      };
      const child = await startInBackground();
      await stopped(child);
      await tmux.command('fg');
      await tmux.waitForText('picture 1');
      const other = await startInBackground();
      await stopped(other);
      await tmux.command('kill %1');
      await gone(other);
    });

    it('ends when the shell kills it while stopped', async () => {
      const child = await childOf(Number(await tmux.ask('#{pane_pid}')));
      await tmux.sendKeys('C-z');
      await tmux.waitForText('Stopped');
      await tmux.command('kill %1');
      await gone(child);
      // The shell may not have heard of it yet.
      await eventually(
        async () => {
          await tmux.command('jobs');
          return (await tmux.capture()).includes('Terminated');
        },
        () => 'the shell does not say that it was terminated',
      );
    });
  });
});
