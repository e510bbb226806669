import { describe, expect, it } from '@jest/globals';
import { withOperator } from './operator.js';

describe('an operator with --read-only', () => {
  const operator = withOperator({ options: '--read-only' });

  it('reads why the keys do nothing, in the title, at the key and in the help', async () => {
    const { press, sees, read } = operator();
    await sees('read-only • live');
    await press('R');
    await sees('R: started with --read-only');
    await press('?', 'PageDown');
    await sees('Retry the job, or the marked jobs (may ask) (started with --read-only)');
    expect(await read(1, 'status')).toBe('FAILED');
  });
});
