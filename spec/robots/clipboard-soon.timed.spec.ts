import { expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { withOperatorInTmux } from './operator.js';

const { describe, it } = needs('tmux');

describe('y on a job, in tmux', () => {
  const { press, sees, tmux } = withOperatorInTmux();

  it('puts the output path into the clipboard within a second', async () => {
    await press('G');
    await sees('▸ ✓ PARSE    epsilon');
    const began = Date.now();
    await press('y');
    await eventually(
      async () => (await tmux.tmux('show-buffer').catch(() => '')) === '/out/orders.parquet',
      () => 'the path in the buffer of tmux',
    );
    expect(Date.now() - began).toBeLessThan(1000);
    await sees('Sent the output path to tmux: /out/orders.parquet');
  });
});
