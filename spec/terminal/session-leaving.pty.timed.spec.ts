import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { type PtyProgram, startInPty } from '../support/pty.js';
import { cleanups, isAlive, programPath } from './session-pty-scene.js';

describe('the time in which a session ends', () => {
  let leaks: LeakWatch;

  beforeEach(() => {
    leaks = watchForLeaks();
  });

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
    await leaks.expectNone();
  });

  /** The program itself, in no shell, as the leader of the terminal's session. */
  async function startAlone(): Promise<PtyProgram> {
    const program = startInPty(process.execPath, [programPath]);
    cleanups.push(program.close);
    await program.waitForText('picture 1');
    return program;
  }

  it('is within a second when the terminal vanishes', async () => {
    const program = await startAlone();
    program.hangUp();
    await eventually(
      () => !isAlive(program.pid),
      () => 'the process is still there',
      { within: 1_000 },
    );
  });

  it('is within a second when the terminal vanishes and nobody sends a signal', async () => {
    // In the background of a session that isn't its own, the program gets no SIGHUP: only its reads fail.
    const script = 'exec 3<&0; setsid "$0" "$1" <&3 & echo "pid $!"; wait';
    const program = startInPty('bash', ['--norc', '-c', script, process.execPath, programPath]);
    cleanups.push(program.close);
    await program.waitForText('picture 1');
    await program.waitForBytes('pid ');
    const pid = Number(/pid (\d+)/.exec(program.bytes())?.[1]);
    try {
      program.hangUp();
      await eventually(
        () => !isAlive(pid),
        () => 'the process is still there',
        { within: 1_000 },
      );
    } finally {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  });

  it('is within two seconds while the terminal takes nothing', async () => {
    const program = await startAlone();
    const paused = program.pause();
    process.kill(program.pid, 'SIGTERM');
    await eventually(
      () => !isAlive(program.pid),
      () => 'the process is still there',
      { within: 2_000 },
    );
    paused.resume();
    expect((await program.ended).code).toBe(143);
  });
});
