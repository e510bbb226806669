import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { isAlive } from '../support/until.js';
import { copyHere, standIn } from './clipboard-scene.js';

describe('copying with programs that hang', () => {
  let leaks: LeakWatch;
  let folder: TemporaryFolder;
  beforeEach(() => {
    leaks = watchForLeaks();
    folder = temporaryFolder();
  });
  afterEach(async () => {
    folder.remove();
    await leaks.expectNone();
  });

  it('ends both tmux and the desktop’s program within a second', async () => {
    let path = '';
    for (const name of ['xsel', 'tmux']) {
      path = standIn(
        folder,
        name,
        `echo $$ >>${folder.file('pids')}; sleep 60 & echo $! >>${folder.file('pids')}; wait`,
      );
    }
    const begun = performance.now();
    const report = await copyHere('/data', { PATH: path, DISPLAY: ':99', TMUX: '/tmp/none,1,0' });
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(report).toEqual({
      sent: ['terminal'],
      tooLong: false,
      lost: [],
      failures: ['tmux did not answer', 'the desktop did not take it'],
    });
    const pids = readFileSync(folder.file('pids'), 'utf8').trim().split('\n').map(Number);
    expect(pids).toHaveLength(4);
    await eventually(
      () => pids.every((pid) => !isAlive(pid)),
      () => `still alive: ${pids.filter(isAlive)}`,
    );
  });
});
