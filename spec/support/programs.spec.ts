import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LeakWatch, watchForLeaks } from './leaks.js';
import { startInPty } from './pty.js';
import { startTmux } from './tmux.js';

describe('programs in a terminal', () => {
  let leaks: LeakWatch;
  const cleanups: (() => Promise<void>)[] = [];
  beforeEach(() => {
    leaks = watchForLeaks();
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
    await leaks.expectNone();
  });

  it('runs a command in a pty, with keys, a size and an exit code', async () => {
    const program = startInPty(
      'bash',
      ['--norc', '-c', 'tput cols; read -r line; echo "got $line"; exit 3'],
      {
        columns: 77,
      },
    );
    cleanups.push(program.close);
    await program.waitForText('77');
    program.type('hello\r');
    expect(await program.ended).toEqual({ code: 3, signal: 0 });
    expect(program.screen.text()).toContain('got hello');
  });

  it('ends a command that would run for ever', async () => {
    const program = startInPty('bash', [
      '--norc',
      '-c',
      'trap "" HUP TERM; echo up; while :; do sleep 60; done',
    ]);
    await program.waitForText('up');
    await program.close();
    expect((await program.ended).signal).toBe(9);
  });

  it('says what was on the screen when a text did not come', async () => {
    const program = startInPty('bash', ['--norc', '-c', 'echo something else; sleep 60']);
    cleanups.push(program.close);
    await program.waitForText('something');
    await expect(program.waitForText('never', { within: 30 })).rejects.toThrow(/something else/);
  });

  it('runs a shell in a tmux of its own', async () => {
    const session = await startTmux({ columns: 70, rows: 10, term: 'screen-256color' });
    cleanups.push(session.close);
    await session.command('echo "$TERM $(tput cols)"');
    await session.waitForText('screen-256color 70');
    await session.sendKeys('C-c');
    expect(await session.ask('#{pane_width}x#{pane_height}')).toBe('70x10');
    expect(await session.capture({ styled: true })).toContain('ready$');
  });
});
