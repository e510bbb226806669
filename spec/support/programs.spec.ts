import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LeakWatch, watchForLeaks } from './leaks.js';
import { needs } from './needs.js';
import { startInPty } from './pty.js';
import { startTmux } from './tmux.js';

describe('a program in a terminal', () => {
  let leaks: LeakWatch;
  const cleanups: (() => Promise<void>)[] = [];
  beforeEach(() => {
    leaks = watchForLeaks();
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
    await leaks.expectNone();
  });

  it('gets keys and a size in a pty, and ends with its exit code', async () => {
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

  it('is killed at the end of a test if it ignores hang-ups', async () => {
    const program = startInPty('bash', [
      '--norc',
      '-c',
      'trap "" HUP TERM; echo up; while :; do sleep 60; done',
    ]);
    await program.waitForText('up');
    await program.close();
    expect((await program.ended).signal).toBe(9);
  });

  it('fails a wait for a text with what was on the screen instead', async () => {
    const program = startInPty('bash', ['--norc', '-c', 'echo something else; sleep 60']);
    cleanups.push(program.close);
    await program.waitForText('something');
    await expect(program.waitForText('never', { within: 30 })).rejects.toThrow(/something else/);
  });

  needs('tmux').it('gets keys and a size in a tmux server of its own', async () => {
    const session = await startTmux({ columns: 70, rows: 10, term: 'screen-256color' });
    cleanups.push(session.close);
    await session.command('echo "$TERM $(tput cols)"');
    await session.waitForText('screen-256color 70');
    await session.sendKeys('C-c');
    expect(await session.ask('#{pane_width}x#{pane_height}')).toBe('70x10');
    expect(await session.capture({ styled: true })).toContain('ready$');
  });
});
