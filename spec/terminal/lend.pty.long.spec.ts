import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isStopped } from '../../lib/terminal/programs/processes.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import type { PtyProgram } from '../support/pty.js';
import { startTmux, type TmuxSession } from '../support/tmux.js';
import { isAlive } from '../support/until.js';
import { cleanupsForEach, folderUntil, gone, programPath, shellSays, started } from './session-pty-scene.js';

/** What the terminal is like while the dashboard has it. */
const taken = {
  ...{ alternateScreen: true, cursorShown: false, bracketedPaste: true, lineWrap: false, mouse: 'vt200' },
  ...{ focusEvents: true, applicationCursor: false },
};
/** And afterwards. */
const restored = {
  ...{ ...taken, focusEvents: false, alternateScreen: false, cursorShown: true, bracketedPaste: false },
  ...{ lineWrap: true, mouse: 'none' },
};

/** Prints the line's modes as a borrower finds them. */
const modes = `stty -a | grep -oE -e '-?(icanon|echo|isig|opost) ' | tr -d '\\n'`;

describe('a terminal lent to a program', () => {
  const cleanups = cleanupsForEach();

  /** A dashboard that has been told to lend its terminal. */
  async function startedWith(command: string, args: string[]): Promise<PtyProgram> {
    const program = await started(cleanups, command, args);
    program.type('l');
    return program;
  }

  /** The dashboard under a shell that tells how it ended and what the terminal is like then. */
  async function start(script: string): Promise<PtyProgram> {
    const outer = `"$@"; code=$?; ${modes}; echo "code $code"`;
    return startedWith('bash', [
      ...['--norc', '-c', outer, 'bash', process.execPath, programPath],
      ...['bash', '--norc', '-c', script],
    ]);
  }

  async function expectBack(program: PtyProgram, said: string): Promise<void> {
    await program.waitForText(said);
    expect(program.screen.state).toMatchObject(taken);
    program.type('j');
    await program.waitForText('keys: l j.');
  }

  async function expectRestored(program: PtyProgram, code: number): Promise<void> {
    await program.ended;
    expect(program.screen.state).toMatchObject(restored);
    expect(program.screen.text()).toMatch(new RegExp(`opost isig icanon echo code ${code}\\n`));
  }

  /** The process of a script that told its number. */
  async function toldPid(program: PtyProgram): Promise<number> {
    return eventually(
      () => Number(/pid (\d+) /.exec(program.bytes())?.[1]) || false,
      () => `no pid told in ${program.bytes()}`,
    );
  }

  it('has its original modes, and the dashboard writes nothing', async () => {
    const program = await start(`${modes}; read -p 'answer? ' answer; echo "[$answer]"; exit 3`);
    await program.waitForScreen('opost isig icanon echo answer?\n');
    expect(program.screen.state).toMatchObject(restored);
    const written = program.bytes().length;
    program.type('yes q\r');
    await expectBack(program, '{"kind":"ended","code":3}');
    expect(program.bytes().slice(written)).toContain('[yes q]');
    program.type('q');
    await expectRestored(program, 0);
    // What the program said stays, above the prompt.
    expect(program.screen.text()).toMatch(/\[yes q\]\nopost/);
  });

  it('is restored after a program that leaves its modes changed', async () => {
    const mess =
      '\\e[5;9r\\e[?1049h\\e[?1000h\\e[?1006h\\e[?1004h\\e[?1h\\e[?25l\\e[4h\\e(0\\e[41m\\e[?2004h\\e[?7l';
    const second = folderUntil(cleanups).file('second');
    const program = await start(
      `if [ -e ${second} ]; then seq 12; ${modes}; read; exit; fi; touch ${second}; ` +
        `printf '${mess}'; stty raw -echo -opost; kill -KILL $$`,
    );
    await expectBack(program, '{"kind":"killed","signal":"SIGKILL"}');
    await program.waitForText('picture');
    expect(program.screen.cell(0, 0)).toMatchObject({ background: null });
    program.type('l');
    await program.waitForText('opost isig icanon echo');
    await program.waitForText(Array.from({ length: 12 }, (_, line) => line + 1).join('\n'));
    expect(program.screen.state).toMatchObject(restored);
    program.type('\rq');
    await expectRestored(program, 0);
  });

  it('is taken back at once if the program cannot be started', async () => {
    const program = await startedWith(process.execPath, [programPath, '/no/such/program']);
    await expectBack(program, '"kind":"problem"');
  });

  it('passes Ctrl-C and Ctrl-\\ to the program', async () => {
    const program = await start(
      'trap "echo heard-int" INT; trap "echo heard-quit" QUIT; echo ready; read; read',
    );
    await program.waitForText('ready');
    program.type('\x03');
    await program.waitForText('heard-int');
    program.type('\x1c');
    await program.waitForText('heard-quit');
    program.type('\r\r');
    await expectBack(program, '"code":0');
  });

  it('is taken back after a Ctrl-C that ends the program', async () => {
    const program = await start('echo ready; exec sleep 60');
    await program.waitForText('ready');
    program.type('\x03');
    await expectBack(program, '"signal":"SIGINT"');
  });

  it('has the size that the window got while the program ran in the foreground', async () => {
    const program = await start('set -m; bash --norc -c "echo ready; read line"; true');
    await program.waitForText('ready');
    program.resize(91, 27);
    program.type('\r');
    await program.waitForText('of 91x27');
    await expectBack(program, '"code":0');
  });

  it.each<[NodeJS.Signals, number]>([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('is restored, and the program ended, when the dashboard gets %s', async (signal, code) => {
    // The program ignores what it is asked, and has begun another.
    const program = await start(
      'trap "" HUP TERM; sleep 61 & echo "pid $! parent $PPID "; while :; do wait; done',
    );
    const child = await toldPid(program);
    const dashboard = Number(/parent (\d+) /.exec(program.bytes())?.[1]);
    const shell = Number(readFileSync(`/proc/${child}/stat`, 'latin1').split(' ')[3]);
    process.kill(dashboard, signal);
    await expectRestored(program, code);
    expect(isAlive(shell)).toBe(false);
    if (isAlive(child)) process.kill(child, 'SIGKILL');
  });

  it('leaves no process soon after it vanished without a signal', async () => {
    // The dashboard is in the background, in a session that isn't the terminal's: no SIGHUP comes.
    const script = 'exec 3<&0; setsid "$@" <&3 & echo "pid $! "; wait';
    const program = await startedWith('bash', [
      ...['--norc', '-c', script, 'bash', process.execPath, programPath],
      ...['bash', '-c', 'echo ready; exec sleep 60'],
    ]);
    await program.waitForText('ready');
    const dashboard = await toldPid(program);
    program.hangUp();
    try {
      await gone(dashboard, { within: 2_000 });
    } finally {
      if (isAlive(dashboard)) process.kill(dashboard, 'SIGKILL');
    }
  });

  needs('tmux').describe('a lent terminal under a shell with job control', () => {
    async function startInTmux(script: string) {
      const tmux = await startTmux();
      cleanups.push(tmux.close);
      await tmux.command(`${process.execPath} ${programPath} bash --norc -c '${script}'`);
      await tmux.waitForText('picture 1');
      await tmux.sendKeys('l');
      // At the beginning of a line: the command itself and the prompt show before the program has the terminal.
      await tmux.waitForText('\nbegun');
      return tmux;
    }

    /** Waits until a program has its terminal back: what is typed before it takes whole lines again never becomes one. */
    async function takesLines(tmux: TmuxSession, child: number): Promise<void> {
      const tty = (await tmux.ask('#{pane_tty}')).trim();
      const modes = () => execFileSync('stty', ['-a', '-F', tty], { encoding: 'utf8' });
      await eventually(
        () => !isStopped(child) && / icanon\b/.test(modes()) && / icrnl\b/.test(modes()),
        () => `the program has not got the terminal back: ${modes()}`,
      );
    }

    it('is given to the shell by Ctrl-Z, which stops both, and taken again by fg', async () => {
      const tmux = await startInTmux('echo "begun $$."; read line; echo "[$line]"; read line');
      const child = Number(/begun (\d+)\./.exec(await tmux.capture())?.[1]);
      expect(isAlive(child)).toBe(true);
      await tmux.sendKeys('C-z');
      await tmux.waitForText('Stopped');
      await tmux.command('fg');
      await takesLines(tmux, child);
      await tmux.sendKeys('a', 'b', 'Enter');
      await tmux.waitForText('[ab]');
      await tmux.sendKeys('Enter');
      await tmux.waitForText('"code":0');
      await tmux.sendKeys('j', 'q');
      await tmux.waitForText('ready$ ');
      expect(await tmux.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
    });

    it('is given to the shell when the program stops itself alone', async () => {
      const tmux = await startInTmux('echo "begun $$."; kill -STOP $$; echo again; read line');
      await tmux.waitForText('Stopped');
      const child = Number(/begun (\d+)\./.exec(await tmux.capture())?.[1]);
      await tmux.command('fg');
      await tmux.waitForText('again');
      await takesLines(tmux, child);
      await tmux.sendKeys('Enter');
      await tmux.waitForText('"code":0');
    });

    it('stays with the shell when the program ends in the background, where the dashboard can be killed', async () => {
      const tmux = await startInTmux('echo "begun of $PPID."; kill -STOP $$');
      const dashboard = Number(/begun of (\d+)\./.exec(await tmux.capture())?.[1]);
      await tmux.waitForText('Stopped');
      await tmux.command('clear; bg');
      await shellSays(tmux, 'Stopped');
      expect(await tmux.ask('#{alternate_on}')).toBe('0');
      await tmux.command('kill %1');
      await gone(dashboard);
    });

    it('is restored when the shell kills both while they are stopped', async () => {
      const tmux = await startInTmux('echo "begun pid $$ of $PPID."; exec sleep 62');
      const told = /pid (\d+) of (\d+)\./.exec(await tmux.capture()) ?? [];
      const [child, dashboard] = [Number(told[1]), Number(told[2])];
      expect([child, dashboard].map(isAlive)).toEqual([true, true]);
      await tmux.sendKeys('C-z');
      await tmux.waitForText('Stopped');
      await tmux.command('kill %1');
      for (const pid of [child, dashboard]) await gone(pid);
      await tmux.command('stty -a | grep -oE -e "-?icanon "; echo seen');
      expect(await tmux.waitForText('\nseen')).toMatch(/^icanon/m);
    });
  });
});
