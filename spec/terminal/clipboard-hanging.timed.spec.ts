import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { copyHere, standIn } from './clipboard-scene.js';
import { cleanupsForEach, folderUntil, gone } from './session-pty-scene.js';

describe('copying with programs that hang', () => {
  const cleanups = cleanupsForEach();

  it('ends both tmux and the desktop’s program within a second', async () => {
    const folder = folderUntil(cleanups);
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
    for (const pid of pids) await gone(pid);
  });
});
