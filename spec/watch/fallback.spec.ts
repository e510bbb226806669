import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { sceneForEach } from './scene.js';

const scene = sceneForEach();

describe('a watcher without a file descriptor to spare', () => {
  it('gives one notice, polls instead, and closes cleanly', async () => {
    await writeFile(scene.path('queue.db'), 'text');
    const script = fileURLToPath(new URL('./short-of-descriptors.js', import.meta.url));
    const limited = 'ulimit -n 64 && exec "$0" "$@"';
    const child = spawn('sh', ['-c', limited, process.execPath, script, scene.path('queue.db')], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const messages: unknown[] = [];
    child.on('message', (message) => messages.push(message));
    const [code] = await once(child, 'exit');
    expect(messages).toEqual([
      {
        sentence: 'No file events for the database folder; checking every 0.02 s instead',
        detail: expect.stringContaining('EMFILE'),
      },
      'change',
    ]);
    expect(code).toBe(0);
  });
});
