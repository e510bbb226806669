import { writeSync } from 'node:fs';

const mostTries = 40;
const pause = 10;

/**
 * Writes text before it returns, bypassing every stream, so that it is written even if the process ends at once.
 * Gives up if the terminal is gone, or has taken nothing for 400 ms: then there is nobody to restore it for.
 */
export function writeNow(fd: number, text: string): void {
  let rest = Buffer.from(text);
  for (let tries = 0; rest.length > 0 && tries < mostTries; tries += 1) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
      tries = 0;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
}
