import { describe, expect, it } from '@jest/globals';
import { withOperator } from './operator.js';

/** Where words stand on a screen, in their order from the top. */
const inOrder = (screen: string, ...words: string[]) =>
  words.toSorted((one, other) => screen.indexOf(one) - screen.indexOf(other));

describe('an operator who sorts the list', () => {
  const operator = withOperator();

  it('chooses a value, sees the list by it while workers go on, turns it round, and finds that again at the next start', async () => {
    const { press, sees, tmux, worker, shows } = operator();
    await press('s');
    await sees('SORT BY');
    await press('j', 'j', 'j', 'j', 't', 'Enter');
    const names = ['alpha', 'beta', 'delta', 'epsilon', 'gamma'];
    await shows((screen) => {
      expect(screen).toContain('by name, A to Z, failed mixed in');
      expect(inOrder(screen, ...names.toReversed())).toEqual(names);
    });
    await worker.exec("UPDATE cf_processing_queue SET plugin_name = 'zeta' WHERE id = 1");
    await shows((screen) => {
      expect(inOrder(screen, 'zeta', 'gamma', 'beta')).toEqual(['beta', 'gamma', 'zeta']);
    });
    await press('s', 'r', 'Enter');
    await shows((screen) => {
      expect(screen).toContain('by name, Z to A');
      expect(inOrder(screen, 'beta', 'gamma', 'zeta')).toEqual(['zeta', 'gamma', 'beta']);
    });
    await press('q');
    await sees('ended 0');
    await tmux.command('clear; again');
    await sees('by name, Z to A, failed mixed in');
  });
});
