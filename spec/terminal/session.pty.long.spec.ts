import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { childOf, childrenOf, commandOf } from '../support/processes.js';
import type { PtyProgram } from '../support/pty.js';
import { startTmux, type TmuxSession } from '../support/tmux.js';
import { cleanupsForEach, folderUntil, gone, programPath, shellSays, started } from './session-pty-scene.js';

/** What a shell must find after any ending. */
const restored = {
  ...{ alternateScreen: false, cursorShown: true, bracketedPaste: false, lineWrap: true, mouse: 'none' },
  ...{ focusEvents: false, applicationCursor: false, progress: '0' },
};

/** Resolves when all threads of a process are stopped: only then the shell is told. */
const stopped = (pid: number) =>
  eventually(
    () => threadStates(pid).every((state) => state === 'T'),
    () => `the process is not stopped: ${threadStates(pid).join('')}`,
  );

const threadStates = (pid: number) =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    const path = `/proc/${pid}/task/${thread}/stat`;
    // One that has ended meanwhile is no thread any more.
    const entry = existsSync(path) ? readFileSync(path, 'latin1') : '';
    return entry === '' ? [] : [entry.charAt(entry.lastIndexOf(')') + 2)];
  });

describe('a session in a real terminal', () => {
  const cleanups = cleanupsForEach();

  /** A shell line around the program, to see what the terminal is like afterwards. */
  function start(term = 'xterm-256color'): Promise<PtyProgram> {
    const script = `echo before; "$0" "$1"; code=$?; stty -a | grep -oE -e '-?(icanon|echo|isig) '; echo "code $code"`;
    return started(cleanups, 'bash', ['--norc', '-c', script, process.execPath, programPath], { term });
  }

  async function expectRestored(program: PtyProgram, code: number): Promise<void> {
    await program.ended;
    expect(program.screen.state).toMatchObject(restored);
    const text = program.screen.text();
    expect(text).toContain(`code ${code}`);
    expect(text).toMatch(/\nisig\s+icanon\s+echo\s+code/);
    expect(text).not.toContain('picture');
  }

  it('uses the whole screen, and delivers keys at once', async () => {
    const program = await start();
    expect(program.screen.state).toMatchObject({
      ...{ alternateScreen: true, cursorShown: false, bracketedPaste: true, lineWrap: false },
      ...{ title: 'session', progress: '1;50', mouse: 'vt200' },
    });
    program.type('j\x1b[B');
    await program.waitForText('keys: j Down.');
    program.resize(100, 30);
    await program.waitForText('of 100x30');
  });

  it('takes the rest of a sequence for no keys that comes late', async () => {
    const program = await start();
    // An Escape is one once nothing has followed it for a while.
    for (const [piece, heard] of [
      ['j\x1b', 'j Escape'],
      ['[Ak\x1b[1;5A\x1b', 'j Escape k Ctrl-Up Escape'],
      ['OA\x1b', 'j Escape k Ctrl-Up Escape Escape'],
      ['h[l', 'j Escape k Ctrl-Up Escape Escape h [ l'],
    ] as const) {
      program.type(piece);
      await program.waitForText(`keys: ${heard}.`);
    }
  });

  it.each(['xterm-256color', 'linux', 'vt220', 'screen', 'unheard-of'])(
    'restores a %s when it quits',
    async (term) => {
      const program = await start(term);
      program.type('q');
      await expectRestored(program, 0);
      expect(program.screen.text()).toMatch(/^before\n/);
    },
  );

  it.each<[NodeJS.Signals, number]>([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
    ['SIGTERM', 143],
    ['SIGUSR1', 128 + constants.signals.SIGUSR1],
    ['SIGUSR2', 128 + constants.signals.SIGUSR2],
    ['SIGALRM', 128 + constants.signals.SIGALRM],
    ['SIGXCPU', 128 + constants.signals.SIGXCPU],
  ])('restores the terminal on %s and exits with %i', async (signal, code) => {
    const program = await start();
    process.kill(await childOf(program.pid), signal);
    await expectRestored(program, code);
  });

  it('restores the terminal when anything else exits the process', async () => {
    const program = await start();
    program.type('x');
    await expectRestored(program, 5);
  });

  it('does not wait for ever for the last work', async () => {
    const program = await start();
    program.type('s');
    await expectRestored(program, 7);
  });

  it('resumes by itself if no shell could continue it', async () => {
    const program = await started(cleanups, process.execPath, [programPath]);
    program.type('\x1a');
    await program.waitForText('picture 2');
    program.type('j');
    await program.waitForText('keys: Ctrl-z j.');
  });

  needs('tmux').describe('a session under bash in tmux', () => {
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
      await tmux.command('clear; bg');
      await tmux.command('jobs; echo listed');
      await tmux.waitForText('\nlisted');
      // The shell continues a job in the foreground only if it has heard of its stop.
      await shellSays(tmux, 'Stopped');
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
      // Together, so that the kill comes before the next stop, which the shell may not have heard of.
      await tmux.command('clear; bg; kill %1');
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
      // A handler that is stopped in the middle of its work would not end the process.
      const caught = /^SigCgt:\t(\w+)/m.exec(readFileSync(`/proc/${other}/status`, 'utf8'))?.[1];
      const { SIGINT, SIGTERM } = constants.signals;
      const isCaught = (signal: number) => ((BigInt(`0x${caught}`) >> BigInt(signal - 1)) & 1n) === 1n;
      expect([SIGINT, SIGTERM].filter(isCaught)).toEqual([]);
      // The shell continues a job for its end only if it has heard of the stop.
      await shellSays(tmux, 'Stopped');
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
      await shellSays(tmux, 'Terminated');
    });
  });
});
