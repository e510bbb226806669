import { describe, expect, it } from '@jest/globals';
import { isAlive } from '../support/until.js';
import { cleanupsForEach, gone, programPath, started } from './session-pty-scene.js';

describe('the time in which a session ends', () => {
  const cleanups = cleanupsForEach();

  const startAlone = () => started(cleanups, process.execPath, [programPath]);

  it('is within a second when the terminal vanishes', async () => {
    const program = await startAlone();
    program.hangUp();
    await gone(program.pid, { within: 1_000 });
  });

  it('is within a second when the terminal vanishes and nobody sends a signal', async () => {
    // In the background of a session that isn't its own, the program gets no SIGHUP: only its reads fail.
    const script = 'exec 3<&0; setsid "$0" "$1" <&3 & echo "pid $!"; wait';
    const program = await started(cleanups, 'bash', ['--norc', '-c', script, process.execPath, programPath]);
    await program.waitForBytes('pid ');
    const pid = Number(/pid (\d+)/.exec(program.bytes())?.[1]);
    try {
      program.hangUp();
      await gone(pid, { within: 1_000 });
    } finally {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  });

  it('is within two seconds while the terminal takes nothing', async () => {
    const program = await startAlone();
    const paused = program.pause();
    process.kill(program.pid, 'SIGTERM');
    await gone(program.pid, { within: 2_000 });
    paused.resume();
    expect((await program.ended).code).toBe(143);
  });
});
