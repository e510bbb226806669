import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const program = fileURLToPath(new URL('./starting-process.js', import.meta.url));

it('a process that cannot be started for want of descriptors is an ordinary failure wherever one is started', async () => {
  const words = ['-c', 'ulimit -n 40; exec "$0" "$1"', process.execPath, program];
  const { stdout, stderr } = await promisify(execFile)('sh', words);
  expect({ ended: JSON.parse(stdout), stderr }).toEqual({
    ended: {
      action: ['Writing could not be started: this program has too many files open.'],
      host: [
        'The process for this connection could not be started: this program has too many files open.',
        'Raise that limit (ulimit -n), or open fewer databases.',
      ],
      demo: ['The demo could not be started: this program has too many files open.'],
      ...{ program: ['absent'], terminal: ['The program could not be started.'], detached: ['false'] },
      ...{ first: 1, signals: 0 },
    },
    stderr:
      'jobs-view: The process that does the work could not be started: this program has too many files open.\n' +
      'Raise that limit (ulimit -n), or open fewer databases.\n',
  });
});
