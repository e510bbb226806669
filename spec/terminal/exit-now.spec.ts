import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';

const program = fileURLToPath(new URL('../support/programs/stuck-thread.js', import.meta.url));
/** From the signal to the end, ms. */
const soon = 1000;

let child: ChildProcess | null = null;
afterEach(() => {
  child?.stdin?.end();
  child?.kill('SIGKILL');
});

describe('exitNow', () => {
  it('ends the process, with its code and its listeners, though a thread is stuck, and says nothing itself', async () => {
    const started = spawn(process.execPath, [program]);
    child = started;
    let printed = '';
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
    started.stdin.write('waiting\n');
    while (!printed.includes('waiting\n')) await once(started.stdout, 'data');
    const sent = performance.now();
    started.kill('SIGTERM');
    expect(await once(started, 'exit')).toEqual([137, null]);
    expect(performance.now() - sent).toBeLessThan(soon);
    started.stdin.end();
    await once(started, 'close');
    expect(printed).toBe('waiting\nends with 137\n');
  });
});
