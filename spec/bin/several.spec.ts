import { describe, expect, it } from '@jest/globals';
import { keptUnder } from '../../bin/several.js';

const under = (...databases: readonly { readonly name: string; readonly given: string }[]) =>
  keptUnder(databases, { folder: '/queues' });

describe('what choices for several databases are kept under', () => {
  const one = { name: 'one', given: 'ssh://etl/srv/one.db' };
  const two = { name: 'two', given: 'ssh://etl/srv/two.db' };
  const here = { name: 'here', given: 'here.db' };

  it('is the same whatever order they are named in, and from which folder', () => {
    expect(under(one, here)).toBe(under({ ...here, given: '/queues/here.db' }, one));
  });

  it('tells databases of one host apart, and the same ones under other names', () => {
    expect(under(one, here)).not.toBe(under(two, here));
    expect(under(one, { ...here, name: 'live' })).not.toBe(under(one, here));
  });
});
